"""Offering an improvement: only what its measure bears out, by whom it may, once, and withdrawn with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, InternalError, transaction

from oversight.accounts.models import Role
from oversight.demonstration.practice import tell_offers
from oversight.measures.defined import Theme
from oversight.organisations.models import Body
from oversight.records.models import AuditEntry
from oversight.records.references import Reference, resolve
from oversight.returns.refusals import Refused
from ratings.practice.finding import count_by_theme, offers_of
from ratings.practice.models import PracticeOffer
from ratings.practice.moved import candidates_of, has_moved, now_of
from ratings.practice.offering import withdraw_practice
from ratings.rules.plan_progress import Verdict
from tests.practice.conftest import BETTER, LATER, NOW, SINCE, USUAL, Offering, make_offering
from tests.ratings.plan_measures.making import brought
from tests.ratings.plans.planning import DELIVERED, FEBRUARY, ON_TRACK, SHOWN, Planned, at, make_planned
from tests.returns.making import make_person
from workspaces.demonstration.practice_stories import OFFERS

pytestmark = pytest.mark.django_db


def refusal(offering: Offering, **changes: object) -> Refused:
    with pytest.raises(Refused) as refused, transaction.atomic():
        offering.offer(**changes)
    return refused.value


def test_an_improvement_that_its_measure_bears_out_is_offered_with_what_was_true(offering: Offering) -> None:
    made = offering.offer()
    assert made.sentence == "Delivered in March 2015. Patients harmed by a fall: better since."
    assert made.evidence.startswith("The latest 3 figures are 1.50% on average")
    assert (made.settings_version, made.plan_measure, made.trajectory) == ("plan-progress-1", None, [])
    entry = AuditEntry.objects.get(action="practice.offered")
    assert entry.subject_id == str(made.public_id)
    assert entry.fields == ["measure", "delivered_on", "title", "what_was_done", "what_it_took", "ask_whom", "ask_at"]
    described = resolve(Reference("practice_offer", str(made.public_id)))
    assert described is not None
    assert described.address.endswith(f"/practice/offers/{made.public_id}/")


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ([25, 30, 20, 25, 25, 20, 30], "not changed since"),
        ([50, 55, 50], "worse since"),
        ([15, 15], "too early to say"),
        ([], "too early to say"),
    ],
    ids=["not-changed", "worse", "too-early", "nothing-since"],
)
def test_what_its_measure_does_not_bear_out_is_refused_saying_what_it_shows(since: list[int], said: str) -> None:
    trust = make_offering(since=since)
    delivered = {0: date(2016, 3, 1), 2: date(2016, 1, 1), 3: date(2015, 12, 1), 7: date(2015, 8, 1)}[len(since)]
    refused = refusal(trust, delivered_on=delivered)
    assert refused.code == "not_moved"
    assert said in refused.message
    assert not PracticeOffer.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"measure": "no_such_measure"}, "unknown_measure"),
        ({"delivered_on": NOW.date() + timedelta(days=1)}, "not_yet"),
        ({"title": " \n "}, "no_title"),
        ({"title": "x" * 121}, "no_title"),
        ({"what_was_done": ""}, "no_done"),
        ({"what_it_took": ""}, "no_took"),
        ({"ask_whom": ""}, "no_job"),
        ({"ask_at": "nobody"}, "bad_address"),
        ({"plan_measure": str(uuid4())}, "not_in_plan"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_what_is_missing_is_said(offering: Offering, changes: dict[str, object], code: str) -> None:
    assert refusal(offering, **changes).code == code


def test_a_draft_measure_cannot_be_told_by(offering: Offering) -> None:
    assert refusal(offering, measure="vte_deaths").code == "unknown_measure"


def test_only_who_writes_or_signs_for_the_trust_offers_and_withdraws(offering: Offering) -> None:
    other = make_offering("RX2")
    regulator = Body.objects.get(code="CQC")
    inspector = make_person("inspector@cqc.example", Role.INSPECTOR, body=regulator)
    assert refusal(offering, by=other.preparer).code == "not_allowed"
    assert refusal(offering, by=inspector).code == "not_allowed"
    made = offering.offer(by=offering.signatory)
    for stranger in (other.signatory, inspector):
        with pytest.raises(Refused, match="cannot withdraw"):
            withdraw_practice(offer=made, because="It is ours.", by=stranger, now=NOW)


def test_sent_twice_it_is_one_and_offered_again_it_is_refused(offering: Offering) -> None:
    save_id = uuid4()
    assert offering.offer(save_id=save_id) == offering.offer(save_id=save_id, title="Another name")
    assert refusal(offering).code == "twice"
    assert refusal(make_offering("RX2"), save_id=save_id).code == "known"
    # A withdrawn one makes room.
    withdraw_practice(offer=PracticeOffer.objects.get(), because="The words change.", by=offering.signatory, now=NOW)
    assert offering.offer().pk != PracticeOffer.objects.earliest("pk").pk


def test_a_withdrawal_has_a_reason_and_happens_once(offering: Offering) -> None:
    made = offering.offer()
    with pytest.raises(Refused, match="Say why"):
        withdraw_practice(offer=made, because=" ", by=offering.signatory, now=NOW)
    gone = withdraw_practice(offer=made, because="The ward closed.", by=offering.signatory, now=NOW)
    assert (gone.withdrawn_because, gone.withdrawn_by) == ("The ward closed.", offering.signatory)
    with pytest.raises(Refused) as refused:
        withdraw_practice(offer=made, because="Again.", by=offering.preparer, now=NOW)
    assert refused.value.code == "withdrawn"
    assert AuditEntry.objects.filter(action="practice.withdrawn").count() == 1
    assert not offers_of(demonstration=True).exists()


def test_the_database_keeps_what_was_offered(offering: Offering) -> None:
    made = offering.offer()
    for broken in (
        {"title": "Other words"},
        {"sentence": "Delivered in March 2015. All is well."},
        {"withdrawn_at": NOW},
    ):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            PracticeOffer.objects.filter(pk=made.pk).update(**broken)
    with pytest.raises(InternalError), transaction.atomic():
        made.delete()
    withdraw_practice(offer=made, because="The ward closed.", by=offering.preparer, now=NOW)
    with pytest.raises(InternalError), transaction.atomic():
        PracticeOffer.objects.filter(pk=made.pk).update(withdrawn_because="Never mind.")


def test_found_by_theme_and_real_and_invented_apart(offering: Offering) -> None:
    real = make_offering("RY1", demonstration=False)
    made, other = offering.offer(), real.offer()
    assert list(offers_of(demonstration=True)) == [made]
    assert list(offers_of(demonstration=False)) == [other]
    assert count_by_theme(demonstration=True) == {Theme.SAFETY_THERMOMETER: 1}
    assert list(offers_of(demonstration=True, theme=Theme.SAFETY_THERMOMETER)) == [made]
    assert not offers_of(demonstration=True, theme=Theme.STAFFING)
    assert not offers_of(demonstration=True, measure="thermometer_harm_free")


def test_what_it_shows_now_is_worked_out_anew(offering: Offering) -> None:
    made = offering.offer()
    brought(offering.trust, [60, 60, 60], last="2016-05", now=LATER)
    now = now_of([made], at=LATER)[made.pk]
    assert now.progress.verdict is Verdict.WORSE
    assert made.sentence.endswith("better since.")


def planned(since: list[int], *, code: str = "RX1") -> Planned:
    """Return a plan whose first action was delivered on 16 February 2015, its report published, with figures since."""
    made = make_planned(code)
    brought(made.trust, [*USUAL, 25, *since], last=f"2015-{2 + len(since):02d}")  # type: ignore[arg-type]
    report = made.begin(FEBRUARY, at(date(2015, 3, 5)))
    made.say(report, made.rounds, DELIVERED, at(date(2015, 3, 5)), delivered_on=date(2015, 2, 16), evidence=[SHOWN])
    made.say(report, made.falls, ON_TRACK, at(date(2015, 3, 5)))
    made.sign(made.ready(report, at(date(2015, 3, 5))), at(date(2015, 3, 5)))
    return made


def test_what_a_published_plan_tells_of_can_be_offered_with_what_it_expected() -> None:
    plan = planned(BETTER[:8])
    now = at(date(2015, 11, 5))
    assert candidates_of(plan.trust, at=at(date(2015, 3, 5))) == []  # signed, and not published before the next day
    [candidate] = candidates_of(plan.trust, at=now)
    assert candidate.moved
    assert candidate.offered is None
    assert candidate.improvement.delivered_on == date(2015, 2, 16)
    offering = Offering(plan.trust, plan.preparer, plan.signatory)
    made = offering.offer(plan_measure=candidate.improvement.public_id, measure="", delivered_on=date.min, now=now)
    assert (made.measure, made.delivered_on) == ("thermometer_falls_with_harm", date(2015, 2, 16))
    assert made.trajectory == [["2015-04", "2"], ["2015-10", "1.5"]]
    assert made.plan_measure == plan.measure.public_id
    assert "For October 2015 the plan expected 1.50% or less, and it was 1.20%." in made.evidence
    [again] = candidates_of(plan.trust, at=now)
    assert again.offered == made


def test_what_a_plan_claims_and_its_measure_does_not_show_cannot_be_offered() -> None:
    plan = planned(USUAL[:8])
    now = at(date(2015, 11, 5))
    [candidate] = candidates_of(plan.trust, at=now)
    assert not candidate.moved
    assert not has_moved(candidate.measured)
    offering = Offering(plan.trust, plan.preparer, plan.signatory)
    assert refusal(offering, plan_measure=candidate.improvement.public_id, now=now).code == "not_moved"


def test_the_demonstration_offers_what_a_measure_bears_out_once_and_nothing_else() -> None:
    plan = planned(BETTER[:8])
    now = at(date(2015, 11, 5))
    told = ({"DEMO018": plan.trust}, {("DEMO018", Role.PREPARER): plan.preparer})
    stories = [story for story in OFFERS if story.trust_code == "DEMO018"]
    assert [tell_offers(*told, now=now, stories=stories) for _ in range(2)] == [1, 0]
    assert PracticeOffer.objects.get().title == stories[0].title
    silent = planned(USUAL[:8], code="RX2")
    told = ({"DEMO015": silent.trust}, {("DEMO015", Role.PREPARER): silent.preparer})
    others = [replace(stories[0], trust=15)]
    assert tell_offers(*told, now=now, stories=others) == 0


def test_since_is_the_day_that_was_given(offering: Offering) -> None:
    # Told as in place before the figures fell, the same months show what was usual and what changed just as well;
    # told as in place after they had fallen, they show no change.
    assert offering.offer(delivered_on=SINCE + timedelta(days=14)).delivered_on == date(2015, 3, 15)
    assert refusal(offering, delivered_on=date(2016, 2, 15)).code == "not_moved"
