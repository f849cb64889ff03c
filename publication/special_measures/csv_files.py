"""The files of special measures: CSV by RFC 4180 in UTF-8 with one header row, each with its description (CSVW)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Trust
from publication.csv_files import LICENCE
from publication.csv_lines import Kind
from publication.found_by_code import of_trust
from publication.special_measures.csv_columns import (
    ACTION_COLUMNS,
    FORMAT_VERSION,
    TRUST_COLUMNS,
    Column,
    lines_of,
    written,
)
from publication.special_measures.pages import listed_worlds
from publication.special_measures.plan_told import ShownReport, shown_report
from publication.special_measures.record import PublicSpecialMeasures, ShownCase


@access(PUBLIC)
@require_safe
def every_trust_csv(request: HttpRequest, described_only: bool = False) -> HttpResponse:
    """Give out the list of trusts; real and invented ones are told apart in a column."""
    if described_only:
        address = reverse("public:every_special_measures_csv")
        return _description(request, TRUST_COLUMNS, address, "Trusts in special measures", demonstration=False)
    rows = [
        row for world in listed_worlds(clock.now()) for row in sorted(world.listed, key=lambda each: each.trust.code)
    ]
    return _file(request, written(TRUST_COLUMNS, rows), "special-measures", demonstration=False)


@access(PUBLIC)
@require_safe
@of_trust
def trust_csv(request: HttpRequest, record: Trust, described_only: bool = False) -> HttpResponse:
    """Give out every action of every published update of a trust, as each was published."""
    if described_only:
        address = reverse("public:special_measures_csv", args=[record.code])
        title = f"Improvement plan of {record.shown_name}"
        return _description(request, ACTION_COLUMNS, address, title, demonstration=record.is_demonstration)
    rows = lines_of(PublicSpecialMeasures(record, clock.now()), _reports)
    name = f"special-measures-{record.code}"
    return _file(request, written(ACTION_COLUMNS, rows), name, demonstration=record.is_demonstration)


def _reports(case: ShownCase) -> list[ShownReport]:
    if case.plan is None:
        return []
    return [shown_report(each, case.page_of.code, case.until) for each in case.plan.reports]


def _file(request: HttpRequest, rows: Sequence[Sequence[str]], name: str, *, demonstration: bool) -> HttpResponse:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    address = request.build_absolute_uri(f"{request.path}-metadata.json")
    response["Link"] = f'<{address}>; rel="describedby"; type="application/csvm+json"'
    return _kept_by_everyone(response, demonstration)


def _description(
    request: HttpRequest, columns: Sequence[Column[Any]], address: str, title: str, *, demonstration: bool
) -> HttpResponse:
    content = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": request.build_absolute_uri(address),
        "dc:title": title,
        "dc:license": {"@id": LICENCE},
        "schema:version": FORMAT_VERSION,
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": [column.name, column.title],
                    "dc:description": column.description,
                    "datatype": column.kind.value,
                    **({} if column.kind is Kind.TEXT else {"null": [""]}),
                }
                for column in columns
            ]
        },
    }
    response = JsonResponse(content, json_dumps_params={"indent": 2}, content_type="application/csvm+json")
    return _kept_by_everyone(response, demonstration)


def _kept_by_everyone(response: HttpResponse, demonstration: bool) -> HttpResponse:
    response["Cache-Control"] = "public, no-cache"
    if demonstration:
        response["X-Robots-Tag"] = "noindex"
    return response
