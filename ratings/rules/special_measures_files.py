"""Reading the rules of special measures from their file, each set held to be whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ratings.rules.aggregation_rule_sets import BadRuleSet, Certainty
from ratings.rules.dated_sets import DatedSets, hold_together
from ratings.rules.ratings_words import Rating
from ratings.rules.settings_files import only_known
from ratings.rules.special_measures import Criterion, CriterionRule, LooksAt, Number, Part, SpecialMeasuresRules

SPECIAL_MEASURES = Path(__file__).parents[1] / "rule_sets" / "special_measures.toml"

_IN_A_SET = {"version", "name", "in_force_from", "in_force_to", "source", "certainty"}
_NUMBERS = ("reinspect_within", "extend_by_at_most", "warn_before")
_OF_UPDATES = ("update_within", "warn_of_update")
_RULED = {*(str(criterion) for criterion in Criterion), *_NUMBERS, *_OF_UPDATES}
_IN_A_PART = {"id", "looks_at", "text", "source", "certainty", "least", "rating"}
_WITH_A_RATING = (LooksAt.WELL_LED_AT_LEAST, LooksAt.OVERALL_AT_LEAST)
_BY_THE_CLOCK = (LooksAt.INSPECTED_SINCE, LooksAt.NOT_EXTENDED, LooksAt.EXIT_NOT_MET, LooksAt.TIME_ENDS_SOON)


@cache
def special_measures_sets() -> DatedSets[SpecialMeasuresRules]:
    """Return the sets that this system holds."""
    return load_special_measures()


def special_measures_in_force(on: date, *, demonstration: bool = False) -> SpecialMeasuresRules | None:
    """Return the set in force on a day, for a trust of the demonstration its own; None before the first."""
    return special_measures_sets().in_force(on, demonstration=demonstration)


def load_special_measures(path: Path = SPECIAL_MEASURES) -> DatedSets[SpecialMeasuresRules]:
    """Read the sets; ``BadRuleSet``, naming the file, for anything missing, unknown, twice or leaving a gap."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        made: dict[str, SpecialMeasuresRules] = {}
        for each in given["rule_set"]:
            rules = _rule_set(each, made)
            if rules.version in made:
                raise ValueError(f"{rules.version} is given twice")
            made[rules.version] = rules
        dated = tuple(sorted(made.values(), key=lambda each: each.in_force_from))
        hold_together(dated)
        return DatedSets(dated, made[given["demonstration"]])
    except (KeyError, TypeError, ValueError) as fault:
        raise BadRuleSet(f"{path.name}: {fault!r}") from fault


def _rule_set(given: Mapping[str, Any], earlier: Mapping[str, SpecialMeasuresRules]) -> SpecialMeasuresRules:
    only_known(given, _IN_A_SET | ({"same_as"} if "same_as" in given else _RULED), given["version"])
    named = {
        "version": given["version"],
        "name": given["name"],
        "in_force_from": given["in_force_from"],
        "in_force_to": given.get("in_force_to"),
        "source": given["source"],
        "certainty": Certainty(given["certainty"]),
    }
    if "same_as" in given:
        return replace(earlier[given["same_as"]], **named)
    numbers = [_number(given.get(name)) for name in _NUMBERS]
    of_updates = [_number(given.get(name)) for name in _OF_UPDATES]
    criteria = {criterion: _criterion(criterion, given[criterion]) for criterion in Criterion}
    looked_at = {part.looks_at for rule in criteria.values() for part in rule.parts}
    if looked_at & set(_BY_THE_CLOCK) and None in numbers:
        raise ValueError(f"{given['version']}: looks at the clock and lacks one of its times")
    if (LooksAt.UPDATED in looked_at) != all(of_updates) or any(of_updates) != all(of_updates):
        raise ValueError(f"{given['version']}: says by when updates are due where it looks at them, and only there")
    reinspect_within, extend_by_at_most, warn_before = numbers
    update_within, warn_of_update = of_updates
    return SpecialMeasuresRules(
        **named,
        criteria=MappingProxyType(criteria),
        reinspect_within=reinspect_within,
        extend_by_at_most=extend_by_at_most,
        warn_before=warn_before,
        update_within=update_within,
        warn_of_update=warn_of_update,
    )


def _criterion(criterion: Criterion, given: Mapping[str, Any]) -> CriterionRule:
    only_known(given, {"part", "not_known", "source"}, criterion)
    parts = tuple(_part(each) for each in given.get("part", ()))
    if len({part.id for part in parts}) != len(parts):
        raise ValueError(f"{criterion}: a part is given twice")
    not_known, source = given.get("not_known", ""), given.get("source", "")
    judged = any(part.looks_at is not LooksAt.PERSON for part in parts)
    if judged == bool(not_known) or bool(not_known) != bool(source):
        raise ValueError(f"{criterion}: has either parts that can be judged, or why there are none and its source")
    return CriterionRule(criterion, parts, not_known, source)


def _part(given: Mapping[str, Any]) -> Part:
    only_known(given, _IN_A_PART, given["id"])
    part = Part(
        id=given["id"],
        looks_at=LooksAt(given["looks_at"]),
        text=given["text"],
        source=given["source"],
        certainty=Certainty(given["certainty"]),
        least=given.get("least", 0),
        rating=Rating(given["rating"]) if "rating" in given else None,
    )
    if (part.looks_at in _WITH_A_RATING) != (part.rating is not None):
        raise ValueError(f"{part.id}: a rating is said where one is compared with, and only there")
    if (part.looks_at is LooksAt.OTHERS_INADEQUATE) != (part.least >= 1):
        raise ValueError(f"{part.id}: how many are needed is said where they are counted, and only there")
    return part


def _number(given: Mapping[str, Any] | None) -> Number | None:
    if given is None:
        return None
    only_known(given, {"value", "source", "certainty"}, "a number")
    value = given["value"]
    if not isinstance(value, int) or value < 1:
        raise ValueError(f"{value!r} is no whole number of months or days")
    return Number(value, given["source"], Certainty(given["certainty"]))
