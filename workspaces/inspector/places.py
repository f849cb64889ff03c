"""Names and addresses of the trusts and wards on a page, found together in two queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from oversight.organisations.models import Trust, Ward


@dataclass(frozen=True, slots=True)
class Place:
    """A ward or a trust as a page names it; ``within`` says where a ward is."""

    name: str
    within: str
    address: str
    is_demonstration: bool
    region: str


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a page by level and subject, and the trusts by code."""

    trusts: dict[str, Trust]
    wards: dict[str, Ward]

    def of(self, level: str, subject: str, trust_code: str) -> Place:
        """Return a place; one that is no longer on record goes by its id."""
        trust = self.trusts.get(trust_code)
        trust_name = trust.shown_name if trust else trust_code
        invented = bool(trust and trust.is_demonstration)
        region = str(trust.region) if trust and trust.region else ""
        if level != "ward":
            return Place(trust_name, "", reverse("inspect:trust", args=[trust_code]), invented, region)
        ward = self.wards.get(subject)
        address = reverse("inspect:ward", args=[subject])
        if ward is None:
            return Place(f"Ward {subject}", trust_name, address, invented, region)
        site = ward.site.shown_name if ward.site else ward.site_name
        return Place(ward.name, ", ".join(filter(None, (site, trust_name))), address, invented, region)


def places_of(subjects: Iterable[tuple[str, str, str]]) -> Places:
    """Find the places of subjects, each given as level, subject and trust code."""
    subjects = list(subjects)
    codes = {code for _, _, code in subjects}
    wards = {subject for level, subject, _ in subjects if level == "ward"}
    return Places(
        {trust.code: trust for trust in Trust.objects.filter(code__in=codes).select_related("region")},
        {str(ward.public_id): ward for ward in Ward.objects.filter(public_id__in=wards).select_related("site")},
    )
