"""Which trust followed which: earlier returns stay with the old code and are signed by the successor's people.

No register file says so; it is recorded by hand. Sites and wards are not moved by it: a site belongs to another trust
once the register says so, and until then the successor answers for it too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import connection, transaction

from oversight.organisations.addresses import trust_reference
from oversight.organisations.models import Succession, Trust
from oversight.organisations.refusals import Refused
from oversight.records.audit import audit
from oversight.records.outbox import emit

# Two successions at once could close a circle that neither sees: any constant that nothing else uses.
_SUCCESSION_LOCK = 7_154_303


class Outcome(StrEnum):
    """What recording did to the record."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Recorded:
    """A succession as it now stands, and whether it was new, of another day before, or there already."""

    succession: Succession
    outcome: Outcome


@transaction.atomic
def record_succession(*, from_code: str, to_code: str, on: date, by: Any, now: datetime) -> Recorded:
    """Record that one trust followed another from the day; the same again is unchanged, another day corrects it.

    ``Refused``: a trust not on record ("unknown_trust"), the same trust ("same_trust"), a real and a demonstration one
    ("demonstration"), a day before one of them opened ("before_opening") or after the successor closed
    ("after_closing"), and a circle ("circle").
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_SUCCESSION_LOCK])
    predecessor, successor = _trust(from_code), _trust(to_code)
    _refuse_impossible(predecessor, successor, on)
    stands = Succession.objects.filter(predecessor=predecessor, successor=successor).first()
    if stands and stands.on == on:
        return Recorded(stands, Outcome.UNCHANGED)
    if stands:
        stands.on = on
        stands.save(update_fields=["on"])
        outcome = Outcome.CHANGED
    else:
        stands = Succession.objects.create(predecessor=predecessor, successor=successor, on=on)
        outcome = Outcome.NEW
    for trust, other in ((predecessor, "successor"), (successor, "predecessor")):
        audit("succession.recorded", by=by, subject=trust_reference(trust), fields=[other, "on"], now=now)
    emit(
        "succession.recorded",
        subject=trust_reference(successor),
        payload={"predecessor": predecessor.code, "successor": successor.code},
        now=now,
    )
    return Recorded(stands, outcome)


def successors_of(trust: Trust, on: date) -> list[Trust]:
    """Return the trusts that have followed the trust by the day and are not followed themselves, by code.

    Empty where none has followed.
    """
    followed_by = _links(on, forwards=True)
    reached = _reached({trust.pk}, followed_by) - {trust.pk}
    last = {one for one in reached if one not in followed_by}
    return list(Trust.objects.filter(pk__in=last).order_by("code"))


def answerable_for(trust: Trust, on: date) -> list[Trust]:
    """Return the trusts whose people prepare and sign for the trust's code on the day: its successors, else itself."""
    return successors_of(trust, on) or [trust]


def answered_for_by(trust_ids: Iterable[int], on: date) -> set[int]:
    """Return the ids of these trusts and of all that they have followed by the day, however far back."""
    return _reached(set(trust_ids), _links(on, forwards=False))


def _trust(code: str) -> Trust:
    trust: Trust | None = Trust.objects.filter(code=code.strip().upper()).first()
    if trust is None:
        raise Refused("unknown_trust", f"No trust with the code {code} is on record.")
    return trust


def _refuse_impossible(predecessor: Trust, successor: Trust, on: date) -> None:
    if predecessor == successor:
        raise Refused("same_trust", "A trust does not follow itself.")
    if predecessor.is_demonstration != successor.is_demonstration:
        raise Refused("demonstration", "One of the trusts is real and the other belongs to the demonstration.")
    for trust in (predecessor, successor):
        if trust.opened_on and on < trust.opened_on:
            raise Refused("before_opening", f"{trust.shown_name} ({trust.code}) opened on {_written(trust.opened_on)}.")
    if successor.closed_on and on > successor.closed_on:
        raise Refused(
            "after_closing", f"{successor.shown_name} ({successor.code}) closed on {_written(successor.closed_on)}."
        )
    # A circle on any day would leave nobody answerable, so links of the future count too.
    if predecessor.pk in _reached({successor.pk}, _links(date.max, forwards=True)):
        raise Refused("circle", f"{predecessor.shown_name} already follows {successor.shown_name}, directly or not.")


def _links(on: date, *, forwards: bool) -> dict[int, set[int]]:
    """Return, by the day, whom each trust was followed by, or else whom it followed."""
    links: dict[int, set[int]] = {}
    for before, after in Succession.objects.filter(on__lte=on).values_list("predecessor_id", "successor_id"):
        if forwards:
            links.setdefault(before, set()).add(after)
        else:
            links.setdefault(after, set()).add(before)
    return links


def _reached(start: set[int], links: dict[int, set[int]]) -> set[int]:
    reached, waiting = set(start), list(start)
    while waiting:
        new = links.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
