"""Which providers and locations changed between two moments: in their ratings, on the register, by a succession."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from oversight.organisations.models import Succession
from oversight.records.models import AuditEntry
from publication.cqc_shape.registered import Registered
from publication.rating_record import public_ratings

_SUCCEEDED = "succession.recorded"


def changed_providers(request: Request, registered: Registered) -> list[str]:
    """Return the ids of the providers that changed between the request's moments, in their order."""
    start, end = _moments(request)
    changed = _rated(registered, start, end, "provider_code", Q(location_code="")) | _registered("trust", start, end)
    recorded = AuditEntry.objects.filter(action=_SUCCEEDED, subject_kind="trust", at__gte=start, at__lt=end)
    # Either side of a succession tells of it, whichever the record names.
    named = set(recorded.values_list("subject_id", flat=True))
    pairs = Succession.objects.filter(Q(predecessor__code__in=named) | Q(successor__code__in=named))
    changed |= {code for pair in pairs.values_list("predecessor__code", "successor__code") for code in pair}
    return list(registered.providers().filter(code__in=changed).values_list("code", flat=True))


def changed_locations(request: Request, registered: Registered) -> list[str]:
    """Return the ids of the locations that changed between the request's moments, in their order."""
    start, end = _moments(request)
    changed = _rated(registered, start, end, "location_code", ~Q(location_code="")) | _registered("site", start, end)
    return list(registered.locations().filter(code__in=changed).values_list("code", flat=True))


def _rated(registered: Registered, start: datetime, end: datetime, code: str, of: Q) -> set[str]:
    """Return of whom a rating became public, or was known to be another, between the moments."""
    within = Q(known_from__gte=start, known_from__lt=end)
    within |= Q(published_at__gte=start, published_at__lt=end)
    within |= Q(known_to__gte=start, known_to__lt=end)
    return set(public_ratings(registered.now).filter(of, within).values_list(code, flat=True))


def _registered(kind: str, start: datetime, end: datetime) -> set[str]:
    entries = AuditEntry.objects.filter(action=f"{kind}.changed", subject_kind=kind, at__gte=start, at__lt=end)
    return set(entries.values_list("subject_id", flat=True))


def _moments(request: Request) -> tuple[datetime, datetime]:
    """Return the moments that are asked for. ``ParseError``: one is missing, is none, or the end is first."""
    start, end = (_moment(request, name) for name in ("startTimestamp", "endTimestamp"))
    if end < start:
        raise ParseError("endTimestamp is not before startTimestamp.")
    return start, end


def _moment(request: Request, name: str) -> datetime:
    text = request.query_params.get(name, "").strip()
    try:
        # A plus in an address is a blank to whoever reads it.
        found = parse_datetime(text.replace(" ", "+")) if text else None
    except ValueError:
        found = None
    if found is None:
        raise ParseError(f"{name} is a moment such as 2026-11-20T09:30:00Z.")
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
