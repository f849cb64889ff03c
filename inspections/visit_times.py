"""Whether a visit is by night or at a weekend, by the clock in London."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from inspections.programme_settings import ProgrammeSettings
from oversight.london import LONDON

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class VisitTimes:
    """What kind of time a visit takes."""

    is_night: bool
    is_weekend: bool


def times_of(starts_at: datetime, ends_at: datetime, settings: ProgrammeSettings) -> VisitTimes:
    """Say of a visit from one moment to another whether it is by night and whether it is at a weekend.

    By night: at least the setting's number of minutes lie between the hours of the night, as clocks in London show
    them. At a weekend: a part of it lies on a Saturday or Sunday. Moments are aware; the end lies after the start.
    """
    minutes = weekend = 0
    first, last = starts_at.astimezone(LONDON).date(), ends_at.astimezone(LONDON).date()
    day = first - timedelta(days=1)
    while day <= last:
        dusk, dawn = _at(day, settings.night_from), _at(day + timedelta(days=1), settings.night_to)
        overlap = min(ends_at, dawn) - max(starts_at, dusk)
        minutes += max(0, int(overlap.total_seconds() // 60))
        midnight, next_midnight = _at(day, time(0)), _at(day + timedelta(days=1), time(0))
        weekend += day.weekday() >= _SATURDAY and starts_at < next_midnight and ends_at > midnight
        day += timedelta(days=1)
    return VisitTimes(is_night=minutes >= settings.night_minutes, is_weekend=bool(weekend))


def _at(day: date, clock: time) -> datetime:
    """Return the moment in UTC, so that what lies between two of them is true on the nights of the clock changes."""
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)
