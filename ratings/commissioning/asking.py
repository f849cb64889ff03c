"""A commissioner's question about a signal, the trust's answer, and what came of it.

Source: Hard Truths, paragraph 1.87 (an explanation for commissioners where concerns are highlighted) and executive
summary 27 (commissioners use the figures to ask).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction

from complaints.pasted_text import lines_of
from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.organisations.models import Body, Trust
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.records.swapping import swap_state
from oversight.returns.refusals import Refused
from ratings.commissioning.askable import raised
from ratings.commissioning.models import CommissionerQuestion, QuestionStep
from ratings.commissioning.permitting import permit_area, permit_commissioner, permit_trust
from ratings.commissioning.references import question_reference
from ratings.commissioning.states import QUESTION_WAYS, QuestionState

_Kind = QuestionStep.Kind
ASKED = "commissioner_question.asked"


class Standing(StrEnum):
    """How a question stands on a day."""

    WAITING = "Waits for the trust"
    OVERDUE = "Answer overdue"
    ANSWERED = "Answered"
    SETTLED = "Settled"


def standing_of(question: CommissionerQuestion, on: date) -> Standing:
    """Say how a question stands; its answer is overdue from the day after the one that it was asked for."""
    if question.state == QuestionState.SETTLED:
        return Standing.SETTLED
    if question.state == QuestionState.ANSWERED:
        return Standing.ANSWERED
    return Standing.OVERDUE if on > question.answer_by else Standing.WAITING


@transaction.atomic
def ask_about(
    *,
    body: Body,
    trust: Trust,
    signal_key: str,
    words: str,
    answer_by: date,
    save_id: UUID,
    by: Person,
    now: datetime,
) -> CommissionerQuestion:
    """Ask a trust of the area about a signal that stands; what the record says of it today is kept with the question.

    Sent twice, it is one. Refused: ``not_allowed``; ``not_in_area``; ``no_signal`` where it does not stand, or no
    longer; ``no_text``; ``too_early`` for a day that is not after today; ``open_question`` where one about the same
    signal is not settled; ``known``.
    """
    permit_area(body, trust, by=by, now=now)
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    known = CommissionerQuestion.objects.filter(save_id=save_id).first()
    if known is not None:
        if known.body_id != body.pk or known.trust_id != trust.pk:
            raise Refused("known", "Something else has this id.")
        return known
    signal = raised(trust, signal_key)
    if signal is None:
        raise Refused("no_signal", "The record does not say this of the trust any more.")
    words = _said(words, "Write what you ask.")
    _check_day(answer_by, now=now)
    if CommissionerQuestion.objects.filter(body=body, trust=trust, signal_key=signal_key).exclude(
        state=str(QuestionState.SETTLED)
    ):
        raise Refused("open_question", "A question about this signal is open already. Go on with that one.")
    made = CommissionerQuestion.objects.create(
        body=body,
        trust=trust,
        signal_key=signal.key,
        signal_what=signal.what[:300],
        signal_state=signal.state,
        signal_reason=signal.reason,
        signal_period=signal.period,
        signal_rules=signal.rules,
        ward=signal.ward,
        state_at=now,
        answer_by=answer_by,
        save_id=save_id,
        asked_by=by,
        asked_at=now,
    )
    # The first turn has the id of the form that made the question.
    _turn(made, _Kind.ASKED, words, save_id, ASKED, by=by, now=now, answer_by=answer_by)
    return made


@transaction.atomic
def answer_question(
    *, question: CommissionerQuestion, words: str, step_id: UUID, by: Person, now: datetime
) -> QuestionStep:
    """Answer for the trust; late, it still counts. Refused: ``not_allowed``; ``no_text``; ``moved_on``; ``known``."""
    current = _locked(question)
    permit_trust(current.trust, by=by, now=now)
    return _move(current, _Kind.ANSWERED, QuestionState.ANSWERED, words, step_id, by=by, now=now)


@transaction.atomic
def ask_again(
    *, question: CommissionerQuestion, words: str, answer_by: date, step_id: UUID, by: Person, now: datetime
) -> QuestionStep:
    """Ask on after an answer. Refused: ``not_allowed``; ``no_text``; ``too_early``; ``moved_on``; ``known``."""
    current = _locked(question)
    permit_commissioner(current.body, by=by, now=now)
    return _move(current, _Kind.ASKED, QuestionState.ASKED, words, step_id, by=by, now=now, answer_by=answer_by)


@transaction.atomic
def settle_question(
    *, question: CommissionerQuestion, words: str, step_id: UUID, by: Person, now: datetime
) -> QuestionStep:
    """Say what came of a question, and end it. Refused: ``not_allowed``; ``no_text``; ``moved_on``; ``known``."""
    current = _locked(question)
    permit_commissioner(current.body, by=by, now=now)
    return _move(current, _Kind.SETTLED, QuestionState.SETTLED, words, step_id, by=by, now=now)


def _locked(question: CommissionerQuestion) -> CommissionerQuestion:
    found = CommissionerQuestion.objects.select_for_update(of=("self",), no_key=True).select_related("trust", "body")
    return found.get(pk=question.pk)


def _said(words: str, message: str) -> str:
    words = lines_of(words)
    if not words:
        raise Refused("no_text", message)
    return words


def _check_day(answer_by: date, *, now: datetime) -> None:
    if answer_by <= london_date(now):
        raise Refused("too_early", "Give a day after today.")


def _move(
    question: CommissionerQuestion,
    kind: QuestionStep.Kind,
    after: QuestionState,
    words: str,
    step_id: UUID,
    *,
    by: Person,
    now: datetime,
    **days: date,
) -> QuestionStep:
    """Move a question on by one turn, in the caller's transaction."""
    known = QuestionStep.objects.filter(step_id=step_id).first()
    if known is not None:
        if known.question_id != question.pk or known.kind != kind:
            raise Refused("known", "Something else has this id.")
        return known
    words = _said(words, "Say it in words.")
    if "answer_by" in days:
        _check_day(days["answer_by"], now=now)
    before = QuestionState(question.state)
    way = QUESTION_WAYS.way(before, after)
    if way is None or not swap_state(question, str(after), now=now, **days):
        raise Refused("moved_on", f"This is now: {before.label.lower()}. Somebody else was first. Read it again.")
    return _turn(question, kind, words, step_id, way.event, by=by, now=now, **days)


def _turn(
    question: CommissionerQuestion,
    kind: QuestionStep.Kind,
    words: str,
    step_id: UUID,
    event: str,
    *,
    by: Person,
    now: datetime,
    **days: Any,
) -> QuestionStep:
    step = QuestionStep.objects.create(
        question=question, step_id=step_id, kind=kind, words=words, said_by=by, said_at=now, **days
    )
    reference = question_reference(question)
    audit(event, by=by, subject=reference, now=now, fields=["state", "words", *days])
    emit(event, subject=reference, now=now, payload={"trust": question.trust.code, "body": question.body.code})
    return step
