"""When the staffing collection opens and closes for a month: the rule, and what notices said otherwise.

It opens on the first working day after the month and closes at midday 14 calendar days later, London time (NHS Digital,
NStfFil: the nine dates published for 2020 keep to it). Dates that the rule does not give are rows of
``collection_windows.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from oversight.clock import london_date
from oversight.organisations.working_days import london_midday, london_time, nth_working_day_after
from oversight.returns.collection_times import CollectionTimes
from oversight.returns.periods import Month

FIRST_MONTH = Month(2014, 5)
"""The first month that was collected."""

_OPEN_FOR = timedelta(days=14)
_RULE = "Opens on the first working day after the month, closes at midday 14 days later (NHS Digital, NStfFil)"


@dataclass(frozen=True)
class Notice:
    """What was announced for one month, where it departs from the rule; None: the rule stands."""

    month: Month
    opens_on: date | None
    closes_on: date | None
    source: str


def times_by_rule(month: Month) -> CollectionTimes:
    """Return the opening and the close that the rule alone gives."""
    opens_on = nth_working_day_after(month.last_day, 1)
    return CollectionTimes(london_time(opens_on, time()), london_midday(opens_on + _OPEN_FOR), _RULE)


def collection_times(month: Month) -> CollectionTimes:
    """Return the opening and the close for a month, with what notices said; ``ValueError`` before the first month."""
    if month < FIRST_MONTH:
        raise ValueError(f"staffing was first collected for {FIRST_MONTH.label}")
    rule = times_by_rule(month)
    notice = notices().get(month)
    if notice is None:
        return rule
    return CollectionTimes(
        london_time(notice.opens_on, time()) if notice.opens_on else rule.opens_at,
        london_midday(notice.closes_on) if notice.closes_on else rule.closes_at,
        notice.source,
    )


def months_opened(now: datetime, months: int) -> list[Month]:
    """Return the last so many months whose collection has opened, the newest first."""
    newest = Month.of(london_date(now)).plus(-1)
    found = []
    for back in range(months + 1):
        month = newest.plus(-back)
        if month >= FIRST_MONTH and collection_times(month).opens_at <= now:
            found.append(month)
    return found[:months]


@cache
def notices() -> Mapping[Month, Notice]:
    """Return the notices on file, by month. ``ValueError`` for one that says nothing, or says a month twice."""
    text = files("staffing").joinpath("data", "collection_windows.toml").read_text(encoding="utf-8")
    found: dict[Month, Notice] = {}
    for table in tomllib.loads(text)["notice"]:
        notice = _notice(table)
        if notice.month in found:
            raise ValueError(f"collection_windows.toml speaks twice of {notice.month}")
        found[notice.month] = notice
    return found


def _notice(table: Mapping[str, Any]) -> Notice:
    unknown = set(table) - {"month", "opens_on", "closes_on", "source"}
    if unknown or not (table.keys() & {"opens_on", "closes_on"}) or not table.get("source"):
        raise ValueError(f"collection_windows.toml: {dict(table)} must give a month, a date and a source, and no more")
    return Notice(Month.parse(table["month"]), table.get("opens_on"), table.get("closes_on"), table["source"])
