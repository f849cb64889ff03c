"""When the complaints return opens and closes for a period: the rule of ``collection.toml``, and its notices."""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files

from complaints.periods import ComplaintsPeriod
from oversight.clock import london_date
from oversight.organisations.working_days import is_working_day, london_midday, london_time, nth_working_day_after
from oversight.returns.collection_times import CollectionTimes

_MONTHS_OF_A_QUARTER = 3


class Certainty(StrEnum):
    """How sure it is when a collection opens and closes."""

    PUBLISHED = "published"
    OURS = "ours"


@dataclass(frozen=True)
class Notice:
    """What was announced for one period."""

    opens_on: date
    closes_on: date
    source: str
    certainty: Certainty


@dataclass(frozen=True)
class Timetable:
    """The rule by which a collection opens and closes, and the notices that say otherwise, by period."""

    first_quarter: ComplaintsPeriod
    first_year: ComplaintsPeriod
    opens_on_working_day: int
    closes_on_friday: int
    source: str
    certainty: Certainty
    reason: str
    notices: Mapping[ComplaintsPeriod, Notice]

    def first(self, period: ComplaintsPeriod) -> ComplaintsPeriod:
        """Return the first period of the same length that the form has."""
        return self.first_quarter if period.is_quarter else self.first_year


@cache
def timetable() -> Timetable:
    """Return what is on file."""
    read = tomllib.loads(files("complaints").joinpath("data", "collection.toml").read_text(encoding="utf-8"))
    return Timetable(
        first_quarter=ComplaintsPeriod.parse(read["first_quarter"]),
        first_year=ComplaintsPeriod.parse(read["first_year"]),
        opens_on_working_day=read["opens_on_working_day"],
        closes_on_friday=read["closes_on_friday"],
        source=read["source"],
        certainty=Certainty(read["certainty"]),
        reason=read["reason"],
        notices={
            ComplaintsPeriod.parse(one["period"]): Notice(
                one["opens_on"], one["closes_on"], one["source"], Certainty(one["certainty"])
            )
            for one in read.get("notice", [])
        },
    )


def announced(period: ComplaintsPeriod) -> Notice:
    """Return the days for a period by its notice, else by the rule; ``ValueError`` before the first period.

    A close that would fall on a day without work falls on the next working day.
    """
    table = timetable()
    if period < table.first(period):
        raise ValueError(f"KO41a was first collected for {table.first(period).label}")
    if period in table.notices:
        return table.notices[period]
    closes_on = _friday(period.last_day + timedelta(days=1), table.closes_on_friday)
    if not is_working_day(closes_on):
        closes_on = nth_working_day_after(closes_on, 1)
    opens_on = nth_working_day_after(period.last_day, table.opens_on_working_day)
    return Notice(opens_on, closes_on, table.source, table.certainty)


def collection_times(period: ComplaintsPeriod) -> CollectionTimes:
    """Return the opening and the close for a period, in UTC; ``ValueError`` before the first period."""
    said = announced(period)
    return CollectionTimes(london_time(said.opens_on, time()), london_midday(said.closes_on), said.source)


def quarters_opened(now: datetime, months: int) -> list[ComplaintsPeriod]:
    """Return the quarters that so many months hold, one at least, whose collection has opened, the newest first."""
    wanted = max(1, -(-months // _MONTHS_OF_A_QUARTER))
    newest = ComplaintsPeriod.quarter_of(london_date(now)).plus(-1)
    found = []
    for back in range(wanted + 1):
        quarter = newest.plus(-back)
        if quarter >= timetable().first_quarter and collection_times(quarter).opens_at <= now:
            found.append(quarter)
    return found[:wanted]


def _friday(first_of_month: date, number: int) -> date:
    """Return the n-th Friday of a month."""
    until = (calendar.FRIDAY - first_of_month.weekday()) % 7
    return first_of_month + timedelta(days=until + 7 * (number - 1))
