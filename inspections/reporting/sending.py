"""Sending the draft to the trust: the recorded moment starts its clock; only a manager gives more time, in writing."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from inspections.deadlines import end_of_day, factual_accuracy_due
from inspections.models import DraftExtension, DraftReport, Inspection
from inspections.moving import locked, move, news_of, reference_to
from inspections.permitting import in_state, permit, permit_in_team
from inspections.reporting.content import as_json, digest, sent_ratings, written_sections
from inspections.reporting.freezing import without_partial_overalls
from inspections.reporting.quality import hold_reviewed, hold_whole
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.organisations.working_days import is_working_day
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.returns.refusals import Refused


@transaction.atomic
def send_draft(*, inspection: Inspection, by: Person, now: datetime) -> DraftReport:
    """Send the reviewed draft with its ratings to the trust, which can read and answer it from this moment.

    Refused: ``not_allowed``, ``not_in_team``; ``moved_on`` unless it was reviewed; ``not_reviewed``, and what
    ``hold_whole`` refuses.
    """
    permit_in_team(Action.JUDGE, inspection, by=by, now=now)
    current = locked(inspection)
    in_state(current, {InspectionState.QUALITY_REVIEWED}, message="A draft is sent after its quality review.")
    grid = hold_whole(current, now=now)
    hold_reviewed(current, grid)
    sections = as_json(written_sections(current))
    ratings = as_json(sent_ratings(without_partial_overalls(grid)))
    draft = DraftReport.objects.create(
        inspection=current,
        number=(current.drafts.aggregate(last=Max("number"))["last"] or 0) + 1,
        sent_at=now,
        sent_by=by,
        sections=sections,
        ratings=ratings,
        sha256=digest({"sections": sections, "ratings": ratings}),
        due_at=factual_accuracy_due(now),
    )
    move(
        current,
        InspectionState.FACTUAL_ACCURACY_OPEN,
        by=by,
        now=now,
        hashes=[draft.sha256],
        news={"draft": draft.number},
    )
    inspection.state, inspection.state_at = current.state, current.state_at
    return draft


@transaction.atomic
def extend_time(*, draft: DraftReport, until: date, reason: str, by: Person, now: datetime) -> DraftExtension:
    """Give the trust until the end of a later working day, with the reason: an exception, kept for good.

    Refused: ``not_allowed`` for anyone but a manager; ``answered``; ``no_text``; ``dates`` for a day that is no working
    day or does not lie after the present deadline and today.
    """
    permit(Action.DECIDE_FACTUAL_ACCURACY, by=by, now=now, message="Only a manager gives more time.")
    inspection = locked(draft.inspection)
    current = DraftReport.objects.select_for_update().get(pk=draft.pk)
    in_state(inspection, {InspectionState.FACTUAL_ACCURACY_OPEN}, message="The trust does not answer it any more.")
    if current.answered_at is not None:
        raise Refused("answered", "The trust has answered already.")
    if not reason.strip():
        raise Refused("no_text", "Give the reason in writing.")
    if not is_working_day(until):
        raise Refused("dates", "Choose a working day.")
    due_at = end_of_day(until)
    if due_at <= current.due_at or due_at <= now:
        raise Refused("dates", "More time ends later than the time that the trust has now.")
    extension = DraftExtension.objects.create(
        draft=current, until=due_at, was_until=current.due_at, reason=reason.strip(), given_by=by, given_at=now
    )
    current.due_at = due_at
    current.save(update_fields=["due_at"])
    draft.due_at = due_at
    audit("report.time_extended", by=by, subject=reference_to(inspection), now=now, fields=["due_at", "reason"])
    emit("inspection.time_extended", subject=reference_to(inspection), now=now, payload=news_of(inspection))
    return extension
