"""A rating as a file of the regulator says it, before it is put on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating

OVERALL = "Overall"
"""What files write in place of a service or a key question where all of them are meant."""

_LONGEST = {
    "provider_code": 20,
    "location_code": 20,
    "service": 200,
    "as_published": 60,
    "inherited_from": 20,
    "report_link": 300,
    "report_reference": 64,
    "followed_by": 300,
}


class Level(StrEnum):
    """What a rating is of; the same words as the record's."""

    SERVICE_KEY_QUESTION = "service_key_question"
    SERVICE = "service"
    LOCATION_KEY_QUESTION = "location_key_question"
    LOCATION = "location"
    TRUST_KEY_QUESTION = "trust_key_question"
    TRUST = "trust"


@dataclass(frozen=True, slots=True)
class Published:
    """One rating or non-rating, as published on a day.

    ``service`` "" and ``key_question`` None stand for all of them. ``is_current``: whether the file lists it as
    current. ``ended_on``: from when its service is no longer rated, with the names of those that followed it.
    ``leaves_earlier_standing``: the file still counts what was published before it. ``location_code`` "" stands for the
    provider as a whole. ``inspected_on``: the day of the assessment, where the file says it.
    """

    provider_code: str
    location_code: str
    service: str
    key_question: KeyQuestion | None
    word: Rating | NonRating
    as_published: str
    published_on: date
    is_current: bool = True
    inherited: bool = False
    inherited_from: str = ""
    report_link: str = ""
    report_reference: str = ""
    ended_on: date | None = None
    followed_by: str = ""
    leaves_earlier_standing: bool = False
    inspected_on: date | None = None

    def unkeepable(self) -> str | None:
        """Why the record cannot keep it, for a text that is too long or no text at all; None where it can."""
        for name, most in _LONGEST.items():
            text = getattr(self, name)
            if len(text) > most:
                return f"Its {name.replace('_', ' ')} is longer than {most} characters."
            if not text.isprintable():
                return f"Its {name.replace('_', ' ')} holds what is no text."
        return None

    @property
    def level(self) -> Level:
        """What it is of."""
        if self.service:
            return Level.SERVICE_KEY_QUESTION if self.key_question else Level.SERVICE
        if not self.location_code:
            return Level.TRUST_KEY_QUESTION if self.key_question else Level.TRUST
        return Level.LOCATION_KEY_QUESTION if self.key_question else Level.LOCATION


@dataclass(frozen=True, slots=True)
class Rejected:
    """A place of a file that could not be taken: where (a row, or a path), what stood there, and why not."""

    where: str
    value: str
    reason: str
