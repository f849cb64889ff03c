"""Deciding on a question: an inspector accepts or refuses it with a reason, once for the same facts.

Nothing published changes by it. Accepted, it is something to be looked into; only an inspection rates anew. Other facts
are another question, on which somebody decides again.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from inspections.interests import conflicts_of, refusal_for
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, powers_of, roles_allowing
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused
from ratings.models import Caution, ComputedRating, QuestionDecision
from ratings.questions import QuestionKind, Standing


def question_reference(question_id: UUID) -> Reference:
    """Return how records refer to a question."""
    return Reference("rating_question", str(question_id))


@transaction.atomic
def decide_question(
    *,
    question_id: UUID,
    facts_sha256: str,
    outcome: QuestionDecision.Outcome,
    reason: str,
    by: Person,
    now: datetime,
) -> QuestionDecision:
    """Accept or refuse a question as it was read: ``facts_sha256`` are the facts that the person had before them.

    Refused: ``not_allowed``; ``conflict`` of interest; ``no_reason``; ``gone`` where nothing is asked any more;
    ``changed`` where the facts are others now; ``decided`` where somebody else was first.
    """
    today = london_date(now)
    as_what = sorted(str(role) for role in powers_of(by, today).roles & roles_allowing(Action.JUDGE))
    if not as_what:
        raise Refused("not_allowed", "Only who judges in inspections decides on these questions.")
    if not reason.strip():
        raise Refused("no_reason", "Give the reason.")
    row = _asked(question_id)
    if row is None:
        raise Refused("gone", "This is no longer asked: the facts behind it have changed.")
    trust = Trust.objects.get(code=row.trust_code)
    if ties := conflicts_of(by, trust, today):
        raise refusal_for(by, ties)
    if row.facts_sha256 != facts_sha256:
        raise Refused("changed", "The facts have changed since you opened this. Read it again before you decide.")
    try:
        with transaction.atomic():
            decision = QuestionDecision.objects.create(
                question_id=question_id,
                kind=QuestionKind.RATING if isinstance(row, ComputedRating) else QuestionKind.CAUTION,
                trust_code=row.trust_code,
                facts_sha256=row.facts_sha256,
                facts_at=row.facts_at,
                rule=row.rule,
                rule_set=row.rule_set,
                asked=row.reason,
                outcome=QuestionDecision.Outcome(outcome),
                reason=reason.strip(),
                decided_by=by,
                decided_as=as_what[0],
                decided_at=now,
            )
    except IntegrityError as clash:
        raise Refused("decided", "Somebody else has decided on this already. Read what they decided.") from clash
    audit(
        f"rating_question.{decision.outcome}",
        by=by,
        subject=question_reference(question_id),
        now=now,
        fields=["outcome", "reason"],
        hashes=[row.facts_sha256, hashlib.sha256(decision.reason.encode()).hexdigest()],
    )
    return decision


def _asked(question_id: UUID) -> ComputedRating | Caution | None:
    """Return what asks the question, held until the transaction ends, so that its facts stay while it is decided."""
    rating = (
        ComputedRating.objects.select_for_update()
        .filter(question_id=question_id, standing=str(Standing.DIFFERS))
        .first()
    )
    return rating or Caution.objects.select_for_update().filter(question_id=question_id).first()
