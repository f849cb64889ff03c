"""What a concern is about, as told: a hospital, a trust or a ward on record, or a place in somebody's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from oversight.organisations.finding import find
from oversight.organisations.models import Site, SiteTrust, Trust, Ward
from oversight.organisations.naming import name_key
from oversight.organisations.search_index import Found

NOT_KNOWN = "not-known"
OWN_WORDS = "own-words"
_MOST_FOUND = 8


@dataclass(frozen=True)
class About:
    """A place on record: a trust, and perhaps a hospital and a ward of it."""

    trust: Trust
    site: Site | None = None
    ward: Ward | None = None

    @property
    def name(self) -> str:
        """What it is called on pages."""
        return self.site.shown_name if self.site else self.trust.shown_name

    @property
    def value(self) -> str:
        """What a form holds for it."""
        return f"hospital:{self.site.code}" if self.site else f"trust:{self.trust.code}"


def places_called(words: str, *, demonstration: bool, on: date) -> list[Found]:
    """Return the hospitals and trusts that somebody may mean, best first."""
    return find(words, demonstration=demonstration, on=on, limit=_MOST_FOUND)


def about(value: str, *, on: date) -> About | None:
    """Return the place of a form's value, ``hospital:CODE`` or ``trust:CODE``; None where none has that code."""
    kind, _, code = value.partition(":")
    if kind == "trust":
        trust = Trust.objects.filter(code=code).first()
        return About(trust) if trust else None
    if kind != "hospital":
        return None
    site = Site.objects.filter(code=code).first()
    held = SiteTrust.objects.on(on).filter(site=site).select_related("trust").first() if site else None
    return About(held.trust, site) if held else None


def about_ward(public_id: str) -> About | None:
    """Return the ward of a link on its poster, with its hospital and trust; None where there is none."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    ward = Ward.objects.filter(public_id=wanted, closed_on__isnull=True).select_related("trust", "site").first()
    return About(ward.trust, ward.site, ward) if ward else None


def with_ward(place: About, words: str) -> About:
    """Return the place with its ward of the name that was written, where it has one open ward of that name."""
    if not words:
        return place
    wards = Ward.objects.filter(trust=place.trust, closed_on__isnull=True, name_key=name_key(words))
    if place.site is not None:
        wards = wards.filter(site=place.site)
    found = list(wards[:2])
    return About(place.trust, place.site or found[0].site, found[0]) if len(found) == 1 else place
