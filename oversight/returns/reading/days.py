"""The day that a cell names, however it was written."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from datetime import date, datetime, time

from oversight.returns.reading.cells import Value, is_blank
from oversight.returns.reading.folding import folded
from oversight.returns.reading.number_formats import serial_date
from oversight.returns.reading.numbers import is_dash

_NAMES = {name.casefold(): number for number, name in enumerate(month_name) if name}
_NAMES |= {name.casefold(): number for number, name in enumerate(month_abbr) if name} | {"sept": 9}
_MIDNIGHT = r"(?:[t ]00 00(?: 00)?(?: 0+)?z?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}}) (\d{{1,2}}) (\d{{1,2}}){_MIDNIGHT}", re.ASCII)
_DAY_FIRST = re.compile(rf"(\d{{1,2}}) (\d{{1,2}}) (\d{{4}}|\d{{2}}){_MIDNIGHT}", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ?([a-z]+) ?(\d{4}|\d{2})", re.ASCII)
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050  # 1 January 2000, 31 December 2099
_EARLIEST, _LATEST = 2000, 2099


class NotDay(ValueError):
    """The cell holds something that is no day."""


def day_in(value: Value) -> date | None:
    """Return the day of a date, or of text such as 01/10/2026, 2026-10-01 or 1 October 2026; None for a blank.

    The day comes before the month, as it does in England. A whole number is a spreadsheet's count of days. A dash alone
    is a blank. Raises ``NotDay`` for anything else, a time of day and a day outside 2000 to 2099 included.
    """
    if is_blank(value) or (isinstance(value, str) and is_dash(value)):
        return None
    found: date | None = None
    if isinstance(value, datetime):
        found = value.date() if value.time() == time() else None
    elif isinstance(value, date):
        found = value
    elif isinstance(value, float):
        found = _of_number(value)
    elif isinstance(value, str) and value.isascii():
        found = _of_text(folded(value))
    if found is None or not _EARLIEST <= found.year <= _LATEST:
        raise NotDay(value)
    return found


def _of_number(number: float) -> date | None:
    if not (_FIRST_SERIAL <= number <= _LAST_SERIAL) or number % 1:
        return None
    day = serial_date(number, from_1904=False)
    return day.date() if isinstance(day, datetime) else None


def _of_text(text: str) -> date | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if match := _DAY_FIRST.fullmatch(text):
        return _day(match[3], match[2], match[1])
    if (match := _NAMED.fullmatch(text)) and match[2] in _NAMES:
        return _day(match[3], str(_NAMES[match[2]]), match[1])
    return _of_number(float(text)) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
