"""The time that a figure is of: its period, or more where its definition says so.

A half year is given by its last quarter, and what counts several months up to the end of a period by that period.
"""

from __future__ import annotations

from datetime import date

from oversight.measures.defined import Cadence, Definition
from oversight.measures.period_words import write_period
from oversight.measures.periods import Grain, Period
from oversight.returns.periods import Month
from oversight.wording import write_month

_HALF_YEAR = 6
_YEAR = 12
_NAMED = {_HALF_YEAR: "half year", _YEAR: "year"}


def covered_months(made: Definition, period: Period) -> int | None:
    """Return how many months up to the period's end the figure is of; None where it is of the period itself."""
    if period.grain not in (Grain.MONTH, Grain.QUARTER):
        return None
    return _HALF_YEAR if is_half_yearly(made, period.grain) else made.covers_months


def periods_apart(made: Definition, period: Period) -> int:
    """Return how many periods of this length lie from one figure to the next: two quarters for a half-yearly one."""
    return 2 if is_half_yearly(made, period.grain) else 1


def first_day_of(made: Definition, period: Period) -> date:
    """Return the first day that a figure is of."""
    months = covered_months(made, period)
    return period.first_day if months is None else Month.of(period.last_day).plus(1 - months).first_day


def write_period_of(made: Definition, period: Period) -> str:
    """Return the time for people: ``October 2026``, ``July to September 2026`` or ``the year to September 2026``."""
    months = covered_months(made, period)
    if months is None:
        return write_period(period)
    return f"the {_NAMED.get(months, f'{months} months')} to {write_month(period.last_day)}"


def is_half_yearly(made: Definition, grain: Grain) -> bool:
    """Say whether figures of this grain are of half a year and given by its last quarter."""
    return made.cadence is Cadence.HALF_YEARLY and grain is Grain.QUARTER
