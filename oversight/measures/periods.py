"""The period that an observation describes: a month, a quarter or year of the financial year, or a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from oversight.returns.periods import Month

_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
_YEAR = re.compile(r"(\d{4})/(\d{2})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_APRIL = 4
_HOW_TO_WRITE = "write YYYY-MM, YYYY-Qn of the financial year, YYYY/YY for a whole one, or an ISO date"


class Grain(StrEnum):
    """How long a period is."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """One period by its first day; a quarter and a year are of the financial year, which begins in April.

    ``2024-Q4`` is January to March 2025, and ``2024/25`` April 2024 to March 2025.
    """

    first_day: date
    grain: Grain

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period written as ``2025-01``, ``2024-Q4``, ``2024/25`` or ``2025-01-31``; else ``ValueError``."""
        try:
            if _MONTH.fullmatch(text):
                return cls(Month.parse(text).first_day, Grain.MONTH)
            if _DAY.fullmatch(text):
                return cls(date.fromisoformat(text), Grain.DAY)
            if quarter := _QUARTER.fullmatch(text):
                month = Month(int(quarter[1]), _APRIL).plus(3 * (int(quarter[2]) - 1))
                return cls(month.first_day, Grain.QUARTER)
            if (year := _YEAR.fullmatch(text)) and (int(year[1]) + 1) % 100 == int(year[2]):
                return cls(date(int(year[1]), _APRIL, 1), Grain.YEAR)
        except ValueError as fault:
            raise ValueError(f"{text!r} is not a period: no calendar has it") from fault
        raise ValueError(f"{text!r} is not a period: {_HOW_TO_WRITE}")

    @classmethod
    def of(cls, day: date, grain: Grain) -> Period:
        """The period of that length which holds a day."""
        if grain is Grain.DAY:
            return cls(day, grain)
        month = Month.of(day)
        since_april = (month.month - _APRIL) % 12
        back = {Grain.MONTH: 0, Grain.QUARTER: since_april % 3, Grain.YEAR: since_april}[grain]
        return cls(month.plus(-back).first_day, grain)

    def plus(self, count: int) -> Period:
        """The period of the same length so many periods later, or earlier for a negative number."""
        if self.grain is Grain.DAY:
            return Period(self.first_day + timedelta(days=count), self.grain)
        return Period(Month.of(self.first_day).plus(count * _MONTHS[self.grain]).first_day, self.grain)

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        if self.grain is Grain.DAY:
            return self.first_day
        return Month.of(self.first_day).plus(_MONTHS[self.grain] - 1).last_day

    def __str__(self) -> str:
        month = Month.of(self.first_day)
        if self.grain is Grain.DAY:
            return self.first_day.isoformat()
        if self.grain is Grain.MONTH:
            return str(month)
        april = month.plus(1 - _APRIL)  # the financial year as if it began in January
        if self.grain is Grain.QUARTER:
            return f"{april.year:04d}-Q{(april.month + 2) // 3}"
        return f"{april.year:04d}/{(april.year + 1) % 100:02d}"
