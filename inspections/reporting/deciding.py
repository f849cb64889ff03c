"""Deciding on the trust's points of factual accuracy, by a manager who was not on the visit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from inspections.models import DraftReport, FactualAccuracyPoint
from inspections.moving import locked, reference_to
from inspections.permitting import in_state, permit
from inspections.reporting.factual_accuracy import is_closed, resolve
from inspections.reporting.quality import hold_apart
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.records.audit import audit
from oversight.returns.refusals import Refused

_NOT_ALLOWED = "Only a manager decides on points of factual accuracy."


@transaction.atomic
def decide_point(
    *,
    point: FactualAccuracyPoint,
    outcome: FactualAccuracyPoint.Outcome,
    reason: str,
    by: Person,
    now: datetime,
) -> FactualAccuracyPoint:
    """Accept a point, in part or whole, or reject it, with the reason; the last decision resolves the draft.

    What the trust saved in time counts, even where it did not send its answer. Refused: ``not_allowed``; ``own_work``
    for who had a part in the inspection; ``conflict``; ``moved_on``; ``open`` while the trust can still write;
    ``withdrawn``; ``decided``; ``no_text``.
    """
    draft = _closed_draft(point.draft, by=by, now=now)
    current = FactualAccuracyPoint.objects.select_for_update().get(pk=point.pk)
    if current.withdrawn_at is not None:
        raise Refused("withdrawn", "The trust took this point back.")
    if current.outcome:
        raise Refused("decided", "This point was decided already.")
    if not reason.strip():
        raise Refused("no_text", "Give the reason; the trust reads it.")
    current.outcome, current.outcome_reason = FactualAccuracyPoint.Outcome(outcome), reason.strip()
    current.decided_by, current.decided_at = by, now
    current.save(update_fields=["outcome", "outcome_reason", "decided_by", "decided_at"])
    audit(
        "report.point_decided",
        by=by,
        subject=reference_to(draft.inspection),
        now=now,
        fields=[f"point {current.point_id}", "outcome", "outcome_reason"],
    )
    if not _undecided(draft):
        resolve(draft, by=by, now=now)
    return current


@transaction.atomic
def close_without_answer(*, draft: DraftReport, by: Person, now: datetime) -> DraftReport:
    """Resolve a draft to which the trust said nothing in its time.

    Refused: ``not_allowed``, ``own_work``, ``conflict``, ``moved_on``; ``open``; ``undecided`` where points were saved.
    """
    current = _closed_draft(draft, by=by, now=now)
    if _undecided(current):
        raise Refused("undecided", "The trust saved points in its time. Decide on them.")
    resolve(current, by=by, now=now)
    return current


def _closed_draft(draft: DraftReport, *, by: Person, now: datetime) -> DraftReport:
    permit(Action.DECIDE_FACTUAL_ACCURACY, by=by, now=now, message=_NOT_ALLOWED)
    inspection = locked(draft.inspection)
    hold_apart(inspection, by=by, now=now)
    in_state(inspection, {InspectionState.FACTUAL_ACCURACY_OPEN}, message="Nothing is to be decided.")
    current = DraftReport.objects.select_for_update().get(pk=draft.pk)
    current.inspection = inspection
    if not is_closed(current, now):
        raise Refused(
            "open", "The trust can still write. Its answer is decided on once it is sent or its time is over."
        )
    return current


def _undecided(draft: DraftReport) -> bool:
    return draft.points.filter(outcome="", withdrawn_at__isnull=True).exists()
