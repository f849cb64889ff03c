"""What enforcement does to a rating before it is aggregated.

A requirement notice keeps the rating linked to the breach at requires improvement at best; enforcement, such as a
warning notice or a condition, makes it inadequate. Which key question of which service a notice is linked to is
chosen on the notice. Source: CQC, Ratings principles for NHS trusts (12 May 2022); the effects are in the rule set.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ratings.rules.aggregation import Judged
from ratings.rules.aggregation_files import rule_set
from ratings.rules.aggregation_location import Grid
from ratings.rules.aggregation_rule_sets import Action, AggregationRuleSet, Effect, LimitedLevel, Limiter
from ratings.rules.ratings_words import KeyQuestion, Rating, rated

LinkedActions = Mapping[tuple[str, KeyQuestion], Collection[Action]]
"""The actions in force, by service and key question."""


@dataclass(frozen=True, slots=True)
class Limited:
    """What was judged, what stands after enforcement, and the limiter that changed it (None where none did)."""

    judged: Judged
    stands: Judged
    by: Limiter | None


def limit(
    judged: Judged,
    actions: Collection[Action],
    *,
    level: LimitedLevel = LimitedLevel.KEY_QUESTION,
    rules: AggregationRuleSet | None = None,
) -> Limited:
    """Apply the actions in force to one rating; the limiter that leaves the worst rating decides.

    What is not rated stays so: there is nothing to limit.
    """
    rating = rated(judged)
    if rating is None:
        return Limited(judged, judged, None)
    outcome = Limited(judged, judged, None)
    for limiter in (rules or rule_set()).limiters:
        if limiter.level is not level or limiter.action not in actions:
            continue
        limited = _worse(rating, limiter.rating) if limiter.effect is Effect.AT_BEST else limiter.rating
        if limited.rank < (rated(outcome.stands) or rating).rank:
            outcome = Limited(judged, limited, limiter)
    return outcome


def limit_grid(
    services: Grid, actions: LinkedActions, rules: AggregationRuleSet | None = None
) -> dict[str, dict[KeyQuestion, Limited]]:
    """Apply the actions in force to every place of a grid; services and key questions keep their order."""
    return {
        service: {
            question: limit(word, actions.get((service, question), ()), rules=rules)
            for question, word in judged.items()
        }
        for service, judged in services.items()
    }


def standing(limited: Mapping[str, Mapping[KeyQuestion, Limited]]) -> dict[str, dict[KeyQuestion, Judged]]:
    """The grid that is aggregated: what stands at each place after enforcement."""
    return {
        service: {question: each.stands for question, each in places.items()} for service, places in limited.items()
    }


def _worse(first: Rating, second: Rating) -> Rating:
    return min(first, second, key=lambda rating: rating.rank)
