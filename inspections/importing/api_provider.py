"""Reading a provider from the regulator's interface for programs (``/public/v1/providers/{id}``): its own ratings.

A provider is rated as a whole and for its key questions. Ratings of services that it lists without a location, and its
use of resources, have no level on record: they are counted and left aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspections.importing.api_location import NHS, Reading, take_assessments, take_publications
from inspections.importing.api_shape import code_of, list_of, object_of, text_of
from inspections.importing.published import Published, Rejected
from inspections.importing.standing import with_standing
from ratings.rules.ratings_words import folded


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider with its own ratings, current and earlier; ``left_aside``: how many ratings have no level here."""

    code: str
    name: str
    is_nhs: bool
    ratings: tuple[Published, ...]
    rejected: tuple[Rejected, ...]
    assessments: int
    left_aside: int


def is_provider(given: Mapping[str, Any]) -> bool:
    """Say whether the object is a provider: it names itself and no location."""
    return "locationId" not in given and "providerId" in given


def provider_of(given: Mapping[str, Any]) -> Provider:
    """Read one provider. Raises ``NotALocation``; single ratings that cannot be read are in ``rejected``."""
    reading = Reading("", code_of(given, "providerId"), {})
    take_publications(reading, given)
    assessments = take_assessments(reading, given)
    publications = [object_of(given, "currentRatings"), *list_of(given, "historicRatings")]
    resources = sum(bool(object_of(object_of(each, "overall"), "useOfResources")) for each in publications)
    return Provider(
        code=reading.provider_code,
        name=text_of(given, "name"),
        is_nhs=folded(text_of(given, "type")) == folded(NHS),
        ratings=with_standing(reading.ratings),
        rejected=tuple(reading.rejected),
        assessments=assessments,
        left_aside=reading.left_aside + resources,
    )
