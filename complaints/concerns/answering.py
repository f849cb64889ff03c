"""Answering whoever told: a message that they read with their reference, and nothing else goes out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from complaints.concerns import words
from complaints.concerns.models import Concern, Message
from complaints.concerns.states import ConcernState
from complaints.concerns.telling import reference_to
from complaints.concerns.triage import locked_as_seen, step
from complaints.concerns.triage_models import ConcernStep, JoinedConcern
from oversight.accounts.models import Person
from oversight.records.outbox import emit
from oversight.returns.refusals import Refused

_ANSWERED_IN = frozenset({ConcernState.TRIAGED, ConcernState.ANSWERED})


@transaction.atomic
def answer(*, concern: Concern, text: str, seen: str, by: Person, now: datetime) -> list[Message]:
    """Write to whoever told, and to those who told the same; return the messages, that of the concern first.

    Refused: as ``triage.locked_as_seen``; ``not_sorted`` before it was sorted and once it is closed; ``joined`` for one
    that is handled with another; ``no_words``; ``too_long``.
    """
    current = locked_as_seen(concern, seen, by=by, now=now)
    told = words.tidy(text)
    if not told:
        raise Refused("no_words", "Write the answer.")
    if len(told) > words.LONGEST:
        raise Refused("too_long", f"The answer has {len(told):,} letters. It may have {words.LONGEST:,}.")
    if JoinedConcern.objects.filter(concern=current).exists():
        raise Refused("joined", "This concern is joined with another. Answer that one: both read it.")
    if ConcernState(current.state) not in _ANSWERED_IN:
        raise Refused("not_sorted", f"This concern is now: {ConcernState(current.state).label.lower()}.")
    joined = Concern.objects.select_for_update(of=("self",), no_key=True).filter(joined_to__main=current)
    both = [current, *(each for each in joined if ConcernState(each.state) in _ANSWERED_IN)]
    return [_answer_one(each, told, by=by, now=now) for each in both if each.forgotten_on is None]


def _answer_one(concern: Concern, text: str, *, by: Person, now: datetime) -> Message:
    message = Message.objects.create(
        concern=concern, author=Message.Author.INSPECTOR, inspector=by, text=text, written_at=now
    )
    before = ConcernState(concern.state)
    Concern.objects.filter(pk=concern.pk).update(state=str(ConcernState.ANSWERED), state_at=now)
    concern.state, concern.state_at = str(ConcernState.ANSWERED), now
    step(concern, ConcernStep.Kind.ANSWERED, before, by=by, now=now)
    emit("concern.answered", subject=reference_to(concern), now=now, payload={"message": str(message.public_id)})
    return message
