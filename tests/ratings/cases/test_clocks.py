"""The clocks of a case on real dates: entered on 16 July 2013, again by 16 July 2014, at most to 16 January 2015."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from ratings.cases.board import ask_board, show_board
from ratings.cases.clocks import Clock, ClockOf, ClockState, clocks_of
from ratings.cases.models import Case
from ratings.cases.recommending import recommend_exit, recommend_extension
from ratings.cases.standing import waiting
from ratings.cases.supporting import add_partner, ask_review, end_partner, promise, record_promise_done, record_review
from tests.ratings.cases.casting import KEOGH, NHS, NOW, Cast, agreed, entered, make_cast, recommended
from tests.ratings.making import make_trust
from tests.ratings.special_measures.making import BETTER, publish

pytestmark = pytest.mark.django_db
YEAR_ON, LONGEST = date(2014, 7, 16), date(2015, 1, 16)
RUNNING, SOON, OVERDUE, MET, WAITS = (
    ClockState.RUNNING,
    ClockState.DUE_SOON,
    ClockState.OVERDUE,
    ClockState.MET,
    ClockState.WAITING,
)


def clock(case: Case, what: ClockOf, on: date) -> Clock:
    (found,) = [each for each in clocks_of(case, on) if each.what is what]
    return found


def stands(case: Case, what: ClockOf, on: date) -> tuple[date | None, ClockState]:
    found = clock(case, what, on)
    assert found.sentence
    return found.due_on, found.state


def extend(cast: Cast, case: Case, on: date = YEAR_ON) -> None:
    made = recommend_extension(case=case, to=LONGEST, reason="Slow.", on=on, by=cast.inspector, now=NOW)
    agreed(made, cast, on)


def test_entered_on_16_july_2013_the_trust_is_inspected_again_by_16_july_2014() -> None:
    case = entered(make_cast())
    day = timedelta(days=1)
    for on, state in (
        (KEOGH, RUNNING),
        (date(2014, 4, 16), RUNNING),
        (date(2014, 4, 17), SOON),
        (YEAR_ON, SOON),
        (YEAR_ON + day, OVERDUE),
    ):
        assert stands(case, ClockOf.REINSPECTION, on) == (YEAR_ON, state)
        assert stands(case, ClockOf.LONGEST_TIME, on) == (YEAR_ON, state)
    said = clock(case, ClockOf.LONGEST_TIME, YEAR_ON).sentence
    assert said == "The usual time ends on 16 July 2014. It can be extended once, to 16 January 2015 at the latest."
    assert clock(case, ClockOf.LONGEST_TIME, LONGEST + day).sentence == (
        "The usual time ended on 16 July 2014, and the longest time on 16 January 2015."
    )
    assert "that day is past" in clock(case, ClockOf.REINSPECTION, YEAR_ON + day).sentence


def test_extended_the_time_runs_to_16_january_2015_and_before_the_decision_it_did_not() -> None:
    cast = make_cast()
    case = entered(cast)
    extend(cast, case)
    case = Case.objects.get()
    assert stands(case, ClockOf.LONGEST_TIME, YEAR_ON - timedelta(days=1)) == (YEAR_ON, SOON)
    assert stands(case, ClockOf.LONGEST_TIME, YEAR_ON) == (LONGEST, RUNNING)
    assert stands(case, ClockOf.REINSPECTION, LONGEST + timedelta(days=1)) == (LONGEST, OVERDUE)
    said = clock(case, ClockOf.LONGEST_TIME, LONGEST + timedelta(days=1)).sentence
    assert said == "The time as extended ended on 16 January 2015. It is extended once."


def test_a_re_inspection_whose_ratings_are_published_is_done() -> None:
    cast = make_cast()
    case = entered(cast)
    publish(cast.trust, BETTER, on=date(2014, 7, 10), inspected_on=date(2014, 5, 2), now=NOW)
    assert stands(case, ClockOf.REINSPECTION, date(2014, 7, 9)) == (YEAR_ON, SOON)
    assert stands(case, ClockOf.REINSPECTION, date(2014, 7, 10)) == (YEAR_ON, MET)


def test_a_re_inspection_set_for_sooner_does_not_shorten_the_usual_time() -> None:
    cast = make_cast()
    case = agreed(recommended(cast), cast, reinspect_by=date(2014, 1, 16)).case
    assert stands(case, ClockOf.REINSPECTION, date(2014, 1, 17)) == (date(2014, 1, 16), OVERDUE)
    assert stands(case, ClockOf.LONGEST_TIME, date(2014, 1, 17)) == (YEAR_ON, RUNNING)


def test_what_waits_says_how_long_and_is_made_due_by_no_invented_day() -> None:
    cast = make_cast()
    case = recommended(cast).case
    assert [(each.what, each.due_on, each.state) for each in clocks_of(case, KEOGH)] == [
        (ClockOf.DECISION, None, WAITS)
    ]
    assert "since today" in clock(case, ClockOf.DECISION, KEOGH).sentence
    assert "for 14 days" in clock(case, ClockOf.DECISION, date(2013, 7, 30)).sentence
    assert clocks_of(case, date(2013, 7, 15)) == []
    agreed(case.recommendations.get(), cast, date(2013, 7, 20))
    case = Case.objects.get()
    # As it was on an earlier day it still waits there.
    assert stands(case, ClockOf.DECISION, date(2013, 7, 19)) == (None, WAITS)
    assert ClockOf.DECISION not in {each.what for each in clocks_of(case, date(2013, 7, 20))}


def test_each_oversight_body_sees_what_waits_for_it_the_longest_first() -> None:
    first, second, other = make_cast("RX1"), make_cast("RX2"), make_cast("RX3", NHS)
    late = recommended(second, date(2013, 8, 1)).case
    early = recommended(first).case
    theirs = recommended(other).case
    monitor, tda = (one.decides.memberships.get().body for one in (first, other))
    assert monitor is not None
    assert tda is not None
    waits = waiting([monitor], date(2013, 8, 4))
    assert [(each.recommendation.case, each.days) for each in waits] == [(early, 19), (late, 3)]
    assert [each.recommendation.case for each in waiting([tda], date(2013, 8, 4))] == [theirs]
    assert waiting([monitor], date(2013, 7, 15)) == []
    assert waiting([], date(2013, 8, 4)) == []
    assert len(waiting([tda, monitor], date(2013, 8, 4))) == 3
    # After 31 March 2016 another body has both.
    assert waiting([monitor], date(2016, 4, 1)) == []


def test_what_was_asked_and_promised_is_overdue_the_day_after_its_last() -> None:
    cast = make_cast()
    case = entered(cast)
    due, by = date(2013, 10, 1), {"by": cast.decides, "now": NOW}
    asked = ask_board(case=case, asked="Safe nights.", on=KEOGH, due_on=due, **by)
    review = ask_review(case=case, reviewer="A", words="Can it lead?", on=KEOGH, due_on=due, **by)
    contract = add_partner(case=case, partner=make_trust("RX2"), words="Nights.", on=KEOGH, **by)
    promised = promise(partnership=contract, what="Lend a nurse.", due_on=due, **by)
    every = (ClockOf.BOARD, ClockOf.REVIEW, ClockOf.PROMISE)
    for what in every:
        assert stands(case, what, due) == (due, RUNNING)
        assert stands(case, what, due + timedelta(days=1)) == (due, OVERDUE)
    show_board(demonstration=asked, shown="They are.", on=date(2013, 10, 5), by=cast.signatory, now=NOW)
    record_review(review=review, finding="It can.", on=due, **by)
    record_promise_done(promise=promised, words="She came.", on=date(2013, 10, 5), **by)
    for what in every:
        assert stands(case, what, date(2013, 10, 5)) == (due, MET)
    assert clock(case, ClockOf.BOARD, date(2013, 10, 5)).sentence == (
        "The Board is to show, by 1 October 2013: Safe nights. That was done on 5 October 2013, late."
    )
    assert "late" not in clock(case, ClockOf.REVIEW, date(2013, 10, 5)).sentence
    # As things stood before, they were not done.
    assert stands(case, ClockOf.BOARD, date(2013, 10, 4)) == (due, OVERDUE)


def test_a_contract_that_ended_before_the_day_asks_for_nothing_more() -> None:
    cast = make_cast()
    case = entered(cast)
    by = {"by": cast.decides, "now": NOW}
    contract = add_partner(case=case, partner=make_trust("RX2"), words="Nights.", on=KEOGH, **by)
    promise(partnership=contract, what="Early.", due_on=date(2013, 8, 1), **by)
    promise(partnership=contract, what="Late.", due_on=date(2013, 12, 1), **by)
    end_partner(partnership=contract, reason="Both agreed.", on=date(2013, 9, 1), **by)
    on = date(2014, 1, 1)
    assert [each.due_on for each in clocks_of(case, on) if each.what is ClockOf.PROMISE] == [date(2013, 8, 1)]


def test_once_the_trust_left_the_clocks_of_the_rules_stand_still() -> None:
    cast = make_cast()
    case = entered(cast)
    agreed(recommend_exit(case=case, reason="Safe.", on=date(2014, 7, 1), by=cast.inspector, now=NOW), cast)
    case = Case.objects.get()
    assert clocks_of(case, YEAR_ON + timedelta(days=1)) == []
    assert stands(case, ClockOf.REINSPECTION, date(2014, 6, 30)) == (YEAR_ON, SOON)


def test_the_clock_of_a_merged_trusts_case_goes_on_by_what_is_published_of_the_one_that_followed() -> None:
    cast = make_cast()
    after = make_trust("RX2")
    case = entered(cast)
    record_succession(from_code="RX1", to_code="RX2", on=date(2014, 4, 1), by=System("test"), now=NOW)
    publish(after, BETTER, on=date(2014, 7, 1), inspected_on=date(2014, 5, 2), now=NOW)
    assert stands(case, ClockOf.REINSPECTION, date(2014, 6, 30)) == (YEAR_ON, SOON)
    assert stands(case, ClockOf.REINSPECTION, date(2014, 7, 1)) == (YEAR_ON, MET)


def test_since_july_2021_no_time_is_known_and_none_is_made_up() -> None:
    from datetime import UTC, datetime

    from oversight.accounts.models import Role
    from tests.ratings.cases.casting import person_of

    cast = make_cast()
    on = date(2022, 2, 1)
    now = datetime(2022, 3, 1, tzinfo=UTC)
    made = recommended(cast, on, now=now)
    case = agreed(made, cast, by=person_of("nhsi", Role.OVERSIGHT_BODY, "NHSI"), now=now).case
    assert clocks_of(case, date(2024, 1, 1)) == []
