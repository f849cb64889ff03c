"""When an alert is looked at next: at ten in the morning in London, after the releases of half past nine."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from oversight.clock import london_date
from oversight.organisations.working_days import london_time
from publication.alerts.models import Alert

TIME_OF_DAY = time(10)
_HowOften = Alert.HowOften


def next_time(how_often: str, *, after: datetime) -> datetime | None:
    """Return the next moment after one at which an alert is looked at; None for one that is looked at all the time."""
    if how_often == _HowOften.AT_ONCE:
        return None
    day = london_date(after)
    while not _is_day(how_often, day) or london_time(day, TIME_OF_DAY) <= after:
        day += timedelta(days=1)
    return london_time(day, TIME_OF_DAY)


def _is_day(how_often: str, day: date) -> bool:
    if how_often == _HowOften.WEEKLY:
        return day.weekday() == 0
    if how_often == _HowOften.MONTHLY:
        return day.day == 1
    return True
