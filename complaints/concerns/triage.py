"""Sorting concerns: how urgent, about what and whom; set aside, closed, opened again; told twice, joined.

Two inspectors at once: each writes on the concern as they read it (``seen``), and who comes second is told so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from complaints.concerns.models import Concern, Urgency
from complaints.concerns.states import ConcernState, is_way
from complaints.concerns.telling import reference_to
from complaints.concerns.themes import Theme
from complaints.concerns.triage_models import ConcernStep, FollowedMatter, JoinedConcern
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.organisations.models import Site, SiteTrust, Trust, Ward
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.returns.refusals import Refused

_S = ConcernState
_SORTED_IN = frozenset({_S.NEW, _S.TRIAGED, _S.ANSWERED})
OPEN = frozenset({_S.NEW, _S.TRIAGED})


@dataclass(frozen=True, slots=True)
class Sorting:
    """What an inspector finds on reading a concern. trust, site, ward: None where it is not known which."""

    urgency: Urgency
    safeguarding: bool
    theme: Theme
    trust: Trust | None = None
    site: Site | None = None
    ward: Ward | None = None


def seen_token(concern: Concern) -> str:
    """Return what a form carries of the concern as its reader saw it: its state, and since when."""
    return f"{concern.state}:{concern.state_at.isoformat()}"


def locked_as_seen(concern: Concern, seen: str, *, by: Person, now: datetime) -> Concern:
    """Return the concern locked in the caller's transaction, as it was seen.

    Refused: ``not_allowed``; ``moved_on`` where somebody did something with it meanwhile; ``forgotten``.
    """
    if not may(by, Action.HANDLE_CONCERNS, on=london_date(now)):
        raise Refused("not_allowed", "Your role does not allow this.")
    found = Concern.objects.select_for_update(of=("self",), no_key=True).select_related("trust").get(pk=concern.pk)
    if seen_token(found) != seen:
        raise Refused(
            "moved_on", "Somebody did something with this concern since you opened it. Read it again, then decide."
        )
    if found.forgotten_on is not None:
        raise Refused("forgotten", "The words of this concern were deleted: it is handled no more.")
    return found


@transaction.atomic
def sort_concern(*, concern: Concern, sorting: Sorting, seen: str, by: Person, now: datetime) -> Concern:
    """Say how urgent a concern is, what and whom it is about, and whether somebody must be safeguarded; also again.

    A safeguarding matter is followed from the day on which it was received; taken back, it never counted. Refused: as
    ``locked_as_seen``; ``moved_on`` once it is closed or set aside; ``place`` for a site or ward of another trust;
    ``world`` for an invented trust of a real concern and the other way round; ``followed`` where a matter that is
    followed would lose its trust; ``joined``.
    """
    current = locked_as_seen(concern, seen, by=by, now=now)
    before = ConcernState(current.state)
    if before not in _SORTED_IN:
        raise Refused("moved_on", f"This concern is now: {before.label.lower()}. Open it again first.")
    _stands_alone(current)
    _check_place(current, sorting, now=now)
    followed = set(current.matters.filter(to_on__isnull=True).values_list("kind", flat=True))
    if sorting.trust is None and FollowedMatter.Kind.STAFF_CONCERN in followed:
        raise Refused("followed", "It is followed as a concern of the trust's staff: say of which trust.")
    trust_before = current.trust if current.trust_id != (sorting.trust.pk if sorting.trust else None) else None
    after = _S.TRIAGED if before is _S.NEW else before
    _apply(current, sorting, after, now=now)
    _follow_safeguarding(current, by=by, now=now)
    step(current, ConcernStep.Kind.TRIAGED, before, by=by, now=now, trust_before=trust_before)
    for joined in Concern.objects.select_for_update(of=("self",), no_key=True).filter(joined_to__main=current):
        if ConcernState(joined.state) in _SORTED_IN:
            was = ConcernState(joined.state)
            _apply(joined, sorting, _S.TRIAGED if was is _S.NEW else was, now=now)
    emit("concern.triaged", subject=reference_to(current), now=now)
    return current


@transaction.atomic
def set_aside(*, concern: Concern, reason: str, seen: str, by: Person, now: datetime) -> Concern:
    """Set a concern aside as none: an advertisement, an insult, an attempt. Refused: as ``locked_as_seen``;
    ``no_reason``; ``followed`` while a matter of it is followed; ``joined``; ``moved_on``."""
    return _move(concern, _S.SPAM, ConcernStep.Kind.SPAM, reason, seen, by=by, now=now)


@transaction.atomic
def take_back(*, concern: Concern, reason: str, seen: str, by: Person, now: datetime) -> Concern:
    """Say that what was set aside is a concern after all; it waits as new. Refused: as ``set_aside``."""
    return _move(concern, _S.NEW, ConcernStep.Kind.NOT_SPAM, reason, seen, by=by, now=now)


@transaction.atomic
def close(*, concern: Concern, reason: str, seen: str, by: Person, now: datetime) -> Concern:
    """Close a concern, and those that are joined with it: nothing more is done. Refused: as ``set_aside``."""
    closed = _move(concern, _S.CLOSED, ConcernStep.Kind.CLOSED, reason, seen, by=by, now=now)
    for joined in Concern.objects.select_for_update(of=("self",), no_key=True).filter(joined_to__main=closed):
        was = ConcernState(joined.state)
        if is_way(was, _S.CLOSED):
            _change(joined, state=str(_S.CLOSED), state_at=now)
            step(joined, ConcernStep.Kind.CLOSED, was, by=by, now=now, reason=reason)
    return closed


@transaction.atomic
def open_again(*, concern: Concern, reason: str, seen: str, by: Person, now: datetime) -> Concern:
    """Take an answered or closed concern up again. Refused: as ``set_aside``."""
    return _move(concern, _S.TRIAGED, ConcernStep.Kind.REOPENED, reason, seen, by=by, now=now)


@transaction.atomic
def join(*, concern: Concern, main: Concern, seen: str, by: Person, now: datetime) -> JoinedConcern:
    """Join a concern with another that tells the same: it is sorted, answered and closed with that one.

    Refused: as ``locked_as_seen``; ``itself``; ``world``; ``joined`` where either is joined already; ``main`` where the
    other is not sorted yet, or is closed; ``followed`` where this one is followed by itself.
    """
    # In the order of their keys, so that two who join the two with each other do not wait for each other.
    pks = sorted((concern.pk, main.pk))
    list(Concern.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))
    current = locked_as_seen(concern, seen, by=by, now=now)
    other = Concern.objects.get(pk=main.pk)
    if current.pk == other.pk:
        raise Refused("itself", "This is the same concern.")
    if current.is_demonstration != other.is_demonstration:
        raise Refused("world", "One of the two is invented for the demonstration.")
    _stands_alone(current)
    if JoinedConcern.objects.filter(concern=other).exists() or current.joined.exists():
        raise Refused("joined", "One of the two is joined with another already.")
    if ConcernState(other.state) not in (_S.TRIAGED, _S.ANSWERED):
        raise Refused("main", "Sort the other one first: this one is handled with it.")
    if ConcernState(current.state) not in OPEN:
        raise Refused("moved_on", f"This concern is now: {ConcernState(current.state).label.lower()}.")
    _nothing_followed(current)
    before = ConcernState(current.state)
    _change(
        current,
        state=str(_S.TRIAGED),
        state_at=now,
        urgency=other.urgency,
        safeguarding=other.safeguarding,
        theme=other.theme,
        trust=other.trust,
        site=other.site,
        ward=other.ward,
    )
    joined = JoinedConcern.objects.create(concern=current, main=other, by=by, at=now)
    step(current, ConcernStep.Kind.JOINED, before, by=by, now=now)
    emit("concern.triaged", subject=reference_to(current), now=now)
    return joined


@transaction.atomic
def part(*, concern: Concern, seen: str, by: Person, now: datetime) -> Concern:
    """Part a concern from the one that it was joined with. Refused: as ``locked_as_seen``; ``not_joined``."""
    current = locked_as_seen(concern, seen, by=by, now=now)
    there, _ = JoinedConcern.objects.filter(concern=current).delete()
    if not there:
        raise Refused("not_joined", "This concern is joined with no other.")
    _change(current, state_at=now)
    step(current, ConcernStep.Kind.PARTED, ConcernState(current.state), by=by, now=now)
    return current


def step(
    concern: Concern,
    kind: ConcernStep.Kind,
    before: ConcernState,
    *,
    by: Person,
    now: datetime,
    reason: str = "",
    trust_before: Trust | None = None,
) -> ConcernStep:
    """Keep what was done, with its audit entry, in the caller's transaction; the reason is in no audit entry."""
    kept = ConcernStep.objects.create(
        concern=concern,
        kind=kind,
        before=str(before),
        after=concern.state,
        trust_before=trust_before,
        reason=reason.strip(),
        by=by,
        at=now,
    )
    audit(f"concern.{kind}", by=by, subject=reference_to(concern), now=now, fields=["state"])
    return kept


