"""Which months owe the public an update, by when, and how each stands: on real days, and for any days at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.returns.periods import Month
from ratings.rules.special_measures import Criterion, CriterionFacts, CriterionState, Outcome, Spell, judge
from ratings.rules.special_measures_files import special_measures_sets
from ratings.rules.special_measures_updates import (
    UpdateState,
    due_by,
    first_lacking,
    first_month,
    months_owed,
    updates_due,
)
from ratings.special_measures.results import CriterionResult, criteria_of_trust
from ratings.special_measures.what_changes import what_would_change

KEOGH = date(2013, 7, 16)
RULES_2013, RULES, _, RECOVERY = special_measures_sets().dated
JULY, AUGUST, SEPTEMBER, OCTOBER = (Month(2013, month) for month in (7, 8, 9, 10))
PUBLISHED, WAITING, DUE, OVERDUE, MISSED = UpdateState


@pytest.mark.parametrize(
    ("entered_on", "first"),
    [
        # A part of a month is no calendar month without an update: one that is entered on its first day is whole.
        (KEOGH, AUGUST),
        (date(2013, 7, 1), JULY),
        (date(2013, 7, 31), AUGUST),
        (date(2014, 2, 28), Month(2014, 3)),
    ],
)
def test_the_first_month_owed_is_the_first_whole_one(entered_on: date, first: Month) -> None:
    assert first_month(entered_on) == first


@pytest.mark.parametrize(
    ("month", "last"),
    [
        (AUGUST, date(2013, 9, 10)),
        (Month(2014, 1), date(2014, 2, 10)),
        (Month(2014, 2), date(2014, 3, 10)),
        (Month(2016, 2), date(2016, 3, 10)),
        (Month(2013, 12), date(2014, 1, 10)),
    ],
)
def test_an_update_is_due_ten_days_after_its_month(month: Month, last: date) -> None:
    assert due_by(month, 10) == last


@pytest.mark.parametrize(
    ("on", "states"),
    [
        (date(2013, 7, 16), []),
        (date(2013, 8, 31), []),
        (date(2013, 9, 1), [DUE]),
        (date(2013, 9, 10), [DUE]),
        # A calendar month and ten days.
        (date(2013, 9, 11), [OVERDUE]),
        (date(2013, 10, 1), [OVERDUE, DUE]),
        (date(2013, 10, 11), [OVERDUE, OVERDUE]),
    ],
)
def test_a_trust_that_publishes_nothing_is_overdue_after_a_month_and_ten_days(
    on: date, states: list[UpdateState]
) -> None:
    assert [each.state for each in updates_due(KEOGH, published={}, days=10, on=on)] == states


def test_what_is_published_waits_or_was_missed() -> None:
    published = {SEPTEMBER: date(2013, 10, 9), OCTOBER: date(2013, 11, 12)}
    made = updates_due(KEOGH, published=published, waiting=[Month(2013, 11)], days=10, on=date(2013, 12, 5))
    assert [(each.month, each.state, each.is_late) for each in made] == [
        (AUGUST, MISSED, False),
        (SEPTEMBER, PUBLISHED, False),
        (OCTOBER, PUBLISHED, True),
        (Month(2013, 11), WAITING, False),
    ]
    # What is signed and did not come out in time is overdue all the same.
    late = updates_due(KEOGH, published=published, waiting=[Month(2013, 11)], days=10, on=date(2013, 12, 11))
    assert late[-1].state is OVERDUE
    assert first_lacking(late) == late[-1]
    # What is to come is as if it were not there.
    before = updates_due(KEOGH, published=published, days=10, on=date(2013, 10, 8))
    assert [each.state for each in before] == [OVERDUE, DUE]
    assert first_lacking(before) == before[0]


def test_after_the_exit_no_month_is_owed_that_was_not_whole() -> None:
    left = date(2013, 10, 1)
    assert list(months_owed(KEOGH, left, date(2014, 6, 1))) == [AUGUST, SEPTEMBER]
    assert list(months_owed(KEOGH, left - timedelta(days=1), date(2014, 6, 1))) == [AUGUST]


DAYS = st.dates(date(2013, 7, 16), date(2021, 6, 30))


@given(entered=DAYS, on=DAYS, days=st.integers(1, 28), told=st.dictionaries(st.integers(0, 40), DAYS, max_size=12))
def test_for_any_days_each_whole_month_stands_once_and_only_silence_is_overdue(
    entered: date, on: date, days: int, told: dict[int, date]
) -> None:
    published = {first_month(entered).plus(step): day for step, day in told.items()}
    made = updates_due(entered, published=published, days=days, on=on)
    months = [each.month for each in made]
    assert months == sorted(set(months))
    assert all(month.first_day >= entered and month.has_ended_on(on) for month in months)
    if made:
        assert made[0].month == first_month(entered)
        assert not months[-1].plus(1).has_ended_on(on)
    for each in made:
        assert each.due_on - each.month.last_day == timedelta(days=days)
        assert (each.state is PUBLISHED) == (each.published_on is not None)
        assert each.published_on is None or each.published_on <= on
        assert (each.state is OVERDUE) <= (on > each.due_on)
    lacking = first_lacking(made)
    newest = max((each.month for each in made if each.published_on), default=None)
    assert lacking is None or newest is None or lacking.month > newest or newest not in months


@given(entered=DAYS, earlier=DAYS, later=DAYS)
def test_time_alone_never_makes_up_for_an_update(entered: date, earlier: date, later: date) -> None:
    earlier, later = sorted((earlier, later))
    overdue = [
        {each.month for each in updates_due(entered, published={}, days=10, on=on) if each.state is OVERDUE}
        for on in (earlier, later)
    ]
    assert overdue[0] <= overdue[1]


def judged(on: date, updates: dict[Month, date], *, spell: Spell | None = None, rules=RULES_2013):
    made = judge(CriterionFacts("RX1", on, {}, spell or Spell("RX1", KEOGH, None), updates=updates), rules)
    return {each.criterion: each for each in made}[Criterion.UPDATE]


def told(on: date, updates: dict[Month, date]) -> CriterionResult:
    facts = CriterionFacts("RX1", on, {}, Spell("RX1", KEOGH, None), updates=updates)
    return {each.criterion: each for each in criteria_of_trust(facts, RULES_2013).results}[Criterion.UPDATE]


@pytest.mark.parametrize(
    ("on", "state", "since", "due_on"),
    [
        (date(2013, 7, 16), CriterionState.NOT_MET, None, date(2013, 9, 10)),
        (date(2013, 9, 6), CriterionState.NOT_MET, None, date(2013, 9, 10)),
        (date(2013, 9, 7), CriterionState.DUE_SOON, date(2013, 9, 7), date(2013, 9, 10)),
        (date(2013, 9, 10), CriterionState.DUE_SOON, date(2013, 9, 7), date(2013, 9, 10)),
        (date(2013, 9, 11), CriterionState.OVERDUE, date(2013, 9, 11), date(2013, 9, 10)),
        (date(2014, 1, 3), CriterionState.OVERDUE, date(2013, 9, 11), date(2013, 9, 10)),
    ],
)
def test_the_criterion_fires_when_nothing_is_published(
    on: date, state: CriterionState, since: date | None, due_on: date
) -> None:
    made = judged(on, {})
    assert (made.state, made.since, made.due_on) == (state, since, due_on)
    assert made.state.asks(made.criterion) == (state in (CriterionState.DUE_SOON, CriterionState.OVERDUE))


def test_the_criterion_is_silent_where_updates_come() -> None:
    updates = {AUGUST: date(2013, 9, 9), SEPTEMBER: date(2013, 10, 8)}
    for on, state in (
        (date(2013, 9, 9), CriterionState.MET),
        (date(2013, 9, 30), CriterionState.MET),
        (date(2013, 10, 1), CriterionState.NOT_MET),
        (date(2013, 10, 8), CriterionState.MET),
    ):
        made = judged(on, {month: day for month, day in updates.items() if day <= on})
        assert made.state is state
        assert not made.state.asks(made.criterion)
    assert judged(date(2013, 10, 9), updates).since == date(2013, 10, 8)
    assert judged(date(2013, 10, 9), updates).parts[0].outcome is Outcome.MET
    # It speaks again when the next one does not come, and not of the month that was missed before another came.
    assert judged(date(2013, 11, 11), updates).since == date(2013, 11, 11)
    assert judged(date(2013, 10, 9), {SEPTEMBER: date(2013, 10, 8)}).state is CriterionState.MET


def test_it_is_asked_of_trusts_in_special_measures_alone_and_where_the_rules_know_it() -> None:
    late = date(2016, 1, 1)
    outside = judge(CriterionFacts("RX1", late, {}), RULES)
    assert {each.state for each in outside if each.criterion is Criterion.UPDATE} == {CriterionState.NOT_APPLICABLE}
    assert judged(late, {}, rules=RULES).state is CriterionState.OVERDUE
    assert judged(date(2022, 1, 1), {}, rules=RECOVERY).state is CriterionState.NOT_APPLICABLE


def test_it_says_what_was_published_what_lacks_and_what_would_end_it() -> None:
    made = told(date(2013, 9, 20), {})
    assert made.reason == (
        "No update on the improvement plan has been published. "
        "The update for August 2013 was due by 10 September 2013, and that day is past."
    )
    assert made.evidence["updates"] == [{"month": "2013-08", "due_on": "2013-09-10", "published_on": ""}]
    found = what_would_change(made, RULES_2013)
    assert found is not None
    assert (found.lead, *found.ends) == (
        "It is asked no longer once",
        "a report on the plan for August 2013 or a later month is out",
    )
    made = told(date(2013, 10, 9), {AUGUST: date(2013, 9, 9)})
    assert made.state is CriterionState.DUE_SOON
    assert made.reason == (
        "The newest update, for August 2013, was published on 9 September 2013. "
        "The update for September 2013 is due by 10 October 2013."
    )
    made = told(date(2013, 9, 12), {AUGUST: date(2013, 9, 9)})
    assert made.reason == "The newest update, for August 2013, was published on 9 September 2013."
    assert what_would_change(made, RULES_2013) is None
    # Another update is another fact, though the state is the same.
    assert made.inputs_digest() != told(date(2013, 10, 9), {SEPTEMBER: date(2013, 10, 8)}).inputs_digest()
