"""Trusts with wards and accepted returns, made as the database's own rules demand, with what is observed of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from oversight.accounts.models import Person
from oversight.measures.observing import record_observations
from oversight.organisations.models import Region, Site, SiteTrust, Trust, Ward
from oversight.organisations.naming import name_key
from oversight.records.outbox import emit
from oversight.records.references import Reference
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from staffing.models import WardMonth
from staffing.observing import WardFacts, observations_of
from tests.returns.standing import standing_version

HOURS = (
    "day_registered_planned",
    "day_registered_actual",
    "day_care_planned",
    "day_care_actual",
    "night_registered_planned",
    "night_registered_actual",
    "night_care_planned",
    "night_care_actual",
)
# Planned and actual: registered by day, care by day, registered by night, care by night (domain.md's worked example).
USUAL = ("1710", "1602.5", "1080", "1105", "1023", "990", "682", "713")
PATIENTS = 812


def make_trust(code: str = "RX1", *, demonstration: bool = False, region: str | None = None, wards: int = 2) -> Trust:
    """Make a trust with one hospital and so many wards."""
    area = Region.objects.get_or_create(code=region, defaults={"name": f"Region {region}"})[0] if region else None
    trust = Trust.objects.create(
        code=code,
        name=f"TRUST {code} NHS TRUST",
        region=area,
        is_demonstration=demonstration,
        opened_on=date(2000, 4, 1),
    )
    make_hospital(trust, wards=wards)
    return trust


def make_hospital(trust: Trust, *, wards: int) -> Site:
    """Give the trust a hospital with so many wards, named Ward 1, Ward 2 and so on."""
    site = Site.objects.create(
        code=f"{trust.code}01",
        name=f"HOSPITAL {trust.code}",
        is_hospital=True,
        is_demonstration=trust.is_demonstration,
    )
    SiteTrust.objects.create(site=site, trust=trust, from_on=date(2000, 4, 1))
    for number in range(1, wards + 1):
        make_ward(trust, f"Ward {number}")
    return site


def make_ward(trust: Trust, name: str) -> Ward:
    """Add a ward to the trust's hospital."""
    site = Site.objects.get(code=f"{trust.code}01")
    return Ward.objects.create(trust=trust, site=site, name=name, name_key=name_key(name))


def hours(**changed: object) -> tuple[str | None, ...]:
    """Return the usual hours with some changed, by column; None is blank."""
    given = {**dict(zip(HOURS, USUAL, strict=True)), **changed}
    return tuple(None if given[name] is None else str(given[name]) for name in HOURS)


def registered_day(percent: float | str) -> tuple[str | None, ...]:
    """Return hours whose fill rate of registered staff by day is so many per cent of 1,000 planned hours."""
    return hours(day_registered_planned="1000", day_registered_actual=str(Decimal(str(percent)) * 10))


def accepted_on(period: str) -> datetime:
    """Return an ordinary time of acceptance: the 8th of the month after, at 10:00."""
    following = Month.parse(period).plus(1).first_day
    return datetime.combine(following, datetime.min.time(), UTC) + timedelta(days=7, hours=10)


def person(email: str) -> Person:
    """Return the person with the address, made where there is none."""
    return Person.objects.filter(email=email).first() or Person.objects.create_user(email, name=email.split("@")[0])


def accept(
    trust: Trust,
    period: str,
    rows: Mapping[str, Sequence[str | None]],
    *,
    now: datetime | None = None,
    patients: int | None = PATIENTS,
    tell: bool = False,
) -> ReturnVersion:
    """Accept a return with hours by ward name, as the acceptance does: facts and observations in one transaction."""
    now = now or accepted_on(period)
    month = Month.parse(period)
    wards = {ward.name: ward for ward in Ward.objects.filter(trust=trust).select_related("site")}
    with transaction.atomic():
        version = standing_version(
            trust,
            kind="staffing",
            period=period,
            now=now,
            prepared_by=person("prepares@example.invalid"),
            signed_by=person("signs@example.invalid"),
        )
        facts = WardMonth.objects.bulk_create(
            WardMonth(
                version=version,
                trust=trust,
                ward=wards[name],
                site=wards[name].site,
                ward_name=name,
                period=month.first_day,
                row=place + 2,
                patients=patients,
                **{
                    column: None if value is None else Decimal(value)
                    for column, value in zip(HOURS, values, strict=True)
                },
            )
            for place, (name, values) in enumerate(rows.items())
        )
        record_observations(
            version_id=version.pk,
            return_kind="staffing",
            trust_code=trust.code,
            period=month.first_day,
            observations=observations_of(trust.code, map(WardFacts.of, facts)),
            now=now,
        )
        if tell:
            emit(
                "return.accepted",
                subject=Reference("submission", version.submission.reference),
                payload={"kind": "staffing", "trust": trust.code, "period": period},
                now=now,
            )
    return version


def months(first: str, count: int) -> list[str]:
    """Return so many months from the first on."""
    start = Month.parse(first)
    return [str(start.plus(number)) for number in range(count)]
