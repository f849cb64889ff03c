"""Reading the rules of the gate to foundation status from their file, each set held to be whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ratings.rules.aggregation_rule_sets import BadRuleSet, Certainty
from ratings.rules.dated_sets import DatedSets, hold_together
from ratings.rules.foundation_gate import GatePart, GateRules, LooksAt
from ratings.rules.ratings_words import Rating
from ratings.rules.settings_files import only_known

FOUNDATION_GATE = Path(__file__).parents[1] / "rule_sets" / "foundation_gate.toml"

_IN_A_SET = {"version", "name", "in_force_from", "in_force_to", "source", "certainty", "part", "not_known"}
_IN_A_PART = {"id", "looks_at", "text", "source", "certainty", "rating"}


@cache
def gate_sets() -> DatedSets[GateRules]:
    """Return the sets that this system holds."""
    return load_gate()


def gate_in_force(on: date, *, demonstration: bool = False) -> GateRules | None:
    """Return the set in force on a day, for a trust of the demonstration its own; None before the first."""
    return gate_sets().in_force(on, demonstration=demonstration)


def load_gate(path: Path = FOUNDATION_GATE) -> DatedSets[GateRules]:
    """Read the sets; ``BadRuleSet``, naming the file, for anything missing, unknown, twice or leaving a gap."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        dated = tuple(sorted((_rule_set(each) for each in given["rule_set"]), key=lambda each: each.in_force_from))
        hold_together(dated)
        return DatedSets(dated, {each.version: each for each in dated}[given["demonstration"]])
    except (KeyError, TypeError, ValueError) as fault:
        raise BadRuleSet(f"{path.name}: {fault!r}") from fault


def _rule_set(given: Mapping[str, Any]) -> GateRules:
    only_known(given, _IN_A_SET, given["version"])
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
    only_known(given, _IN_A_PART, given["id"])
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
