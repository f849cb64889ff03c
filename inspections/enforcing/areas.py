"""Where a breach was found or a notice is about: a key question of a service at a site, chosen by the inspector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from inspections.core_services import services
from oversight.organisations.models import Site, Trust
from oversight.organisations.sites import sites_of
from oversight.returns.refusals import Refused
from ratings.rules.ratings_words import KeyQuestion


@dataclass(frozen=True)
class Place:
    """A key question of a service (by its code) at a site."""

    site: Site
    service: str
    key_question: KeyQuestion


def check_places(places: Sequence[Place], trust: Trust, on: date) -> None:
    """Refuse (``area``) a place that is not the trust's, a service that is not on the list, and one named twice."""
    known = set(sites_of(trust, on).values_list("pk", flat=True)) if places else set()
    for place in places:
        if place.site.pk not in known:
            raise Refused("area", f"{place.site.name} is not a site of this trust.")
        check_service(place.service, on)
    if len({(place.site.pk, place.service, place.key_question) for place in places}) != len(places):
        raise Refused("area", "A key question of a service is named once.")


def check_service(code: str, on: date) -> None:
    """Refuse (``area``) a service that was not on the list on the day."""
    listed = services().get(code)
    if listed is None or not listed.listed_on(on):
        raise Refused("area", f"{code or 'This'} is not a service on the list on that day.")