def end_matter(matter: FollowedMatter, *, by: Person, now: datetime, as_if_never: bool = False) -> None:
    """End a followed matter today, in the caller's transaction; ``as_if_never``: it counted on no day."""
    to_on = matter.from_on if as_if_never else max(matter.from_on, london_date(now))
    FollowedMatter.objects.filter(pk=matter.pk, to_on__isnull=True).update(to_on=to_on, ended_by=by)


def _apply(concern: Concern, sorting: Sorting, after: ConcernState, *, now: datetime) -> None:
    _change(
        concern,
        state=str(after),
        state_at=now,
        urgency=str(sorting.urgency),
        safeguarding=sorting.safeguarding,
        theme=str(sorting.theme),
        trust=sorting.trust,
        site=sorting.site,
        ward=sorting.ward,
    )


def _change(concern: Concern, **values: Any) -> None:
    """Change a row that is locked, and what the caller holds of it."""
    Concern.objects.filter(pk=concern.pk).update(**values)
    for name, value in values.items():
        setattr(concern, name, value)


def _move(
    concern: Concern, after: ConcernState, kind: ConcernStep.Kind, reason: str, seen: str, *, by: Person, now: datetime
) -> Concern:
    current = locked_as_seen(concern, seen, by=by, now=now)
    before = ConcernState(current.state)
    if not is_way(before, after):
        raise Refused("moved_on", f"This concern is now: {before.label.lower()}. That cannot be done any more.")
    if not reason.strip():
        raise Refused("no_reason", "Say why.")
    _stands_alone(current)
    if after in (_S.SPAM, _S.CLOSED):
        _nothing_followed(current)
    _change(current, state=str(after), state_at=now)
    step(current, kind, before, by=by, now=now, reason=reason)
    emit("concern.triaged", subject=reference_to(current), now=now)
    return current


