"""Periods of observations: written in four ways, quarters and years of the financial year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.measures.periods import Grain, Period

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last", "grain"),
    [
        ("2024-Q1", date(2024, 4, 1), date(2024, 6, 30), Grain.QUARTER),
        ("2024-Q2", date(2024, 7, 1), date(2024, 9, 30), Grain.QUARTER),
        ("2024-Q3", date(2024, 10, 1), date(2024, 12, 31), Grain.QUARTER),
        ("2024-Q4", date(2025, 1, 1), date(2025, 3, 31), Grain.QUARTER),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), Grain.MONTH),
        ("2024/25", date(2024, 4, 1), date(2025, 3, 31), Grain.YEAR),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31), Grain.YEAR),
        ("2025-03-31", date(2025, 3, 31), date(2025, 3, 31), Grain.DAY),
    ],
)
def test_a_period_begins_and_ends_as_it_is_written(text: str, first: date, last: date, grain: Grain) -> None:
    period = Period.parse(text)
    assert (period.first_day, period.last_day, period.grain) == (first, last, grain)
    assert str(period) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024",
        "2024-13",
        "2024-00",
        "2024-Q0",
        "2024-Q5",
        "2024-q4",
        "2023-02-29",
        "2024/26",
        "31/03/2025",
        "March 2025",
        "0000-01",
        "٢٠٢٤-٠١",
        "2024-1",
        "2024-W05",
        "20240105",
    ],
)
def test_what_no_calendar_has_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="is not a period"):
        Period.parse(text)


@given(DAYS, st.sampled_from(Grain))
def test_every_day_lies_in_one_period_of_each_length_which_is_read_as_it_is_written(day: date, grain: Grain) -> None:
    period = Period.of(day, grain)
    assert period.first_day <= day <= period.last_day
    assert Period.parse(str(period)) == period
    assert Period.of(period.last_day, grain) == period
    assert Period.of(period.last_day + timedelta(days=1), grain) != period
