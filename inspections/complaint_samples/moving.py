"""Moving a sample from one state to the next: by compare-and-swap, with its audit entry and its news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inspections.models import ComplaintSample, Inspection
from inspections.moving import news_of
from inspections.states.complaint_sample import WAYS, SampleState
from oversight.accounts.models import Person
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.records.references import Reference
from oversight.records.swapping import swap_state
from oversight.returns.refusals import Refused


def sample_reference(sample: ComplaintSample) -> Reference:
    """Return how other parts refer to the sample."""
    return Reference("complaint_sample", str(sample.sample_id))


def locked_sample(sample: ComplaintSample) -> ComplaintSample:
    """Return the sample as the database has it, locked until the transaction ends."""
    found = ComplaintSample.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("inspection__trust").get(pk=sample.pk)


def move_sample(
    sample: ComplaintSample,
    after: SampleState,
    *,
    by: Person,
    now: datetime,
    hashes: Sequence[str] = (),
    **changes: Any,
) -> ComplaintSample:
    """Move the sample on in the caller's transaction, with other changes of its row; return it as it is now.

    ``Refused("moved_on")`` where it is in another state than the caller read, or there is no such way.
    """
    before = SampleState(sample.state)
    way = WAYS.way(before, after)
    if way is None:
        raise Refused("moved_on", f"This sample is now: {before.label.lower()}. That cannot be done any more.")
    if not swap_state(sample, str(after), now=now, **changes):
        raise Refused("moved_on", "Somebody else has moved this sample on since you opened it. Open it again.")
    audit(
        way.event, by=by, subject=sample_reference(sample), now=now, fields=["state", *sorted(changes)], hashes=hashes
    )
    inspection = Inspection.objects.select_related("trust").get(pk=sample.inspection_id)
    emit(way.event, subject=sample_reference(sample), now=now, payload={**news_of(inspection), "state": str(after)})
    return sample
