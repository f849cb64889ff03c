"""A sample brought to a state by its own services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from inspections.complaint_samples.answering import Facts, list_complaints, save_facts, send_sample
from inspections.complaint_samples.asking import ask_for_sample
from inspections.complaint_samples.checklist import Said
from inspections.complaint_samples.drawing import Strata
from inspections.complaint_samples.listing import Row
from inspections.complaint_samples.subjects import Outcome
from inspections.models import ComplaintSample, Inspection, ListedComplaint
from tests.inspections.making import NOW, Scene, new_id

FROM, TO = date(2026, 4, 1), date(2026, 9, 30)
SEED = "8f14e45fceea167a5a36dedd4bea2543"
ROWS = tuple(
    Row(f"C/2026/{n}", date(2026, 4, 1 + n), "subject_area_communications", outcome)
    for n, outcome in enumerate((Outcome.UPHELD, Outcome.NOT_UPHELD, Outcome.OPEN, Outcome.UPHELD, Outcome.UPHELD), 1)
)
UPHELD = Facts(
    acknowledged=Said.YES,
    acknowledged_on=date(2026, 4, 8),
    conversation_offered=Said.YES,
    time_agreed=Said.YES,
    agreed_by=date(2026, 6, 1),
    agreed_on=date(2026, 4, 8),
    answered_on=date(2026, 5, 29),
    signed=Said.YES,
    ombudsman_stated=Said.NO,
    changed=Said.YES,
    what_was_upheld="The family was not told of the move.",
    what_changed="The ward telephones the family before a move.",
)
NOT_UPHELD = replace(UPHELD, changed=None, what_was_upheld="", what_changed="")
OPEN = replace(NOT_UPHELD, answered_on=None, signed=None, ombudsman_stated=None)


def facts_for(listed: ListedComplaint) -> Facts:
    """Return facts that go with how the complaint was listed."""
    if listed.outcome == "open":
        return OPEN
    return NOT_UPHELD if listed.outcome == "not_upheld" else UPHELD


def asked(scene: Scene, inspection: Inspection, *, size: int = 2, now: datetime = NOW) -> ComplaintSample:
    return ask_for_sample(
        inspection=inspection,
        sample_id=new_id(),
        from_on=FROM,
        to_on=TO,
        size=size,
        strata=Strata.NONE,
        by=scene.lead,
        now=now,
        seed=SEED,
    )


def listed(
    scene: Scene, inspection: Inspection, *, size: int = 2, rows: Sequence[Row] = ROWS, now: datetime = NOW
) -> ComplaintSample:
    sample = asked(scene, inspection, size=size, now=now)
    return list_complaints(sample=sample, rows=rows, by=scene.preparer, now=now)


def answered(scene: Scene, inspection: Inspection, *, size: int = 2, now: datetime = NOW) -> ComplaintSample:
    sample = listed(scene, inspection, size=size, now=now)
    for each in sample.listed.filter(place__isnull=False):
        save_facts(listed=each, facts=facts_for(each), by=scene.preparer, now=now)
    return send_sample(sample=sample, by=scene.signatory, now=now)
