"""Organisations, accepted returns and people to publish from, made as the database's own rules demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import transaction

from oversight.accounts.models import Membership, Person, Role
from oversight.organisations.models import Body, Site, SiteTrust, Trust, Ward
from oversight.organisations.naming import name_key
from oversight.returns.models import Explanation, ReturnVersion
from oversight.returns.periods import Month
from staffing.models import WardMonth
from tests.returns.standing import standing_version

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
OCTOBER = "2026-10"
# Planned and actual: registered by day, care by day, registered by night, care by night (domain.md's worked example).
USUAL = ("1710", "1602.5", "1080", "1105", "1023", "990", "682", "713")
SHORT = ("1710", "1200", "1080", "1105", "1023", "990", "682", "713")
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


@dataclass(frozen=True)
class Row:
    """What a return says of a ward."""

    ward: Ward
    hours: Sequence[str | None] = USUAL
    patients: int | None = 812
    other_groups: Mapping[str, str] = field(default_factory=dict)


def make_trust(code: str = "RX1", name: str = "WREN VALE NHS TRUST", *, demonstration: bool = False) -> Trust:
    """Make a trust from which returns are due: it has somebody to prepare them."""
    trust = Trust.objects.create(
        code=code, name=name, opened_on=date(2000, 4, 1), is_demonstration=demonstration, town="WRENFIELD"
    )
    Membership.objects.create(person=make_person(), trust=trust, role=Role.PREPARER, from_on=date(2000, 4, 1))
    return trust


def make_hospital(trust: Trust, code: str = "RX101", name: str = "ST ANNE'S HOSPITAL", **more: object) -> Site:
    site = Site.objects.create(
        code=code,
        name=name,
        is_hospital=True,
        address_1="1 HIGH STREET",
        town="WRENFIELD",
        postcode="WR1 1AA",
        is_demonstration=trust.is_demonstration,
        **more,
    )
    SiteTrust.objects.create(site=site, trust=trust, from_on=date(2000, 4, 1))
    return site


def make_ward(site: Site | None, name: str = "Ash Ward", *, trust: Trust | None = None, site_name: str = "") -> Ward:
    owner = trust or SiteTrust.objects.get(site=site).trust
    return Ward.objects.create(
        trust=owner,
        site=site,
        site_name=site_name,
        name=name,
        name_key=name_key(name),
        specialty_1="300 - GENERAL MEDICINE",
    )


def make_person(email: str = "prepares@example.invalid") -> Person:
    return Person.objects.filter(email=email).first() or Person.objects.create_user(email, name=email.split("@")[0])


def make_approver(email: str = "approves@example.invalid") -> Person:
    person = make_person(email)
    body = Body.objects.get_or_create(
        code="PUBLISHER-TEST", defaults={"name": "The publisher", "role": Body.Role.PUBLISHER}
    )[0]
    Membership.objects.get_or_create(
        person=person, body=body, role=Role.RELEASE_APPROVER, defaults={"from_on": date(2020, 1, 1)}
    )
    return person


def accept(
    trust: Trust, rows: Sequence[Row], *, period: str = OCTOBER, now: datetime = NOW, late: bool = False
) -> ReturnVersion:
    """Accept a return of the trust for the month: the version before it, if any, stands no longer."""
    month = Month.parse(period)
    with transaction.atomic():
        version = standing_version(
            trust,
            kind="staffing",
            period=period,
            now=now,
            late=late,
            prepared_by=make_person(),
            signed_by=make_person("signs@example.invalid"),
        )
        WardMonth.objects.bulk_create(
            WardMonth(
                version=version,
                trust=trust,
                ward=row.ward,
                site=row.ward.site,
                site_name=row.ward.site_name,
                ward_name=row.ward.name,
                specialty_1=row.ward.specialty_1,
                period=month.first_day,
                row=place + 2,
                patients=row.patients,
                other_groups=dict(row.other_groups),
                **{
                    name: None if hours is None else Decimal(hours)
                    for name, hours in zip(HOURS, row.hours, strict=True)
                },
            )
            for place, row in enumerate(rows)
        )
    return version


def explain_ward(
    version: ReturnVersion, ward: Ward, text: str, action: str = "", *, public: bool = True
) -> Explanation:
    """Let the trust say something of a ward with its return."""
    return Explanation.objects.create(
        submission=version.submission,
        text=text,
        action=action,
        is_public=public,
        given_by=version.submission.prepared_by,
        given_at=version.accepted_at,
        place=ward.name,
        place_key=str(ward.public_id),
    )
