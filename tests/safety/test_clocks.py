"""The clocks of alerts and of the duty of candour, by worked examples and on any day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.organisations.working_days import is_working_day, working_days_between
from safety.clocks import (
    AlertStatus,
    acknowledged_in_time,
    contractual_deadline,
    days_overdue,
    is_late,
    is_overdue,
    is_telling_overdue,
    told_in_time,
)

DEADLINE = date(2026, 10, 30)
DAYS = st.dates(min_value=date(2014, 1, 1), max_value=date(2030, 12, 31))


@pytest.mark.parametrize("status", list(AlertStatus), ids=str)
def test_an_alert_is_overdue_after_its_deadline_unless_it_was_signed_off(status: AlertStatus) -> None:
    assert not is_overdue(deadline=DEADLINE, status=status, on=DEADLINE)
    is_open = status not in (AlertStatus.COMPLETE, AlertStatus.NOT_REQUIRED)
    assert is_overdue(deadline=DEADLINE, status=status, on=DEADLINE + timedelta(days=1)) is is_open
    assert days_overdue(deadline=DEADLINE, status=status, on=date(2026, 11, 30)) == (31 if is_open else 0)


def test_an_alert_is_late_when_it_was_signed_off_after_its_deadline() -> None:
    assert not is_late(deadline=DEADLINE, closed_on=DEADLINE)
    assert is_late(deadline=DEADLINE, closed_on=date(2026, 10, 31))


@pytest.mark.parametrize(
    ("reported", "deadline"),
    [
        (date(2026, 10, 5), date(2026, 10, 19)),  # a Monday, to the Monday two weeks on
        (date(2026, 10, 3), date(2026, 10, 16)),  # a Saturday: the first working day after it is Monday
        (date(2026, 12, 18), date(2027, 1, 6)),  # over Christmas, Boxing Day's substitute and New Year
        (date(2022, 9, 12), date(2022, 9, 27)),  # over the day of the Queen's funeral
    ],
    ids=["monday", "saturday", "christmas", "one_off"],
)
def test_the_contract_gives_ten_working_days_after_the_report(reported: date, deadline: date) -> None:
    assert contractual_deadline(reported, 10) == deadline
    assert told_in_time(told_on=deadline, deadline=deadline)
    assert not told_in_time(told_on=deadline + timedelta(days=1), deadline=deadline)
    assert not told_in_time(told_on=None, deadline=deadline)


def test_telling_is_overdue_only_once_the_clock_has_run_out() -> None:
    assert not is_telling_overdue(told_on=None, deadline=DEADLINE, on=DEADLINE)
    assert is_telling_overdue(told_on=None, deadline=DEADLINE, on=date(2026, 10, 31))
    assert is_telling_overdue(told_on=date(2026, 11, 2), deadline=DEADLINE, on=date(2026, 10, 31))
    assert not is_telling_overdue(told_on=date(2026, 10, 31), deadline=DEADLINE, on=date(2026, 10, 31))


def test_an_alert_is_acknowledged_in_time_by_the_second_working_day() -> None:
    friday = date(2026, 10, 2)
    assert acknowledged_in_time(issued_on=friday, acknowledged_on=date(2026, 10, 6), working_days=2)
    assert not acknowledged_in_time(issued_on=friday, acknowledged_on=date(2026, 10, 7), working_days=2)
    assert not acknowledged_in_time(issued_on=friday, acknowledged_on=None, working_days=2)


@given(DAYS, st.integers(min_value=1, max_value=30))
def test_a_deadline_is_a_working_day_with_so_many_up_to_it(reported: date, days: int) -> None:
    deadline = contractual_deadline(reported, days)
    assert is_working_day(deadline)
    assert working_days_between(reported, deadline) == days


@given(DAYS, DAYS, st.sampled_from(AlertStatus))
def test_once_overdue_an_open_alert_grows_a_day_older_each_day(deadline: date, on: date, status: AlertStatus) -> None:
    today = days_overdue(deadline=deadline, status=status, on=on)
    tomorrow = days_overdue(deadline=deadline, status=status, on=on + timedelta(days=1))
    assert today >= 0
    assert (today > 0) is is_overdue(deadline=deadline, status=status, on=on)
    assert tomorrow == (today + 1 if on >= deadline and not status.is_signed_off else 0)


@given(DAYS, DAYS, DAYS)
def test_nobody_is_told_in_time_and_overdue_at_once(told: date, deadline: date, on: date) -> None:
    if told_in_time(told_on=told, deadline=deadline) and told <= on:
        assert not is_telling_overdue(told_on=told, deadline=deadline, on=on)
