"""The words of ratings: the five key questions, the four ratings, and what stands where there is no rating.

Source: Hard Truths, executive summary 38 and 44, 2.11 and 3.3; CQC, "Levels of ratings: NHS trusts" (5 May 2023).
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum


class UnknownWord(ValueError):
    """A word that is neither a rating, nor said where there is none, nor a key question; ``word`` is as given."""

    def __init__(self, word: object, expected: str) -> None:
        super().__init__(f"{word!r} is no {expected}")
        self.word = word


class KeyQuestion(StrEnum):
    """The five questions asked of every service, in their fixed order."""

    SAFE = "safe"
    EFFECTIVE = "effective"
    CARING = "caring"
    RESPONSIVE = "responsive"
    WELL_LED = "well_led"

    @property
    def label(self) -> str:
        """The question as it is written: ``Safe`` ... ``Well-led``."""
        return _KEY_QUESTION_LABELS[self]


class Rating(StrEnum):
    """The four ratings, best first; compare them by ``rank``, never as text."""

    OUTSTANDING = "outstanding"
    GOOD = "good"
    REQUIRES_IMPROVEMENT = "requires_improvement"
    INADEQUATE = "inadequate"

    @property
    def label(self) -> str:
        """The rating as it is written: ``Requires improvement``."""
        return self.value.replace("_", " ").capitalize()

    @property
    def rank(self) -> int:
        """How good it is: 4 for outstanding, 3 good, 2 requires improvement, 1 inadequate."""
        return _RANKS[self]


class NonRating(StrEnum):
    """What is said where no rating is given; none of these is counted in an aggregation."""

    NOT_RATED = "not_rated"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    NOT_APPLICABLE = "not_applicable"
    SUSPENDED = "suspended"

    @property
    def label(self) -> str:
        """The non-rating as pages write it: ``Insufficient evidence to rate``."""
        return _NON_RATING_LABELS[self]


class NonRatingReason(StrEnum):
    """Why no rating is given. Source: CQC, levels of ratings."""

    NEW_SERVICE = "new_service"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    RECENTLY_RECONFIGURED = "recently_reconfigured"
    UNDER_INVESTIGATION = "under_investigation"

    @property
    def label(self) -> str:
        """The reason as a sentence's part: ``the service is new``."""
        return _REASON_LABELS[self]


_KEY_QUESTION_LABELS = {
    KeyQuestion.SAFE: "Safe",
    KeyQuestion.EFFECTIVE: "Effective",
    KeyQuestion.CARING: "Caring",
    KeyQuestion.RESPONSIVE: "Responsive",
    KeyQuestion.WELL_LED: "Well-led",
}

_RANKS = {
    Rating.OUTSTANDING: 4,
    Rating.GOOD: 3,
    Rating.REQUIRES_IMPROVEMENT: 2,
    Rating.INADEQUATE: 1,
}

_NON_RATING_LABELS = {
    NonRating.NOT_RATED: "Not rated",
    NonRating.INSUFFICIENT_EVIDENCE: "Insufficient evidence to rate",
    NonRating.NOT_APPLICABLE: "Not applicable",
    NonRating.SUSPENDED: "Suspended",
}

_REASON_LABELS = {
    NonRatingReason.NEW_SERVICE: "the service is new",
    NonRatingReason.NOT_ENOUGH_EVIDENCE: "there was not enough evidence to rate",
    NonRatingReason.RECENTLY_RECONFIGURED: "the service was recently reconfigured or taken over",
    NonRatingReason.UNDER_INVESTIGATION: "significant concerns are under investigation",
}


def folded(text: str) -> str:
    """Return a word without case, white space, hyphens and underscores, so that its spellings are the same."""
    return "".join(
        mark for mark in text.casefold() if not (mark.isspace() or mark == "_" or unicodedata.category(mark) == "Pd")
    )


_WORDS: dict[str, Rating | NonRating] = {
    **{folded(rating.label): rating for rating in Rating},
    **{
        folded(word): non_rating
        for word, non_rating in (
            ("Not rated", NonRating.NOT_RATED),
            ("Inspected but not rated", NonRating.NOT_RATED),
            ("No published rating", NonRating.NOT_RATED),
            ("Not formally rated", NonRating.NOT_RATED),
            ("Insufficient evidence to rate", NonRating.INSUFFICIENT_EVIDENCE),
            ("Not sufficient evidence to rate", NonRating.INSUFFICIENT_EVIDENCE),
            ("Not applicable", NonRating.NOT_APPLICABLE),
            ("Suspended", NonRating.SUSPENDED),
        )
    },
}

_KEY_QUESTIONS = {folded(question.label): question for question in KeyQuestion}


def read_rating(text: str | None) -> Rating | NonRating | None:
    """Read a rating or non-rating, whatever its case, spaces, hyphens and underscores; None where nothing is said.

    Any other word, and anything that is no text, is ``UnknownWord``.
    """
    if text is None:
        return None
    if not isinstance(text, str):
        raise UnknownWord(text, "rating")
    word = folded(text)
    if not word:
        return None
    try:
        return _WORDS[word]
    except KeyError:
        raise UnknownWord(text, "rating") from None


def read_key_question(text: str) -> KeyQuestion:
    """Read a key question, whatever its case, spaces, hyphens and underscores; any other word is ``UnknownWord``."""
    try:
        return _KEY_QUESTIONS[folded(text)]
    except KeyError:
        raise UnknownWord(text, "key question") from None


def rated(word: Rating | NonRating | None) -> Rating | None:
    """Return the rating that counts in an aggregation; None for a non-rating and for nothing."""
    return word if isinstance(word, Rating) else None
