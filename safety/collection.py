"""When the safety measures return opens and closes for a month: the rule of ``collection.toml``, and its notices."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files

from oversight.clock import london_date
from oversight.organisations.working_days import is_working_day, london_midday, london_time, nth_working_day_after
from oversight.returns.collection_times import CollectionTimes
from oversight.returns.periods import Month


@dataclass(frozen=True)
class Notice:
    """What was announced for one month, where it departs from the rule; None: the rule stands."""

    opens_on: date | None
    closes_on: date | None
    source: str


@dataclass(frozen=True)
class Timetable:
    """The rule by which the collection opens and closes, and the notices that say otherwise, by month."""

    first_month: Month
    opens_on_working_day: int
    open_for_days: int
    source: str
    notices: Mapping[Month, Notice]


@cache
def timetable() -> Timetable:
    """Return what is on file."""
    read = tomllib.loads(files("safety").joinpath("data", "collection.toml").read_text(encoding="utf-8"))
    return Timetable(
        first_month=Month.parse(read["first_month"]),
        opens_on_working_day=read["opens_on_working_day"],
        open_for_days=read["open_for_days"],
        source=read["source"],
        notices={
            Month.parse(one["month"]): Notice(one.get("opens_on"), one.get("closes_on"), one["source"])
            for one in read.get("notice", [])
        },
    )


def collection_times(month: Month) -> CollectionTimes:
    """Return the opening and the close for a month, with what notices said; ``ValueError`` before the first month.

    A close that would fall on a day without work falls on the next working day.
    """
    table = timetable()
    if month < table.first_month:
        raise ValueError(f"safety measures were first collected for {table.first_month.label}")
    notice = table.notices.get(month, Notice(None, None, table.source))
    opens_on = notice.opens_on or nth_working_day_after(month.last_day, table.opens_on_working_day)
    closes_on = notice.closes_on or opens_on + timedelta(days=table.open_for_days)
    if not is_working_day(closes_on):
        closes_on = nth_working_day_after(closes_on, 1)
    return CollectionTimes(london_time(opens_on, time()), london_midday(closes_on), notice.source)


def months_opened(now: datetime, months: int) -> list[Month]:
    """Return the last so many months whose collection has opened, the newest first."""
    newest = Month.of(london_date(now)).plus(-1)
    found = []
    for back in range(months + 1):
        month = newest.plus(-back)
        if month >= timetable().first_month and collection_times(month).opens_at <= now:
            found.append(month)
    return found[:months]
