"""When the collection opens and closes, by the rule and by what notices said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.london import LONDON
from oversight.organisations.working_days import is_working_day
from oversight.returns.periods import Month
from staffing.collection import FIRST_MONTH, collection_times, months_opened, notices, times_by_rule

# NHS Digital, NStfFil: opening and close published for 2020, by the month of the return.
PUBLISHED_2020 = {
    Month(2019, 12): (date(2020, 1, 2), date(2020, 1, 16)),
    Month(2020, 1): (date(2020, 2, 3), date(2020, 2, 17)),
    Month(2020, 2): (date(2020, 3, 2), date(2020, 3, 16)),
    Month(2020, 3): (date(2020, 4, 1), date(2020, 4, 15)),
    Month(2020, 4): (date(2020, 5, 1), date(2020, 5, 15)),
    Month(2020, 5): (date(2020, 6, 1), date(2020, 6, 15)),
    Month(2020, 6): (date(2020, 7, 1), date(2020, 7, 15)),
    Month(2020, 7): (date(2020, 8, 3), date(2020, 8, 17)),
    Month(2020, 8): (date(2020, 9, 1), date(2020, 9, 15)),
}
MONTHS = st.integers(0, 12 * 26).map(lambda months: FIRST_MONTH.plus(months))


@pytest.mark.parametrize("month", PUBLISHED_2020, ids=str)
def test_the_rule_gives_the_dates_of_2020(month: Month) -> None:
    opens_on, closes_on = PUBLISHED_2020[month]
    times = collection_times(month)
    assert times.opens_at.astimezone(LONDON) == datetime(opens_on.year, opens_on.month, opens_on.day, tzinfo=LONDON)
    assert times.closes_at.astimezone(LONDON).date() == closes_on
    assert times.closes_at.astimezone(LONDON).hour == 12


@pytest.mark.parametrize(
    ("month", "closes_at"),
    [
        # Clocks go forward on 29 March 2026 and back on 25 October 2026: midday in London is an hour apart in UTC.
        (Month(2026, 2), datetime(2026, 3, 16, 12, tzinfo=UTC)),
        (Month(2026, 3), datetime(2026, 4, 15, 11, tzinfo=UTC)),
        (Month(2026, 9), datetime(2026, 10, 15, 11, tzinfo=UTC)),
        (Month(2026, 10), datetime(2026, 11, 16, 12, tzinfo=UTC)),
    ],
    ids=str,
)
def test_it_closes_at_midday_by_the_clock_in_london(month: Month, closes_at: datetime) -> None:
    assert collection_times(month).closes_at == closes_at


@given(MONTHS)
def test_every_collection_opens_after_its_month_and_closes_on_a_working_day(month: Month) -> None:
    times = collection_times(month)
    opens_on = times.opens_at.astimezone(LONDON).date()
    assert opens_on > month.last_day
    assert is_working_day(opens_on)
    assert not any(is_working_day(month.last_day + timedelta(days=day)) for day in range(1, opens_on.day))
    assert is_working_day(times.closes_at.astimezone(LONDON).date())


def test_the_rule_alone_would_close_on_good_friday_2022_so_a_notice_says_otherwise() -> None:
    month = Month(2022, 3)
    assert times_by_rule(month).closes_at.astimezone(LONDON).date() == date(2022, 4, 15)
    assert collection_times(month).closes_at.astimezone(LONDON).date() == date(2022, 4, 19)
    assert "Good Friday" in collection_times(month).source


def test_every_notice_departs_from_the_rule_and_names_its_source() -> None:
    for month, notice in notices().items():
        assert collection_times(month).source == notice.source
        assert collection_times(month).closes_at != times_by_rule(month).closes_at


def test_nothing_was_collected_before_the_first_month() -> None:
    assert collection_times(FIRST_MONTH).closes_at.astimezone(LONDON).date() == date(2014, 6, 10)
    with pytest.raises(ValueError, match="first collected"):
        collection_times(FIRST_MONTH.plus(-1))
    assert months_opened(datetime(2014, 6, 3, tzinfo=UTC), 6) == [FIRST_MONTH]
    assert months_opened(datetime(2014, 5, 30, tzinfo=UTC), 6) == []


def test_a_month_is_open_from_the_first_moment_of_its_day_in_london() -> None:
    # 1 June 2026 is a Monday, in summer time.
    opening = datetime(2026, 5, 31, 23, tzinfo=UTC)
    assert months_opened(opening, 1) == [Month(2026, 5)]
    assert months_opened(opening - timedelta(seconds=1), 1) == [Month(2026, 4)]
