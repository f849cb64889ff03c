"""Enters the demonstration's bodies: two that oversee trusts, and for each region those that are local to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from oversight.organisations.areas import LOCAL, set_area
from oversight.organisations.models import Body, Trust, TrustKind
from oversight.records.audit import System
from workspaces.demonstration.country import REGIONS, DemonstrationTrust

# As Monitor and the NHS Trust Development Authority did, each oversees the trusts of one kind.
FOUNDATION_TRUST_BODY, NHS_TRUST_BODY = "DEMO-FT", "DEMO-NT"


@dataclass(frozen=True)
class _Invented:
    code: str
    name: str
    role: Body.Role
    region: str | None = None
    oversees_kind: str = ""


def healthwatch_code(region: str) -> str:
    """Return the code of the local Healthwatch whose area is a region of the demonstration."""
    return f"HW-{region}"


def commissioner_code(region: str) -> str:
    """Return the code of the commissioner whose area is a region of the demonstration."""
    return f"CC-{region}"


def surveillance_code(region: str) -> str:
    """Return the code of a region's quality surveillance group."""
    return f"QSG-{region}"


def enter_bodies(
    trusts: Sequence[DemonstrationTrust], rows: Mapping[str, Trust], *, since: date, by: System, now: datetime
) -> None:
    """Enter what is not there yet, and let the trusts of a region serve the area of its local bodies.

    ``rows`` are the trusts by code; ``since`` is the day from which the bodies and their areas are there.
    """
    for invented in _bodies():
        body, _ = Body.objects.get_or_create(
            code=invented.code,
            defaults={
                "name": invented.name,
                "role": invented.role,
                "region_id": invented.region,
                "oversees_kind": invented.oversees_kind,
                "from_on": since,
                "is_demonstration": True,
            },
        )
        if invented.role in LOCAL:
            own = [rows[trust.code] for trust in trusts if trust.region == invented.region]
            set_area(body=body, trusts=own, on=since, by=by, now=now)


def _bodies() -> Iterator[_Invented]:
    roles, kinds = Body.Role, TrustKind.Kind
    yield _Invented(
        FOUNDATION_TRUST_BODY,
        "Demonstration Foundation Trust Regulator",
        roles.OVERSIGHT,
        oversees_kind=kinds.FOUNDATION_TRUST,
    )
    yield _Invented(
        NHS_TRUST_BODY, "Demonstration Trust Development Body", roles.OVERSIGHT, oversees_kind=kinds.NHS_TRUST
    )
    for region, name in REGIONS:
        yield _Invented(healthwatch_code(region), f"Healthwatch {name}", roles.HEALTHWATCH, region)
        yield _Invented(commissioner_code(region), f"{name} Commissioning Group", roles.COMMISSIONER, region)
        yield _Invented(surveillance_code(region), f"{name} Quality Surveillance Group", roles.SURVEILLANCE, region)
