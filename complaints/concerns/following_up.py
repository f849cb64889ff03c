"""What becomes of a concern: found to be of substance or not, addressed, linked with evidence and indicators."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from complaints.concerns.models import Concern, Route
from complaints.concerns.states import ConcernState
from complaints.concerns.telling import reference_to
from complaints.concerns.triage import end_matter, locked_as_seen, step
from complaints.concerns.triage_models import ConcernLink, ConcernStep, FollowedMatter, JoinedConcern
from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused

_HANDLED = frozenset({ConcernState.TRIAGED, ConcernState.ANSWERED})


@transaction.atomic
def validate(
    *, concern: Concern, of_substance: bool, reason: str, seen: str, by: Person, now: datetime
) -> FollowedMatter | None:
    """Say whether a concern of staff is of substance; one that is, is followed from today until it is addressed.

    Refused: as ``locked_as_seen``; ``not_staff``; ``not_sorted`` before it is sorted with its trust; ``joined``;
    ``no_reason``; ``validated`` where it is followed already.
    """
    current = locked_as_seen(concern, seen, by=by, now=now)
    if current.route != Route.STAFF:
        raise Refused("not_staff", "Only what staff tell is validated.")
    if ConcernState(current.state) not in _HANDLED or current.trust_id is None:
        raise Refused("not_sorted", "Sort it first, and say of which trust.")
    if JoinedConcern.objects.filter(concern=current).exists():
        raise Refused("joined", "This concern is joined with another, and validated with that one.")
    if not reason.strip():
        raise Refused("no_reason", "Say what the finding rests on.")
    kind = FollowedMatter.Kind.STAFF_CONCERN
    if current.matters.filter(kind=kind, to_on__isnull=True).exists():
        raise Refused("validated", "It was found to be of substance already, and is followed.")
    matter = None
    if of_substance:
        matter = FollowedMatter.objects.create(concern=current, kind=kind, from_on=london_date(now), begun_by=by)
    _touch(current, now)
    done = ConcernStep.Kind.OF_SUBSTANCE if of_substance else ConcernStep.Kind.NOT_OF_SUBSTANCE
    step(current, done, ConcernState(current.state), by=by, now=now, reason=reason)
    emit("concern.triaged", subject=reference_to(current), now=now)
    return matter


@transaction.atomic
def address(*, matter: FollowedMatter, reason: str, seen: str, by: Person, now: datetime) -> FollowedMatter:
    """Say that a followed matter was addressed, and how; from today it counts no more.

    Refused: as ``locked_as_seen``; ``no_reason``; ``addressed`` before.
    """
    current = locked_as_seen(matter.concern, seen, by=by, now=now)
    if not reason.strip():
        raise Refused("no_reason", "Say how it was addressed.")
    found = FollowedMatter.objects.select_for_update().get(pk=matter.pk)
    if found.to_on is not None:
        raise Refused("addressed", "This was addressed already.")
    end_matter(found, by=by, now=now)
    _touch(current, now)
    step(current, ConcernStep.Kind.ADDRESSED, ConcernState(current.state), by=by, now=now, reason=reason)
    emit("concern.triaged", subject=reference_to(current), now=now)
    found.refresh_from_db()
    return found


@transaction.atomic
def link(*, concern: Concern, to: Reference, seen: str, by: Person, now: datetime) -> ConcernLink:
    """Link a concern with a thing of another part, by its kind and id; a second time it is the same link.

    Refused: as ``locked_as_seen``; ``not_sorted``.
    """
    current = locked_as_seen(concern, seen, by=by, now=now)
    if ConcernState(current.state) not in _HANDLED:
        raise Refused("not_sorted", "Sort it first.")
    made, is_new = ConcernLink.objects.get_or_create(
        concern=current, kind=to.kind, public_id=to.public_id, defaults={"by": by, "at": now}
    )
    if is_new:
        audit("concern.linked", by=by, subject=reference_to(current), now=now, fields=[f"{to.kind} {to.public_id}"])
    return made


def _touch(concern: Concern, now: datetime) -> None:
    """Move the time since when it stands so: whoever read it before reads it again."""
    Concern.objects.filter(pk=concern.pk).update(state_at=now)
    concern.state_at = now
