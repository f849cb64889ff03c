"""Calendar months, the period that a monthly return describes."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_YEAR_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One calendar month; months order and compare as they follow each other."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"{self.month} is not a month of the year: give 1 to 12")
        if not date.min.year <= self.year <= date.max.year:
            raise ValueError(f"{self.year} is not a year that a calendar holds")

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month written as YYYY-MM; ValueError, saying how to write it, for anything else."""
        match = _YEAR_MONTH.fullmatch(text)
        if match is None or not match[0].isascii():
            raise ValueError(f"{text!r} is not a month: write it as YYYY-MM, such as 2026-10")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that holds a day."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        """The number of its days, 28 to 31."""
        return calendar.monthrange(self.year, self.month)[1]

    @property
    def label(self) -> str:
        """For people: October 2026."""
        return f"{calendar.month_name[self.month]} {self.year}"

    def plus(self, months: int) -> Month:
        """The month so many months later, or earlier for a negative number."""
        year, index = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, index + 1)

    def months_since(self, earlier: Month) -> int:
        """How many months lie between the two; 0 for the same month, negative when the other is later."""
        return (self.year - earlier.year) * 12 + self.month - earlier.month

    def through(self, last: Month) -> Iterator[Month]:
        """Each month from this one to the last, both included; none when the last is earlier."""
        month = self
        while month <= last:
            yield month
            month = month.plus(1)

    def has_ended_on(self, today: date) -> bool:
        """Whether every day of the month lies before today."""
        return today > self.last_day

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
