"""The rows of a return as a table: those columns that hold anything, in the order of the declaration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.returns.checked import ReturnRow
from oversight.returns.kinds import kind_of
from workspaces.trust_desk.about import about
from workspaces.trust_desk.complaints import complaints_shown
from workspaces.trust_desk.scoped import own_submission
from workspaces.trust_desk.values import as_shown, is_number

_ROWS_ON_A_PAGE = 100
_NOT_ASKED = "–"


@dataclass(frozen=True)
class RowColumn:
    """A column of the rows; numeric where every value in it is a number."""

    code: str
    label: str
    numeric: bool


def columns_used(labels: Mapping[str, str], rows: Sequence[ReturnRow]) -> list[RowColumn]:
    """Return the columns in which at least one row has a value."""
    columns = []
    for code, label in labels.items():
        values = [value for row in rows if (value := row.values.get(code)) is not None]
        if values:
            columns.append(RowColumn(code, label, all(is_number(value) for value in values)))
    return columns


@dataclass(frozen=True)
class ShownRow:
    """A row as a page shows it: what it is about, and its cells as texts; a blank is said to be blank."""

    place: str
    cells: tuple[str, ...]


def shown_rows(rows: Iterable[ReturnRow], columns: Sequence[RowColumn]) -> list[ShownRow]:
    """Return rows as a page shows them; a column that a row has no part in is no blank."""
    return [
        ShownRow(
            row.place,
            tuple(as_shown(row.values[column.code]) if column.code in row.values else _NOT_ASKED for column in columns),
        )
        for row in rows
    ]


def numbers_first(columns: Sequence[RowColumn]) -> list[RowColumn]:
    """Return the columns as a page shows them: the figures beside the row's name, the words after them."""
    return sorted(columns, key=lambda column: not column.numeric)


@require_safe
@access(Action.SEE_RETURNS)
def submitted_rows(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the rows of a submission as they were read."""
    submission = own_submission(request, reference, rows=True)
    rows = [ReturnRow.from_json(kept) for kept in submission.rows]
    kind = kind_of(submission.kind)
    columns = numbers_first(columns_used(kind.column_labels(), rows))
    page = Paginator(rows, _ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "workspaces/trust/submitted_rows.html.jinja",
        {
            **about(submission),
            "columns": columns,
            "page": page,
            "shown": shown_rows(page, columns),
            "complaints": complaints_shown(submission.kind, rows),
        },
    )
