"""The files of special measures: CSV by RFC 4180 in UTF-8 with one header row, each with its description (CSVW)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Trust
from publication.csv_answers import description_answer, file_answer
from publication.csv_writing import Column, cells_of, csv_description, csv_text
from publication.found_by_code import of_trust
from publication.special_measures.csv_columns import (
    ACTION_COLUMNS,
    FORMAT_VERSION,
    TRUST_COLUMNS,
    lines_of,
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
    text = csv_text(TRUST_COLUMNS, cells_of(rows, TRUST_COLUMNS))
    return file_answer(request, text, name="special-measures", demonstration=False)


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
    text = csv_text(ACTION_COLUMNS, cells_of(rows, ACTION_COLUMNS))
    name = f"special-measures-{record.code}"
    return file_answer(request, text, name=name, demonstration=record.is_demonstration)


def _reports(case: ShownCase) -> list[ShownReport]:
    if case.plan is None:
        return []
    return [shown_report(each, case.page_of.code, case.until) for each in case.plan.reports]


def _description(
    request: HttpRequest, columns: Sequence[Column[Any]], address: str, title: str, *, demonstration: bool
) -> HttpResponse:
    content = csv_description(
        columns, (), address=request.build_absolute_uri(address), title=title, version=FORMAT_VERSION
    )
    return description_answer(content, demonstration=demonstration)