def _stands_alone(concern: Concern) -> None:
    if JoinedConcern.objects.filter(concern=concern).exists():
        raise Refused("joined", "This concern is joined with another, and handled with that one. Part them first.")


def _nothing_followed(concern: Concern) -> None:
    if concern.matters.filter(to_on__isnull=True).exists():
        raise Refused("followed", "It is followed still: say first that it was addressed.")


def _check_place(concern: Concern, sorting: Sorting, *, now: datetime) -> None:
    trust, site, ward = sorting.trust, sorting.site, sorting.ward
    if trust is None:
        if site or ward:
            raise Refused("place", "A site or ward has its trust.")
        return
    if trust.is_demonstration != concern.is_demonstration:
        raise Refused("world", "An invented trust has no real concern, and a real trust none that is invented.")
    if site is not None and not SiteTrust.objects.filter(site=site, trust=trust).exists():
        raise Refused("place", f"{site.shown_name} is no site of {trust.shown_name}.")
    if ward is not None and (ward.trust_id != trust.pk or (site is not None and ward.site_id != site.pk)):
        raise Refused("place", f"{ward.name} is no ward there.")


def _follow_safeguarding(concern: Concern, *, by: Person, now: datetime) -> None:
    kind = FollowedMatter.Kind.SAFEGUARDING
    followed = concern.matters.filter(kind=kind, to_on__isnull=True).first()
    if (
        concern.safeguarding
        and followed is None
        and not concern.matters.filter(kind=kind, to_on__isnull=False).exists()
    ):
        FollowedMatter.objects.create(concern=concern, kind=kind, from_on=concern.received_on, begun_by=by)
    if not concern.safeguarding and followed is not None:
        end_matter(followed, by=by, now=now, as_if_never=True)
