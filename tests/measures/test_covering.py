"""A figure is of its period, or of the months up to its end that its definition says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.measures.covering import covered_months, first_day_of, periods_apart, write_period_of
from oversight.measures.defining import definition, definitions
from oversight.measures.periods import Grain, Period


@pytest.mark.parametrize(
    ("code", "period", "words", "from_day"),
    [
        # Of the period itself.
        ("thermometer_falls_with_harm", "2026-09", "September 2026", date(2026, 9, 1)),
        ("hsmr", "2026-Q1", "April to June 2026", date(2026, 4, 1)),
        # "covers the twelve months up to its end", by month and by quarter.
        ("never_events", "2026-09", "the year to September 2026", date(2025, 10, 1)),
        ("shmi", "2026-Q1", "the year to June 2026", date(2025, 7, 1)),
        ("candour_told_in_time", "2026-02", "the 3 months to February 2026", date(2025, 12, 1)),
        # A half year is given by its last quarter; one month of such a measure is a month.
        ("incidents_reported", "2025-Q2", "the half year to September 2025", date(2025, 4, 1)),
        ("incidents_reported", "2025-09", "September 2025", date(2025, 9, 1)),
        # A whole year given as such, and a day, are what they say.
        ("shmi", "2025/26", "April 2025 to March 2026", date(2025, 4, 1)),
        ("shmi", "2026-03-31", "31 March 2026", date(2026, 3, 31)),
    ],
)
def test_a_figure_is_of_this_time(code: str, period: str, words: str, from_day: date) -> None:
    made, given_period = definition(code), Period.parse(period)
    assert write_period_of(made, given_period) == words
    assert first_day_of(made, given_period) == from_day


def test_figures_of_half_years_lie_two_quarters_apart() -> None:
    half_yearly, quarterly = definition("incidents_reported"), definition("hsmr")
    assert periods_apart(half_yearly, Period.parse("2025-Q2")) == 2
    assert periods_apart(half_yearly, Period.parse("2025-09")) == 1
    assert periods_apart(quarterly, Period.parse("2025-Q2")) == 1


@given(
    st.sampled_from(sorted(definitions())),
    st.sampled_from(list(Grain)),
    st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31)),
)
def test_a_figure_is_of_its_period_at_least_and_of_whole_months(code: str, grain: Grain, day: date) -> None:
    made, period = definition(code), Period.of(day, grain)
    first, months = first_day_of(made, period), covered_months(made, period)
    assert first <= period.first_day
    if months is None:
        assert first == period.first_day
    else:
        last = period.last_day
        assert first.day == 1
        assert (last.year - first.year) * 12 + last.month - first.month + 1 == months
