"""Moving an inspection from one state to the next: by compare-and-swap, with its audit entry and its news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inspections.models import Inspection
from inspections.states.inspection import WAYS, InspectionState
from oversight.accounts.models import Person
from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from oversight.records.references import Reference
from oversight.records.swapping import swap_state
from oversight.returns.refusals import Refused


def reference_to(inspection: Inspection) -> Reference:
    """Return how other parts refer to the inspection."""
    return Reference("inspection", inspection.reference)


def news_of(inspection: Inspection) -> dict[str, object]:
    """Return what news of an inspection says of it: ids and codes, and the trust only once the trust knows."""
    told: dict[str, object] = {"kind": inspection.kind, "demonstration": inspection.trust.is_demonstration}
    if inspection.shown_to_trust_at is not None:
        told["trust"] = inspection.trust.code
    return told


def locked(inspection: Inspection) -> Inspection:
    """Return the inspection as the database has it, locked until the transaction ends."""
    return Inspection.objects.select_for_update(of=("self",), no_key=True).select_related("trust").get(pk=inspection.pk)


def move(
    inspection: Inspection,
    after: InspectionState,
    *,
    by: Person | System,
    now: datetime,
    news: dict[str, object] | None = None,
    hashes: Sequence[str] = (),
    **changes: Any,
) -> Inspection:
    """Move the inspection on in the caller's transaction, with other changes of its row; return it as it is now.

    The move stands only if the inspection is still in the state in which the caller read it: otherwise
    ``Refused("moved_on")``, and likewise for a way that is not in the list.
    """
    before = InspectionState(inspection.state)
    way = WAYS.way(before, after)
    if way is None:
        raise Refused("moved_on", f"This inspection is now: {before.label.lower()}. That cannot be done any more.")
    if not swap_state(inspection, str(after), now=now, **changes):
        raise Refused("moved_on", "Somebody else has moved this inspection on since you opened it. Open it again.")
    audit(
        way.event,
        by=by,
        subject=reference_to(inspection),
        now=now,
        fields=["state", *sorted(changes)],
        hashes=hashes,
    )
    emit(
        way.event,
        subject=reference_to(inspection),
        now=now,
        payload={**news_of(inspection), "state": str(after), **(news or {})},
    )
    return inspection
