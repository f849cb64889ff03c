"""What the calculator answers for a grid: every rating in words, and the same tree with the rule that gave each."""

from __future__ import annotations

from typing import Any

from inspections.calculating.grid_file import LocationGrid
from ratings.rules.aggregation import Aggregated
from ratings.rules.aggregation_location import rate_location
from ratings.rules.aggregation_rule_sets import AggregationRuleSet
from ratings.rules.ratings_words import KeyQuestion, Rating


def answer(grid: LocationGrid, rules: AggregationRuleSet | None = None) -> dict[str, Any]:
    """Aggregate one location and return it as JSON has it; ratings and key questions by their labels, None unrated."""
    made = rate_location(grid.services, well_led=grid.well_led, rules=rules)
    decided = made.decided_by
    return {
        "location": grid.location,
        "service_overall": {service: _word(rating) for service, rating in made.service_overall.items()},
        "key_questions": {question.label: _word(rating) for question, rating in made.key_questions.items()},
        "overall": _word(made.overall),
        "complete": made.complete,
        "decided_by": {
            "service_overall": {service: _decision(each) for service, each in decided.service_overall.items()},
            "key_questions": {question.label: _decision(each) for question, each in decided.key_questions.items()},
            "overall": _decision(decided.overall),
        },
    }


def _decision(made: Aggregated) -> dict[str, Any]:
    inputs = {_name(name): rating.label for name, rating in made.inputs.items()}
    return {"rule": made.rule, "n": made.n, "inputs": inputs}


def _name(name: str) -> str:
    return name.label if isinstance(name, KeyQuestion) else name


def _word(rating: Rating | None) -> str | None:
    return rating.label if rating else None
