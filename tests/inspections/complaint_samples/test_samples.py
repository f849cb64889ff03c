"""A sample from its request to the evidence: who may what, in which order, and what the database keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import InternalError, transaction

from inspections.complaint_samples.answering import Facts, list_complaints, save_facts, send_sample
from inspections.complaint_samples.asking import ask_for_sample, read_as_evidence, summary_due_on, withdraw_sample
from inspections.complaint_samples.checklist import Said
from inspections.complaint_samples.drawing import Strata, fingerprint
from inspections.models import ComplaintSample, EvidenceVersion, Inspection, ListedComplaint, SampledCase
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Message
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.records.outbox import deliver_waiting
from oversight.records.references import Reference, resolve
from tests.inspections.complaint_samples.steps import FROM, ROWS, SEED, TO, UPHELD, answered, asked, facts_for, listed
from tests.inspections.core.refusing import refused
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, new_id

S = InspectionState


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


@pytest.fixture
def inspection(scene: Scene) -> Inspection:
    return an_inspection(scene, S.ON_SITE)


@pytest.mark.parametrize(
    ("asked_on", "due"),
    [("2026-11-05", "2026-12-03"), ("2026-02-01", "2026-03-01"), ("2026-11-28", "2026-12-26")],
)
def test_28_days_begin_on_the_day_after_the_request(asked_on: str, due: str) -> None:
    assert summary_due_on(date.fromisoformat(asked_on)) == date.fromisoformat(due)


def test_a_sample_goes_its_way(scene: Scene, inspection: Inspection) -> None:
    sample = answered(scene, inspection)
    assert sample.state == "answered"
    assert [(each.place, each.number) for each in sample.listed.filter(place__isnull=False).order_by("place")] == [
        (1, "C/2026/4"),
        (2, "C/2026/5"),
    ]
    actions = AuditEntry.objects.filter(subject_kind="complaint_sample").order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        "complaint_sample.requested",
        "complaint_sample.listed",
        "complaint_sample.facts_saved",
        "complaint_sample.facts_saved",
        "complaint_sample.answered",
    ]
    assert AuditEntry.objects.get(action="complaint_sample.requested").hashes == [fingerprint(SEED)]


def test_no_event_and_no_audit_entry_holds_the_seed_a_number_or_a_word_of_a_case(
    scene: Scene, inspection: Inspection
) -> None:
    read_as_evidence(sample=answered(scene, inspection), by=scene.lead, now=NOW)
    told = [str((event.subject_id, event.payload)) for event in OutboxEvent.objects.all()]
    told += [str((entry.fields, entry.hashes, entry.subject_id)) for entry in AuditEntry.objects.all()]
    for word in (SEED, "C/2026/", "family", "telephones"):
        assert not [text for text in told if word in text]


def test_asked_twice_with_one_id_is_one_request(scene: Scene, inspection: Inspection) -> None:
    sample = asked(scene, inspection)
    again = ask_for_sample(
        inspection=inspection,
        sample_id=sample.sample_id,
        from_on=FROM,
        to_on=TO,
        size=2,
        strata=Strata.NONE,
        by=scene.lead,
        now=NOW,
    )
    assert again.pk == sample.pk
    with refused("known"):
        ask_for_sample(
            inspection=inspection,
            sample_id=sample.sample_id,
            from_on=FROM,
            to_on=TO,
            size=2,
            strata=Strata.NONE,
            by=scene.second,
            now=NOW,
        )


def test_who_may_not_ask_and_what_is_not_asked(scene: Scene, inspection: Inspection) -> None:
    def ask(by=scene.lead, on=inspection, from_on=FROM, to_on=TO, size=2) -> None:
        ask_for_sample(
            inspection=on,
            sample_id=new_id(),
            from_on=from_on,
            to_on=to_on,
            size=size,
            strata=Strata.NONE,
            by=by,
            now=NOW,
        )

    with refused("not_allowed"):
        ask(by=scene.signatory)
    with refused("not_in_team"):
        ask(by=scene.manager)
    with refused("span"):
        ask(from_on=TO, to_on=FROM)
    with refused("span"):
        ask(to_on=NOW.date() + timedelta(days=1))
    for size in (0, 101):
        with refused("size"):
            ask(size=size)
    with refused("not_shown"):
        ask(on=an_inspection(scene, S.PLANNED, announced=False))
    with refused("moved_on"):
        ask(on=an_inspection(scene, S.PUBLISHED))
    assert ComplaintSample.objects.count() == 0


def test_a_list_is_given_once_and_only_by_the_trust(scene: Scene, inspection: Inspection) -> None:
    sample = asked(scene, inspection)
    for stranger in (a_scene("RX2").preparer, scene.lead):
        with refused("not_allowed"):
            list_complaints(sample=sample, rows=ROWS, by=stranger, now=NOW)
    with refused("no_rows"):
        list_complaints(sample=sample, rows=(), by=scene.preparer, now=NOW)
    with refused("no_rows"):
        list_complaints(sample=sample, rows=ROWS, none_received=True, by=scene.preparer, now=NOW)
    list_complaints(sample=sample, rows=ROWS, by=scene.preparer, now=NOW)
    with refused("moved_on"):
        list_complaints(sample=sample, rows=ROWS[:1], by=scene.preparer, now=NOW)
    assert ListedComplaint.objects.count() == len(ROWS)


def test_a_trust_without_complaints_says_so_and_is_done(scene: Scene, inspection: Inspection) -> None:
    sample = list_complaints(sample=asked(scene, inspection), rows=(), none_received=True, by=scene.preparer, now=NOW)
    assert (sample.state, sample.listed.count()) == ("answered", 0)


def test_the_list_and_what_was_asked_stay(scene: Scene, inspection: Inspection) -> None:
    sample = listed(scene, inspection)
    for change in (
        lambda: sample.listed.update(place=None),
        lambda: ComplaintSample.objects.update(seed="1" * 32),
        lambda: ComplaintSample.objects.update(state="requested"),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        pytest.param("acknowledged", replace(UPHELD, acknowledged_on=None), id="acknowledged-without-a-day"),
        pytest.param("acknowledged", replace(UPHELD, acknowledged=Said.NO), id="a-day-without-acknowledgement"),
        pytest.param("agreed", replace(UPHELD, agreed_by=None), id="agreed-without-until-when"),
        pytest.param("agreed", replace(UPHELD, agreed_by=date(2026, 4, 1)), id="agreed-before-it-came"),
        pytest.param("days", replace(UPHELD, answered_on=date(2026, 4, 1)), id="answered-before-it-came"),
        pytest.param("days", replace(UPHELD, answered_on=date(2026, 11, 6)), id="answered-tomorrow"),
        pytest.param(
            "answered", replace(UPHELD, answered_on=None, signed=None, ombudsman_stated=None), id="upheld-unanswered"
        ),
        pytest.param("signed", replace(UPHELD, signed=None), id="answered-and-nothing-of-the-signature"),
        pytest.param("upheld", replace(UPHELD, what_was_upheld=" "), id="upheld-and-not-what"),
        pytest.param("upheld", replace(UPHELD, changed=None), id="upheld-and-nothing-of-a-change"),
        pytest.param("what_changed", replace(UPHELD, what_changed=""), id="changed-and-not-what"),
    ],
)
def test_facts_that_do_not_go_together_are_refused(
    scene: Scene, inspection: Inspection, code: str, facts: Facts
) -> None:
    upheld = listed(scene, inspection, size=5).listed.get(number="C/2026/4")
    with refused(code):
        save_facts(listed=upheld, facts=facts, by=scene.preparer, now=NOW)
    assert save_facts(listed=upheld, facts=UPHELD, by=scene.preparer, now=NOW).latest == 1


def test_a_complaint_listed_as_open_has_no_answer(scene: Scene, inspection: Inspection) -> None:
    still_open = listed(scene, inspection, size=5).listed.get(outcome="open")
    with refused("answered"):
        save_facts(
            listed=still_open,
            facts=replace(
                facts_for(still_open), answered_on=date(2026, 5, 1), signed=Said.YES, ombudsman_stated=Said.YES
            ),
            by=scene.preparer,
            now=NOW,
        )


def test_of_two_people_at_once_one_saves_and_the_other_is_told(scene: Scene, inspection: Inspection) -> None:
    one = listed(scene, inspection).listed.get(place=1)
    save_facts(listed=one, facts=UPHELD, by=scene.preparer, now=NOW)
    with refused("moved_on"):
        save_facts(listed=one, facts=UPHELD, by=scene.signatory, now=NOW)
    save_facts(listed=one, facts=replace(UPHELD, based_on=1), by=scene.signatory, now=NOW)
    assert SampledCase.objects.get().latest == 2


def test_only_drawn_complaints_have_facts(scene: Scene, inspection: Inspection) -> None:
    other = listed(scene, inspection).listed.filter(place__isnull=True).first()
    assert other is not None
    with refused("not_drawn"):
        save_facts(listed=other, facts=UPHELD, by=scene.preparer, now=NOW)


def test_the_whole_is_sent_once_by_who_may_send(scene: Scene, inspection: Inspection) -> None:
    sample = listed(scene, inspection)
    first, second = sample.listed.filter(place__isnull=False).order_by("place")
    save_facts(listed=first, facts=UPHELD, by=scene.preparer, now=NOW)
    with refused("not_whole"):
        send_sample(sample=sample, by=scene.signatory, now=NOW)
    save_facts(listed=second, facts=UPHELD, by=scene.preparer, now=NOW)
    with refused("not_allowed"):
        send_sample(sample=sample, by=scene.preparer, now=NOW)
    sent = send_sample(sample=sample, by=scene.signatory, now=NOW)
    with refused("moved_on"):
        send_sample(sample=sent, by=scene.signatory, now=NOW)
    with refused("moved_on"):
        save_facts(listed=first, facts=replace(UPHELD, based_on=1), by=scene.preparer, now=NOW)
    with pytest.raises(InternalError), transaction.atomic():
        SampledCase.objects.update(what_changed="Nothing.")


def test_a_sample_called_off_says_why_and_cannot_be_answered(scene: Scene, inspection: Inspection) -> None:
    sample = asked(scene, inspection)
    with refused("no_reason"):
        withdraw_sample(sample=sample, reason=" ", by=scene.lead, now=NOW)
    with refused("not_in_team"):
        withdraw_sample(sample=sample, reason="Too many.", by=scene.manager, now=NOW)
    withdrawn = withdraw_sample(sample=sample, reason="Too many.", by=scene.lead, now=NOW)
    for again in (sample, withdrawn):
        with refused("moved_on"):
            withdraw_sample(sample=again, reason="Too many.", by=scene.second, now=NOW)
    with refused("moved_on"):
        list_complaints(sample=withdrawn, rows=ROWS, by=scene.preparer, now=NOW)


def test_it_is_read_as_evidence_once_in_numbers_alone(scene: Scene, inspection: Inspection) -> None:
    with refused("not_answered"):
        read_as_evidence(sample=asked(scene, inspection), by=scene.lead, now=NOW)
    sample = answered(scene, inspection, now=NOW + timedelta(days=1))
    pieces = {read_as_evidence(sample=sample, by=by, now=NOW).pk for by in (scene.lead, scene.second)}
    assert len(pieces) == 1
    version = EvidenceVersion.objects.get()
    assert version.key_question == "responsive"
    assert version.text.splitlines()[:2] == [
        "Sample of 2 of 5 complaints received from 1 April 2026 to 30 September 2026.",
        "Acknowledged within three working days: 2 of 2.",
    ]
    assert "Right to go to the Ombudsman stated: 0 of 2." in version.text
    assert "after the 28 days" not in version.text
    described = resolve(Reference(version.cites_kind, version.cites_id))
    assert described is not None
    assert described.title == f"Sample of complaints in inspection {inspection.reference}"
    assert described.address == f"/inspect/inspections/{inspection.reference}/complaints/{sample.sample_id}/"


def test_a_late_answer_says_so(scene: Scene, inspection: Inspection) -> None:
    sample = listed(scene, inspection, size=1)
    one = sample.listed.get(place=1)
    late = NOW + timedelta(days=29)
    save_facts(listed=one, facts=facts_for(one), by=scene.preparer, now=late)
    sent = send_sample(sample=sample, by=scene.signatory, now=late)
    read_as_evidence(sample=sent, by=scene.lead, now=late)
    assert "The answer came on 4 December 2026, after the 28 days" in EvidenceVersion.objects.get().text


def test_the_trust_and_the_team_are_told(scene: Scene, inspection: Inspection) -> None:
    stranger = a_scene("RX2")
    asked(scene, inspection)
    deliver_waiting(now=NOW)
    told = Message.objects.filter(template__contains="complaint_sample_requested")
    assert {each.person for each in told} == {scene.preparer, scene.signatory}
    sample = answered(scene, inspection)
    deliver_waiting(now=NOW)
    team = Message.objects.filter(template__contains="complaint_sample_answered")
    assert {each.person for each in team} == {scene.lead, scene.second}
    withdraw_sample(sample=asked(scene, inspection), reason="Enough.", by=scene.lead, now=NOW)
    deliver_waiting(now=NOW)
    off = Message.objects.filter(template__contains="complaint_sample_withdrawn")
    assert {each.person for each in off} == {scene.preparer, scene.signatory}
    assert str(sample.sample_id) in str(team.first().context)  # type: ignore[union-attr]
    assert not Message.objects.filter(person=stranger.signatory).exists()
