"""How a period of a figure is written for people."""

from __future__ import annotations

from oversight.measures.periods import Grain, Period
from oversight.wording import write_date, write_month


def write_period(period: Period) -> str:
    """Return ``October 2026``, ``July to September 2026``, ``April 2025 to March 2026`` or ``6 August 2018``."""
    first, last = period.first_day, period.last_day
    if period.grain is Grain.DAY:
        return write_date(first)
    if period.grain is Grain.MONTH:
        return write_month(first)
    if first.year == last.year:
        return f"{write_month(first).split()[0]} to {write_month(last)}"
    return f"{write_month(first)} to {write_month(last)}"


def write_quarter(quarter: str) -> str:
    """Return ``July to September 2026`` for ``2026-Q2`` of the financial year."""
    return write_period(Period.parse(quarter))
