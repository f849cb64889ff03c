"""What is worked out of a trust's ratings: each place's computed rating beside the published one, and cautions.

Where the two differ without a recorded reason, and where a fundamental standard looks breached, a question is put to
an inspector. Nothing published changes by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from inspections.judging.computing import Place
from inspections.judging.grid import level_of
from inspections.models import RatingLevel
from ratings.rules.aggregation import Judged
from ratings.rules.ratings_words import KeyQuestion, Rating
from ratings.signals import canonical

# Any constant that nothing else uses: a question keeps its id, and so its address, however often it is worked out.
_QUESTIONS = UUID("9f0f4d0e-3a52-4c8a-9a5e-6b1d0c6a7e21")


class QuestionKind(StrEnum):
    """What a question is about."""

    RATING = "rating"
    CAUTION = "caution"

    @property
    def label(self) -> str:
        """What pages call it."""
        return {"rating": "Computed rating", "caution": "Caution"}[self]


class Standing(StrEnum):
    """How a computed rating stands to the published one, or whether a caution is raised."""

    AGREES = "agrees"
    EXPLAINED = "explained"
    DIFFERS = "differs"
    NOT_COMPARED = "not_compared"
    RAISED = "raised"
    # Nothing of the kind is worked out, any more or yet.
    NOTHING = "nothing"

    @property
    def label(self) -> str:
        """What pages call it, without a verdict."""
        return _LABELS[self]

    @property
    def asks(self) -> bool:
        """Whether it puts a question to an inspector."""
        return self in (Standing.DIFFERS, Standing.RAISED)


_LABELS = {
    Standing.AGREES: "Same as published",
    Standing.EXPLAINED: "Differs, for a recorded reason",
    Standing.DIFFERS: "Differs from the published one",
    Standing.NOT_COMPARED: "Not compared",
    Standing.RAISED: "Raised",
    Standing.NOTHING: "No longer worked out",
}


def rating_question_id(trust_code: str, place: Place) -> UUID:
    """Return the id of the question whether a place's published rating is the computed one."""
    told = [trust_code, level_of(place), place.site, place.service, place.key_question or ""]
    return uuid5(_QUESTIONS, canonical(["rating", *map(str, told)]))


def caution_question_id(trust_code: str, rule: str, subject: str) -> UUID:
    """Return the id of the question that a caution puts, of a notice or (subject "") of the trust."""
    return uuid5(_QUESTIONS, canonical(["caution", trust_code, rule, subject]))


@dataclass(frozen=True, slots=True)
class PublishedWord:
    """What stands published at a place: the word, when and by whom, and what was recorded with it.

    ``computed`` is the rating that the rules (of the version ``rule_set``) gave when it was published here, and
    ``departure_reason`` why another was awarded.
    """

    word: Judged
    published_on: date
    source: str
    reference: str = ""
    computed: str = ""
    rule_set: str = ""
    departure_reason: str = ""


@dataclass(frozen=True, slots=True)
class RatingResult:
    """The computed rating of a place beside the published one.

    ``rule`` is a letter of the table, ``assessed``, ``judged`` or the action of enforcement that limits it; ``inputs``
    are the words that counted; ``notices`` those that limit it. ``as_of`` is the day of the newest fact in it.
    """

    trust_code: str
    place: Place
    computed: Rating | None
    rule: str
    rule_set: str
    inputs: Mapping[str, str]
    notices: tuple[str, ...]
    published: PublishedWord | None
    standing: Standing
    reason: str
    as_of: date

    kind = QuestionKind.RATING

    @property
    def question_id(self) -> UUID:
        """The id of the question that it may put."""
        return rating_question_id(self.trust_code, self.place)

    @property
    def level(self) -> RatingLevel:
        """The level of its place."""
        return level_of(self.place)

    def facts(self) -> str:
        """Return the hash of what makes it another question once it changes."""
        published = self.published
        return _hashed(
            self.computed or "",
            self.rule,
            self.rule_set,
            dict(self.inputs),
            list(self.notices),
            str(published.word) if published else "",
            published.published_on.isoformat() if published else "",
            self.standing,
        )

    def digest(self) -> str:
        """Return the SHA-256 of all that is stored of it."""
        published = self.published
        told: list[Any] = [published.source, published.reference, published.departure_reason] if published else []
        return _hashed(str(self.question_id), self.facts(), self.reason, self.as_of.isoformat(), told)


@dataclass(frozen=True, slots=True)
class CautionResult:
    """A caution of a trust: by which rule, of what, with what evidence; ``state`` is what makes it another question."""

    trust_code: str
    rule: str
    rule_set: str
    subject: str
    regulations: tuple[str, ...]
    key_questions: tuple[KeyQuestion, ...]
    evidence: Mapping[str, object]
    state: Mapping[str, object]
    reason: str
    as_of: date

    kind = QuestionKind.CAUTION
    standing = Standing.RAISED

    @property
    def question_id(self) -> UUID:
        """The id of the question that it puts."""
        return caution_question_id(self.trust_code, self.rule, self.subject)

    def facts(self) -> str:
        """Return the hash of what makes it another question once it changes."""
        return _hashed(self.rule, self.rule_set, self.subject, list(self.regulations), dict(self.state))

    def digest(self) -> str:
        """Return the SHA-256 of all that is stored of it."""
        return _hashed(
            str(self.question_id),
            self.facts(),
            [str(each) for each in self.key_questions],
            dict(self.evidence),
            self.reason,
            self.as_of.isoformat(),
        )


@dataclass(frozen=True, slots=True)
class RatingsOfTrust:
    """All that was worked out of a trust's ratings as of a day."""

    trust_code: str
    on: date
    ratings: tuple[RatingResult, ...]
    cautions: tuple[CautionResult, ...]


def _hashed(*told: object) -> str:
    return hashlib.sha256(canonical(list(told)).encode()).hexdigest()
