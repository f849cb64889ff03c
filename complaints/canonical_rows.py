"""A row of the return in the canonical form that a submission keeps, and back to what it says.

Keys: ``counts:`` of the whole organisation, ``counts:SITE`` of one site, ``handling:ITEM`` of a number beyond KO41a,
``lesson:N`` of the lesson counted from 1 in the order of the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from complaints.columns import KEPT_OF, SITE, SITE_NAME, Column, Part, theme_called, worked_called
from complaints.items import ITEMS, Item
from complaints.reading import amount_in
from complaints.rows_read import Amount, CountsRow, FileRead, Given, HandlingRow, LessonRow, RowRead
from complaints.worked import Worked
from oversight.returns.checked import ReturnRow

_FORM = "complaints content 1"
_NOT_APPLICABLE = "n/a"
WHOLE_TRUST = "Whole trust"


@dataclass(frozen=True, slots=True)
class Said:
    """What a canonical row says.

    subject: the site's code, blank for the whole organisation; the code of a number beyond KO41a; a lesson's number.
    """

    part: Part
    subject: str
    values: Mapping[str, str | None]

    def text(self, code: str) -> str:
        """Return a text of the row; blank for none."""
        return self.values.get(code) or ""

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

    @property
    def theme(self) -> Item | None:
        """What a lesson is about."""
        return theme_called(self.text("theme"))

    @property
    def worked(self) -> Worked | None:
        """Whether an improvement worked, where the trust says so."""
        return worked_called(self.text("worked"))


def key_of(row: RowRead) -> str:
    """Return what a row is about; blank for a row of which that cannot be said."""
    match row:
        case CountsRow() if row.site_code or row.is_organisation:
            return f"{Part.COUNTS}:{row.site_code}"
        case HandlingRow() if row.asked is not None:
            return f"{Part.HANDLING}:{row.asked.code}"
        case LessonRow():
            return f"{Part.LESSONS}:{row.number}"
        case _:
            return ""


def place_of(row: RowRead) -> str:
    """Return how people call what a row is about."""
    match row:
        case CountsRow():
            if row.is_organisation:
                return WHOLE_TRUST
            return " ".join(part for part in ("Site", row.site_code, row.site_name) if part)
        case HandlingRow():
            return row.asked.label if row.asked else row.item_text or f"Row {row.row}"
        case LessonRow():
            about = row.theme.label if row.theme else row.theme_text
            return f"Lesson {row.number}: {about}" if about else f"Lesson {row.number}"
        case _:
            return f"Row {row.row}"


def row_of(row: RowRead) -> ReturnRow:
    """Return a row in canonical form, with those columns alone that its table keeps."""
    return ReturnRow(key=key_of(row), place=place_of(row), values=_values(row), sheet=row.sheet, row=row.row)


def rows_once(file: FileRead) -> list[ReturnRow]:
    """Return the canonical rows in the file's order, those alone of which it can be said what they are; each once."""
    found: dict[str, ReturnRow] = {}
    for row in (*file.counts, *file.handling):
        key = key_of(row)
        if key and key not in found:
            found[key] = row_of(row)
    lessons: dict[tuple[str | None, ...], ReturnRow] = {}
    for lesson in map(row_of, file.lessons):
        lessons.setdefault(tuple(lesson.values.values()), lesson)
    return [*found.values(), *lessons.values()]


def said_by(row: ReturnRow) -> Said:
    """Return what a canonical row says; its key tells its table."""
    part, subject = row.key.split(":", 1)
    return Said(Part(part), subject, row.values)


def content_sha256(rows: Iterable[ReturnRow]) -> str:
    """Return the SHA-256 of rows, in hexadecimal: the same values hash alike in CSV and XLSX, in any order of rows."""
    lines = sorted(
        json.dumps([row.key, *(row.values.get(column.code) for column in _kept(row))], ensure_ascii=False)
        for row in rows
    )
    return hashlib.sha256("\n".join((_FORM, *lines)).encode()).hexdigest()


def _kept(row: ReturnRow) -> tuple[Column, ...]:
    return KEPT_OF[Part(row.key.split(":", 1)[0])]


def _values(row: RowRead) -> dict[str, str | None]:
    match row:
        case CountsRow():
            return {
                SITE.code: row.site_code or None,
                SITE_NAME.code: row.site_name or None,
                **{item.code: _amount(row.amount(item)) for item in ITEMS},
            }
        case HandlingRow():
            return {
                "item": row.asked.label if row.asked else row.item_text or None,
                "number": _amount(row.amount),
                "definition": row.definition or None,
            }
        case LessonRow():
            return {
                "theme": row.theme.label if row.theme else row.theme_text or None,
                "place": row.place or None,
                "lesson": row.lesson or None,
                "action": row.action or None,
                "owner": row.owner or None,
                "due": _day(row.day("due")),
                "done": _day(row.day("done")),
                "worked": row.worked.label if row.worked else None,
                "known_by": row.known_by or None,
            }
        case _:
            return {}


def _amount(amount: Amount) -> str | None:
    if isinstance(amount, int):
        return str(amount)
    return _NOT_APPLICABLE if amount is Given.NOT_APPLICABLE else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
