"""Quarters and years of complaints: how they are written, what days they hold, how they follow each other."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.periods import ComplaintsPeriod
from oversight.measures.periods import Grain, Period

quarters = st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(ComplaintsPeriod.quarter_of)
periods = quarters | quarters.map(lambda quarter: quarter.financial_year)


@pytest.mark.parametrize(
    ("text", "first_day", "last_day", "label"),
    [
        ("2024-Q4", date(2025, 1, 1), date(2025, 3, 31), "January to March 2025 (quarter 4 of 2024-25)"),
        ("2024-Q1", date(2024, 4, 1), date(2024, 6, 30), "April to June 2024 (quarter 1 of 2024-25)"),
        ("2024-25", date(2024, 4, 1), date(2025, 3, 31), "April 2024 to March 2025"),
        ("1999-00", date(1999, 4, 1), date(2000, 3, 31), "April 1999 to March 2000"),
        # October 2009 is no period of complaints, so that this can only be the year.
        ("2009-10", date(2009, 4, 1), date(2010, 3, 31), "April 2009 to March 2010"),
    ],
)
def test_a_period_is_a_quarter_or_a_year_of_the_financial_year(
    text: str, first_day: date, last_day: date, label: str
) -> None:
    period = ComplaintsPeriod.parse(text)
    assert (period.first_day, period.last_day, period.label) == (first_day, last_day, label)
    assert str(period) == text


@pytest.mark.parametrize(
    "text",
    ["", "2024", "2024-Q5", "2024-Q0", "2024-12", "2024-26", "2024/25", "2025-01-31", "0000-Q1", "9999-00", "9999-Q4"],
)
def test_what_is_no_period_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ValueError, match="is not a period"):
        ComplaintsPeriod.parse(text)


def test_a_month_of_a_measure_is_no_period_of_complaints() -> None:
    with pytest.raises(ValueError, match="neither a quarter nor a year"):
        ComplaintsPeriod.of(Period.parse("2025-01"))


@given(periods)
def test_a_period_is_written_as_it_is_read(period: ComplaintsPeriod) -> None:
    assert ComplaintsPeriod.parse(str(period)) == period


@given(periods, st.integers(-30, 30))
def test_periods_follow_each_other_without_a_gap(period: ComplaintsPeriod, count: int) -> None:
    assert period.plus(1).first_day == period.last_day + timedelta(days=1)
    assert period.plus(count).plus(-count) == period


@given(quarters)
def test_a_quarter_lies_in_its_year(quarter: ComplaintsPeriod) -> None:
    year = quarter.financial_year
    assert year.grain is Grain.YEAR
    assert year.first_day <= quarter.first_day <= quarter.last_day <= year.last_day
