"""The area of a local body, such as a Healthwatch: which trusts serve it, from when to when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from oversight.organisations.models import AreaTrust, Body, Trust
from oversight.organisations.refusals import Refused
from oversight.records.audit import audit
from oversight.records.references import Reference

LOCAL = (Body.Role.HEALTHWATCH, Body.Role.COMMISSIONER)


def trusts_of_area(body: Body, on: date) -> QuerySet[Trust]:
    """Return the trusts that serve the body's area and are open on the day, by name."""
    held = AreaTrust.objects.on(on).filter(body=body)
    return Trust.objects.open_on(on).filter(pk__in=held.values("trust_id")).order_by("name", "code")


def healthwatch_of(trust: Trust, on: date) -> QuerySet[Body]:
    """Return the local Healthwatch bodies whose area the trust serves on the day, by name."""
    held = AreaTrust.objects.on(on).filter(trust=trust)
    bodies = Body.objects.on(on).filter(role=Body.Role.HEALTHWATCH, pk__in=held.values("body_id"))
    return bodies.order_by("name", "code")


@transaction.atomic
def set_area(*, body: Body, trusts: Collection[Trust], on: date, by: Any, now: datetime) -> bool:
    """Let exactly these trusts serve the body's area from the day on; False where they did already.

    A trust that is no longer named leaves on the day before. ``Refused``: a body that has no area ("not_local"), a body
    and a trust of which one alone is invented ("demonstration"), a change on or after the day ("later_change").
    """
    if body.role not in LOCAL:
        raise Refused("not_local", f"{body.name} is no local body: it has no area.")
    if any(trust.is_demonstration != body.is_demonstration for trust in trusts):
        raise Refused("demonstration", "Invented and real organisations are never put together.")
    Body.objects.select_for_update().get(pk=body.pk)
    held = AreaTrust.objects.filter(body=body)
    wanted = {trust.pk for trust in trusts}
    standing = dict(held.filter(to_on__isnull=True).values_list("trust_id", "pk"))
    leaving, joining = set(standing) - wanted, wanted - set(standing)
    if not leaving and not joining:
        return False
    if held.filter(Q(to_on__gte=on) | Q(pk__in=[standing[pk] for pk in leaving], from_on__gte=on)).exists():
        raise Refused("later_change", "The area changed on that day or later: give a later day.")
    held.filter(pk__in=[standing[pk] for pk in leaving]).update(to_on=on - timedelta(days=1))
    AreaTrust.objects.bulk_create(AreaTrust(body=body, trust_id=pk, from_on=on) for pk in sorted(joining))
    audit("body.area_set", by=by, subject=Reference("body", body.code), fields=["trusts"], now=now)
    return True
