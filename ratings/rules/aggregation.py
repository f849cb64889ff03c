"""Aggregation: one rating out of several, by a table that counts them.

Source: CQC, provider handbook for acute hospitals (2014, 2015) and Ratings principles for NHS trusts (12 May 2022);
the numbers are in the rule sets, each with its own source and how certain it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ratings.rules.aggregation_files import rule_set
from ratings.rules.aggregation_rule_sets import AggregationRuleSet, NotCovered, Rule
from ratings.rules.ratings_words import NonRating, Rating, rated

ASSESSED = "assessed"
"""Stands in place of a rule's letter where a rating was assessed and not aggregated."""

Judged = Rating | NonRating | None
"""What stands at one place of a grid: a rating, why there is none, or nothing."""


@dataclass(frozen=True, slots=True)
class Aggregated:
    """A rating with the rule that gave it.

    ``inputs`` are the ratings that counted, by the name of what they are of, in the order given; ``n`` is their
    number. Where nothing is rated, ``rating`` and ``rule`` are None.
    """

    rating: Rating | None
    rule: str | None
    n: int
    inputs: Mapping[str, Rating]


def aggregate(judged: Mapping[str, Judged], rules: AggregationRuleSet | None = None) -> Aggregated:
    """Aggregate what is rated, by the table of acute hospitals where no other version is given.

    Non-ratings and blanks do not count. ``NotCovered`` where the version says nothing for so many ratings.
    """
    rules = rules or rule_set()
    inputs = {name: rating for name, word in judged.items() if (rating := rated(word)) is not None}
    if not inputs:
        return Aggregated(None, None, 0, MappingProxyType({}))
    if not rules.covers(len(inputs)):
        raise NotCovered(f"{rules.name} decides nothing for {len(inputs)} ratings")
    decisive = next(rule for rule in rules.rules if _applies(rule, inputs))
    return Aggregated(decisive.gives, decisive.letter, len(inputs), MappingProxyType(inputs))


def assessed(name: str, rating: Rating) -> Aggregated:
    """A rating that was assessed and is not aggregated, such as the well-led of a trust."""
    return Aggregated(rating, ASSESSED, 1, MappingProxyType({name: rating}))


def because(aggregated: Aggregated, rules: AggregationRuleSet | None = None) -> str:
    """Say in a sentence why the rating came out as it did."""
    rules = rules or rule_set()
    if aggregated.rule is None:
        return rules.unrated
    if aggregated.rule == ASSESSED:
        if rules.assessed is None:
            raise ValueError(f"{rules.name} has no rating that is assessed")
        return rules.assessed.text
    rule = rules.rule(aggregated.rule)
    row = rule.row_for(aggregated.n)
    if row is None:
        raise NotCovered(f"rule {rule.letter} of {rules.name} says nothing for {aggregated.n} ratings")
    count = sum(rating is rule.counts for rating in aggregated.inputs.values())
    return rule.because.format(count=count, n=aggregated.n, at_least=row.at_least)


def _applies(rule: Rule, inputs: Mapping[str, Rating]) -> bool:
    row = rule.row_for(len(inputs))
    if row is None:
        return False
    if rule.counts is None:
        return True
    counted = sum(rating is rule.counts for rating in inputs.values())
    if counted < row.at_least:
        return False
    return rule.others is None or all(rating is rule.counts or rating in rule.others for rating in inputs.values())
