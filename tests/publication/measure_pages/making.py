"""A country of trusts with released ward staffing, and with released safety measures where a test asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from oversight.organisations.models import Region, Trust
from oversight.records.audit import System
from oversight.returns.periods import Month
from publication.models import Release
from publication.releasing import publish_month
from tests.publication.making import NOW, OCTOBER, USUAL, Row, accept, make_hospital, make_trust, make_ward

BY = System("test")
FILL = "fill_day_registered"
# Hours worked of 1,000 planned, by trust.
WORKED = (900, 920, 930, 940, 950, 960, 970, 990)


def make_country(worked: Sequence[int | None] = WORKED, *, demonstration: bool = False) -> list[Trust]:
    """Publish October 2026 for trusts of one region, each with a hospital; None: its return did not come."""
    Region.objects.get_or_create(code="Y01", defaults={"name": "North"})
    prefix = "DEMO" if demonstration else "RY"
    trusts = []
    for place, hours in enumerate(worked):
        code = f"{prefix}{place}"
        trust = make_trust(code, f"TRUST {chr(65 + place)} NHS TRUST", demonstration=demonstration)
        Trust.objects.filter(pk=trust.pk).update(region_id="Y01")
        ward = make_ward(make_hospital(trust, f"{code}A", f"HOSPITAL {chr(65 + place)}"))
        if hours is not None:
            accept(trust, [Row(ward, ("1000", str(hours), *USUAL[2:]), patients=800 + 10 * place)])
        trusts.append(trust)
    publish_month(period=OCTOBER, demonstration=demonstration, by=BY, now=NOW)
    return trusts


def publish_months(trust: Trust, worked: Sequence[int | None]) -> Release:
    """Publish months up to October 2026 for a trust that has one hospital already, the oldest first."""
    site = trust.sites.get().site
    ward = make_ward(site, "Month Ward")
    release = None
    for back, hours in zip(reversed(range(len(worked))), worked, strict=True):
        month = Month.parse(OCTOBER).plus(-back)
        now = datetime(month.plus(1).year, month.plus(1).month, 20, 10, 30, tzinfo=UTC)
        if hours is not None:
            accept(trust, [Row(ward, ("1000", str(Decimal(hours)), *USUAL[2:]))], period=str(month), now=now)
        release = publish_month(period=str(month), demonstration=trust.is_demonstration, by=BY, now=now).release
    assert release is not None
    return release
