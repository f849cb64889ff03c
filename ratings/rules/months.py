"""A day some months after another."""

from __future__ import annotations

import calendar
from datetime import date


def months_after(day: date, months: int) -> date:
    """Return the same day of the month so many months later (earlier for less than 0), or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def full_years_between(earlier: date, later: date) -> int:
    """Count the full years from one day to a later one; 0 where it is not later."""
    if later <= earlier:
        return 0
    return later.year - earlier.year - (months_after(earlier, 12 * (later.year - earlier.year)) > later)
