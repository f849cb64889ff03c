"""The deadlines of reports, over bank holidays and both changes of the clock, by worked examples and properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.deadlines import display_due_on, end_of_day, factual_accuracy_due, review_request_due
from oversight.london import LONDON
from oversight.organisations.working_days import is_working_day, working_days_between


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        # A Thursday in November: the tenth working day is the Thursday two weeks on.
        ("2026-11-05T09:30+00:00", "2026-11-19T23:59:59+00:00"),
        # A Saturday counts as day 0 like any other: the first working day is the Monday.
        ("2026-11-07T12:00+00:00", "2026-11-20T23:59:59+00:00"),
        # Over Christmas 2026: Christmas Day, the substitute for Boxing Day and New Year's Day do not count.
        ("2026-12-18T15:00+00:00", "2027-01-06T23:59:59+00:00"),
        # Over Easter 2026 and the change to summer time: London's midnight is 23:00 UTC.
        ("2026-03-26T16:00+00:00", "2026-04-13T22:59:59+00:00"),
        # Over the change to winter time.
        ("2026-10-20T10:00+00:00", "2026-11-03T23:59:59+00:00"),
        # The one-off bank holiday for the funeral of Queen Elizabeth II, 19 September 2022.
        ("2022-09-12T09:00+00:00", "2022-09-27T22:59:59+00:00"),
        # Sent after midnight in London, before midnight in UTC: day 0 is London's.
        ("2026-06-30T23:30+00:00", "2026-07-15T22:59:59+00:00"),
    ],
)
def test_a_draft_is_answered_until_the_end_of_the_tenth_working_day(sent: str, due: str) -> None:
    assert factual_accuracy_due(datetime.fromisoformat(sent)) == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("published", "due"),
    [
        ("2026-11-05T09:30+00:00", "2026-11-26T23:59:59+00:00"),
        ("2026-12-10T09:30+00:00", "2027-01-05T23:59:59+00:00"),
        ("2026-03-20T09:30+00:00", "2026-04-14T22:59:59+00:00"),
    ],
)
def test_a_review_is_requested_until_the_end_of_the_fifteenth_working_day(published: str, due: str) -> None:
    assert review_request_due(datetime.fromisoformat(published)) == datetime.fromisoformat(due)


def test_ratings_are_displayed_by_the_21st_calendar_day_whatever_day_that_is() -> None:
    assert display_due_on(datetime(2026, 12, 4, 9, 30, tzinfo=UTC)) == date(2026, 12, 25)
    # 23:30 UTC in summer is the next day in London.
    assert display_due_on(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 22)


@given(st.datetimes(datetime(2013, 1, 1), datetime(2029, 12, 1), timezones=st.just(UTC)))  # noqa: DTZ001  (naive bounds)
def test_ten_working_days_lie_between_and_the_last_is_one(sent: datetime) -> None:
    due = factual_accuracy_due(sent)
    day_0, last = sent.astimezone(LONDON).date(), due.astimezone(LONDON).date()
    assert is_working_day(last)
    assert working_days_between(day_0, last) == 10
    assert due.astimezone(LONDON).strftime("%H:%M:%S") == "23:59:59"
    assert (due + timedelta(seconds=1)).astimezone(LONDON).date() == last + timedelta(days=1)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 7, 1), date(2026, 1, 1)])
def test_a_day_ends_when_clocks_in_london_say_so(day: date) -> None:
    assert end_of_day(day).astimezone(LONDON).replace(tzinfo=None).isoformat() == f"{day}T23:59:59"
