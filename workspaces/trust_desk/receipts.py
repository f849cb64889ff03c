"""The receipt of an accepted return, its file as sent, and its rows as accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.returns.checked import ReturnRow
from oversight.returns.comparing import rows_of
from oversight.returns.kinds import kind_of
from oversight.returns.models import ReturnVersion
from oversight.returns.receipts import receipt_of
from workspaces.trust_desk.complaints import complaints_shown
from workspaces.trust_desk.downloads import csv_attachment
from workspaces.trust_desk.finding_files import original_of
from workspaces.trust_desk.rows import columns_used, numbers_first, shown_rows
from workspaces.trust_desk.scoped import may_here, readable_version
from workspaces.trust_desk.values import number_or_text

_ROWS_ON_A_PAGE = 100


@require_safe
@access(Action.SEE_RETURNS, Action.INSPECT)
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show the receipt: what was accepted, when, from whom, by what hashes, and whether it still stands."""
    version = readable_version(request, receipt)
    others = list(
        ReturnVersion.objects.filter(kind=version.kind, trust=version.trust, period=version.period)
        .exclude(pk=version.pk)
        .order_by("number")
    )
    return render(
        request,
        "workspaces/trust/receipt.html.jinja",
        {
            "version": version,
            "receipt": receipt_of(version),
            "others": others,
            "replaced_by": next((one for one in others if one.number == version.number + 1), None),
            "is_own": may_here(request, Action.SEE_RETURNS, version.trust),
            "complaints": complaints_shown(version.kind, rows_of(version)) if version.kind == "complaints" else None,
        },
    )


@require_safe
@access(Action.SEE_RETURNS, Action.INSPECT)
def accepted_rows(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show the rows as they were accepted."""
    version = readable_version(request, receipt)
    rows = rows_of(version)
    columns = numbers_first(columns_used(kind_of(version.kind).column_labels(), rows))
    page = Paginator(rows, _ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    kind = kind_of(version.kind)
    return render(
        request,
        "workspaces/trust/accepted_rows.html.jinja",
        {
            "version": version,
            "kind": kind,
            "label": kind.period_label(version.period),
            "columns": columns,
            "page": page,
            "shown": shown_rows(page, columns),
            "complaints": complaints_shown(version.kind, rows),
            "is_own": may_here(request, Action.SEE_RETURNS, version.trust),
        },
    )


@require_safe
@access(Action.SEE_RETURNS, Action.INSPECT)
def accepted_rows_csv(request: HttpRequest, receipt: str) -> HttpResponseBase:
    """Give the rows as they were accepted as CSV, with every digit."""
    version = readable_version(request, receipt)
    return csv_attachment(_csv_rows(version, rows_of(version)), f"{version.receipt}.csv")


def _csv_rows(version: ReturnVersion, rows: Sequence[ReturnRow]) -> Iterator[Sequence[object]]:
    columns = columns_used(kind_of(version.kind).column_labels(), rows)
    yield ["Receipt", "Trust code", "Period", *(column.label for column in columns)]
    for row in rows:
        yield [
            version.receipt,
            version.trust.code,
            version.period,
            *(number_or_text(row.values.get(column.code)) for column in columns),
        ]


@require_safe
@access(Action.SEE_RETURNS, Action.INSPECT)
def accepted_file(request: HttpRequest, receipt: str) -> HttpResponse:
    """Give back the file from which the version was accepted, byte for byte."""
    return original_of(request, readable_version(request, receipt).submission)
