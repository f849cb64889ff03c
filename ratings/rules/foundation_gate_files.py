"""Reading the rules of the gate to foundation status from their file, each set held to be whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ratings.rules.aggregation_rule_sets import BadRuleSet, Certainty
from ratings.rules.dated_sets import hold_together, in_force_on
from ratings.rules.foundation_gate import GatePart, GateRules, LooksAt
from ratings.rules.ratings_words import Rating

FOUNDATION_GATE = Path(__file__).parents[1] / "rule_sets" / "foundation_gate.toml"

_IN_A_SET = {"version", "name", "in_force_from", "in_force_to", "source", "certainty", "part", "not_known"}
_IN_A_PART = {"id", "looks_at", "text", "source", "certainty", "rating"}


@dataclass(frozen=True, slots=True)
class GateSets:
    """The sets in the order in which they came into force, and the one by which the demonstration lives."""

    dated: tuple[GateRules, ...]
    demonstration: GateRules

    def by_version(self, version: str) -> GateRules | None:
        """Return a set by its version; None where none is called so."""
        return next((each for each in self.dated if each.version == version), None)


@cache
def gate_sets() -> GateSets:
    """Return the sets that this system holds."""
    return load_gate()


def gate_in_force(on: date, *, demonstration: bool = False, among: GateSets | None = None) -> GateRules | None:
    """Return the set in force on a day, for a trust of the demonstration its own; None before the first."""
    sets = among or gate_sets()
    return sets.demonstration if demonstration else in_force_on(on, sets.dated)


def load_gate(path: Path = FOUNDATION_GATE) -> GateSets:
    """Read the sets; ``BadRuleSet``, naming the file, for anything missing, unknown, twice or leaving a gap."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        dated = tuple(sorted((_rule_set(each) for each in given["rule_set"]), key=lambda each: each.in_force_from))
        hold_together(dated)
        return GateSets(dated, {each.version: each for each in dated}[given["demonstration"]])
    except (KeyError, TypeError, ValueError) as fault:
        raise BadRuleSet(f"{path.name}: {fault!r}") from fault


def _rule_set(given: Mapping[str, Any]) -> GateRules:
    _known(given, _IN_A_SET, given["version"])
    parts = tuple(_part(each) for each in given.get("part", ()))
    not_known = given.get("not_known", "")
    if bool(parts) == bool(not_known):
        raise ValueError(f"{given['version']}: has either parts, or why there are none")
    if len({part.id for part in parts}) != len(parts):
        raise ValueError(f"{given['version']}: a part is given twice")
    return GateRules(
        version=given["version"],
        name=given["name"],
        in_force_from=given["in_force_from"],
        in_force_to=given.get("in_force_to"),
        source=given["source"],
        certainty=Certainty(given["certainty"]),
        parts=parts,
        not_known=not_known,
    )


def _part(given: Mapping[str, Any]) -> GatePart:
    _known(given, _IN_A_PART, given["id"])
    part = GatePart(
        id=given["id"],
        looks_at=LooksAt(given["looks_at"]),
        text=given["text"],
        source=given["source"],
        certainty=Certainty(given["certainty"]),
        rating=Rating(given["rating"]) if "rating" in given else None,
    )
    if (part.looks_at is LooksAt.OVERALL_AT_LEAST) != (part.rating is not None):
        raise ValueError(f"{part.id}: a rating is said where one is compared with, and only there")
    return part


def _known(given: Mapping[str, Any], known: set[str], what: str) -> None:
    if unknown := sorted(given.keys() - known):
        raise ValueError(f"{what}: says what is not known here: {', '.join(unknown)}")
