"""Which organisations are providers and locations here: trusts, and their hospitals and whatever else was rated.

The register of organisations stands in for the regulator's: an organisation that is open is ``Registered``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from oversight.clock import london_date
from oversight.organisations.models import Site, SiteTrust, Succession, Trust
from publication.rating_record import public_ratings


@dataclass(frozen=True)
class Registered:
    """The organisations of one world, real or invented, as of a moment."""

    demonstration: bool
    now: datetime

    @property
    def today(self) -> date:
        """The day in London."""
        return london_date(self.now)

    def providers(self) -> QuerySet[Trust]:
        """Return every trust, the closed ones too, by code."""
        return Trust.objects.filter(is_demonstration=self.demonstration).select_related("region").order_by("code")

    def locations(self) -> QuerySet[Site]:
        """Return every hospital, and every other site of which a rating was published, by code."""
        rated = public_ratings(self.now).filter(site__isnull=False).values("site")
        found = Site.objects.filter(Q(is_hospital=True) | Q(pk__in=rated), is_demonstration=self.demonstration)
        return found.order_by("code")

    def locations_of(self, trust: Trust) -> list[Site]:
        """Return the locations that belong to the trust today, by code."""
        held = SiteTrust.objects.on(self.today).filter(trust=trust).values("site")
        return list(self.locations().filter(pk__in=held))

    def providers_of(self, sites: Sequence[Site]) -> dict[int, Trust]:
        """Return whose each site is, by the site's key: the present trust, or the last one of a site that closed."""
        held = SiteTrust.objects.filter(site__in=sites).select_related("trust__region")
        latest: dict[int, SiteTrust] = {}
        for row in held.order_by("from_on", "pk"):
            ended, known = row.to_on or date.max, latest.get(row.site_id)
            if known is None or ended >= (known.to_on or date.max):
                latest[row.site_id] = row
        return {site: row.trust for site, row in latest.items()}

    def relationships(self, trust: Trust) -> list[dict[str, str]]:
        """Return which trusts it followed, and which followed it, by today."""
        rows = Succession.objects.filter(Q(predecessor=trust) | Q(successor=trust), on__lte=self.today)
        told = []
        for row in rows.select_related("predecessor", "successor").order_by("on", "pk"):
            before = row.successor_id == trust.pk
            other = row.predecessor if before else row.successor
            told.append(
                {
                    "relatedProviderId": other.code,
                    "relatedProviderName": other.shown_name,
                    "type": "HSCA Predecessor" if before else "HSCA Successor",
                    "reason": "NHS Transfer",
                }
            )
        return told
