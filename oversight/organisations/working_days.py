"""Working days of England, and deadlines by the clock in London.

A working day is any day except Saturday, Sunday, Christmas Day, Good Friday or a bank holiday in England
(SI 2006/1681, SI 2012/3094), one-off bank holidays included.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays

from oversight.london import LONDON

_SATURDAY = 5


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """Return the year's holidays of England: bank holidays with their substitutes, Good Friday, Christmas Day."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Say whether the day is a working day in England."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


def nth_working_day_after(day: date, n: int) -> date:
    """Return the n-th working day after the day, which itself is day 0 and need not be a working day.

    "Not later than n working days after the day on which it receives" ends on this day. ``n`` is at least 1
    (``ValueError``).
    """
    if n < 1:
        raise ValueError(f"the first working day after a day is number 1, not {n}")
    while n:
        day += timedelta(days=1)
        n -= is_working_day(day)
    return day


def working_days_between(earlier: date, later: date) -> int:
    """Count the working days after the earlier day, up to and with the later one; negative where it lies before."""
    if later < earlier:
        return -working_days_between(later, earlier)
    return sum(is_working_day(earlier + timedelta(days=step)) for step in range(1, (later - earlier).days + 1))


def london_time(day: date, at: time) -> datetime:
    """Return the moment, in UTC, at which clocks in London show the time on the day.

    Of an hour that the clocks show twice, the first. A time that they skip is ``ValueError``.
    """
    shown = datetime.combine(day, at.replace(tzinfo=None), tzinfo=LONDON)
    moment = shown.astimezone(UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != shown.replace(tzinfo=None):
        raise ValueError(f"clocks in London do not show {at:%H:%M} on {day:%d %B %Y}")
    return moment


def london_midday(day: date) -> datetime:
    """Return the moment, in UTC, of midday in London on the day."""
    return london_time(day, time(12))
