"""The ladder of enforcement, step by step, as services."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from inspections.enforcing.areas import Place
from inspections.enforcing.breach_register import breaches_visible_to, open_breaches, public_breaches
from inspections.enforcing.breaches import change_breach, end_breach, record_breach
from inspections.enforcing.deciding import conclude_notice, decide_notice, decide_requirement, lift_notice
from inspections.enforcing.issuing import (
    Closed,
    Content,
    Requirement,
    draft_notice,
    issue_notice,
    revise_notice,
    set_public,
    withdraw_notice,
)
from inspections.enforcing.limiting import linked_actions
from inspections.enforcing.references import describe_breach, describe_notice
from inspections.models import Breach, Notice, NoticeDecision
from inspections.states.inspection import InspectionState
from inspections.states.notice import NoticeState
from oversight.organisations.models import Body, Ward
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns.refusals import Refused
from ratings.rules.aggregation_rule_sets import Action
from ratings.rules.ratings_words import KeyQuestion
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, another_site, bring_to, new_id

pytestmark = pytest.mark.django_db
SECRET = "the words of the notice"


def place(scene: Scene, question: KeyQuestion = KeyQuestion.SAFE) -> Place:
    return Place(scene.site, "surgery", question)


def a_warning(scene: Scene, **changes: Any) -> Content:
    content = Content(
        power="section_29a",
        title="Staffing of surgical wards",
        reasons=SECRET,
        regulations=("12", "18"),
        areas=(place(scene),),
        requirements=(
            Requirement("Enough nurses at night.", date(2026, 12, 1)),
            Requirement("A review of acuity.", date(2027, 1, 29)),
        ),
    )
    return replace(content, **changes)


def a_breach(scene: Scene, **changes: Any) -> Breach:
    given: dict[str, Any] = {
        "trust": scene.trust,
        "regulation": "12",
        "extent": Breach.Extent.ISOLATED,
        "response": Breach.Response.PROMPT,
        "what_was_found": "Medicines were left unlocked.",
        "found_on": date(2026, 10, 6),
        "areas": [place(scene)],
        "by": scene.lead,
        "now": NOW,
        **changes,
    }
    return record_breach(**given)


def issued(scene: Scene, content: Content | None = None, *, now: datetime = NOW) -> Notice:
    notice = draft_notice(
        trust=scene.trust, draft_id=new_id(), content=content or a_warning(scene), by=scene.lead, now=now
    )
    return issue_notice(notice=notice, by=scene.lead, now=now)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_a_warning_notice_goes_from_draft_to_issue_and_binds_what_it_names() -> None:
    scene = a_scene()
    notice = draft_notice(trust=scene.trust, draft_id=new_id(), content=a_warning(scene), by=scene.lead, now=NOW)
    assert (notice.state, notice.kind, notice.legal_basis) == ("draft", "warning_29a", "section_29a")
    assert linked_actions(scene.trust) == {}
    notice = issue_notice(notice=notice, by=scene.lead, now=NOW)
    notice.refresh_from_db()
    assert notice.state == NoticeState.ISSUED
    assert notice.issuer == Body.objects.get(code="CQC")
    assert notice.representations_until == datetime(2026, 11, 19, 23, 59, 59, tzinfo=UTC)
    assert not notice.is_public
    assert linked_actions(scene.trust)[scene.site.pk] == {("surgery", KeyQuestion.SAFE): {Action.ENFORCEMENT}}


def test_a_draft_sent_twice_is_one_and_its_id_is_nobody_elses() -> None:
    scene, other = a_scene(), a_scene("RX2")
    draft_id = new_id()
    first = draft_notice(trust=scene.trust, draft_id=draft_id, content=a_warning(scene), by=scene.lead, now=NOW)
    revise_notice(notice=first, content=a_warning(scene, title="Another title"), by=scene.lead, now=NOW)
    again = draft_notice(trust=scene.trust, draft_id=draft_id, content=a_warning(scene), by=scene.lead, now=NOW)
    assert (again.pk, again.title) == (first.pk, "Another title")
    assert (again.requirements.count(), again.areas.count()) == (2, 1)
    assert AuditEntry.objects.filter(action="notice.drafted").count() == 1
    for trust, content, by in (
        (scene.trust, a_warning(scene), scene.second),
        (other.trust, a_warning(other), scene.lead),
    ):
        with pytest.raises(Refused) as refused:
            draft_notice(trust=trust, draft_id=draft_id, content=content, by=by, now=NOW)
        assert code(refused) == "known"
    assert Notice.objects.get() == first


def test_each_change_leaves_an_audit_entry_and_news_without_a_word_of_the_notice() -> None:
    scene = a_scene()
    notice = issued(scene)
    assert list(
        AuditEntry.objects.filter(subject_id=notice.reference).order_by("pk").values_list("action", flat=True)
    ) == [
        "notice.drafted",
        "notice.issued",
    ]
    assert OutboxEvent.objects.filter(name="notice.issued", subject_id=notice.reference).count() == 1
    told = repr(list(AuditEntry.objects.values())) + repr(list(OutboxEvent.objects.values()))
    assert SECRET not in told
    assert "surgical" not in told


def test_a_draft_can_be_written_anew_and_an_issued_notice_stays() -> None:
    scene = a_scene()
    notice = draft_notice(trust=scene.trust, draft_id=new_id(), content=a_warning(scene), by=scene.lead, now=NOW)
    revise_notice(notice=notice, content=a_warning(scene, title="Another title"), by=scene.second, now=NOW)
    notice.refresh_from_db()
    assert notice.title == "Another title"
    assert notice.requirements.count() == 2
    issue_notice(notice=notice, by=scene.lead, now=NOW)
    with pytest.raises(Refused) as refused:
        revise_notice(notice=notice, content=a_warning(scene), by=scene.lead, now=NOW)
    assert code(refused) == "moved_on"
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(reasons="Changed behind its back.")


def test_a_notice_without_what_the_law_asks_is_not_issued_and_nothing_is_left_behind() -> None:
    scene = a_scene()
    notice = draft_notice(
        trust=scene.trust, draft_id=new_id(), content=a_warning(scene, requirements=()), by=scene.lead, now=NOW
    )
    with pytest.raises(Refused) as refused:
        issue_notice(notice=notice, by=scene.lead, now=NOW)
    assert code(refused) == "lacking"
    notice.refresh_from_db()
    assert notice.state == NoticeState.DRAFT


@pytest.mark.parametrize("who", ["signatory", "preparer"])
def test_only_the_regulator_takes_enforcement_action(who: str) -> None:
    scene = a_scene()
    notice = draft_notice(trust=scene.trust, draft_id=new_id(), content=a_warning(scene), by=scene.lead, now=NOW)
    by = getattr(scene, who)
    deeds = [
        lambda: draft_notice(trust=scene.trust, draft_id=new_id(), content=a_warning(scene), by=by, now=NOW),
        lambda: issue_notice(notice=notice, by=by, now=NOW),
        lambda: set_public(notice=notice, is_public=True, by=by, now=NOW),
        lambda: withdraw_notice(notice=notice, reason="No.", by=by, now=NOW),
        lambda: lift_notice(notice=notice, reason="No.", by=by, now=NOW),
        lambda: conclude_notice(notice=notice, reason="No.", by=by, now=NOW),
        lambda: decide_requirement(requirement=notice.requirements.all()[0], met=True, finding="X", by=by, now=NOW),
    ]
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert code(refused) == "not_allowed"


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


def test_a_notice_is_public_once_issued_and_flagged() -> None:
    scene = a_scene()
    draft = draft_notice(trust=scene.trust, draft_id=new_id(), content=a_warning(scene), by=scene.lead, now=NOW)
    with pytest.raises(Refused) as refused:
        set_public(notice=draft, is_public=True, by=scene.lead, now=NOW)
    assert code(refused) == "not_issued"
    issue_notice(notice=draft, by=scene.lead, now=NOW)
    shown = set_public(notice=draft, is_public=True, by=scene.lead, now=NOW)
    assert (shown.is_public, shown.made_public_at) == (True, NOW)
    set_public(notice=draft, is_public=True, by=scene.lead, now=NOW + timedelta(days=1))
    assert AuditEntry.objects.filter(action="notice.shown").count() == 1
    set_public(notice=draft, is_public=False, by=scene.lead, now=NOW + timedelta(days=2))
    draft.refresh_from_db()
    assert not draft.is_public


def test_the_database_keeps_the_ways_itself() -> None:
    scene = a_scene()
    notice = issued(scene)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(state=str(NoticeState.DRAFT))
    withdraw_notice(notice=notice, reason="Sent in error.", by=scene.lead, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(state=str(NoticeState.ISSUED))
    with pytest.raises(DatabaseError), transaction.atomic():
        notice.delete()


def test_the_parts_of_an_issued_notice_stay_as_they_are() -> None:
    scene = a_scene()
    notice = issued(scene)
    area, requirement = notice.areas.get(), notice.requirements.all()[0]
    for deed in (
        lambda: area.delete(),
        lambda: requirement.delete(),
        lambda: notice.requirements.update(due_on=date(2030, 1, 1)),
        lambda: notice.areas.update(service="critical_care"),
        lambda: notice.areas.create(site=scene.site, service="critical_care", key_question="safe"),
        lambda: notice.requirements.create(position=9, text="More.", due_on=date(2030, 1, 1)),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert notice.requirements.count() == 2


def test_a_breach_is_recorded_changed_and_ended_with_its_reason() -> None:
    scene = a_scene()
    breach = a_breach(scene)
    assert linked_actions(scene.trust)[scene.site.pk] == {("surgery", KeyQuestion.SAFE): {Action.BREACH}}
    changed = change_breach(
        breach=breach, extent=Breach.Extent.SYSTEMIC, response=Breach.Response.SLOW, by=scene.second, now=NOW
    )
    assert (changed.extent, changed.response) == ("systemic", "slow")
    end_breach(breach=breach, ended_on=date(2026, 11, 4), reason="Locked since.", by=scene.lead, now=NOW)
    assert linked_actions(scene.trust) == {}
    with pytest.raises(Refused) as refused:
        end_breach(breach=breach, ended_on=date(2026, 11, 4), reason="Again.", by=scene.lead, now=NOW)
    assert code(refused) == "ended"


def test_a_breach_names_a_standard_in_force_and_places_of_the_trust() -> None:
    scene, other = a_scene(), a_scene("RX2")
    for changes, why in (
        ({"regulation": "99"}, "regulation"),
        ({"found_on": date(2015, 3, 31)}, "regulation"),
        ({"found_on": date(2026, 11, 6)}, "future"),
        ({"what_was_found": " "}, "no_text"),
        ({"areas": [Place(other.site, "surgery", KeyQuestion.SAFE)]}, "area"),
        ({"areas": [Place(scene.site, "gardening", KeyQuestion.SAFE)]}, "area"),
        ({"areas": [place(scene), place(scene)]}, "area"),
        ({"by": scene.signatory}, "not_allowed"),
    ):
        with pytest.raises(Refused) as refused:
            a_breach(scene, **changes)
        assert code(refused) == why
    assert not Breach.objects.exists()
    assert a_breach(scene, areas=[Place(another_site(scene), "surgery", KeyQuestion.SAFE)]).areas.count() == 1


def test_a_breach_of_an_inspection_is_its_teams_to_record_while_the_report_is_open() -> None:
    scene = a_scene()
    inspection = an_inspection(scene, InspectionState.DRAFTING)
    assert a_breach(scene, inspection=inspection).inspection == inspection
    with pytest.raises(Refused) as refused:
        a_breach(scene, inspection=inspection, by=scene.manager)
    assert code(refused) == "not_in_team"
    with pytest.raises(Refused) as refused:
        a_breach(scene, inspection=an_inspection(scene, InspectionState.ANNOUNCED))
    assert code(refused) == "moved_on"


def test_a_notice_tells_no_trust_of_an_inspection_that_it_does_not_know_of() -> None:
    scene = a_scene()
    coming = an_inspection(scene, InspectionState.PLANNED, announced=False)
    notice = draft_notice(
        trust=scene.trust, draft_id=new_id(), content=a_warning(scene), by=scene.lead, now=NOW, inspection=coming
    )
    with pytest.raises(Refused) as refused:
        issue_notice(notice=notice, by=scene.lead, now=NOW)
    assert code(refused) == "not_shown"


def test_who_sees_which_breach_and_how_long_it_has_stood() -> None:
    scene, other = a_scene(), a_scene("RX2")
    inspection = an_inspection(scene, InspectionState.DRAFTING)
    drafted = a_breach(scene, inspection=inspection)
    old = a_breach(scene, found_on=date(2026, 1, 5))
    systemic = a_breach(scene, extent=Breach.Extent.SYSTEMIC, areas=[])
    today = NOW.date()
    steps = open_breaches(person=scene.lead, on=today)
    assert [(step.breach, step.days_open) for step in steps] == [(systemic, 30), (old, 304), (drafted, 30)]
    assert steps[0].standard is not None
    assert steps[0].standard.label == "Regulation 12: Safe care and treatment"
    assert set(breaches_visible_to(scene.signatory, today)) == set()
    notice = issued(scene, a_warning(scene, breaches=(old,)))
    assert set(breaches_visible_to(scene.signatory, today)) == {old}
    assert set(public_breaches(scene.trust)) == set()
    set_public(notice=notice, is_public=True, by=scene.lead, now=NOW)
    assert set(public_breaches(scene.trust)) == {old}
    bring_to(inspection, InspectionState.PUBLISHED)
    assert set(breaches_visible_to(scene.signatory, today)) == {old, drafted}
    assert set(public_breaches(scene.trust)) == {old, drafted}
    assert set(breaches_visible_to(other.signatory, today)) == set()


def test_references_name_no_trust_before_the_notice_is_issued_and_never_what_it_says() -> None:
    scene = a_scene()
    draft = draft_notice(trust=scene.trust, draft_id=new_id(), content=a_warning(scene), by=scene.lead, now=NOW)
    described = describe_notice(draft.reference)
    assert described is not None
    assert described.title == f"Section 29A warning notice {draft.reference}"
    issue_notice(notice=draft, by=scene.lead, now=NOW)
    described = describe_notice(draft.reference)
    assert described is not None
    assert described.title == f"Section 29A warning notice to {scene.trust.shown_name}"
    assert describe_notice("nothing") is None
    breach = describe_breach(str(a_breach(scene).public_id))
    assert breach is not None
    assert breach.title == "Breach of regulation 12"
    assert describe_breach("nothing") is None
