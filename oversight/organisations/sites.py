"""Which sites are a trust's on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from oversight.organisations.models import Site, SiteTrust, Trust
from oversight.organisations.successions import answered_for_by


def sites_of(trust: Trust, on: date) -> QuerySet[Site]:
    """Return the open sites that are the trust's on the day, by name, with those of trusts that it has followed.

    A register may move a predecessor's sites months after the day of the succession; until then its successors report
    them.
    """
    held = SiteTrust.objects.on(on).filter(trust__in=answered_for_by({trust.pk}, on))
    return Site.objects.open_on(on).filter(pk__in=held.values("site")).order_by("name", "code")


def trust_of(site: Site, on: date) -> Trust | None:
    """Return the trust to which the site belonged on the day by the register, or None."""
    held = site.trusts.on(on).select_related("trust").order_by("-pk").first()
    return held.trust if held else None
