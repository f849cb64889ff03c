"""The trusts that a person of an overseeing, commissioning, local or surveillance body has in their area on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from oversight.accounts.models import Membership, Person, Role
from oversight.accounts.permissions import Action, roles_allowing
from oversight.organisations.areas import LOCAL
from oversight.organisations.models import AreaTrust, Body, Trust, TrustKind


def bodies_of(person: Person, on: date, roles: Iterable[Role]) -> list[Body]:
    """Return the bodies for which the person holds one of the roles on the day, by name."""
    held = Membership.objects.on(on).filter(person=person, person__is_active=True, role__in=list(roles))
    return list(Body.objects.filter(pk__in=held.values("body_id")).order_by("name", "code"))


def trusts_in_sight(person: Person, action: Action, on: date) -> QuerySet[Trust]:
    """Return the trusts within the areas of the bodies for which the person may do the action on the day, by name.

    An oversight body has the trusts of the kind that it oversees; a commissioner and a local Healthwatch those of their
    area; a surveillance group those of its region. Closed trusts are among them: their record stays.
    """
    reached = Q(pk__in=[])
    for body in bodies_of(person, on, roles_allowing(action)):
        reached |= _area(body, on)
    return Trust.objects.filter(reached).order_by("name", "code")


def is_in_sight(person: Person, action: Action, trust: Trust, on: date) -> bool:
    """Say whether the trust is within the areas of the person's bodies on the day."""
    return trusts_in_sight(person, action, on).filter(pk=trust.pk).exists()


def _area(body: Body, on: date) -> Q:
    if body.role == Body.Role.OVERSIGHT:
        return _overseen(body, on)
    if body.role in LOCAL:
        return Q(pk__in=AreaTrust.objects.on(on).filter(body=body).values("trust_id"))
    if body.role == Body.Role.SURVEILLANCE and body.region_id:
        return Q(region_id=body.region_id, is_demonstration=body.is_demonstration)
    return Q(pk__in=[])


def _overseen(body: Body, on: date) -> Q:
    """Return the trusts that an oversight body oversees on the day, as ``oversight_body_of`` has it for one trust."""
    if not Body.objects.on(on).filter(pk=body.pk).exists():
        return Q(pk__in=[])
    # Never an empty condition: added to another it would be none at all.
    mine = Q(pk__isnull=False)
    if body.is_demonstration or Body.objects.filter(role=Body.Role.OVERSIGHT, is_demonstration=True).exists():
        mine = Q(is_demonstration=body.is_demonstration)
    if not body.oversees_kind:
        return mine
    return mine & Q(pk__in=TrustKind.objects.on(on).filter(kind=body.oversees_kind).values("trust_id"))
