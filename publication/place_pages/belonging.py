"""Which hospitals a trust had on a day, which trust a hospital belonged to, and which trust followed which by then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from oversight.organisations.models import Site, SiteTrust, Succession, Trust


def holder_on(belongs: Iterable[SiteTrust], day: date | None) -> Trust | None:
    """Return the trust that a hospital belonged to on a day, None for today: the last day with a trust counts to it."""
    if day is None:
        return next((each.trust for each in belongs if each.to_on is None), None)
    held = [each for each in belongs if _spans(each, day)]
    # On the day of a change of hands both hold it: the newer one answers.
    return max(held, key=lambda each: each.from_on or date.min).trust if held else None


def hospitals_on(trust: Trust, day: date | None) -> list[Site]:
    """Return the hospitals that belonged to a trust on a day, None for today, by name."""
    if day is None:
        held = Q(trusts__trust=trust, trusts__to_on__isnull=True)
    else:
        begun = Q(trusts__from_on__isnull=True) | Q(trusts__from_on__lte=day)
        lasting = Q(trusts__to_on__isnull=True) | Q(trusts__to_on__gte=day)
        held = Q(trusts__trust=trust) & begun & lasting
    return list(Site.objects.filter(held, is_hospital=True).distinct().order_by("name", "code"))


def by_the_day(successions: Iterable[Succession], day: date) -> list[Succession]:
    """Return those that had happened by a day."""
    return [each for each in successions if each.on <= day]


def _spans(each: SiteTrust, day: date) -> bool:
    return (each.from_on is None or each.from_on <= day) and (each.to_on is None or each.to_on >= day)
