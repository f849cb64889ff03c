"""The quarter or financial year that a row of KO41a names, however it was written."""

from __future__ import annotations

import re
from datetime import date, datetime

from complaints.periods import ComplaintsPeriod
from oversight.returns.reading.cells import Value, as_shown, is_blank
from oversight.returns.reading.folding import folded
from oversight.returns.reading.months import month_named

_YEAR = r"(?:fy )?(\d{4}) (?:to )?(\d{4}|\d{2})"
_QUARTER = r"(?:q|qtr|quarter) ?([1-4])"
_WHOLE_YEAR = re.compile(_YEAR, re.ASCII)
_YEAR_THEN_QUARTER = re.compile(rf"{_YEAR} {_QUARTER}", re.ASCII)
_QUARTER_THEN_YEAR = re.compile(rf"{_QUARTER} (?:of )?{_YEAR}", re.ASCII)
_OURS = re.compile(rf"(\d{{4}}) ?{_QUARTER}", re.ASCII)
_QUARTER_ALONE = re.compile(rf"(?:{_QUARTER}|([1-4]))", re.ASCII)
_RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})", re.ASCII)
_MONTHS = re.compile(r"([a-z]+)(?: (\d{4}))? (?:to )?([a-z]+) (\d{4}|\d{2})", re.ASCII)
_LONGEST = 60


def period_named(year: Value, quarter: Value = None) -> ComplaintsPeriod | None:
    """Return the period of a row: ``2024-25``, ``2024/25 Q4``, ``Q4 2024-25``, ``2024-Q4``, or a year and its quarter.

    A date, or the first and the last month, names its quarter or year where they are one. None for anything else, and
    for a blank.
    """
    named = _named(year)
    if is_blank(quarter):
        return named
    alone = _QUARTER_ALONE.fullmatch(_text(quarter))
    if alone is None:
        # The cell of the quarter may name the year too; where both do, they agree.
        whole = _named(quarter)
        agrees = whole is not None and (is_blank(year) or named in (whole, whole.financial_year))
        return whole if agrees else None
    number = int(alone[1] or alone[2])
    if named is None:
        return None
    if named.is_quarter:
        return named if str(named).endswith(f"Q{number}") else None
    return _quarter(named.first_day.year, number)


def _named(value: Value) -> ComplaintsPeriod | None:
    text = _text(value)
    if match := _WHOLE_YEAR.fullmatch(text):
        return _year(match[1], match[2])
    if match := _YEAR_THEN_QUARTER.fullmatch(text):
        year = _year(match[1], match[2])
        return year and _quarter(year.first_day.year, int(match[3]))
    if match := _QUARTER_THEN_YEAR.fullmatch(text):
        year = _year(match[2], match[3])
        return year and _quarter(year.first_day.year, int(match[1]))
    if match := _OURS.fullmatch(text):
        return _quarter(int(match[1]), int(match[2]))
    if match := _RUN_TOGETHER.fullmatch(text):
        return _year(match[1], match[2])
    if match := _MONTHS.fullmatch(text):
        return _of_months(match)
    return None


def _text(value: Value) -> str:
    if isinstance(value, datetime | date):
        return ""
    text = as_shown(value) or ""
    return folded(text) if len(text) <= _LONGEST else ""


def _year(first: str, second: str) -> ComplaintsPeriod | None:
    year = int(first)
    if (
        not 1990 <= year <= 2198
        or (year + 1) % 100 != int(second) % 100
        or (len(second) == 4 and int(second) != year + 1)
    ):
        return None
    return ComplaintsPeriod.parse(f"{year}-{(year + 1) % 100:02d}")


def _quarter(year: int, number: int) -> ComplaintsPeriod | None:
    return ComplaintsPeriod.parse(f"{year}-Q{number}") if 1990 <= year <= 2198 else None


def _of_months(match: re.Match[str]) -> ComplaintsPeriod | None:
    last = month_named(f"{match[3]} {match[4]}")
    if last is None:
        return None
    first = month_named(f"{match[1]} {match[2]}") if match[2] else month_named(f"{match[1]} {last.year}")
    if first is None:
        return None
    if not match[2] and first > last:
        first = first.plus(-12)
    quarter = ComplaintsPeriod.quarter_of(first.first_day)
    for period in (quarter, quarter.financial_year):
        if (period.first_day, period.last_day) == (first.first_day, last.last_day):
            return period
    return None
