"""As of when a page speaks: now, or as it was known at the end of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest
from django.utils.dateparse import parse_date

from oversight.london import LONDON


@dataclass(frozen=True, slots=True)
class Known:
    """The day of which a page speaks; ``moment`` is its last one in England, None for the present."""

    day: date | None = None

    @property
    def moment(self) -> datetime | None:
        """The end of the day: what was accepted on it was known."""
        if self.day is None:
            return None
        return datetime.combine(self.day + timedelta(days=1), time(), LONDON) - timedelta(microseconds=1)

    @property
    def query(self) -> str:
        """How an address carries it."""
        return f"?known_on={self.day.isoformat()}" if self.day else ""


def known_on(request: HttpRequest, *, today: date) -> Known:
    """Return as of when the address asks for a page: ``?known_on=2026-10-31``; no day, today or later: the present."""
    try:
        day = parse_date(request.GET.get("known_on", "").strip())
    except ValueError:
        day = None
    # The first collection was of May 2014: before its year nothing was known.
    if day is None or day >= today or day.year < 2014:
        return Known()
    return Known(day)
