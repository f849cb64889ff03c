"""One sample of a trust's complaints in the demonstration: asked, listed, drawn and answered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from inspections.complaint_samples.answering import Facts, list_complaints, save_facts, send_sample
from inspections.complaint_samples.asking import ask_for_sample
from inspections.complaint_samples.checklist import Said, six_months_end
from inspections.complaint_samples.drawing import Strata
from inspections.complaint_samples.listing import Row
from inspections.complaint_samples.subjects import Outcome
from inspections.models import ComplaintSample, Inspection, ListedComplaint, TeamMember
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Role
from oversight.accounts.permissions import people_with
from oversight.clock import london_date
from oversight.organisations.working_days import nth_working_day_after

LISTED, DRAWN = 30, 6
_BEGAN, _ENDED = 250, 60
_SUBJECTS = (
    "clinical_treatment",
    "subject_area_communications",
    "subject_area_values_and_behaviours",
    "subject_area_admissions_discharge_and_transfers",
    "subject_area_waiting_times",
)
_OUTCOMES = (Outcome.UPHELD, Outcome.NOT_UPHELD, Outcome.PARTIALLY_UPHELD, Outcome.UPHELD, Outcome.OPEN)
_UPHELD = (
    ("The family was not told that the patient was moved in the night.", "The ward telephones before a move."),
    ("The answer took no account of the second clinic's letter.", "Letters of both clinics are read before answering."),
    ("Pain relief came three hours late.", "The drug round begins at the end of the ward where patients wait longest."),
)
# Where the demonstration's inspections stand that can be asked for a sample: the first of these that there is.
_STATES = (InspectionState.QUALITY_REVIEWED, InspectionState.DRAFTING, InspectionState.ON_SITE)


def tell_sample(sample_id: UUID, *, now: datetime) -> ComplaintSample | None:
    """Ask for a sample in an inspection that is under way, and answer it; None where none is under way."""
    inspection = _inspection()
    if inspection is None or inspection.shown_to_trust_at is None:
        return None
    lead = TeamMember.objects.select_related("person").get(inspection=inspection, role=TeamMember.Role.LEAD).person
    preparer, signatory = (
        people_with(role, london_date(now), trust=inspection.trust)[0] for role in (Role.PREPARER, Role.SIGNATORY)
    )
    asked_at = max(inspection.shown_to_trust_at, now - timedelta(days=12))
    first = london_date(now) - timedelta(days=_BEGAN)
    sample = ask_for_sample(
        inspection=inspection,
        sample_id=sample_id,
        from_on=first,
        to_on=london_date(now) - timedelta(days=_ENDED),
        size=DRAWN,
        strata=Strata.SUBJECT,
        by=lead,
        now=asked_at,
        seed=hashlib.sha256(b"the demonstration's sample").hexdigest()[:32],
    )
    sample = list_complaints(sample=sample, rows=_rows(first), by=preparer, now=now - timedelta(hours=6))
    for listed in sample.listed.filter(place__isnull=False).order_by("place"):
        save_facts(listed=listed, facts=_facts(listed), by=preparer, now=now - timedelta(hours=4))
    return send_sample(sample=sample, by=signatory, now=now - timedelta(hours=2))


def _inspection() -> Inspection | None:
    for state in _STATES:
        found = Inspection.objects.filter(trust__is_demonstration=True, state=str(state)).select_related("trust")
        first = found.order_by("trust__code", "starts_on").first()
        if first is not None:
            return first
    return None


def _rows(first: date) -> Sequence[Row]:
    step = (_BEGAN - _ENDED) // LISTED
    return [
        Row(
            f"C/{first.year % 100}/{117 + 3 * number}",
            first + timedelta(days=step * number),
            _SUBJECTS[number * number % len(_SUBJECTS)],
            _OUTCOMES[number % len(_OUTCOMES)],
        )
        for number in range(LISTED)
    ]


def _facts(listed: ListedComplaint) -> Facts:
    """Return the facts of a file: most as they should be, some late, one not recorded."""
    place, received, outcome = listed.place or 0, listed.received_on, Outcome(listed.outcome)
    acknowledged = nth_working_day_after(received, 5 if place == 2 else 2)
    agreed_by = nth_working_day_after(received, 30)
    is_open = outcome is Outcome.OPEN
    answered = None if is_open else min(agreed_by + timedelta(days=9 if place == 1 else -3), six_months_end(received))
    upheld, changed = _UPHELD[place % len(_UPHELD)]
    is_upheld = outcome in (Outcome.UPHELD, Outcome.PARTIALLY_UPHELD)
    return Facts(
        acknowledged=Said.YES,
        acknowledged_on=acknowledged,
        conversation_offered=Said.NOT_RECORDED if place == 4 else Said.YES,
        time_agreed=Said.YES,
        agreed_by=agreed_by,
        agreed_on=acknowledged,
        answered_on=answered,
        signed=None if is_open else Said.NO if place == 3 else Said.YES,
        ombudsman_stated=None if is_open else Said.YES,
        changed=Said.YES if is_upheld else None,
        what_was_upheld=upheld if is_upheld else "",
        what_changed=changed if is_upheld else "",
    )
