"""A row of the return in the canonical form that a submission keeps, and back to what it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from oversight.organisations.naming import folded
from oversight.returns.checked import ReturnRow
from oversight.returns.periods import Month
from safety.clocks import AlertStatus
from safety.columns import DAYS, KEPT, LINES, NUMBERS, OUT_OF, Column, Line, RowKind
from safety.never_event_lists import title_of, type_called
from safety.reading import amount_in, reference_key
from safety.rows_read import Amount, FileRead, Given, RowRead

_FORM = "safety content 1"
_NOT_APPLICABLE = "n/a"
_LINES = {f"{RowKind.NUMBER}:{line.section}:{line.code}": line for line in LINES}


@dataclass(frozen=True, slots=True)
class Said:
    """What a canonical row says: its kind, the code of its item, and its values."""

    kind: RowKind
    item: str
    values: Mapping[str, str | None]

    def day(self, code: str) -> date | None:
        """Return a date of the row."""
        text = self.values.get(code)
        return date.fromisoformat(text) if text else None

    def amount(self, code: str) -> Amount:
        """Return a number of the row: blank, zero and not applicable are three things."""
        return amount_in(self.values.get(code))

    def number(self, code: str) -> int | None:
        """Return a number of the row; None where it is blank or not applicable."""
        amount = self.amount(code)
        return amount if isinstance(amount, int) else None


def key_of(row: RowRead) -> str:
    """Return what a row is about: a number by section and item, a type of never event, or a reference.

    Blank for a row of which that cannot be said.
    """
    if row.kind is RowKind.NUMBER and row.line is not None:
        return f"{RowKind.NUMBER}:{row.line.section}:{row.line.code}"
    if row.kind is None:
        return ""
    if row.reference:
        return f"{row.kind}:reference:{reference_key(row.reference)}"
    return f"{row.kind}:type:{row.item}" if row.kind is RowKind.NEVER_EVENT else ""


def place_of(row: RowRead, period: Month) -> str:
    """Return how people call what a row is about."""
    section = row.section.label if row.section else "Row"
    if row.reference:
        return f"{section}: {row.reference}"
    item = item_label(row, period) or row.item_text
    return f"{section}: {item}" if item else f"{section}, row {row.row}"


def item_label(row: RowRead, period: Month) -> str:
    """Return what the return itself calls a row's item; blank where it is unknown."""
    if row.line is not None:
        return row.line.label
    if row.kind is RowKind.NEVER_EVENT:
        return title_of(row.item, row.day("date") or period.first_day)
    named = row.alert or row.harm
    return named.label if named else ""


def row_of(row: RowRead, period: Month) -> ReturnRow:
    """Return a row in canonical form, with those columns alone that its kind uses."""
    values: dict[str, str | None] = {
        "section": row.section.label if row.section else None,
        "item": item_label(row, period) or row.item_text or None,
        "reference": row.reference or None,
        "status": row.status.label if row.status else None,
        "apology": None if row.apology is None else "yes" if row.apology else "no",
    }
    values |= {column.code: day.isoformat() if (day := row.day(column.code)) else None for column in DAYS}
    values |= {column.code: _amount(row.amount(column.code)) for column in NUMBERS}
    used = [column.code for column in KEPT if row.kind is None or _uses(row, column)]
    return ReturnRow(
        key=key_of(row),
        place=place_of(row, period),
        values={code: values[code] for code in used},
        sheet=row.sheet,
        row=row.row,
    )


def _uses(row: RowRead, column: Column) -> bool:
    if column == OUT_OF:
        return row.line is not None and bool(row.line.out_of)
    return row.kind is not None and column.is_used_by(row.kind)


def rows_once(file: FileRead) -> list[ReturnRow]:
    """Return the canonical rows in the file's order, those alone of which it can be said what they are; each once."""
    found: dict[str, ReturnRow] = {}
    for row in file.rows:
        made = row_of(row, file.period)
        if made.key:
            found.setdefault(made.key, made)
    return list(found.values())


def said_by(row: ReturnRow) -> Said:
    """Return what a canonical row says; its key tells its kind."""
    kind, how, named = row.key.split(":", 2)
    if kind == RowKind.NUMBER:
        return Said(RowKind.NUMBER, _LINES[row.key].code, row.values)
    item = named if how == "type" else type_called().get(folded(row.values.get("item") or ""), "")
    return Said(RowKind(kind), item, row.values)


def line_of(row: ReturnRow) -> Line | None:
    """Return the number that a canonical row gives; None for an event, an alert or an incident."""
    return _LINES.get(row.key)


def status_of(said: Said) -> AlertStatus | None:
    """Return the status of an alert."""
    return next((status for status in AlertStatus if status.label == said.values.get("status")), None)


def content_sha256(rows: Iterable[ReturnRow]) -> str:
    """Return the SHA-256 of rows, in hexadecimal: the same values hash alike in CSV and XLSX, in any order of rows."""
    lines = sorted(
        json.dumps([row.key, *(row.values.get(column.code) for column in KEPT)], ensure_ascii=False) for row in rows
    )
    return hashlib.sha256("\n".join((_FORM, *lines)).encode()).hexdigest()


def _amount(amount: Amount) -> str | None:
    if isinstance(amount, int):
        return str(amount)
    return _NOT_APPLICABLE if amount is Given.NOT_APPLICABLE else None
