"""The rating of a key question from the scores of its quality statements, by the single assessment framework.

Source: CQC, How we reach a rating (from November 2023); the bands and limiters are in the rule set, each with its
source and how certain it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from types import MappingProxyType

from ratings.rules.aggregation_files import SINGLE_ASSESSMENT_FRAMEWORK, rule_set
from ratings.rules.aggregation_rule_sets import ScoreLimiter, Scores
from ratings.rules.ratings_words import Rating

# 28 significant digits, whatever the caller's own context.
_PERCENTAGES = Context(prec=28, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Scored:
    """A key question's rating from its scores.

    ``percentage`` is exact to 28 digits; ``rounded`` is the whole per cent that was banded; ``banded`` the rating of
    the band, before the limiter, if any, that gave ``rating``. ``scores`` are by quality statement.
    """

    rating: Rating
    percentage: Decimal
    rounded: int
    banded: Rating
    limiter: ScoreLimiter | None
    scores: Mapping[str, int]


def score_key_question(scores: Mapping[str, int], rules: Scores | None = None) -> Scored | None:
    """Rate a key question; None where no quality statement is scored.

    ``scores`` are whole numbers by the name of the quality statement; ValueError where one is out of range.
    """
    rules = rules or _framework()
    if not scores:
        return None
    for statement, score in scores.items():
        if type(score) is not int or not rules.lowest <= score <= rules.highest:
            raise ValueError(f"{statement}: a score is a whole number from {rules.lowest} to {rules.highest}")
    percentage = _PERCENTAGES.divide(Decimal(100 * sum(scores.values())), Decimal(rules.highest * len(scores)))
    rounded = int(percentage.quantize(Decimal(1), context=_PERCENTAGES))
    banded = next(band.rating for band in rules.bands if band.first <= rounded <= band.last)
    limiter = next(
        (each for each in rules.limiters if each.in_band is banded and min(scores.values()) <= each.any_at_most), None
    )
    return Scored(
        limiter.rating if limiter else banded, percentage, rounded, banded, limiter, MappingProxyType(dict(scores))
    )


def _framework() -> Scores:
    scores = rule_set(SINGLE_ASSESSMENT_FRAMEWORK).scores
    if scores is None:
        raise ValueError("the single assessment framework has no scores")
    return scores
