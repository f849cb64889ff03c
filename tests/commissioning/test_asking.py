"""A commissioner's question about a signal: what can be asked about, the turns, two people at once."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import Error, transaction

from oversight.accounts.models import Membership, Message
from oversight.measures.periods import Period
from oversight.organisations.models import Succession
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.records.outbox import deliver_waiting
from oversight.returns.refusals import Refused
from ratings.commissioning.askable import raised_of, write_period
from ratings.commissioning.asking import Standing, answer_question, ask_again, settle_question, standing_of
from ratings.commissioning.models import CommissionerQuestion, QuestionStep
from ratings.models import Signal
from ratings.rules.judging import Word
from tests.commissioning.conftest import DUE, TODAY, Scene, signal
from tests.inspect.monitoring.making import band
from tests.refusals import refused
from tests.returns.making import NOW


def turn(scene: Scene, question: CommissionerQuestion, **how: object) -> QuestionStep:
    told = {
        "question": question,
        "words": "Four vacancies.",
        "step_id": uuid4(),
        "by": scene.trust.preparer,
        "now": NOW,
        **how,
    }
    return answer_question(**told)  # type: ignore[arg-type]


def test_what_stands_and_asks_for_attention_can_be_asked_about(scene: Scene) -> None:
    trust = scene.trust.trust
    signal(trust, "staffing_alarm", "risk", period=date(2026, 8, 1))
    signal(trust, "staffing_alarm", "elevated_risk", period=date(2026, 9, 1))
    signal(trust, "special_cause", "below_limit", measure="fill_registered", ward=scene.oak)
    signal(scene.second.trust, "staffing_alarm", "elevated_risk", period=date(2026, 8, 1))
    signal(scene.second.trust, "staffing_alarm", "no_evidence_of_risk", period=date(2026, 9, 1))
    found = raised_of([trust, scene.second.trust])
    # The newest alarm alone, and of the second trust none: its newest does not ask.
    assert [(one.key.split(":")[0], one.state, one.period) for one in found["RX1"]] == [
        ("staffing_alarm", "Elevated risk", "September 2026"),
        ("often_short", "Often short", "September 2026"),
        ("special_cause", "Below the lower limit", "September 2026"),
    ]
    assert found["RX1"][1].what == "Rowan, General Hospital: often short"
    assert found["RX1"][1].months == (date(2026, 8, 1), date(2026, 9, 1))
    assert found["RX2"] == []


def test_indicators_that_a_band_counted_as_a_risk_can_be_asked_about(scene: Scene, django_assert_num_queries) -> None:
    quarter = Period.parse("2026-Q2")
    band(
        "RX1",
        [
            ("ae_over_four_hours", quarter, Word.ELEVATED_RISK),
            ("mrsa_bacteraemia", quarter, Word.NO_EVIDENCE),
        ],
        demonstration=True,
    )
    with django_assert_num_queries(4):
        found = raised_of([scene.trust.trust, scene.second.trust])["RX1"]
    assert [(one.key, one.state, one.period) for one in found if one.key.startswith("indicator")] == [
        ("indicator:ae_over_four_hours", "Elevated risk", "July to September 2026")
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-10", "October 2026"),
        ("2026-Q4", "January to March 2027"),
        ("2025/26", "April 2025 to March 2026"),
        ("2026-10-31", "2026-10-31"),
    ],
)
def test_periods_in_words(text: str, words: str) -> None:
    assert write_period(Period.parse(text)) == words


def test_the_signal_is_kept_as_it_stood_when_it_was_asked_about(scene: Scene) -> None:
    asked = scene.ask()
    Signal.objects.filter(state="often_short").update(state="not_often_short", reason="It was mended.")
    asked.refresh_from_db()
    assert (asked.signal_what, asked.signal_state, asked.signal_reason, asked.signal_rules) == (
        "Rowan, General Hospital: often short", "Often short", "Rowan: why.", "staffing 1",
    )  # fmt: skip
    assert asked.ward == scene.rowan
    with refused("no_signal"):
        scene.ask()


def test_asked_answered_asked_again_and_settled(scene: Scene) -> None:
    asked = scene.ask()
    assert standing_of(asked, DUE) is Standing.WAITING
    assert standing_of(asked, DUE + timedelta(days=1)) is Standing.OVERDUE
    # Late, it still counts.
    turn(scene, asked, now=NOW + timedelta(days=40))
    asked.refresh_from_db()
    assert standing_of(asked, DUE + timedelta(days=90)) is Standing.ANSWERED
    later = DUE + timedelta(days=60)
    ask_again(
        question=asked, words="By when?", answer_by=later, step_id=uuid4(), by=scene.colleague,
        now=NOW + timedelta(days=41),
    )  # fmt: skip
    asked.refresh_from_db()
    assert (asked.state, asked.answer_by) == ("asked", later)
    turn(scene, asked, words="By March.", by=scene.trust.signatory, now=NOW + timedelta(days=42))
    settle_question(question=asked, words="Enough.", step_id=uuid4(), by=scene.person, now=NOW + timedelta(days=43))
    asked.refresh_from_db()
    assert standing_of(asked, TODAY) is Standing.SETTLED
    assert [step.kind for step in asked.steps.all()] == ["asked", "answered", "asked", "answered", "settled"]
    assert scene.ask().pk != asked.pk


def test_of_two_at_once_one_does_and_the_other_is_told(scene: Scene) -> None:
    asked = scene.ask()
    turn(scene, asked)
    with refused("moved_on"):
        turn(scene, asked, by=scene.trust.signatory, words="Five.")
    settle_question(question=asked, words="Enough.", step_id=uuid4(), by=scene.person, now=NOW)
    with refused("moved_on"):
        ask_again(question=asked, words="And?", answer_by=DUE, step_id=uuid4(), by=scene.colleague, now=NOW)
    assert [step.words for step in asked.steps.all()] == ["What is behind this?", "Four vacancies.", "Enough."]


def test_one_open_question_on_a_signal(scene: Scene) -> None:
    scene.ask()
    with refused("open_question"):
        scene.ask(by=scene.colleague)
    with pytest.raises(Error), transaction.atomic():
        CommissionerQuestion.objects.create(
            **{
                field: getattr(CommissionerQuestion.objects.get(), field)
                for field in ("body", "trust", "signal_key", "signal_what", "signal_state", "signal_reason")
            },
            state_at=NOW, answer_by=DUE, save_id=uuid4(), asked_by=scene.person, asked_at=NOW,
        )  # fmt: skip


def test_sent_twice_it_is_one(scene: Scene) -> None:
    once = uuid4()
    asked = scene.ask(save_id=once)
    assert scene.ask(save_id=once) == asked
    step = uuid4()
    assert turn(scene, asked, step_id=step) == turn(scene, asked, step_id=step)
    with refused("known"):
        settle_question(question=asked, words="So.", step_id=step, by=scene.person, now=NOW)


def test_who_may_ask_and_who_may_answer(scene: Scene) -> None:
    for how, code in (
        ({"by": scene.outsider}, "not_allowed"),
        ({"by": scene.trust.signatory}, "not_allowed"),
        ({"trust": scene.outside.trust}, "not_in_area"),
        ({"signal_key": "often_short:ward:none:"}, "no_signal"),
        ({"signal_key": f"often_short:ward:{scene.oak.public_id}:"}, "no_signal"),
        ({"words": " "}, "no_text"),
        ({"answer_by": TODAY}, "too_early"),
    ):
        with refused(code):
            scene.ask(**how)
    asked = scene.ask()
    for by in (scene.second.signatory, scene.person, scene.outsider):
        with refused("not_allowed"):
            turn(scene, asked, by=by)
    with refused("no_text"):
        turn(scene, asked, words="\n")
    for by in (scene.outsider, scene.trust.signatory):
        with refused("not_allowed"):
            settle_question(question=asked, words="So.", step_id=uuid4(), by=by, now=NOW)
    Membership.objects.filter(person=scene.trust.preparer).update(to_on=TODAY - timedelta(days=1))
    with refused("not_allowed"):
        turn(scene, asked)


def test_who_followed_a_trust_answers_for_it(scene: Scene) -> None:
    asked = scene.ask()
    Succession.objects.create(predecessor=scene.trust.trust, successor=scene.second.trust, on=TODAY)
    turn(scene, asked, by=scene.second.preparer)
    assert asked.steps.last().said_by == scene.second.preparer


def test_the_other_side_is_told_without_a_word_of_it(scene: Scene, django_capture_on_commit_callbacks) -> None:
    asked = scene.ask()
    turn(scene, asked)
    deliver_waiting(now=NOW)
    told = {(one.person.email, one.subject) for one in Message.objects.select_related("person")}
    assert told == {
        ("preparer@rx1.example", "A question of your commissioner: RX1 Trust"),
        ("signatory@rx1.example", "A question of your commissioner: RX1 Trust"),
        ("com@commissioner.example", "A trust has answered a question: RX1 Trust"),
        ("col@commissioner.example", "A trust has answered a question: RX1 Trust"),
    }
    kept = [*(one.context for one in Message.objects.all()), *(one.payload for one in OutboxEvent.objects.all())]
    assert not any(word in str(one) for one in kept for word in ("behind", "vacancies"))
    for entry in AuditEntry.objects.filter(subject_kind="commissioner_question"):
        assert set(entry.fields) <= {"state", "words", "answer_by"}


def test_the_database_keeps_the_turns_and_the_ways(scene: Scene) -> None:
    asked = scene.ask()
    questions = CommissionerQuestion.objects.filter(pk=asked.pk)
    for rows, change in (
        (questions, {"signal_reason": "Else."}),
        (questions, {"trust": scene.second.trust}),
        (QuestionStep.objects.all(), {"words": "Else."}),
    ):
        with pytest.raises(Error), transaction.atomic():
            rows.update(**change)  # type: ignore[attr-defined]
    questions.update(state="settled")
    for state in ("asked", "answered"):
        with pytest.raises(Error), transaction.atomic():
            questions.update(state=state)
    with pytest.raises(Error), transaction.atomic():
        QuestionStep.objects.all().delete()


def test_refused_carries_words_for_people(scene: Scene) -> None:
    with pytest.raises(Refused, match="does not serve the area of Commissioner of the North"):
        scene.ask(trust=scene.outside.trust)
