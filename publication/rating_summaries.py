"""What a page says of a hospital's or a trust's ratings: the grid that stands, what is under way, what is in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from django.http import HttpResponse

from oversight.organisations.models import Site, Trust
from publication.rating_enforcement import PublicProceedings
from publication.rating_grids import RatingGrid, hospital_grid, trust_grid
from publication.rating_record import RatingRecord


class HospitalRatings:
    """A hospital's ratings at a moment, with the proceedings of the trust that it belongs to."""

    def __init__(self, site: Site, trust: Trust | None, now: datetime) -> None:
        self.site = site
        self.record = RatingRecord(locations=[site.code], now=now)
        self.proceedings = PublicProceedings(trust, site=site, now=now)

    @property
    def stamp(self) -> tuple[str, str]:
        """What a kept page must change with."""
        return self.record.stamp, self.proceedings.stamp

    @cached_property
    def grid(self) -> RatingGrid | None:
        """The grid of services, or None where nothing was published."""
        return None if self.record.is_empty else hospital_grid(self.record, self.site)


class TrustRatings:
    """A trust's ratings at a moment, with those of the hospitals that it has today."""

    def __init__(self, trust: Trust, hospitals: Sequence[Site], now: datetime) -> None:
        self.trust = trust
        self.hospitals = hospitals
        self.record = RatingRecord(locations=[site.code for site in hospitals], provider=trust.code, now=now)
        self.proceedings = PublicProceedings(trust, now=now)

    @property
    def stamp(self) -> tuple[object, ...]:
        """What a kept page must change with."""
        return self.record.stamp, self.proceedings.stamp, [(site.code, site.shown_name) for site in self.hospitals]

    @cached_property
    def grid(self) -> RatingGrid | None:
        """The grid of hospitals, or None where nothing was published."""
        return None if self.record.is_empty else trust_grid(self.record, self.hospitals)


def by_tag_alone(response: HttpResponse) -> HttpResponse:
    """Let caches ask by the page's tag alone: ratings grow older by the day, at no moment that a header could name."""
    if response.has_header("Last-Modified"):
        del response["Last-Modified"]
    return response
