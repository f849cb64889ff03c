"""The trust's answer to a draft: points section by section, saved as they are written, without limit of length.

Source: CQC, factual accuracy check: typographical or numerical errors, accuracy of the evidence, additional or omitted
information; within ten working days of the sending of the draft.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from inspections.models import (
    DraftReport,
    FactualAccuracyPoint,
    FactualAccuracyPointVersion,
    Inspection,
    ReportSection,
)
from inspections.moving import locked, move, news_of, reference_to
from inspections.permitting import in_state
from inspections.reporting.saving import Save, save_point_text, saved_before
from inspections.states.inspection import InspectionState
from inspections.versions import heads
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may, powers_of, roles_allowing
from oversight.clock import london_date
from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from oversight.returns.refusals import Refused
from oversight.wording import write_datetime

RESOLVER = System("inspections.factual_accuracy")


@dataclass(frozen=True)
class Wording:
    """What a point says: the code of the section, its kind, the draft's words that it is about, and the trust's."""

    section: str
    kind: FactualAccuracyPoint.Kind
    text: str
    about: str = ""


@dataclass(frozen=True)
class SavedPoint:
    """A save of a point: its version, whether it is new, and the versions of others that stand beside it."""

    point: FactualAccuracyPoint
    version: FactualAccuracyPointVersion
    is_new: bool
    beside: tuple[FactualAccuracyPointVersion, ...]


@transaction.atomic
def save_point(
    *, draft: DraftReport, point_id: UUID, save: Save, wording: Wording, by: Person, now: datetime
) -> SavedPoint:
    """Save a point, new or changed; a save sent twice is one, and two people's saves on one version both stand.

    Refused: ``not_allowed``; ``answered`` once the answer was sent; ``too_late`` once the time is over; ``section``
    that the draft does not have, or another than the point began with; ``withdrawn``; ``known``; ``version``.
    """
    current = _open_draft(draft, Action.ANSWER_INSPECTION, by=by, now=now, save_id=save.save_id)
    section = _section_of(current, wording.section)
    point, _ = FactualAccuracyPoint.objects.get_or_create(
        point_id=point_id, defaults={"draft": current, "section": section, "begun_by": by, "begun_at": now}
    )
    if point.draft_id != current.pk:
        raise Refused("known", "A point on another draft has this id.")
    point = FactualAccuracyPoint.objects.select_for_update().get(pk=point.pk)
    if point.section_id != section.pk:
        raise Refused("section", "A point stays with its section.")
    if point.withdrawn_at is not None:
        raise Refused("withdrawn", "This point was taken back.")
    saved = save_point_text(
        point,
        save,
        kind=str(FactualAccuracyPoint.Kind(wording.kind)),
        about=wording.about,
        text=wording.text,
        by=by,
        now=now,
    )
    if saved.is_new:
        audit(
            "report.point_saved",
            by=by,
            subject=reference_to(current.inspection),
            now=now,
            fields=[f"point {point.point_id} version {saved.version.number}"],
            hashes=[hashlib.sha256(wording.text.encode()).hexdigest()],
        )
    return SavedPoint(point, saved.version, saved.is_new, saved.beside)


@transaction.atomic
def withdraw_point(*, point: FactualAccuracyPoint, by: Person, now: datetime) -> FactualAccuracyPoint:
    """Take a point back before the answer is sent; what it said stays on record.

    Refused: ``not_allowed``, ``answered``, ``too_late``.
    """
    draft = _open_draft(point.draft, Action.ANSWER_INSPECTION, by=by, now=now)
    current = FactualAccuracyPoint.objects.select_for_update().get(pk=point.pk)
    if current.withdrawn_at is None:
        current.withdrawn_at = now
        current.save(update_fields=["withdrawn_at"])
        audit(
            "report.point_withdrawn",
            by=by,
            subject=reference_to(draft.inspection),
            now=now,
            fields=[f"point {current.point_id}"],
        )
    return current


@transaction.atomic
def send_answer(*, draft: DraftReport, by: Person, now: datetime) -> DraftReport:
    """Send the trust's answer: its points as they stand, or that there is nothing to correct, which resolves the draft.

    Refused: ``not_allowed``; ``answered``; ``too_late``; ``unsettled`` where two versions of a point stand; ``no_text``
    for a point that says nothing.
    """
    current = _open_draft(draft, Action.SEND_ANSWER, by=by, now=now)
    points = [(point, versions) for point, versions in standing_points(current) if point.withdrawn_at is None]
    if any(len(versions) > 1 for _, versions in points):
        raise Refused("unsettled", "Two versions of a point stand side by side. Settle them first.")
    if any(not versions[0].text.strip() for _, versions in points):
        raise Refused("no_text", "A point says nothing yet. Write it, or take it back.")
    current.answered_at, current.answered_by = now, by
    current.save(update_fields=["answered_at", "answered_by"])
    audit(
        "report.answered",
        by=by,
        subject=reference_to(current.inspection),
        now=now,
        fields=["answered_at", f"{len(points)} points"],
    )
    emit(
        "inspection.factual_accuracy_answered",
        subject=reference_to(current.inspection),
        now=now,
        payload={**news_of(current.inspection), "points": len(points)},
    )
    if not points:
        resolve(current, by=RESOLVER, now=now)
    draft.answered_at, draft.answered_by, draft.resolved_at = now, by, current.resolved_at
    return current


def resolve(draft: DraftReport, *, by: Person | System, now: datetime) -> None:
    """Resolve a draft on which everything is decided, in the caller's transaction: the report can be finished."""
    draft.resolved_at = now
    draft.resolved_by = by if isinstance(by, Person) else None
    draft.save(update_fields=["resolved_at", "resolved_by"])
    inspection = draft.inspection
    move(inspection, InspectionState.FACTUAL_ACCURACY_RESOLVED, by=by, now=now, news={"draft": draft.number})


