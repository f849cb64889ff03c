"""Which trusts are expected to send a return of their inpatients."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet

from oversight.accounts.models import Membership, Role
from oversight.organisations.models import Trust, Ward


class Days(Protocol):
    """A period of whole days, such as a month or a quarter."""

    @property
    def first_day(self) -> date:
        """The first day that belongs to it."""

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""


def within(period: Days, begins: str, ends: str) -> Q:
    """Return the condition that a dated row holds on some day of the period."""
    begun = Q(**{f"{begins}__isnull": True}) | Q(**{f"{begins}__lte": period.last_day})
    not_ended = Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": period.first_day})
    return begun & not_ended


def trusts_with_inpatients(period: Days) -> QuerySet[Trust]:
    """Return the trusts open in the period that have a ward on record, or somebody to prepare returns."""
    wards = Ward.objects.filter(within(period, "opened_on", "closed_on"), trust=OuterRef("pk"))
    preparers = Membership.objects.filter(within(period, "from_on", "to_on"), trust=OuterRef("pk"), role=Role.PREPARER)
    return Trust.objects.filter(within(period, "opened_on", "closed_on")).filter(
        Q(Exists(wards)) | Q(Exists(preparers))
    )
