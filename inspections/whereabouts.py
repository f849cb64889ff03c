"""Where the team of an inspection can go: the sites that it looks at, or all of the trust's for well-led alone."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from inspections.models import Inspection
from oversight.organisations.models import Site
from oversight.organisations.sites import sites_of


def looks_at_well_led_alone(inspection: Inspection) -> bool:
    """Whether it looks at no service: what it judges is the well-led of the trust as a whole."""
    return not inspection.services.exists()


def sites_to_go_to(inspection: Inspection, on: date) -> QuerySet[Site]:
    """Return the sites of visits and evidence: those inspected; where none is, all that the trust has on the day."""
    if inspection.sites.exists():
        return Site.objects.filter(pk__in=inspection.sites.values("site_id")).order_by("name", "code")
    return sites_of(inspection.trust, on).order_by("name", "code")
