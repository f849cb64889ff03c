"""The time of day, asked for in one place: views, tasks and commands pass it on."""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from oversight.london import LONDON


def now() -> datetime:
    """Return the present time, in UTC.

    A demonstration or a test may fix it with ``OVERSIGHT_NOW`` (ISO 8601 with an offset); elsewhere that is ignored.
    """
    fixed = os.environ.get("OVERSIGHT_NOW")
    if fixed and (settings.DEMONSTRATION or settings.DEBUG):
        return datetime.fromisoformat(fixed).astimezone(ZoneInfo("UTC"))
    return timezone.now()


def london_date(moment: datetime) -> date:
    """Return the day in England on which the moment falls."""
    return moment.astimezone(LONDON).date()


def today() -> date:
    """Return today's date in England."""
    return london_date(now())
