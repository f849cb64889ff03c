"""The versions of the rules of aggregation: dated tables, each row with its source and how certain it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ratings.rules.ratings_words import KeyQuestion, Rating


class BadRuleSet(ValueError):
    """A rule set's file lacks something, contradicts itself or leaves a number of ratings undecided."""


class NotCovered(ValueError):
    """A version of the rules says nothing for so many ratings."""


class Certainty(StrEnum):
    """How sure a row is: read where it was published, believed from memory, or a choice of ours."""

    PUBLISHED = "published"
    BELIEVED_HIGH = "believed_high"
    BELIEVED_MEDIUM = "believed_medium"
    OURS = "ours"


class Action(StrEnum):
    """What limits a rating: a notice of requirement, enforcement (warning notice, condition, ...), or any breach."""

    REQUIREMENT_NOTICE = "requirement_notice"
    ENFORCEMENT = "enforcement"
    BREACH = "breach"


class Effect(StrEnum):
    """How a limiter acts: the rating is no better than its own, or is its own."""

    AT_BEST = "at_best"
    SET_TO = "set_to"


class LimitedLevel(StrEnum):
    """Where a limiter acts: on one key question of one service, or on the overall rating."""

    KEY_QUESTION = "key_question"
    OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class Row:
    """From how many ratings on a rule applies, for ``n_from`` to ``n_to`` ratings (None: and more)."""

    n_from: int
    n_to: int | None
    at_least: int
    certainty: Certainty
    source: str

    def covers(self, n: int) -> bool:
        """Whether the row is for so many ratings."""
        return self.n_from <= n and (self.n_to is None or n <= self.n_to)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: it gives a rating where at least so many ratings are ``counts`` and all others are among ``others``.

    Without ``counts`` it decides whatever is left; without ``others`` the others may be anything. ``text`` says the
    rule; ``because`` says why it applied, with ``{count}``, ``{n}`` and ``{at_least}``.
    """

    letter: str
    gives: Rating
    counts: Rating | None
    others: frozenset[Rating] | None
    text: str
    because: str
    rows: tuple[Row, ...]

    def row_for(self, n: int) -> Row | None:
        """The row for so many ratings; None where the rule says nothing for them."""
        return next((row for row in self.rows if row.covers(n)), None)


@dataclass(frozen=True, slots=True)
class Limiter:
    """What enforcement does to a rating."""

    action: Action
    level: LimitedLevel
    effect: Effect
    rating: Rating
    text: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class TrustLevels:
    """What of a trust as a whole is rated: which key questions, and whether there is an overall rating."""

    key_questions: tuple[KeyQuestion, ...]
    overall: bool
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Merger:
    """For how many months after a merger ratings taken over may be left out of a trust's ratings."""

    left_out_for_months: int
    text: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Assessed:
    """What is said of a rating that was assessed and not aggregated."""

    text: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Band:
    """The whole percentages, both included, that give a rating."""

    first: int
    last: int
    rating: Rating
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class ScoreLimiter:
    """In a band, a score at or below ``any_at_most`` on any quality statement gives ``rating`` instead."""

    in_band: Rating
    any_at_most: int
    rating: Rating
    text: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Scores:
    """How scores of quality statements become a rating; ``meanings`` says what each score stands for."""

    lowest: int
    highest: int
    rounding: str
    rounding_certainty: Certainty
    meanings: Mapping[int, str]
    bands: tuple[Band, ...]
    limiters: tuple[ScoreLimiter, ...]


@dataclass(frozen=True, slots=True)
class AggregationRuleSet:
    """One version of the rules of aggregation; rules are tried in their order. ``in_use_to`` None: not known to end."""

    version: str
    name: str
    in_use_from: date
    in_use_to: date | None
    source: str
    rules: tuple[Rule, ...]
    unrated: str
    assessed: Assessed | None = None
    trust: TrustLevels | None = None
    merger: Merger | None = None
    limiters: tuple[Limiter, ...] = field(default=())
    scores: Scores | None = None

    def rule(self, letter: str) -> Rule:
        """The rule of a letter; an unknown letter is ``KeyError``."""
        for rule in self.rules:
            if rule.letter == letter:
                return rule
        raise KeyError(letter)

    def covers(self, n: int) -> bool:
        """Whether the version decides for so many ratings."""
        return self.rules[-1].row_for(n) is not None
