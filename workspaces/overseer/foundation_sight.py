"""Whose foundation status a person may see: the NHS trusts of their area, and applicants to their body."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from oversight.accounts.areas import bodies_of, trusts_in_sight
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, roles_allowing
from oversight.organisations.models import Body, Trust, TrustKind
from ratings.cases.foundation_applications import authorising_body


def trusts_to_found(person: Person, on: date, *, demonstration: bool) -> QuerySet[Trust]:
    """Return the trusts that are no foundation trusts, or applied to be one, within the person's sight, by name.

    A body that authorises sees who applied, though it oversees only those that it has authorised.
    """
    seen = Q(pk__in=trusts_in_sight(person, Action.SEE_CASES, on).order_by().values("pk"))
    if _authorises(person, on, demonstration=demonstration):
        seen |= Q(foundation_applications__isnull=False)
    founded = TrustKind.objects.on(on).filter(kind=TrustKind.Kind.FOUNDATION_TRUST).values("trust_id")
    asks = ~Q(pk__in=founded) | Q(foundation_applications__isnull=False)
    open_ones = Trust.objects.open_on(on).filter(seen & asks, is_demonstration=demonstration)
    return open_ones.select_related("region").distinct().order_by("name", "code")


def _authorises(person: Person, on: date, *, demonstration: bool) -> bool:
    """Say whether the person is of the body that decides on applications in the world."""
    mine = {body.pk for body in bodies_of(person, on, roles_allowing(Action.DECIDE_MEASURES))}
    if not mine:
        return False
    own = demonstration and Body.objects.filter(role=Body.Role.OVERSIGHT, is_demonstration=True).exists()
    decides = authorising_body(Trust(is_demonstration=own), on)
    return decides is not None and decides.pk in mine
