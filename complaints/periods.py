"""The period of a complaints return: a quarter of the financial year, or a whole one as KO41a is published since."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from oversight.measures.periods import Grain, Period

_QUARTER = re.compile(r"\d{4}-Q[1-4]", re.ASCII)
_YEAR = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class ComplaintsPeriod:
    """A quarter, written ``2024-Q4`` (January to March 2025), or a financial year, written ``2024-25``."""

    first_day: date
    grain: Grain

    @classmethod
    def parse(cls, text: str) -> ComplaintsPeriod:
        """The period written as ``2024-Q4`` or ``2024-25``; else ``ValueError`` that says how to write one."""
        if _QUARTER.fullmatch(text):
            return cls.of(Period.parse(text))
        if (year := _YEAR.fullmatch(text)) and (int(year[1]) + 1) % 100 == int(year[2]):
            period = Period.parse(f"{year[1]}/{year[2]}")
            if period.first_day.year < date.max.year:
                return cls.of(period)
        raise ValueError(f"{text!r} is not a period: write YYYY-Qn of the financial year, or YYYY-YY for a whole one")

    @classmethod
    def of(cls, period: Period) -> ComplaintsPeriod:
        """The same quarter or year of a measure; ``ValueError`` for a day or a month."""
        if period.grain not in (Grain.QUARTER, Grain.YEAR):
            raise ValueError(f"{period} is neither a quarter nor a year")
        return cls(period.first_day, period.grain)

    @classmethod
    def quarter_of(cls, day: date) -> ComplaintsPeriod:
        """The quarter of the financial year that holds a day."""
        return cls.of(Period.of(day, Grain.QUARTER))

    def plus(self, count: int) -> ComplaintsPeriod:
        """The period of the same length so many periods later, or earlier for a negative number."""
        return self.of(self.measured.plus(count))

    @property
    def is_quarter(self) -> bool:
        """Whether it is a quarter; else it is a whole financial year."""
        return self.grain is Grain.QUARTER

    @property
    def measured(self) -> Period:
        """The same period as measures write it."""
        return Period(self.first_day, self.grain)

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return self.measured.last_day

    @property
    def label(self) -> str:
        """How people call it: ``January to March 2025 (quarter 4 of 2024-25)``, or ``April 2024 to March 2025``."""
        if not self.is_quarter:
            return f"{self.first_day:%B %Y} to {self.last_day:%B %Y}"
        number = str(self)[-1]
        return f"{self.first_day:%B} to {self.last_day:%B %Y} (quarter {number} of {self.financial_year})"

    @property
    def financial_year(self) -> ComplaintsPeriod:
        """The financial year that it belongs to."""
        return self.of(Period.of(self.first_day, Grain.YEAR))

    def __str__(self) -> str:
        return str(self.measured).replace("/", "-")
