"""What the walk over every address needs of samples of complaints, the trust's pages and the inspector's."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from inspections.complaint_samples.answering import list_complaints
from inspections.complaint_samples.asking import summary_due_on
from inspections.complaint_samples.listing import Row
from inspections.complaint_samples.subjects import Outcome
from inspections.models import ComplaintSample, Inspection
from oversight.accounts.models import Role
from tests.access_samples import World, sample, sample_for


def _drawn(world: World, inspection: Inspection) -> ComplaintSample:
    asked = ComplaintSample.objects.create(
        sample_id=uuid.uuid4(),
        inspection=inspection,
        state_at=world.now,
        from_on=date(2026, 4, 1),
        to_on=date(2026, 6, 30),
        size=1,
        strata="none",
        rule="hash-order-1",
        seed="0" * 32,
        due_on=summary_due_on(world.now.date() - timedelta(days=2)),
        asked_by=world.person(Role.INSPECTOR),
        asked_at=world.now,
    )
    if inspection.shown_to_trust_at is None:
        return asked
    rows = [Row("C1", date(2026, 5, 5), "subject_area_communications", Outcome.OPEN)]
    return list_complaints(sample=asked, rows=rows, by=world.person(Role.PREPARER), now=world.now)


def _of(world: World, name: str) -> Inspection:
    known = sample_for("reference", name)
    assert known is not None
    return Inspection.objects.get(reference=world.value_of(known))


@sample("sample", within="inspections:")
def a_sample(world: World) -> str:
    return str(_drawn(world, _of(world, "inspections:sample")).sample_id)


@sample("sample", within="trust_inspections:", of_trust=True)
def a_sample_of_the_trust(world: World) -> str:
    return str(_drawn(world, _of(world, "trust_inspections:sample")).sample_id)


@sample("place", within="trust_inspections:sample_case", of_trust=True)
def a_place_in_a_sample(world: World) -> int:
    return 1
