"""The register of breaches: who may see which, what the public sees, and how long the open ones have stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from inspections.enforcing.fundamental_standards import FundamentalStandard, fundamental_standards
from inspections.models import Breach
from inspections.states.inspection import REPORTED
from inspections.states.notice import NoticeState
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, powers_of, roles_allowing
from oversight.organisations.models import Trust

_REPORTED = [str(state) for state in REPORTED]


def breaches_visible_to(person: Person, on: date) -> QuerySet[Breach]:
    """Return the breaches that the person may see.

    The regulator's inspectors see all; a trust's people those of reports that are out and of notices that it was given:
    what is judged of it before is a draft.
    """
    powers = powers_of(person, on)
    if powers.may(Action.INSPECT):
        return Breach.objects.all()
    own = powers.trust_ids(roles_allowing(Action.SEE_INSPECTIONS))
    told = Q(inspection__state__in=_REPORTED) | Q(notices__issued_at__isnull=False)
    return Breach.objects.filter(told, trust_id__in=own).distinct()


def public_breaches(trust: Trust) -> QuerySet[Breach]:
    """Return the trust's breaches that have not ended and that a published report or a public notice tells of."""
    public_notice = Q(notices__is_public=True) & ~Q(notices__state=str(NoticeState.WITHDRAWN))
    return Breach.objects.filter(
        Q(inspection__state__in=_REPORTED) | public_notice, trust=trust, ended_on__isnull=True
    ).distinct()


@dataclass(frozen=True)
class OpenBreach:
    """A breach that has not ended, its standard (None for one that is no longer listed), and for how many days."""

    breach: Breach
    standard: FundamentalStandard | None
    days_open: int


def open_breaches(*, person: Person, on: date, trust: Trust | None = None) -> list[OpenBreach]:
    """Return the open breaches that the person may see: systemic ones first, the oldest first among them."""
    breaches = breaches_visible_to(person, on).filter(ended_on__isnull=True)
    if trust is not None:
        breaches = breaches.filter(trust=trust)
    found = breaches.select_related("trust", "inspection").prefetch_related("areas__site", "notices")
    return sorted(
        (
            OpenBreach(breach, fundamental_standards().get(breach.regulation), (on - breach.found_on).days)
            for breach in found
        ),
        key=lambda each: (each.breach.extent != Breach.Extent.SYSTEMIC, -each.days_open, each.breach.pk),
    )
