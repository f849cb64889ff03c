"""The ratings of a location: its services and its five key questions, each aggregated from the same grid.

The overall rating is aggregated from the five key questions of the location and never from its services' overalls:
at Harrogate District Hospital (2018) those would have given outstanding, and the published rating is good.
Source: CQC, Levels of ratings: NHS trusts (5 May 2023), levels 2 to 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ratings.rules.aggregation import Aggregated, Judged, aggregate, assessed
from ratings.rules.aggregation_rule_sets import AggregationRuleSet
from ratings.rules.ratings_words import KeyQuestion, Rating, rated

Grid = Mapping[str, Mapping[KeyQuestion, Judged]]
"""Services by name, each with what was judged of its key questions; one that is absent is not rated."""


@dataclass(frozen=True, slots=True)
class LocationDecisions:
    """Every rating of a location with the rule that gave it."""

    service_overall: Mapping[str, Aggregated]
    key_questions: Mapping[KeyQuestion, Aggregated]
    overall: Aggregated


@dataclass(frozen=True, slots=True)
class LocationRating:
    """What a location's grid gives; ``complete`` where there is a service and every one has all five ratings."""

    decided_by: LocationDecisions
    complete: bool

    @property
    def service_overall(self) -> dict[str, Rating | None]:
        """The overall rating of each service, in the order given."""
        return {service: made.rating for service, made in self.decided_by.service_overall.items()}

    @property
    def key_questions(self) -> dict[KeyQuestion, Rating | None]:
        """The location's rating of each key question, in their fixed order."""
        return {question: made.rating for question, made in self.decided_by.key_questions.items()}

    @property
    def overall(self) -> Rating | None:
        """The location's overall rating."""
        return self.decided_by.overall.rating


def rate_location(
    services: Grid, *, well_led: Judged = None, rules: AggregationRuleSet | None = None
) -> LocationRating:
    """Aggregate a location's grid.

    ``well_led``, where rated, is the well-led of the whole trust as it was assessed: it stands for the location's and
    counts in its overall, while each service keeps its own.
    """
    by_service = {service: aggregate(_in_order(judged), rules) for service, judged in services.items()}
    by_question = {
        question: aggregate({service: judged.get(question) for service, judged in services.items()}, rules)
        for question in KeyQuestion
    }
    of_the_trust = rated(well_led)
    if of_the_trust is not None:
        by_question[KeyQuestion.WELL_LED] = assessed(KeyQuestion.WELL_LED, of_the_trust)
    overall = aggregate({question: made.rating for question, made in by_question.items()}, rules)
    return LocationRating(
        LocationDecisions(MappingProxyType(by_service), MappingProxyType(by_question), overall), is_complete(services)
    )


def is_complete(services: Grid) -> bool:
    """Whether there is a service and each one is rated for all five key questions."""
    return bool(services) and all(
        rated(judged.get(question)) is not None for judged in services.values() for question in KeyQuestion
    )


def _in_order(judged: Mapping[KeyQuestion, Judged]) -> dict[str, Judged]:
    return {question: judged.get(question) for question in KeyQuestion}
