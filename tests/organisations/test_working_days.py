"""Working days of England against the calendars of those years, and London's clock on both sides of its changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.organisations.working_days import (
    is_working_day,
    london_midday,
    london_time,
    nth_working_day_after,
    working_days_between,
)

DAYS = st.dates(date(2010, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "what"),
    [
        (date(2022, 4, 15), "Good Friday"),
        (date(2022, 4, 18), "Easter Monday"),
        (date(2024, 3, 29), "Good Friday"),
        (date(2024, 4, 1), "Easter Monday"),
        (date(2021, 12, 27), "substitute for Christmas Day on a Saturday"),
        (date(2021, 12, 28), "substitute for Boxing Day on a Sunday"),
        (date(2022, 12, 27), "substitute for Christmas Day on a Sunday"),
        (date(2022, 1, 3), "substitute for New Year's Day on a Saturday"),
        (date(2020, 5, 8), "early May bank holiday moved for VE Day"),
        (date(2022, 6, 2), "spring bank holiday moved for the Platinum Jubilee"),
        (date(2022, 6, 3), "Platinum Jubilee"),
        (date(2022, 9, 19), "state funeral of Queen Elizabeth II"),
        (date(2023, 5, 8), "coronation of King Charles III"),
        (date(2023, 8, 28), "summer bank holiday"),
        (date(2018, 8, 4), "Saturday"),
        (date(2018, 8, 5), "Sunday"),
    ],
)
def test_these_are_no_working_days(day: date, what: str) -> None:
    assert not is_working_day(day), what


@pytest.mark.parametrize(
    "day",
    [
        date(2018, 8, 6),
        date(2020, 5, 4),  # the bank holiday had been moved to the Friday
        date(2022, 5, 30),  # likewise to the Thursday
        date(2021, 12, 24),
        date(2022, 3, 17),  # a bank holiday in Northern Ireland alone
        date(2024, 1, 2),  # in Scotland alone
        date(2024, 8, 5),  # in Scotland alone
        date(2023, 11, 30),  # in Scotland alone
    ],
)
def test_these_are_working_days(day: date) -> None:
    assert is_working_day(day)


@pytest.mark.parametrize(
    ("received", "n", "deadline"),
    [
        (date(2018, 8, 6), 1, date(2018, 8, 7)),
        (date(2018, 8, 6), 10, date(2018, 8, 20)),
        (date(2018, 8, 3), 1, date(2018, 8, 6)),
        (date(2018, 8, 4), 1, date(2018, 8, 6)),  # received on a Saturday
        (date(2022, 4, 14), 1, date(2022, 4, 19)),  # over Easter
        (date(2021, 12, 24), 3, date(2021, 12, 31)),  # over Christmas at a weekend
        (date(2021, 12, 24), 4, date(2022, 1, 4)),
        (date(2023, 5, 5), 1, date(2023, 5, 9)),  # over the coronation
        (date(2022, 9, 16), 1, date(2022, 9, 20)),  # over the state funeral
    ],
)
def test_the_nth_working_day_after_receipt(received: date, n: int, deadline: date) -> None:
    assert nth_working_day_after(received, n) == deadline
    assert working_days_between(received, deadline) == n


@pytest.mark.parametrize("n", [0, -1])
def test_there_is_no_working_day_before_the_first(n: int) -> None:
    with pytest.raises(ValueError, match="number 1"):
        nth_working_day_after(date(2018, 8, 6), n)


@given(DAYS, st.integers(1, 60))
def test_a_deadline_is_a_working_day_and_counts_back(day: date, n: int) -> None:
    deadline = nth_working_day_after(day, n)
    assert is_working_day(deadline)
    assert working_days_between(day, deadline) == n
    assert working_days_between(deadline, day) == -n


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 28, 12, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 11, tzinfo=UTC)),  # clocks went forward that night
        (date(2026, 10, 24), datetime(2026, 10, 24, 11, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 12, tzinfo=UTC)),  # clocks went back that night
    ],
)
def test_midday_is_midday_in_london_on_both_sides_of_a_clock_change(day: date, moment: datetime) -> None:
    assert london_midday(day) == moment
    assert london_midday(day).tzinfo is UTC


def test_a_skipped_time_is_refused_and_a_repeated_one_is_the_first() -> None:
    with pytest.raises(ValueError, match="do not show 01:30"):
        london_time(date(2026, 3, 29), time(1, 30))
    assert london_time(date(2026, 10, 25), time(1, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
