"""Which trusts are expected to send a monthly return of their inpatients."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from oversight.accounts.models import Membership, Role
from oversight.organisations.models import Trust, Ward
from oversight.returns.periods import Month


def within(period: Month, begins: str, ends: str) -> Q:
    """Return the condition that a dated row holds on some day of the month."""
    begun = Q(**{f"{begins}__isnull": True}) | Q(**{f"{begins}__lte": period.last_day})
    not_ended = Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": period.first_day})
    return begun & not_ended


def trusts_with_inpatients(month: Month) -> QuerySet[Trust]:
    """Return the trusts open in the month that have a ward on record, or somebody to prepare returns."""
    wards = Ward.objects.filter(within(month, "opened_on", "closed_on"), trust=OuterRef("pk"))
    preparers = Membership.objects.filter(within(month, "from_on", "to_on"), trust=OuterRef("pk"), role=Role.PREPARER)
    return Trust.objects.filter(within(month, "opened_on", "closed_on")).filter(Q(Exists(wards)) | Q(Exists(preparers)))
