"""Moving a notice from one state to the next: by compare-and-swap, with its audit entry and its news."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from inspections.models import Notice
from inspections.states.notice import WAYS, NoticeState
from oversight.accounts.models import Person
from oversight.organisations.models import Body, Trust
from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from oversight.records.references import Reference
from oversight.records.swapping import swap_state
from oversight.returns.refusals import Refused


def reference_to_notice(notice: Notice) -> Reference:
    """Return how other parts refer to the notice."""
    return Reference("notice", notice.reference)


def news_of_notice(notice: Notice) -> dict[str, object]:
    """Return what news of a notice says of it: codes alone."""
    return {"kind": notice.kind, "trust": notice.trust.code, "demonstration": notice.trust.is_demonstration}


def locked_notice(notice: Notice) -> Notice:
    """Return the notice as the database has it, locked until the transaction ends."""
    return Notice.objects.select_for_update(of=("self",)).select_related("trust").get(pk=notice.pk)


def move_notice(notice: Notice, after: NoticeState, *, by: Person | System, now: datetime, **changes: Any) -> Notice:
    """Move the notice on in the caller's transaction, with other changes of its row; return it as it is now.

    ``Refused("moved_on")`` where there is no such way, or somebody else was first.
    """
    before = NoticeState(notice.state)
    way = WAYS.way(before, after)
    if way is None:
        raise Refused("moved_on", f"This is now: {before.label.lower()}. That cannot be done any more.")
    if not swap_state(notice, str(after), now=now, **changes):
        raise Refused("moved_on", "Somebody else has changed this since you opened it. Open it again.")
    audit(way.event, by=by, subject=reference_to_notice(notice), now=now, fields=["state", *sorted(changes)])
    emit(
        way.event,
        subject=reference_to_notice(notice),
        now=now,
        payload={**news_of_notice(notice), "state": str(after)},
    )
    return notice


def issuer_for(role: str, trust: Trust, on: date) -> Body:
    """Return the body that holds the role on the day. Invented trusts: the demonstration's own, where it has one.

    ``Refused("no_issuer")`` where no body held the role.
    """
    bodies = Body.objects.on(on).filter(role=role).order_by("code")
    body: Body | None = bodies.filter(is_demonstration=True).first() if trust.is_demonstration else None
    body = body or bodies.filter(is_demonstration=False).first()
    if body is None:
        raise Refused("no_issuer", "No body on record holds this power on this day.")
    return body
