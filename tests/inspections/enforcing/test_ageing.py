"""How open steps age: what is due, what is overdue, and in which order they press."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.enforcing.ageing import Age, Stage, Times, age_of, most_pressing_first
from inspections.states.notice import NoticeState

ISSUED = date(2026, 9, 1)
FIRST, LAST = date(2026, 10, 1), date(2026, 11, 2)
WARNING = Times(NoticeState.ISSUED, ISSUED, ISSUED, (FIRST, LAST), (None, None))


@pytest.mark.parametrize(
    ("on", "stage", "overdue", "late"),
    [
        (date(2026, 10, 1), Stage.RUNNING, 0, 0),
        (date(2026, 10, 2), Stage.RUNNING, 0, 1),
        (date(2026, 10, 18), Stage.RUNNING, 0, 1),
        (date(2026, 10, 19), Stage.DUE_SOON, 0, 1),
        (date(2026, 11, 2), Stage.DUE_SOON, 0, 1),
        (date(2026, 11, 3), Stage.DECISION_DUE, 1, 2),
        (date(2026, 12, 2), Stage.DECISION_DUE, 30, 2),
    ],
)
def test_the_decision_is_overdue_once_the_latest_day_is_over(on: date, stage: Stage, overdue: int, late: int) -> None:
    age = age_of(WARNING, on)
    assert (age.stage, age.days_overdue, age.late) == (stage, overdue, late)
    assert age.days_open == (on - ISSUED).days


def test_what_was_found_met_is_not_late() -> None:
    times = Times(NoticeState.ISSUED, ISSUED, ISSUED, (FIRST, LAST), (True, False))
    assert age_of(times, LAST + timedelta(days=1)).late == 1


def test_what_was_not_complied_with_waits_for_its_next_step_from_the_day_of_the_decision() -> None:
    times = Times(NoticeState.NOT_COMPLIED, ISSUED, ISSUED, (LAST,), (False,), decided_on=date(2026, 11, 4))
    age = age_of(times, date(2026, 11, 14))
    assert (age.stage, age.days_overdue) == (Stage.NEXT_STEP_DUE, 10)


def test_drafts_and_what_has_ended_are_never_overdue() -> None:
    long_after = date(2027, 6, 1)
    assert age_of(Times(NoticeState.DRAFT, ISSUED, None, (LAST,), (None,)), long_after).stage is Stage.DRAFT
    for state in (NoticeState.COMPLIED, NoticeState.LIFTED, NoticeState.CONCLUDED, NoticeState.WITHDRAWN):
        age = age_of(Times(state, ISSUED, ISSUED, (LAST,), (None,)), long_after)
        assert (age.stage, age.days_overdue, age.late) == (Stage.ENDED, 0, 0)


@given(
    st.lists(st.dates(date(2026, 9, 2), date(2027, 12, 31)), min_size=1, max_size=4),
    st.dates(ISSUED, date(2028, 6, 1)),
    st.integers(1, 400),
)
def test_as_days_pass_an_open_notice_presses_more_and_never_less(due: list[date], on: date, later: int) -> None:
    times = Times(NoticeState.ISSUED, ISSUED, ISSUED, tuple(due), (None,) * len(due))
    early, late = age_of(times, on), age_of(times, on + timedelta(days=later))
    assert (early.stage is Stage.DECISION_DUE) == (on > max(due)) == (early.days_overdue > 0)
    assert late.days_open == early.days_open + later
    assert late.days_overdue >= early.days_overdue
    assert late.late >= early.late
    assert most_pressing_first([early, late]) == [1, 0]


def test_a_condition_without_dates_runs() -> None:
    assert age_of(Times(NoticeState.ISSUED, ISSUED, ISSUED), date(2027, 6, 1)).stage is Stage.RUNNING


def test_the_longest_overdue_decision_stands_first() -> None:
    ages = [
        Age(Stage.RUNNING, 400, 0, 0),
        Age(Stage.DECISION_DUE, 50, 3, 1),
        Age(Stage.DRAFT, 2, 0, 0),
        Age(Stage.NEXT_STEP_DUE, 90, 20, 1),
        Age(Stage.DECISION_DUE, 60, 9, 1),
        Age(Stage.DUE_SOON, 30, 0, 0),
    ]
    assert most_pressing_first(ages) == [4, 1, 3, 5, 0, 2]
