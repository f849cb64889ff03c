"""What a cell of a file can hold, and how it is named and quoted back to the person who sent it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell whose formula failed, with the error that the spreadsheet shows, such as #DIV/0!."""

    error: str


@dataclass(frozen=True, slots=True)
class UncalculatedCell:
    """A cell with a formula whose result was never saved in the file."""

    formula: str


Value = str | float | datetime | date | time | timedelta | ErrorCell | UncalculatedCell | None
"""A cell as read: text from a CSV file, typed values from a workbook; None where there is no cell.

Numbers of a workbook are doubles, as the workbook holds them; `exact` gives their decimal value.
Its truth values are read as the text that it shows, TRUE and FALSE.
"""


def is_blank(value: Value) -> bool:
    """Whether a cell shows nothing: no cell, or white space of any kind alone."""
    return value is None or (isinstance(value, str) and not value.strip())


def exact(number: float) -> Decimal:
    """The shortest decimal that a double stands for: the number that the spreadsheet shows.

    Normalised, so that 7.50 and 7.5, read from whichever format, are one value with one spelling.
    """
    if number == int(number):
        return Decimal(int(number))
    return Decimal(repr(number))


def as_shown(value: Value) -> str | None:
    """What stood in the cell, as text for a message; None for a cell that was not there."""
    match value:
        case None:
            return None
        case str():
            return value
        case float():
            return f"{exact(value):f}" if math.isfinite(value) else str(value)
        case ErrorCell():
            return value.error
        case UncalculatedCell():
            return value.formula
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
        case _:
            return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()


def column_letters(index: int) -> str:
    """The letters of a column by its place, the first being 0: A, B, ... Z, AA."""
    letters = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def column_index(letters: str) -> int:
    """The place of a column by its letters, the first being 0."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
