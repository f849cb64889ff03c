"""Enters the demonstration's regions, trusts and hospitals in the record, marked as invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from oversight.demonstration.bodies import enter_bodies
from oversight.organisations.models import Region, Site, SiteTrust, Trust, TrustKind
from oversight.organisations.successions import record_succession
from oversight.records.audit import System, audit
from oversight.records.references import Reference
from oversight.returns.periods import Month
from workspaces.demonstration.country import MONTHS_SINCE_MERGER, REGIONS, DemonstrationTrust

DEMONSTRATION = System("demonstration")
# All were open long before the first month that is shown.
OPENED_ON = date(2009, 4, 1)
SOURCE = "Invented for the demonstration"


def last_month_before_merger(latest: Month) -> Month:
    """Return the last month for which the merged trust sent a return of its own."""
    return latest.plus(-MONTHS_SINCE_MERGER)


@transaction.atomic
def enter_places(*, trusts: Sequence[DemonstrationTrust], latest: Month, now: datetime) -> dict[str, Trust]:
    """Enter what is not there yet, and return every trust by its code; a second time changes nothing."""
    Region.objects.bulk_create([Region(code=code, name=name) for code, name in REGIONS], ignore_conflicts=True)
    there = set(Trust.objects.filter(is_demonstration=True).values_list("code", flat=True))
    new = [trust for trust in trusts if trust.code not in there]
    merged_on = last_month_before_merger(latest).last_day
    Trust.objects.bulk_create(
        Trust(
            code=trust.code,
            name=trust.name,
            address_1="Trust Headquarters",
            town=trust.town,
            county=trust.sites[0].county,
            postcode=trust.sites[0].postcode,
            region_id=trust.region,
            opened_on=OPENED_ON,
            closed_on=merged_on if trust.merged_into else None,
            is_demonstration=True,
        )
        for trust in new
    )
    rows = {trust.code: trust for trust in Trust.objects.filter(is_demonstration=True)}
    kinds = TrustKind.Kind
    TrustKind.objects.bulk_create(
        TrustKind(
            trust=rows[trust.code],
            kind=kinds.FOUNDATION_TRUST if trust.is_foundation else kinds.NHS_TRUST,
            from_on=OPENED_ON,
            source=SOURCE,
        )
        for trust in new
    )
    _enter_sites(new, rows, merged_on)
    enter_bodies(trusts, rows, since=OPENED_ON, by=DEMONSTRATION, now=now)
    for trust in new:
        if trust.merged_into:
            record_succession(
                from_code=trust.code,
                to_code=trust.merged_into,
                on=merged_on + timedelta(days=1),
                by=DEMONSTRATION,
                now=now,
            )
    if new:
        audit("demonstration.places_entered", by=DEMONSTRATION, subject=Reference("demonstration", "places"), now=now)
    return rows


def _enter_sites(trusts: Sequence[DemonstrationTrust], rows: dict[str, Trust], merged_on: date) -> None:
    """Enter the hospitals, and to which trust each belonged from when to when."""
    pairs = [(trust, site) for trust in trusts for site in trust.sites]
    Site.objects.bulk_create(
        Site(
            code=site.code,
            name=site.name,
            address_1="Hospital Lane",
            town=site.town,
            county=site.county,
            postcode=site.postcode,
            latitude=site.latitude,
            longitude=site.longitude,
            opened_on=OPENED_ON,
            is_hospital=True,
            is_demonstration=True,
        )
        for _, site in pairs
    )
    sites = {site.code: site for site in Site.objects.filter(is_demonstration=True)}
    held = []
    for trust, site in pairs:
        row = sites[site.code]
        if trust.merged_into is None:
            held.append(SiteTrust(site=row, trust=rows[trust.code], from_on=OPENED_ON))
            continue
        held.append(SiteTrust(site=row, trust=rows[trust.code], from_on=OPENED_ON, to_on=merged_on))
        held.append(SiteTrust(site=row, trust=rows[trust.merged_into], from_on=merged_on + timedelta(days=1)))
    SiteTrust.objects.bulk_create(held)
