"""Moving a submission from one state to the next: by compare-and-swap, with its audit entry and its news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from oversight.accounts.models import Person
from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from oversight.records.references import Reference
from oversight.records.swapping import swap_state
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.refusals import Refused
from oversight.returns.states import State, transition


def reference_to(submission: Submission) -> Reference:
    """Return how other parts refer to the submission."""
    return Reference("submission", submission.reference)


def address_payload(submission: Submission) -> dict[str, object]:
    """Return what news of a submission says of it: ids and codes, never a figure."""
    return {
        "kind": submission.kind,
        "trust": submission.trust.code,
        "period": submission.period,
        "demonstration": submission.trust.is_demonstration,
    }


def move(
    submission: Submission,
    after: State,
    *,
    by: Person | System,
    now: datetime,
    news: dict[str, object] | None = None,
    hashes: Sequence[str] = (),
    **changes: Any,
) -> Submission:
    """Move the submission on in the caller's transaction, with other changes of its row; return it as it is now.

    The move stands only if the submission is still in the state in which the caller read it: otherwise
    ``Refused("moved_on")``, and likewise for a way that is not in the list.
    """
    before = State(submission.state)
    way = transition(before, after)
    if way is None:
        raise Refused("moved_on", f"This return is now: {before.label.lower()}. That cannot be done any more.")
    if not swap_state(submission, str(after), now=now, **changes):
        raise Refused("moved_on", "Somebody else has changed this return since you opened it. Open it again.")
    audit(
        way.event,
        by=by,
        subject=reference_to(submission),
        now=now,
        fields=["state", *sorted(set(changes) - {"progress_done", "progress_total"})],
        hashes=hashes,
    )
    emit(
        way.event,
        subject=reference_to(submission),
        now=now,
        payload={**address_payload(submission), "state": str(after), **(news or {})},
    )
    return submission


def hold_address(kind: str, trust_id: int, period: str) -> None:
    """Wait until nobody else is accepting this return, and keep them waiting until the transaction ends."""
    if not connection.in_atomic_block:
        raise ValueError("an address is held within a transaction")
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"return {kind} {trust_id} {period}"])


def standing_version(kind: str, trust_id: int, period: str) -> ReturnVersion | None:
    """Return the version that stands, if there is one."""
    # There is one at most, and most of those who ask want its number alone: no order, no joins.
    return ReturnVersion.objects.order_by().filter(kind=kind, trust_id=trust_id, period=period, stands=True).first()


@transaction.atomic
def withdraw(*, submission: Submission, by: Person | System, now: datetime, note: str = "") -> Submission:
    """Take back a submission that is not accepted; it stays readable."""
    return move(submission, State.WITHDRAWN, by=by, now=now, note=note)
