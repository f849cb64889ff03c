"""Published ratings held against computed ones, level by level: where they agree, and each departure.

Every level is computed from the published ratings of the level below it, so that one departure is not counted again
further up. What a person judged otherwise stays as published; here it is only listed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from inspections.importing.published import Level, Published
from inspections.importing.standing import Rated, standing
from ratings.rules.aggregation import Aggregated, Judged, aggregate
from ratings.rules.aggregation_location import is_complete
from ratings.rules.aggregation_rule_sets import AggregationRuleSet
from ratings.rules.ratings_words import KeyQuestion, Rating, folded, rated


@dataclass(frozen=True, slots=True)
class Compared:
    """One published rating and what the rules give from the ratings that it is aggregated from."""

    location_code: str
    level: Level
    service: str
    key_question: KeyQuestion | None
    published: Rating
    published_on: date
    inherited: bool
    computed: Aggregated

    @property
    def agrees(self) -> bool:
        """Whether the rules give what was published."""
        return self.published is self.computed.rating


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of how many published ratings the rules were tried, and of how many they give the same."""

    compared: int
    agree: int


@dataclass(frozen=True, slots=True)
class PublishedGrid:
    """What stands of one location's ratings: its services' grid, their overall ratings and its own."""

    location_code: str
    services: dict[str, dict[KeyQuestion, Judged]] = field(default_factory=dict)
    at: dict[Rated, Published] = field(default_factory=dict)

    @property
    def has_services(self) -> bool:
        """Whether any service is rated for a key question, so that there is something to aggregate."""
        return any(rated(word) is not None for cells in self.services.values() for word in cells.values())

    @property
    def complete(self) -> bool:
        """Whether there is a service and every service is rated for all five key questions."""
        return is_complete(self.services)


def grid_of(location_code: str, ratings: Iterable[Published]) -> PublishedGrid:
    """Lay out what stands of one location; a practice's population groups are no services of the hospital."""
    at = {of: one for of, one in standing(ratings).items() if not is_population_group(of[0])}
    services: dict[str, dict[KeyQuestion, Judged]] = {}
    for service, question in at:
        if service:
            cells = services.setdefault(service, {})
            if question is not None:
                cells[question] = at[(service, question)].word
    return PublishedGrid(location_code, services, at)


def compare(grid: PublishedGrid, rules: AggregationRuleSet | None = None) -> tuple[Compared, ...]:
    """Compute every level that is published and has something to be aggregated from, in the order of the levels."""
    made: list[Compared] = []
    for service, cells in grid.services.items():
        made += _one(grid, (service, None), {question.label: cells.get(question) for question in KeyQuestion}, rules)
    for question in KeyQuestion:
        down = {service: cells.get(question) for service, cells in grid.services.items()}
        made += _one(grid, ("", question), down, rules)
    own: dict[str, Judged] = {
        question.label: one.word for question in KeyQuestion if (one := grid.at.get(("", question))) is not None
    }
    made += _one(grid, ("", None), own, rules)
    return tuple(made)


def agreement(compared: Iterable[Compared]) -> dict[Level, Agreement]:
    """Count by level, for the three levels that are aggregated."""
    counts = {level: [0, 0] for level in (Level.SERVICE, Level.LOCATION_KEY_QUESTION, Level.LOCATION)}
    for each in compared:
        counts[each.level][0] += 1
        counts[each.level][1] += each.agrees
    return {level: Agreement(number, agree) for level, (number, agree) in counts.items()}


def is_population_group(service: str) -> bool:
    """Whether a service is a group of a general practice's patients."""
    return folded(service) in _population_groups()


@cache
def _population_groups() -> frozenset[str]:
    text = files("inspections").joinpath("data", "population_groups.toml").read_text(encoding="utf-8")
    return frozenset(folded(name) for group in tomllib.loads(text)["group"] for name in group["names"])


def _one(
    grid: PublishedGrid, of: Rated, judged: Mapping[str, Judged], rules: AggregationRuleSet | None
) -> list[Compared]:
    published = grid.at.get(of)
    rating = rated(published.word) if published else None
    computed = aggregate(judged, rules)
    if published is None or rating is None or computed.rating is None:
        return []
    return [
        Compared(
            location_code=grid.location_code,
            level=published.level,
            service=published.service,
            key_question=published.key_question,
            published=rating,
            published_on=published.published_on,
            inherited=published.inherited,
            computed=computed,
        )
    ]
