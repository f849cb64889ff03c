"""How trusts, sites and wards are called and where their pages are, for references from anywhere."""

from __future__ import annotations

import uuid

from oversight.organisations.models import Site, Trust, Ward
from oversight.records.references import Described, Reference


def trust_reference(trust: Trust) -> Reference:
    """Return the reference to a trust."""
    return Reference("trust", trust.code)


def site_reference(site: Site) -> Reference:
    """Return the reference to a site."""
    return Reference("site", site.code)


def ward_reference(ward: Ward) -> Reference:
    """Return the reference to a ward."""
    return Reference("ward", str(ward.public_id))


def describe_trust(code: str) -> Described | None:
    """Return a trust's name and page by its code."""
    trust = Trust.objects.filter(code=code).first()
    return Described(trust.shown_name, f"/trusts/{trust.code}/") if trust else None


def describe_site(code: str) -> Described | None:
    """Return a site's name and page by its code."""
    site = Site.objects.filter(code=code).first()
    return Described(site.shown_name, f"/hospitals/{site.code}/") if site else None


def describe_ward(public_id: str) -> Described | None:
    """Return a ward's name, with its site's, and its page by its id."""
    try:
        wanted = uuid.UUID(public_id)
    except ValueError:
        return None
    ward = Ward.objects.select_related("site").filter(public_id=wanted).first()
    if ward is None:
        return None
    place = ward.site.shown_name if ward.site else ward.site_name
    return Described(f"{ward.name}, {place}" if place else ward.name, f"/wards/{ward.public_id}/")
