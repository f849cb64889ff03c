"""An inspector decides on a question: once for the same facts, with a reason, and nothing published changes."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from inspections.interests import declare_interest
from inspections.models import Interest, PublishedRating
from oversight.accounts.models import Person, Role
from oversight.organisations.models import Body
from oversight.records.models import AuditEntry
from oversight.returns.refusals import Refused
from ratings.asking import Question, question_of, questions_of
from ratings.deciding import decide_question
from ratings.models import QuestionDecision
from ratings.recompute import recompute_trust
from tests.inspections.making import NOW, Scene, a_scene
from tests.inspections.reporting.steps import published
from tests.ratings.test_question_scopes import LATER, a_notice
from tests.returns.making import make_person

ACCEPTED, REFUSED = QuestionDecision.Outcome.ACCEPTED, QuestionDecision.Outcome.REFUSED


def asked(scene: Scene) -> Question:
    """Publish a report, issue a notice, and return the one question that follows."""
    published(scene)
    a_notice(scene)
    recompute_trust(scene.trust, clock=lambda: LATER)
    (question,) = questions_of([scene.trust.code])
    return question


def decide(question: Question, by: Person, **changes: object) -> QuestionDecision:
    given: dict[str, object] = {
        "question_id": question.question_id,
        "facts_sha256": question.facts_sha256,
        "outcome": ACCEPTED,
        "reason": "Nights are short; the next inspection looks at them.",
        "by": by,
        "now": LATER + timedelta(hours=1),
        **changes,
    }
    return decide_question(**given)  # type: ignore[arg-type]


def refusal(question: Question, by: Person, **changes: object) -> str:
    with pytest.raises(Refused) as refused:
        decide(question, by, **changes)
    return refused.value.code


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", [ACCEPTED, REFUSED])
def test_a_decision_is_one_row_with_person_role_time_and_reason(outcome: QuestionDecision.Outcome) -> None:
    scene = a_scene()
    question = asked(scene)
    assert question.is_open
    before = list(PublishedRating.objects.order_by("pk").values())
    made = decide(question, scene.lead, outcome=outcome)
    assert (made.decided_by, made.decided_as, made.outcome) == (scene.lead, str(Role.INSPECTOR), outcome)
    assert made.asked == question.result.reason
    entry = AuditEntry.objects.get(action=f"rating_question.{outcome}")
    assert entry.subject_id == str(question.question_id)
    assert question.facts_sha256 in entry.hashes
    now = question_of(question.question_id)
    assert now is not None
    assert now.decision == made
    assert not now.is_open
    assert list(PublishedRating.objects.order_by("pk").values()) == before
    for undo in (made.delete, lambda: QuestionDecision.objects.update(reason="Another.")):
        with pytest.raises(DatabaseError), transaction.atomic():
            undo()


@pytest.mark.django_db
def test_who_may_not_decide_is_refused_and_so_is_what_lacks_a_reason_or_was_decided() -> None:
    scene = a_scene()
    question = asked(scene)
    adviser = make_person("adviser@cqc.example", Role.SPECIALIST_ADVISER, body=Body.objects.get(code="CQC"))
    for by in (scene.signatory, adviser):
        assert refusal(question, by) == "not_allowed"
    assert refusal(question, scene.lead, reason=" ") == "no_reason"
    assert refusal(question, scene.lead, facts_sha256="0" * 64) == "changed"
    kind = Interest.Kind.EMPLOYMENT
    declare_interest(
        person=scene.second, trust=scene.trust, kind=kind, by=scene.second, now=NOW, from_on=date(2026, 1, 1)
    )
    assert refusal(question, scene.second) == "conflict"
    decide(question, scene.lead)
    assert refusal(question, scene.manager, outcome=REFUSED) == "decided"
    assert QuestionDecision.objects.count() == 1


@pytest.mark.django_db
def test_other_facts_open_it_again_and_the_same_facts_do_not() -> None:
    scene = a_scene()
    question = asked(scene)
    decide(question, scene.lead, outcome=REFUSED)
    recompute_trust(scene.trust, clock=lambda: LATER + timedelta(days=1))
    (same,) = questions_of([scene.trust.code])
    assert not same.is_open
    second = a_notice(scene, now=LATER + timedelta(days=1))
    recompute_trust(scene.trust, clock=lambda: LATER + timedelta(days=2))
    (anew,) = questions_of([scene.trust.code])
    assert anew.question_id == question.question_id
    assert anew.is_open
    assert second.reference in anew.result.notices  # type: ignore[union-attr]
    assert refusal(question, scene.manager) == "changed"
    decide(anew, scene.manager)
    assert QuestionDecision.objects.filter(question_id=question.question_id).count() == 2


@pytest.mark.django_db
def test_what_is_no_longer_asked_is_not_decided() -> None:
    from inspections.enforcing.issuing import withdraw_notice
    from inspections.models import Notice

    scene = a_scene()
    question = asked(scene)
    withdraw_notice(notice=Notice.objects.get(), reason="By mistake.", by=scene.lead, now=LATER)
    recompute_trust(scene.trust, clock=lambda: LATER)
    assert question_of(question.question_id) is None
    assert refusal(question, scene.lead) == "gone"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does_and_the_other_is_told() -> None:
    scene = a_scene()
    question = asked(scene)
    gate = threading.Barrier(2)
    told: list[str] = []

    def run(by: Person, outcome: QuestionDecision.Outcome) -> None:
        try:
            gate.wait(10)
            decide(question, by, outcome=outcome)
            told.append("done")
        except Refused as refused:
            told.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in ((scene.lead, ACCEPTED), (scene.manager, REFUSED))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == ["decided", "done"]
    assert QuestionDecision.objects.count() == 1
    assert AuditEntry.objects.filter(action__startswith="rating_question.").count() == 1
