"""Regions as addresses call them: by their name in small letters with hyphens, or by their code where none is known."""

from __future__ import annotations

from django.utils.text import slugify

from oversight.organisations.models import Region, Trust


def region_called(name: str) -> Region | None:
    """Return the region of a name in an address, or None."""
    return next((each for each in Region.objects.order_by("code") if name_of(each) == name.lower()), None)


def name_of(region: Region) -> str:
    """Return a region's name for addresses: ``north-west``."""
    return slugify(region.name) or region.code.lower()


def regions_with_trusts(*, demonstration: bool) -> list[Region]:
    """Return the regions in which a world has trusts, by name."""
    found = Trust.objects.filter(is_demonstration=demonstration, region__isnull=False).order_by().values("region")
    return list(Region.objects.filter(pk__in=found).order_by("name", "code"))
