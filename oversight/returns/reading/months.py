"""The month that a cell names, however it was written."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime

from oversight.returns.periods import Month
from oversight.returns.reading.cells import Value, exact
from oversight.returns.reading.folding import folded
from oversight.returns.reading.number_formats import serial_date

_NAMES = tuple(name.casefold() for name in calendar.month_abbr[1:])
_FULL_NAMES = tuple(name.casefold() for name in calendar.month_name[1:])
_BY_NAME = {name: number for number, name in enumerate(_NAMES, start=1)}
_BY_NAME |= {name: number for number, name in enumerate(_FULL_NAMES, start=1)} | {"sept": 9}
_YEAR_FIRST = re.compile(r"(\d{4}) (\d{1,2})(?: (\d{1,2})(?:[t ]00 00(?: 00)?(?: 0+)?z?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})(?: 00 00(?: 00)?)?")
_MONTH_FIRST = re.compile(r"(\d{1,2}) (\d{4})")
_NAMED = re.compile(r"(?:\d{1,2}(?:st|nd|rd|th)? )?([a-z]+) ?(\d{4}|\d{2})")
_YEAR_NAMED = re.compile(r"(\d{4}) ([a-z]+)")
_RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050  # 1 January 2000, 31 December 2099


def month_named(value: Value) -> Month | None:
    """The month of a date, or of text such as 01/10/2026, 2026-10, Oct-26 or October 2026; else None.

    Day comes before month, as it does in England. A number is a spreadsheet's count of days.
    """
    if isinstance(value, datetime | date):
        return Month(value.year, value.month)
    if isinstance(value, float | int):
        return _of_number(float(value))
    return _of_text(folded(value)) if isinstance(value, str) else None


def _of_number(number: float) -> Month | None:
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        day = serial_date(number, from_1904=False)
        return Month(day.year, day.month) if isinstance(day, datetime) else None
    return _of_text(f"{exact(number):f}") if number == number and abs(number) < 1e9 else None


def _of_text(text: str) -> Month | None:
    if not text.isascii():
        return None
    if match := _YEAR_FIRST.fullmatch(text):
        return _month(match[1], match[2], match[3])
    if match := _DAY_FIRST.fullmatch(text):
        return _month(match[3], match[2], match[1])
    if match := _MONTH_FIRST.fullmatch(text):
        return _month(match[2], match[1])
    if match := _NAMED.fullmatch(text):
        return _named(match[2], match[1])
    if match := _YEAR_NAMED.fullmatch(text):
        return _named(match[1], match[2])
    if match := _RUN_TOGETHER.fullmatch(text):
        return _month(match[1], match[2], match[3])
    if text.isdigit() and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        return _of_number(float(text))
    return None


def _named(year: str, name: str) -> Month | None:
    number = _BY_NAME.get(name)
    return None if number is None else _month(year, str(number))


def _month(year: str, month: str, day: str | None = None) -> Month | None:
    number = int(year) + (2000 if len(year) == 2 else 0)
    if not (1990 <= number <= 2199 and 1 <= int(month) <= 12):
        return None
    found = Month(number, int(month))
    return found if day is None or 1 <= int(day) <= found.days else None
