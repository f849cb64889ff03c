"""Reading a file of the safety measures return: its headings, and its rows with what each of them says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from oversight.organisations.naming import folded
from oversight.returns.periods import Month
from oversight.returns.reading.cells import Value, as_shown, is_blank
from oversight.returns.reading.days import NotDay, day_in
from oversight.returns.reading.limits import COLUMNS_READ
from oversight.returns.reading.months import month_named
from oversight.returns.reading.numbers import NotNumber, is_dash, number_in
from oversight.returns.reading.tables import ReadFile, Table
from oversight.returns.reading.unreadable import Cause, Unreadable
from safety.clocks import AlertStatus
from safety.columns import (
    DAYS,
    ITEM,
    KIND_OF_SECTION,
    MONTH,
    NUMBERS,
    REFERENCE,
    SECTION,
    AlertKind,
    Harm,
    RowKind,
    Section,
    column_called,
    line_called,
    section_called,
)
from safety.never_event_lists import type_called
from safety.rows_read import Amount, FileRead, Given, Heading, RowRead

_LOOKED_AT = 60
_ROWS_BETWEEN_PROGRESS = 2_000
_SAYS = frozenset((REFERENCE.code, NUMBERS[0].code))
_NOT_APPLICABLE = frozenset({"n a", "na", "not applicable"})
_ALERTS = {folded(name): kind for kind in AlertKind for name in (kind.label, str(kind))}
_HARMS = {folded(name): harm for harm in Harm for name in (harm.label, str(harm))}
_STATUSES = {folded(name): status for status in AlertStatus for name in (status.label, str(status))}
_YES_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


def read_return(file: ReadFile, period: Month, told: Callable[[int, int], None] | None = None) -> FileRead:
    """Return the rows of a month, read from every table that is a safety measures return.

    A hidden sheet is read only where no visible one is a return. ``Unreadable`` where no table is.
    """
    tables = _tables_of(file)
    rows: list[RowRead] = []
    unreadable: list[RowRead] = []
    count = others = blank = 0
    total = sum(table.bytes_total for table, _ in tables)
    before = 0
    for table, heading in tables:
        for number, cells in table.records():
            if number <= heading.row:
                continue
            if all(is_blank(cell) for cell in cells):
                continue
            count += 1
            if told is not None and not count % _ROWS_BETWEEN_PROGRESS:
                told(before + table.bytes_read, total)
            row = _row(heading, number, cells)
            month = _month_of(row)
            if month is None and not is_blank(row.cells.get(MONTH.code)):
                unreadable.append(row)
            elif month is not None and month != period:
                others += 1
            elif _says_nothing(row):
                blank += 1
            else:
                rows.append(row)
        before += table.bytes_total
    if told is not None:
        told(total, total)
    return FileRead(
        period=period,
        headings=tuple(heading for _, heading in tables),
        rows=tuple(rows),
        rows_read=count,
        rows_other_periods=others,
        rows_blank=blank,
        unreadable_months=tuple(unreadable),
    )


def headings_of(file: ReadFile) -> list[Heading]:
    """Return the heading of each table that is a return; ``Unreadable`` where none is."""
    return [heading for _, heading in _tables_of(file)]


def reference_key(reference: str) -> str:
    """Return a reference as it is compared: without case, spaces and marks."""
    return folded(reference).replace(" ", "")


def _tables_of(file: ReadFile) -> list[tuple[Table, Heading]]:
    for hidden in (False, True):
        found = [
            (table, heading)
            for table in file.tables
            if table.hidden is hidden and (heading := _heading(table)) is not None
        ]
        if found:
            return found
    raise Unreadable(
        Cause.NO_HEADINGS,
        "No row of headings of a safety measures return was found.",
        f"The headings name at least “{SECTION.heading}”, “{ITEM.heading}” and “{NUMBERS[0].heading}”. "
        "Start from the template workbook.",
    )


def _heading(table: Table) -> Heading | None:
    """Return the first row that names the section, the item and what is said of it; a list of choices says nothing."""
    for number, cells in islice(table.records(), _LOOKED_AT):
        texts = tuple(cell.strip() if isinstance(cell, str) else "" for cell in cells[:COLUMNS_READ])
        places: dict[str, int] = {}
        repeated: list[tuple[str, int]] = []
        for place, text in enumerate(texts):
            code = column_called(text) if text else None
            if code is None:
                continue
            if code in places:
                repeated.append((code, place))
            else:
                places[code] = place
        if {SECTION.code, ITEM.code} <= places.keys() and not _SAYS.isdisjoint(places):
            return Heading(table.sheet, number, texts, places, tuple(repeated))
    return None


def _row(heading: Heading, number: int, cells: Sequence[Value]) -> RowRead:
    values = {code: cells[place] if place < len(cells) else None for code, place in heading.places.items()}
    beyond = tuple(str(as_shown(cell)) for cell in cells[len(heading.texts) :] if not is_blank(cell))
    row = RowRead(
        sheet=heading.sheet,
        row=number,
        cells=values,
        beyond=beyond,
        section=section_called(text_in(values.get(SECTION.code))),
        item_text=text_in(values.get(ITEM.code)),
        reference=text_in(values.get("reference")),
        status=_STATUSES.get(folded(text_in(values.get("status")))),
        apology=_YES_NO.get(folded(text_in(values.get("apology")))),
        days=_days(values),
        amounts={column.code: amount_in(values.get(column.code)) for column in NUMBERS},
    )
    return _with_item(row)


def _with_item(row: RowRead) -> RowRead:
    """Return the row with what its section and its item make of it."""
    if row.section is None or not row.item_text:
        return row
    line = line_called(row.section, row.item_text)
    if line is not None:
        return replace(row, kind=RowKind.NUMBER, line=line, item=line.code)
    kind = KIND_OF_SECTION.get(row.section)
    named = folded(row.item_text)
    if row.section is Section.NEVER_EVENTS and (item := type_called().get(named)):
        return replace(row, kind=kind, item=item)
    if row.section is Section.ALERTS and (alert := _ALERTS.get(named)):
        return replace(row, kind=kind, item=str(alert), alert=alert)
    if row.section is Section.CANDOUR and (harm := _HARMS.get(named)):
        return replace(row, kind=kind, item=str(harm), harm=harm)
    return row


def _month_of(row: RowRead) -> Month | None:
    return month_named(row.cells.get(MONTH.code))


def _says_nothing(row: RowRead) -> bool:
    """Whether a row of a list was left unfilled: a section and at most an item, as spare rows of the template have."""
    filled = [code for code, cell in row.cells.items() if not is_blank(cell)]
    said = set(filled) - {"trust", "month", SECTION.code, ITEM.code}
    return not said and not row.beyond and row.kind is not RowKind.NUMBER and not (row.item_text and row.kind is None)


def _days(values: Mapping[str, Value]) -> dict[str, date | None]:
    found: dict[str, date | None] = {}
    for column in DAYS:
        try:
            found[column.code] = day_in(values.get(column.code))
        except NotDay:
            continue
    return found


def amount_in(value: Value) -> Amount:
    """Return what a cell of a number gives; a whole number of 0 or more, blank, not applicable, or faulty."""
    if isinstance(value, str) and folded(value) in _NOT_APPLICABLE and not value.strip().startswith("#"):
        return Given.NOT_APPLICABLE
    number = number_in(value)
    if number is NotNumber.BLANK:
        return Given.BLANK
    if isinstance(number, NotNumber) or number < 0 or number % 1:
        return Given.FAULTY
    return int(number)


def text_in(value: Value) -> str:
    """Return the text of a cell without what stands around it; blank for none, and for a dash alone."""
    shown = as_shown(value) or ""
    text = " ".join(shown.split())
    return "" if is_dash(text) else text
