"""Messages of notices: the trust hears what binds it and what was decided, the regulator's people what came back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from inspections.enforcing.answering import answer_notice, decide_representation, make_representation
from inspections.enforcing.issuing import draft_notice, issue_notice, withdraw_notice
from inspections.models import Notice, Representation
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Message
from oversight.organisations.models import Body
from oversight.records.outbox import emit
from oversight.records.references import Reference
from tests.inspections.core.test_telling import told
from tests.inspections.enforcing.notice_steps import a_warning, issued
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, new_id

pytestmark = pytest.mark.django_db


def told_since() -> None:
    """Deliver what waits, and forget what was told before."""
    told()
    Message.objects.all().delete()
    mail.outbox.clear()


def written_by_two(scene: Scene) -> Notice:
    """A notice out of an inspection, written by its lead and issued by the chief inspector."""
    inspection = an_inspection(scene, InspectionState.DRAFTING)
    notice = draft_notice(
        trust=scene.trust,
        draft_id=new_id(),
        content=a_warning(scene),
        by=scene.lead,
        now=NOW,
        inspection=inspection,
    )
    issue_notice(notice=notice, by=scene.chief, now=NOW)
    told_since()
    return notice


def test_a_notice_is_told_with_the_time_for_representations() -> None:
    scene = a_scene()
    notice = Notice.objects.create(
        draft_id=new_id(),
        kind=Notice.Kind.WARNING_29A,
        trust=scene.trust,
        legal_basis="section_29a",
        issuer=Body.objects.get(code="CQC"),
        title="Doors",
        reasons="They stood open.",
        state_at=NOW,
        drafted_by=scene.lead,
        drafted_at=NOW,
    )
    emit("notice.issued", subject=Reference("notice", notice.reference), now=NOW)
    assert told() == {}
    Notice.objects.filter(pk=notice.pk).update(
        state="issued", issued_by=scene.lead, issued_at=NOW, representations_until=NOW + timedelta(days=14)
    )
    emit("notice.issued", subject=Reference("notice", notice.reference), now=NOW)
    assert told() == {person: ["Section 29A warning notice: RX1 Trust"] for person in (scene.preparer, scene.signatory)}
    assert "19 November 2026" in mail.outbox[0].body
    assert "stood open" not in mail.outbox[0].body


def test_an_answer_is_told_to_the_team_and_to_who_wrote_and_issued_the_notice() -> None:
    scene = a_scene()
    notice = written_by_two(scene)
    answer_id = new_id()
    for _ in range(2):
        answer_notice(notice=notice, text="Foxglove.", answer_id=answer_id, by=scene.signatory, now=NOW)
    expected = [f"The trust has answered a notice: {notice.reference}"]
    assert told() == dict.fromkeys((scene.lead, scene.second, scene.chief), expected)
    assert f"/inspect/notices/{notice.reference}/" in mail.outbox[0].body
    assert "Foxglove" not in mail.outbox[0].body


def test_representations_are_told_to_managers_who_can_decide_and_their_decision_to_the_trust() -> None:
    scene = a_scene()
    notice = written_by_two(scene)
    made = make_representation(notice=notice, text="Hemlock.", representation_id=new_id(), by=scene.signatory, now=NOW)
    known = [f"The trust makes representations against a notice: {notice.reference}"]
    assert told() == {
        **dict.fromkeys((scene.lead, scene.second, scene.chief), known),
        scene.manager: [f"Representations are to be decided on: {notice.reference}"],
    }
    assert not any("Hemlock" in message.body for message in mail.outbox)
    told_since()
    decide_representation(
        representation=made, outcome=Representation.Outcome.UPHELD, reason="Aconite.", by=scene.manager, now=NOW
    )
    heard = ["Your representations are decided on: RX1 Trust", "A notice is withdrawn: RX1 Trust"]
    found = told()
    assert {person: sorted(subjects) for person, subjects in found.items()} == dict.fromkeys(
        (scene.preparer, scene.signatory), sorted(heard)
    )
    assert not any("Aconite" in message.body for message in mail.outbox)


def test_a_draft_that_is_given_up_is_told_to_nobody() -> None:
    scene = a_scene()
    notice = draft_notice(trust=scene.trust, draft_id=new_id(), content=a_warning(scene), by=scene.lead, now=NOW)
    withdraw_notice(notice=notice, reason="Not needed.", by=scene.lead, now=NOW)
    assert told() == {}


def test_who_wrote_it_and_left_since_is_told_nothing() -> None:
    scene = a_scene()
    notice = issued(scene)
    told_since()
    scene.lead.memberships.update(to_on=NOW.date() - timedelta(days=1))
    answer_notice(notice=notice, text="Done.", answer_id=new_id(), by=scene.signatory, now=NOW)
    assert told() == {}
