"""The steps of enforcement: what each asks, what is decided at its end, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from inspections.enforcing.deciding import conclude_notice, decide_notice, decide_requirement, lift_notice
from inspections.enforcing.issuing import (
    Closed,
    Content,
    draft_notice,
)
from inspections.enforcing.limiting import linked_actions
from inspections.models import NoticeDecision
from inspections.states.notice import NoticeState
from oversight.organisations.models import Ward
from oversight.returns.refusals import Refused
from ratings.rules.aggregation_rule_sets import Action
from ratings.rules.ratings_words import KeyQuestion
from tests.inspections.enforcing.notice_steps import a_breach, code, issued, place
from tests.inspections.making import NOW, a_scene, new_id

pytestmark = pytest.mark.django_db


def test_a_requirement_notice_asks_for_the_report_of_actions_within_28_days() -> None:
    scene = a_scene()
    content = Content(
        power="regulation_17_3",
        title="Medicines",
        reasons="They were left unlocked.",
        regulations=("12",),
        areas=(place(scene),),
        breaches=(a_breach(scene),),
    )
    notice = issued(scene, content)
    assert [requirement.due_on for requirement in notice.requirements.all()] == [date(2026, 12, 3)]
    assert linked_actions(scene.trust)[scene.site.pk][("surgery", KeyQuestion.SAFE)] == {
        Action.REQUIREMENT_NOTICE,
        Action.BREACH,
    }


def test_the_decision_follows_the_last_day_and_says_what_comes_next() -> None:
    scene = a_scene()
    notice = issued(scene)
    first, second = notice.requirements.all()
    before = datetime(2027, 1, 29, 12, 0, tzinfo=UTC)
    after = datetime(2027, 1, 30, 9, 0, tzinfo=UTC)

    def decide(complied: bool, next_step: NoticeDecision.Next, now: datetime) -> NoticeDecision:
        return decide_notice(
            notice=notice, complied=complied, next_step=next_step, reason="As found.", by=scene.lead, now=now
        )

    with pytest.raises(Refused) as refused:
        decide(False, NoticeDecision.Next.CONDITION, after)
    assert code(refused) == "undecided"
    decide_requirement(requirement=first, met=True, finding="Rotas were full.", by=scene.lead, now=before)
    decide_requirement(requirement=second, met=False, finding="No review.", by=scene.lead, now=before)
    for complied, next_step, now, why in (
        (True, NoticeDecision.Next.NOTHING, after, "contradiction"),
        (False, NoticeDecision.Next.NOTHING, after, "no_next_step"),
        (False, NoticeDecision.Next.CONDITION, before, "too_early"),
    ):
        with pytest.raises(Refused) as refused:
            decide(complied, next_step, now)
        assert code(refused) == why
    decision = decide(False, NoticeDecision.Next.CONDITION, after)
    notice.refresh_from_db()
    assert (decision.complied, decision.next_step, notice.state) == (False, "condition", "not_complied")
    # It still limits until something follows it.
    assert linked_actions(scene.trust)


def test_what_follows_concludes_the_notice_that_was_not_complied_with() -> None:
    scene = a_scene()
    notice = issued(scene)
    after = datetime(2027, 1, 30, 9, 0, tzinfo=UTC)
    for requirement in notice.requirements.all():
        decide_requirement(requirement=requirement, met=False, finding="Not done.", by=scene.lead, now=after)
    decide_notice(
        notice=notice,
        complied=False,
        next_step=NoticeDecision.Next.CONDITION,
        reason="Nothing improved.",
        by=scene.lead,
        now=after,
    )
    condition = issued(
        scene,
        Content(
            power="section_12",
            title="A condition",
            reasons="The warning was not complied with.",
            areas=(place(scene),),
            follows=notice,
        ),
        now=after,
    )
    notice.refresh_from_db()
    assert (notice.state, notice.ended_at) == ("concluded", after)
    assert condition.reference in notice.ended_reason
    assert linked_actions(scene.trust)[scene.site.pk][("surgery", KeyQuestion.SAFE)] == {Action.ENFORCEMENT}
    lift_notice(notice=condition, reason="It has been met for six months.", by=scene.lead, now=after)
    assert linked_actions(scene.trust) == {}


def test_a_notice_complied_with_early_ends_and_stops_limiting() -> None:
    scene = a_scene()
    notice = issued(scene)
    early = NOW + timedelta(days=20)
    for requirement in notice.requirements.all():
        decide_requirement(requirement=requirement, met=True, finding="Done.", by=scene.lead, now=early)
    decide_notice(
        notice=notice,
        complied=True,
        next_step=NoticeDecision.Next.NOTHING,
        reason="All is done.",
        by=scene.lead,
        now=early,
    )
    notice.refresh_from_db()
    assert (notice.state, notice.ended_at) == ("complied", early)
    assert linked_actions(scene.trust) == {}


def test_a_notice_not_complied_with_may_be_complied_with_later() -> None:
    scene = a_scene()
    notice = issued(scene)
    after = datetime(2027, 1, 30, 9, 0, tzinfo=UTC)
    for met, complied, next_step, state in (
        (False, False, NoticeDecision.Next.ANOTHER_NOTICE, NoticeState.NOT_COMPLIED),
        (True, True, NoticeDecision.Next.NOTHING, NoticeState.COMPLIED),
    ):
        for requirement in notice.requirements.all():
            decide_requirement(requirement=requirement, met=met, finding="Looked at.", by=scene.lead, now=after)
        decide_notice(
            notice=notice, complied=complied, next_step=next_step, reason="As found.", by=scene.lead, now=after
        )
        notice.refresh_from_db()
        assert notice.state == state
    assert [decision.complied for decision in notice.decisions.all()] == [False, True]
    with pytest.raises(Refused) as refused:
        decide_requirement(
            requirement=notice.requirements.all()[0], met=False, finding="Again.", by=scene.lead, now=after
        )
    assert code(refused) == "moved_on"


def test_a_ward_is_closed_at_once_and_opened_again() -> None:
    scene = a_scene()
    ward = Ward.objects.get(trust=scene.trust, name="Rowan")
    closure = issued(
        scene,
        Content(
            power="section_31_closure",
            title="Rowan ward",
            reasons="People may be harmed.",
            areas=(place(scene),),
            closed=Closed(ward=ward),
        ),
    )
    assert (closure.ward, closure.representations_until) == (ward, None)
    with pytest.raises(Refused) as refused:
        decide_notice(
            notice=closure,
            complied=True,
            next_step=NoticeDecision.Next.NOTHING,
            reason="X",
            by=scene.lead,
            now=NOW,
        )
    assert code(refused) == "kind"
    lifted = lift_notice(notice=closure, reason="The ward is safe.", by=scene.lead, now=NOW + timedelta(days=9))
    assert lifted.state == NoticeState.LIFTED


def test_a_closure_says_what_it_closes_and_nothing_of_another_trust() -> None:
    scene, other = a_scene(), a_scene("RX2")
    content = Content(power="section_31_closure", title="A closure", reasons="Danger.", areas=(place(scene),))
    with pytest.raises(Refused) as refused:
        draft_notice(trust=scene.trust, draft_id=new_id(), content=content, by=scene.lead, now=NOW)
    assert code(refused) == "lacking"
    theirs = Closed(ward=Ward.objects.filter(trust=other.trust).first())
    with pytest.raises(Refused) as refused:
        draft_notice(
            trust=scene.trust, draft_id=new_id(), content=replace(content, closed=theirs), by=scene.lead, now=NOW
        )
    assert code(refused) == "trust"
    service = Closed(site=scene.site, service="surgery")
    assert draft_notice(
        trust=scene.trust, draft_id=new_id(), content=replace(content, closed=service), by=scene.lead, now=NOW
    ).pk


def test_a_prosecution_needs_no_warning_and_names_an_offence() -> None:
    scene = a_scene()
    content = Content(power="regulation_22_2", title="Unsafe care", reasons="A death.", regulations=("12",))
    prosecution = issued(scene, content)
    assert (prosecution.harm, prosecution.state) == ("harm", "issued")
    with pytest.raises(Refused) as refused:
        issued(scene, replace(content, power="regulation_22_1"))
    assert code(refused) == "lacking"
    direct = issued(scene, replace(content, power="regulation_22_1", regulations=("20(2)(a)",)))
    assert direct.harm == "not_needed"
    ended = conclude_notice(notice=prosecution, reason="Fined.", by=scene.lead, now=NOW + timedelta(days=200))
    assert ended.state == NoticeState.CONCLUDED
