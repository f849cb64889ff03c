"""The monthly update as a flag: from what was signed to the criterion, each day anew, and the same from nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from oversight.records.outbox import deliver_waiting
from oversight.returns.periods import Month
from ratings.cases.models import Case
from ratings.models import CriterionChange, CriterionFlag
from ratings.plans.publishing import tell_of_published
from ratings.plans.reading import plan_of, updates_of, updates_of_case
from ratings.rebuilding import rebuild, verify
from ratings.recompute import recompute_trust
from ratings.rules.special_measures_updates import UpdateState
from ratings.settling import settle
from ratings.subscribing import ask_for_the_day
from tests.ratings.making import make_trust
from tests.ratings.plans.planning import FEBRUARY, MARCH, Planned, at, make_planned

pytestmark = pytest.mark.django_db

LATER = (date(2015, 9, 1), date(2015, 9, 30))


def flag_on(planned: Planned, on: date, hour: int = 12) -> CriterionFlag:
    """Work the trust out on a day and return the flag."""
    recompute_trust(planned.trust, clock=lambda: at(on, hour))
    return CriterionFlag.objects.get(trust_code=planned.trust.code, criterion="update")


def test_an_update_in_time_silences_the_flag_and_one_that_is_missing_raises_it() -> None:
    planned = make_planned(due_on=LATER)
    assert flag_on(planned, date(2015, 2, 20)).state == "not_met"
    # Entered on 14 January: February is the first whole month, due by 10 March.
    assert flag_on(planned, date(2015, 3, 7)).state == "due_soon"
    planned.signed(FEBRUARY, at(date(2015, 3, 6)))
    assert flag_on(planned, date(2015, 3, 8)).state == "due_soon"
    made = flag_on(planned, date(2015, 3, 9))
    assert (made.state, made.since) == ("met", date(2015, 3, 9))
    assert flag_on(planned, date(2015, 4, 1)).state == "not_met"
    assert flag_on(planned, date(2015, 4, 10)).state == "due_soon"
    late = flag_on(planned, date(2015, 4, 11))
    assert (late.state, late.since, late.due_on) == ("overdue", date(2015, 4, 11), date(2015, 4, 10))
    assert late.reason == (
        "The newest update, for February 2015, was published on 9 March 2015. "
        "The update for March 2015 was due by 10 April 2015, and that day is past."
    )
    found = CriterionChange.objects.filter(criterion="update").order_by("pk").values_list("old", "new", "cause")
    assert [(old, new) for old, new, _ in found] == [
        ("not_met", "due_soon"),
        ("due_soon", "met"),
        ("met", "not_met"),
        ("not_met", "due_soon"),
        ("due_soon", "overdue"),
    ]
    assert [cause for _, _, cause in found][1] == "An update on the plan was published on 9 March 2015."


def test_what_is_signed_on_the_last_day_is_late() -> None:
    planned = make_planned(due_on=LATER)
    planned.signed(FEBRUARY, at(date(2015, 3, 10)))
    assert flag_on(planned, date(2015, 3, 10)).state == "due_soon"
    assert flag_on(planned, date(2015, 3, 11)).state == "met"
    (update,) = updates_of(planned.plan, date(2015, 3, 11))
    assert (update.due_on, update.published_on, update.is_late) == (date(2015, 3, 10), date(2015, 3, 11), True)


def test_a_trust_without_a_plan_owes_its_updates_too() -> None:
    planned = make_planned()
    planned.measure.delete()
    planned.concern.delete()
    case = Case.objects.get()
    found = plan_of(case)
    assert found == planned.plan
    states = [(each.month, each.state) for each in updates_of_case(case, date(2015, 4, 5))]
    assert states == [(Month(2015, 3), UpdateState.DUE), (Month(2015, 2), UpdateState.OVERDUE)]
    assert flag_on(planned, date(2015, 4, 5)).state == "overdue"


def test_the_moment_decides_whether_what_comes_out_today_is_out() -> None:
    planned = make_planned(due_on=LATER)
    planned.signed(FEBRUARY, at(date(2015, 3, 6)))
    on, before, out = date(2015, 3, 9), at(date(2015, 3, 9), 9, 29), at(date(2015, 3, 9), 9, 30)
    assert [each.state for each in updates_of(planned.plan, date(2015, 3, 8))] == [UpdateState.WAITING]
    assert [each.state for each in updates_of(planned.plan, on, before)] == [UpdateState.WAITING]
    assert [each.state for each in updates_of(planned.plan, on, out)] == [UpdateState.PUBLISHED]
    assert [each.state for each in updates_of(planned.plan, on)] == [UpdateState.PUBLISHED]


def test_the_news_and_the_day_keep_the_flag_fresh() -> None:
    planned = make_planned(due_on=LATER)
    recompute_trust(planned.trust, clock=lambda: at(date(2015, 3, 8)))
    planned.signed(FEBRUARY, at(date(2015, 3, 6)))
    now = datetime(2015, 3, 9, 9, 30, tzinfo=UTC)
    tell_of_published(now=now)
    deliver_waiting(now=now)
    run_all(now)
    assert CriterionFlag.objects.get(criterion="update").state == "met"
    # The day alone makes the next one due, and then overdue, though nothing happens.
    for day, state in ((date(2015, 4, 7), "due_soon"), (date(2015, 4, 11), "overdue")):
        with transaction.atomic():
            assert ask_for_the_day(on=day, now=at(day)) >= 1
        run_all(at(day))
        assert CriterionFlag.objects.get(criterion="update").state == state


def run_all(now: datetime) -> None:
    assert not settle(clock=lambda: now, timer=lambda: 0.0, sleep=lambda seconds: None)


def test_a_rebuild_finds_nothing_different_and_mends_what_was_stored_otherwise() -> None:
    planned = make_planned(due_on=LATER)
    planned.signed(FEBRUARY, at(date(2015, 3, 6)))
    run_all(at(date(2015, 3, 9), 6))
    flag_on(planned, date(2015, 3, 9), 6)
    # Worked out before half past nine of the day on which it comes out, and compared after it: the same.
    assert verify().different == 0
    planned.signed(MARCH, at(date(2015, 4, 8)))
    assert verify().different == 0
    CriterionFlag.objects.filter(criterion="update").update(state="overdue")
    found = verify()
    assert "criterion update of special measures of RX1" in str(found.first[0])
    assert rebuild(now=at(date(2015, 4, 9))).different == found.different
    assert verify().different == 0
    assert CriterionFlag.objects.get(criterion="update").since == date(2015, 4, 9)


def test_a_merged_trusts_updates_are_asked_of_the_one_that_followed() -> None:
    planned = make_planned(due_on=LATER)
    planned.signed(FEBRUARY, at(date(2015, 3, 6)))
    follower = make_trust("RX9")
    record_succession(
        from_code="RX1", to_code="RX9", on=date(2015, 3, 16), by=System("test"), now=at(date(2015, 3, 16))
    )
    for trust in (planned.trust, follower):
        recompute_trust(trust, clock=lambda: at(date(2015, 4, 11)))
    flags = {each.trust_code: each for each in CriterionFlag.objects.filter(criterion="update")}
    assert flags["RX1"].state == "not_applicable"
    assert flags["RX9"].state == "overdue"
    assert "for February 2015, was published on 9 March 2015" in flags["RX9"].reason