def is_closed(draft: DraftReport, now: datetime) -> bool:
    """Whether the trust writes no more: it sent its answer, or its time is over."""
    return draft.answered_at is not None or now > draft.due_at


def standing_points(draft: DraftReport) -> list[tuple[FactualAccuracyPoint, Sequence[FactualAccuracyPointVersion]]]:
    """Return the draft's points, withdrawn ones too, each with the versions that stand; two queries."""
    points = list(draft.points.select_related("section", "begun_by", "decided_by"))
    kept: dict[int, list[FactualAccuracyPointVersion]] = {point.pk: [] for point in points}
    versions = FactualAccuracyPointVersion.objects.filter(point__draft=draft).select_related("written_by")
    for version in versions.order_by("point_id", "number"):
        kept[version.point_id].append(version)
    return [(point, heads(kept[point.pk])) for point in points]


def drafts_visible_to(person: Person, on: date) -> QuerySet[DraftReport]:
    """Return the drafts that the person may see: who works on the inspection, and the trust to which they were sent."""
    own = powers_of(person, on).trust_ids(roles_allowing(Action.SEE_INSPECTIONS))
    return DraftReport.objects.filter(
        Q(inspection__in=Inspection.objects.worked_on_by(person, on))
        | Q(inspection__trust_id__in=own, inspection__in=Inspection.objects.shown_to_the_trust())
    )


def points_visible_to(person: Person, on: date, now: datetime) -> QuerySet[FactualAccuracyPoint]:
    """Return the points that the person may see: the trust its own, the regulator those of answers that are closed."""
    own = powers_of(person, on).trust_ids(roles_allowing(Action.SEE_INSPECTIONS))
    closed = Q(draft__answered_at__isnull=False) | Q(draft__due_at__lt=now)
    return FactualAccuracyPoint.objects.filter(
        Q(draft__inspection__trust_id__in=own)
        | (closed & Q(draft__inspection__in=Inspection.objects.worked_on_by(person, on), withdrawn_at__isnull=True))
    )


def _open_draft(
    draft: DraftReport, action: Action, *, by: Person, now: datetime, save_id: UUID | None = None
) -> DraftReport:
    """Return the draft, locked, for somebody of the trust while it can be answered.

    A save that was kept before and comes again is let through, even once the time is over.
    """
    inspection = locked(draft.inspection)
    if not may(by, action, inspection.trust, on=london_date(now)):
        raise Refused("not_allowed", "You cannot do this for this trust.")
    current = DraftReport.objects.select_for_update().get(pk=draft.pk)
    current.inspection = inspection
    if save_id is not None and _was_saved(save_id, current, by):
        return current
    if current.answered_at is not None:
        raise Refused("answered", f"The trust's answer was sent on {write_datetime(current.answered_at)}.")
    if now > current.due_at:
        raise Refused("too_late", f"The draft could be answered until {write_datetime(current.due_at)}.")
    in_state(inspection, {InspectionState.FACTUAL_ACCURACY_OPEN}, message="The draft is not with the trust.")
    return current


def _was_saved(save_id: UUID, draft: DraftReport, by: Person) -> bool:
    again = FactualAccuracyPointVersion.objects.filter(save_id=save_id, point__draft=draft).first()
    return again is not None and saved_before(FactualAccuracyPointVersion, save_id, "point", again.point_id, by)


def _section_of(draft: DraftReport, code: str) -> ReportSection:
    if code not in {section["code"] for section in draft.sections}:
        raise Refused("section", "The draft has no such section.")
    return ReportSection.objects.get(inspection_id=draft.inspection_id, code=code)
