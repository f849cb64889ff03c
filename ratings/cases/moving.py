"""Moving a case and what is recommended in it on: by compare-and-swap, with an audit entry and news."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import F

from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from oversight.records.references import Reference
from oversight.records.swapping import swap_state
from oversight.returns.refusals import Refused
from oversight.wording import write_date
from ratings.cases.models import Case, CaseYear, Recommendation
from ratings.cases.states import RECOMMENDATION_WAYS, WAYS, CaseState, RecommendationState

RECOMMENDED = "case.recommended"
ARRANGED = "case.arranged"


def reference_to_case(case: Case) -> Reference:
    """Return how other parts refer to the case."""
    return Reference("case", case.reference)


def locked_case(case: Case) -> Case:
    """Return the case as the database has it, locked until the transaction ends."""
    return Case.objects.select_for_update(of=("self",), no_key=True).select_related("trust", "spell").get(pk=case.pk)


def locked_recommendation(recommendation: Recommendation) -> Recommendation:
    """Return the recommendation as the database has it, with its case locked until the transaction ends.

    Every deed in a case locks the case first: whoever comes second waits here, and finds it decided. The caller's own
    is left as it is, so that a page which was refused still shows what stands.
    """
    case = locked_case(recommendation.case)
    fresh = Recommendation.objects.get(pk=recommendation.pk)
    fresh.case = case
    return fresh


def next_reference(on: date) -> str:
    """Return the next number of a case of the year, such as SM-2026-0001, counted up in the caller's transaction."""
    CaseYear.objects.bulk_create([CaseYear(year=on.year, last=0)], ignore_conflicts=True)
    CaseYear.objects.filter(year=on.year).update(last=F("last") + 1)
    return f"SM-{on.year}-{CaseYear.objects.get(year=on.year).last:04d}"


def said(words: str, *, code: str = "no_reason", message: str = "Give the reason.") -> str:
    """Return the words without blanks around them; ``Refused`` where there are none."""
    if not words.strip():
        raise Refused(code, message)
    return words.strip()


def refuse_the_future(on: date, now: datetime) -> None:
    """Refuse (``future``) a day after today."""
    if on > london_date(now):
        raise Refused("future", f"{write_date(on)} is still to come.")


def move_case(case: Case, after: CaseState, *, now: datetime, **changes: Any) -> None:
    """Move the case on in the caller's transaction, which writes the audit entry and the news of its deed.

    ``Refused("moved_on")`` where there is no such way, or somebody else was first.
    """
    before = CaseState(case.state)
    if WAYS.way(before, after) is None:
        raise Refused("moved_on", f"This case is now: {before.label.lower()}. That cannot be done any more.")
    if not swap_state(case, str(after), now=now, **changes):
        raise Refused("moved_on", "Somebody else has moved this case on since you opened it. Open it again.")


def end_recommendation(
    recommendation: Recommendation, after: RecommendationState, *, now: datetime, **changes: Any
) -> None:
    """End what waits in the caller's transaction; ``Refused("decided")`` where it waits no more: others were first."""
    before = RecommendationState(recommendation.state)
    way = RECOMMENDATION_WAYS.way(before, after)
    if way is None or not swap_state(recommendation, str(after), now=now, **changes):
        stands = RecommendationState(recommendation.state).label.lower()
        when = write_date(recommendation.decided_on)
        raise Refused(
            "decided", f"Somebody else was first: this recommendation was {stands}, on {when}. Nothing was changed."
        )


def keep(
    action: str,
    case: Case,
    fields: Sequence[str],
    *,
    by: Person | System,
    now: datetime,
    words: str = "",
    **told: object,
) -> None:
    """Write the one audit entry of a deed in a case, and its news: ids and codes, never words."""
    hashes = [hashlib.sha256(words.encode()).hexdigest()] if words else []
    audit(action, by=by, subject=reference_to_case(case), now=now, fields=sorted(fields), hashes=hashes)
    about = {"trust": case.trust.code, "demonstration": case.trust.is_demonstration, "state": case.state}
    emit(action, subject=reference_to_case(case), now=now, payload={**about, **told})


def end_once(row: models.Model, *, unset: str, **changes: Any) -> None:
    """Fill columns of a row that had none, in the caller's transaction; ``Refused("changed")`` where others did."""
    stands = type(row)._base_manager.filter(pk=row.pk, **{f"{unset}__isnull": True})
    if not stands.update(**changes):
        raise Refused("changed", "Somebody else has just recorded this. Read it first.")
    for name, value in changes.items():
        setattr(row, name, value)
