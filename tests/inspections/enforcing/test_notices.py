"""A notice from its draft to its issue: what it must hold, who gives it, who sees it, and what stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from inspections.enforcing.deciding import conclude_notice, decide_requirement, lift_notice
from inspections.enforcing.issuing import (
    draft_notice,
    issue_notice,
    revise_notice,
    set_public,
    withdraw_notice,
)
from inspections.enforcing.limiting import linked_actions
from inspections.enforcing.references import describe_breach, describe_notice
from inspections.models import Notice
from inspections.states.inspection import InspectionState
from inspections.states.notice import NoticeState
from oversight.organisations.models import Body
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns.refusals import Refused
from ratings.rules.aggregation_rule_sets import Action
from ratings.rules.ratings_words import KeyQuestion
from tests.inspections.enforcing.notice_steps import SECRET, a_breach, a_warning, code, issued
from tests.inspections.making import NOW, a_scene, an_inspection, new_id

pytestmark = pytest.mark.django_db


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


def test_a_notice_tells_no_trust_of_an_inspection_that_it_does_not_know_of() -> None:
    scene = a_scene()
    coming = an_inspection(scene, InspectionState.PLANNED, announced=False)
    notice = draft_notice(
        trust=scene.trust, draft_id=new_id(), content=a_warning(scene), by=scene.lead, now=NOW, inspection=coming
    )
    with pytest.raises(Refused) as refused:
        issue_notice(notice=notice, by=scene.lead, now=NOW)
    assert code(refused) == "not_shown"


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
