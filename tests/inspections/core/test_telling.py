"""Messages of inspections: who is told what, and that no message tells too early or too much."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail

from inspections.information_requests import answer_request, ask_trust, close_request
from inspections.judging.computing import Place
from inspections.judging.departures import propose_departure, withdraw_departure
from inspections.judging.recording import JudgedPlace, Unrated, record_judgement
from inspections.models import DraftReport, InformationRequest, Inspection, PublishedRating
from inspections.moving import move
from inspections.programme import announce, cancel
from inspections.states.inspection import InspectionState
from inspections.telling import TRUST_IS_TOLD, tell_of_due_inspections
from inspections.visiting import begin_visit
from oversight.accounts.models import Message, Person
from oversight.records.audit import System
from oversight.records.outbox import deliver_waiting, emit
from oversight.records.references import Reference
from ratings.rules.ratings_words import KeyQuestion, NonRating, NonRatingReason, Rating
from tests.inspections.core.test_visibility import a_visit
from tests.inspections.judging_making import judge_all
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, bring_to, new_id

S = InspectionState


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


def told() -> dict[Person, list[str]]:
    """Deliver what waits, and return the subjects of the messages to each person; their texts are made and sent."""
    deliver_waiting(now=NOW)
    found: dict[Person, list[str]] = {}
    for message in Message.objects.select_related("person").order_by("pk"):
        found.setdefault(message.person, []).append(message.subject)
    assert len(mail.outbox) == Message.objects.filter(sent_at__isnull=False).count() == Message.objects.count()
    return found


def test_the_trust_is_told_when_an_inspection_is_announced(scene: Scene) -> None:
    stranger = a_scene("RX2")
    announce(inspection=an_inspection(scene, S.PLANNED), by=scene.lead, now=NOW)
    found = told()
    assert found == {person: ["An inspection is announced: RX1 Trust"] for person in (scene.preparer, scene.signatory)}
    assert stranger.signatory not in found
    assert "5 October 2026 to 8 October 2026" in mail.outbox[0].body


def test_the_trust_is_told_of_an_unannounced_inspection_when_the_team_is_on_site(scene: Scene) -> None:
    inspection = an_inspection(scene, S.PLANNED, announced=False)
    visit = a_visit(scene, inspection, announced=False)
    assert told() == {}
    begin_visit(visit=visit, by=scene.lead, now=NOW)
    assert set(told()) == {scene.preparer, scene.signatory}
    assert "was not announced" in mail.outbox[0].body


def test_an_announced_team_that_arrives_is_no_news(scene: Scene) -> None:
    inspection = an_inspection(scene, S.ANNOUNCED)
    begin_visit(visit=a_visit(scene, inspection, announced=True), by=scene.lead, now=NOW)
    assert told() == {}


def test_a_cancelled_inspection_is_told_to_who_knew_of_it(scene: Scene) -> None:
    cancel(inspection=an_inspection(scene, S.PLANNED), reason="Snow.", by=scene.lead, now=NOW)
    assert told() == {}
    cancel(inspection=an_inspection(scene, S.ANNOUNCED), reason="Snow in Kendal.", by=scene.lead, now=NOW)
    assert set(told()) == {scene.preparer, scene.signatory}
    assert not any("Kendal" in message.body for message in mail.outbox)


@pytest.mark.parametrize("name", sorted(TRUST_IS_TOLD))
def test_no_event_whatever_tells_a_trust_of_what_it_was_not_shown(scene: Scene, name: str) -> None:
    inspection = an_inspection(scene, S.PLANNED, announced=False)
    emit(name, subject=Reference("inspection", inspection.reference), now=NOW)
    assert told() == {}


def test_a_draft_is_told_with_its_time_and_none_of_its_words(scene: Scene) -> None:
    inspection = an_inspection(scene, S.QUALITY_REVIEWED)
    DraftReport.objects.create(
        inspection=inspection,
        number=1,
        sent_at=NOW,
        sent_by=scene.lead,
        sections=[{"text": "Doors stood open."}],
        sha256="0" * 64,
        due_at=NOW + timedelta(days=14),
    )
    move(inspection, S.FACTUAL_ACCURACY_OPEN, by=System("test"), now=NOW)
    assert set(told()) == {scene.preparer, scene.signatory}
    assert "19 November 2026" in mail.outbox[0].body
    assert not any("Doors" in message.body for message in mail.outbox)


def test_the_team_and_the_managers_are_told_what_waits_for_them(scene: Scene) -> None:
    inspection = an_inspection(scene, S.DRAFTING)
    move(inspection, S.QUALITY_REVIEWED, by=System("test"), now=NOW)
    assert set(told()) == {scene.lead, scene.second}
    Message.objects.all().delete()
    mail.outbox.clear()
    bring_to(inspection, S.PUBLISHED)
    inspection.refresh_from_db()
    move(inspection, S.REVIEW_REQUESTED, by=System("test"), now=NOW)
    assert set(told()) == {scene.manager, scene.chief}
    assert "not on the visit" in mail.outbox[0].body


def test_a_departure_that_waits_is_told_to_the_others_who_judge(scene: Scene) -> None:
    inspection = an_inspection(scene, S.DRAFTING)
    judge_all(scene, inspection, surgery=[Rating.GOOD] * 5, critical_care=[Rating.GOOD] * 5)
    departure = propose_departure(
        departure_id=new_id(),
        inspection=inspection,
        place=Place("RX101"),
        awarded=Rating.INADEQUATE,
        criteria=["extent_and_impact"],
        reason="Secret reason.",
        by=scene.lead,
        now=NOW,
    )
    assert set(told()) == {scene.second}
    assert not any("nadequate" in message.body or "Secret" in message.body for message in mail.outbox)
    withdraw_departure(departure=departure, reason="", by=scene.lead, now=NOW)
    assert set(told()) == {scene.second}


def test_judgements_are_told_to_nobody(scene: Scene) -> None:
    inspection = an_inspection(scene, S.DRAFTING)
    record_judgement(
        save_id=new_id(),
        inspection=inspection,
        place=JudgedPlace(KeyQuestion.SAFE, scene.site, "surgery"),
        verdict=Unrated(NonRating.SUSPENDED, NonRatingReason.UNDER_INVESTIGATION),
        by=scene.lead,
        now=NOW,
    )
    assert told() == {}


def a_request(scene: Scene, inspection: Inspection) -> InformationRequest:
    return ask_trust(
        inspection=inspection,
        request_id=new_id(),
        text="Rotas of the night.",
        due_on=date(2026, 11, 12),
        by=scene.lead,
        now=NOW,
    )


def test_the_trust_is_told_once_what_the_team_asks_and_none_of_its_words(scene: Scene) -> None:
    asked = a_request(scene, an_inspection(scene, S.ON_SITE, announced=False))
    wanted = {p: ["The inspection team asks for something: RX1 Trust"] for p in (scene.preparer, scene.signatory)}
    assert told() == wanted
    assert told() == wanted
    body = mail.outbox[0].body
    assert "by 12 November 2026" in body
    assert f"/requests/{asked.request_id}/" in body
    assert "Rotas" not in body


def test_a_request_of_an_inspection_not_yet_shown_or_closed_since_is_told_to_nobody(scene: Scene) -> None:
    hidden, shown = an_inspection(scene, S.PLANNED, announced=False), an_inspection(scene, S.ON_SITE)
    kept = {"text": "Rotas.", "due_on": date(2026, 11, 12), "asked_by": scene.lead, "asked_at": NOW}
    unseen = InformationRequest.objects.create(request_id=new_id(), inspection=hidden, **kept)
    emit(
        "inspection.information_requested",
        subject=Reference("inspection", hidden.reference),
        payload={"request": str(unseen.request_id)},
        now=NOW,
    )
    close_request(request=a_request(scene, shown), by=scene.lead, now=NOW)
    assert told() == {}


def test_the_team_is_told_of_each_answer_to_what_it_asked(scene: Scene) -> None:
    asked = a_request(scene, an_inspection(scene, S.ON_SITE))
    told()
    Message.objects.all().delete()
    mail.outbox.clear()
    answer_id = new_id()
    for _ in range(2):
        answer_request(request=asked, answer_id=answer_id, text="Foxglove.", by=scene.preparer, now=NOW)
    reference = asked.inspection.reference
    assert told() == {p: [f"The trust has answered a request: {reference}"] for p in (scene.lead, scene.second)}
    assert f"/inspect/inspections/{reference}/requests/" in mail.outbox[0].body
    assert "Foxglove" not in mail.outbox[0].body


def rated(scene: Scene, published_on: date) -> None:
    PublishedRating.objects.create(
        source="cqc_api",
        level="trust",
        provider_code=scene.trust.code,
        rating="requires_improvement",
        published_on=published_on,
        known_from=NOW,
    )


def test_managers_are_told_once_a_week_what_is_due(scene: Scene) -> None:
    assert tell_of_due_inspections(now=NOW) == 0
    rated(scene, date(2024, 1, 1))
    rated(a_scene("RX2"), date(2025, 1, 1))
    rated(a_scene("RX3"), date(2026, 1, 1))
    # Each scene has a manager and a chief inspector.
    assert tell_of_due_inspections(now=NOW) == 6
    assert tell_of_due_inspections(now=NOW + timedelta(days=1)) == 0
    found = told()
    assert set(found[scene.manager]) == {"Inspections due and not planned"}
    assert scene.lead not in found
    assert "Overdue for inspection: 1" in mail.outbox[0].body
    assert "Due within 90 days: 1" in mail.outbox[0].body
    assert tell_of_due_inspections(now=NOW + timedelta(days=7)) == 6


def test_what_is_planned_is_not_told_as_due(scene: Scene) -> None:
    rated(scene, date(2024, 1, 1))
    inspection = an_inspection(scene, S.PLANNED)
    assert tell_of_due_inspections(now=NOW) == 0
    cancel(inspection=inspection, reason="Snow.", by=scene.lead, now=NOW)
    assert tell_of_due_inspections(now=NOW) == 2
    assert Inspection.objects.get().state == S.CANCELLED
