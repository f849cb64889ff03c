"""When the figures of each period come out: dated settings, read from ``calendar_rules.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal

from complaints.periods import ComplaintsPeriod
from oversight.measures.defined import Certainty
from oversight.organisations.working_days import is_working_day, london_time, nth_working_day_after
from oversight.returns.periods import Month

SETTINGS = Path(__file__).with_suffix(".toml")
TIME_OF_DAY = time(9, 30)
_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Ahead:
    """How far ahead releases stand in the calendar, and the least that their time is announced before."""

    version: str
    announced_months_ahead: int
    announced_weeks_ahead: int
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class KindRule:
    """How long after its period's last day a kind's release comes."""

    kind: str
    grain: Literal["month", "quarter"]
    days_after: int
    source: str
    certainty: Certainty

    def periods_from(self, day: date) -> Iterator[Month | ComplaintsPeriod]:
        """Yield without end the periods that a release on the day or later may be of, the earliest first."""
        before = day - timedelta(days=self.days_after + 31)
        period: Month | ComplaintsPeriod
        period = Month.of(before) if self.grain == "month" else ComplaintsPeriod.quarter_of(before)
        while True:
            yield period
            period = period.plus(1)

    def release_time(self, period: Month | ComplaintsPeriod) -> datetime:
        """Return half past nine in London on the first working day so many days after the period."""
        return at_release_time(period.last_day + timedelta(days=self.days_after))


def at_release_time(day: date) -> datetime:
    """Return half past nine in London on the day, or on the first working day after it."""
    return london_time(day if is_working_day(day) else nth_working_day_after(day, 1), TIME_OF_DAY)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * _MONTHS_OF_A_YEAR + day.month - 1 + months, _MONTHS_OF_A_YEAR)
    following = date(year + (month == _MONTHS_OF_A_YEAR - 1), (month + 1) % _MONTHS_OF_A_YEAR + 1, 1)
    return min(following - timedelta(days=1), date(year, month + 1, 1) + timedelta(days=day.day - 1))


def ahead() -> Ahead:
    """Return how far ahead is announced."""
    return _read()[0]


def kind_rules() -> tuple[KindRule, ...]:
    """Return the rule of each kind of release."""
    return _read()[1]


@lru_cache(maxsize=1)
def _read() -> tuple[Ahead, tuple[KindRule, ...]]:
    read = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    [table] = read["rule_set"]
    return (
        Ahead(**{**table, "certainty": Certainty(table["certainty"])}),
        tuple(KindRule(**{**each, "certainty": Certainty(each["certainty"])}) for each in read["kind"]),
    )
