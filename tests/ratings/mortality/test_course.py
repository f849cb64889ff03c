"""The course of a mortality alert: who takes which step, in what order, once each, and what the database keeps."""

from __future__ import annotations

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction

from inspections.interests import declare_interest
from inspections.models import Interest
from oversight.accounts.models import Message
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.records.outbox import deliver_waiting
from oversight.records.references import Reference, resolve
from oversight.returns.refusals import Refused
from ratings.models import MortalityAlert, MortalityStep
from ratings.mortality.course import record_answer
from ratings.mortality.references import describe_alert
from ratings.mortality.states import OUTCOMES, WAYS, AlertState
from tests.inspections.making import a_scene
from tests.ratings.mortality.making import NOW, Course, Outcome, make_course

pytestmark = pytest.mark.django_db

OVERDUE = NOW + timedelta(days=60)


@pytest.fixture
def course() -> Course:
    return make_course()


class refused:
    """The block is refused for this reason, and nothing is written."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __enter__(self) -> None:
        self.before = _written()

    def __exit__(self, kind: object, failure: object, trace: object) -> bool:
        assert isinstance(failure, Refused), f"nothing was refused, or something else: {failure!r}"
        assert failure.code == self.code
        assert _written() == self.before
        return True


def _written() -> tuple[int, ...]:
    return (MortalityStep.objects.count(), AuditEntry.objects.count(), OutboxEvent.objects.count())


def test_a_whole_course(course: Course) -> None:
    course.check()
    assert course.state == "checked"
    letter = course.letter()
    # Twenty working days after Friday 20 November 2026.
    assert course.state == "asked"
    assert letter.due_on == course.alert.answer_due_on == date(2026, 12, 18)
    course.answer(notes_reviewed=27, filename="review.pdf", content=b"%PDF")
    assert course.state == "answered"
    course.panel()
    assert course.state == "considered"
    course.outcome(Outcome.ACTION_PLAN)
    assert course.state == "action_plan"
    steps = list(MortalityStep.objects.values_list("kind", "done_by__email"))
    assert steps == [
        ("check", "lead.rx1@cqc.example"),
        ("letter", "lead.rx1@cqc.example"),
        ("answer", "signatory@rx1.example"),
        ("panel", "manager.rx1@cqc.example"),
        ("outcome", "manager.rx1@cqc.example"),
    ]
    answer = MortalityStep.objects.get(kind="answer")
    assert (answer.notes_reviewed, answer.filename, answer.stored.size) == (27, "review.pdf", 4)  # type: ignore[union-attr]
    told = OutboxEvent.objects.filter(subject_kind="mortality_alert").order_by("pk").values_list("name", flat=True)
    assert list(told) == [
        "mortality.alert_raised",
        "mortality.checked",
        "mortality.letter_sent",
        "mortality.answered",
        "mortality.considered",
        "mortality.action_plan",
    ]
    entry = AuditEntry.objects.get(action="mortality.answered")
    assert (entry.fields, entry.hashes) == (
        ["state", "filename", "notes_reviewed", "stored", "words"],
        [answer.stored_id],
    )


def test_what_the_data_explain_is_closed_by_somebody_else_without_a_letter(course: Course) -> None:
    course.check(explained=True, by="manager")
    with refused("own_work"):
        course.outcome(by="manager")
    with refused("moved_on"):
        course.outcome(Outcome.ESCALATED, by="chief")
    with refused("moved_on"):
        course.letter()
    course.outcome(by="chief")
    assert course.state == "closed"
    assert course.alert.shown_to_trust_at is None


def test_a_second_person_may_find_it_not_explained(course: Course) -> None:
    course.check(explained=True)
    with refused("own_work"):
        course.check(explained=False)
    course.check(explained=False, by="second")
    assert course.state == "checked"


def test_who_checked_does_not_decide(course: Course) -> None:
    course.check(by="manager")
    course.letter()
    course.answer()
    course.panel(by="manager")
    with refused("own_work"):
        course.outcome(by="manager")
    course.outcome(by="chief")


def test_a_panel_may_ask_again(course: Course) -> None:
    course.check()
    course.letter()
    course.answer()
    course.panel()
    again = course.letter(now=OVERDUE)
    assert course.state == "asked"
    assert course.alert.answer_due_on == again.due_on
    assert course.alert.shown_to_trust_at == NOW
    course.answer(now=OVERDUE)
    assert MortalityStep.objects.filter(kind="answer").count() == 2


def test_the_panel_waits_for_an_answer_until_it_is_overdue(course: Course) -> None:
    course.check()
    course.letter()
    with refused("waits"):
        course.panel()
    with refused("waits"):
        course.panel(now=NOW.replace(month=12, day=18))
    course.panel(now=NOW.replace(month=12, day=19))
    # What comes now comes too late for this panel.
    with refused("moved_on"):
        course.answer(now=OVERDUE)


def test_a_late_answer_counts_until_the_panel_has_met(course: Course) -> None:
    course.check()
    course.letter()
    assert course.answer(now=OVERDUE).done_at == OVERDUE


@pytest.mark.parametrize(
    ("step", "by"),
    [
        ("check", "preparer"),
        ("check", "signatory"),
        ("letter", "signatory"),
        ("panel", "lead"),
        ("outcome", "lead"),
        ("panel", "signatory"),
        ("outcome", "signatory"),
        ("answer", "preparer"),
        ("answer", "lead"),
        ("answer", "manager"),
    ],
)
def test_each_step_is_for_its_people(course: Course, step: str, by: str) -> None:
    with refused("not_allowed"):
        getattr(course, step)(by=by)


def test_a_trust_answers_for_itself_alone_and_for_nothing_that_it_was_not_shown(course: Course) -> None:
    course.check()
    with refused("not_allowed"):
        course.answer()
    course.letter()
    other = a_scene("RX2")
    with refused("not_allowed"):
        record_answer(alert=course.alert, text="Not ours.", step_id=uuid.uuid4(), by=other.signatory, now=NOW)


def test_who_follows_a_trust_answers_for_it(course: Course) -> None:
    course.check()
    course.letter()
    successor = a_scene("RX2")
    record_succession(from_code="RX1", to_code="RX2", on=date(2026, 11, 1), by=System("test"), now=NOW)
    record_answer(alert=course.alert, text="We are one now.", step_id=uuid.uuid4(), by=successor.signatory, now=NOW)
    assert course.state == "answered"


@pytest.mark.parametrize("step", ["check", "letter", "panel", "outcome"])
def test_nobody_takes_part_against_an_interest(course: Course, step: str) -> None:
    by = {"check": "lead", "letter": "lead"}.get(step, "manager")
    person = getattr(course.scene, by)
    declare_interest(person=person, trust=course.scene.trust, kind=Interest.Kind.FAMILY, by=person, now=NOW)
    with refused("conflict"):
        getattr(course, step)(by=by)


def test_steps_come_in_their_order(course: Course) -> None:
    for step in ("letter", "panel", "outcome"):
        with refused("moved_on"):
            getattr(course, step)()
    course.check()
    with refused("moved_on"):
        course.check(by="second")
    with refused("moved_on"):
        course.outcome()


def test_every_step_has_its_words(course: Course) -> None:
    with refused("no_text"):
        course.check(data_quality=" ")
    with refused("no_case_mix"):
        course.check(case_mix="")
    course.check()
    with refused("no_text"):
        course.letter(questions="\n")
    course.letter()
    with refused("no_text"):
        course.answer(text="")
    course.answer()
    with refused("nobody_attended"):
        course.panel(attended=" ")
    with refused("no_text"):
        course.panel(found="")
    course.panel()
    with refused("no_text"):
        course.outcome(reason="")


def test_a_step_that_is_sent_twice_is_taken_once(course: Course) -> None:
    save = uuid.uuid4()
    first = course.check(step_id=save)
    assert course.check(step_id=save).pk == first.pk
    with refused("known"):
        course.letter(step_id=save)
    assert MortalityStep.objects.count() == 1


def test_the_trust_and_the_managers_are_told_once(course: Course) -> None:
    course.check()
    deliver_waiting(now=NOW)
    assert not Message.objects.filter(kind="mortality").exists()
    course.letter()
    deliver_waiting(now=NOW)
    letters = Message.objects.filter(kind="mortality")
    assert {each.person.email for each in letters} == {"preparer@rx1.example", "signatory@rx1.example"}
    body = mail.outbox[-1].body
    assert "18 December 2026" in body
    assert "no judgement" in body
    assert f"/workspace/mortality-alerts/{course.alert.reference}/" in body
    course.answer()
    deliver_waiting(now=NOW)
    answered = Message.objects.filter(subject__contains="has answered")
    assert {each.person.email.split(".")[0] for each in answered} == {"lead", "manager", "chief"}


def test_records_call_it_without_naming_a_trust(course: Course) -> None:
    described = resolve(Reference("mortality_alert", course.alert.reference))
    assert described is not None
    assert described.title == f"Mortality alert {course.alert.reference}"
    assert course.scene.trust.code not in described.title + described.address
    assert describe_alert("AAAA-BBBB-CCCC") is None


def test_the_database_keeps_the_ways_and_the_steps(course: Course) -> None:
    course.check()
    for state in AlertState:
        if WAYS.way(AlertState.CHECKED, state) is None and state is not AlertState.CHECKED:
            with pytest.raises(DatabaseError), transaction.atomic():
                MortalityAlert.objects.update(state=str(state))
    with pytest.raises(DatabaseError), transaction.atomic():
        MortalityStep.objects.update(words="Other words.")
    with pytest.raises(DatabaseError), transaction.atomic():
        MortalityStep.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        MortalityStep.objects.create(
            alert=course.alert, step_id=uuid.uuid4(), kind="panel", words="x", done_by=course.scene.lead, done_at=NOW
        )


def test_every_state_has_its_label_and_every_outcome_its_way() -> None:
    assert len({state.label for state in AlertState}) == len(AlertState)
    assert {str(state) for state in OUTCOMES} == set(Outcome.values)
    assert all(not state.is_open for state in OUTCOMES)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_takes_the_step() -> None:
    course = make_course()
    course.check()
    course.letter()
    course.answer()
    course.panel()
    came: list[str] = []

    def decide(by: str, outcome: Outcome) -> None:
        try:
            course.outcome(outcome, by=by)
            came.append("done")
        except Refused as refusal:
            came.append(refusal.code)
        finally:
            connection.close()

    people = [
        threading.Thread(target=decide, args=args)
        for args in (("manager", Outcome.CLOSED), ("chief", Outcome.ESCALATED))
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(came) == ["done", "moved_on"]
    assert MortalityStep.objects.filter(kind="outcome").count() == 1
    assert OutboxEvent.objects.filter(name__in=["mortality.closed", "mortality.escalated"]).count() == 1
