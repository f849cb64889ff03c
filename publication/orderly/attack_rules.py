"""When a withheld number counts as given away: dated settings, read from ``attack_rules.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from oversight.measures.defined import Certainty

SETTINGS = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class AttackRules:
    """One rule set: so many numbers at least must be left that a withheld one could be."""

    dataset: str
    version: str
    fewest_left: int
    source: str
    certainty: Certainty
    in_force_from: date = date.min
    in_force_to: date = date.max

    def __post_init__(self) -> None:
        if self.fewest_left < 2:
            raise ValueError(f"{self.dataset} {self.version}: with fewer than two numbers left nothing is withheld")


def attack_rules(dataset: str, day: date) -> AttackRules:
    """Return what is in force for a dataset on a day; ``LookupError`` where nothing is set."""
    for rules in _read():
        if rules.dataset == dataset and rules.in_force_from <= day <= rules.in_force_to:
            return rules
    raise LookupError(f"when a number of {dataset!r} counts as given away is not set for {day}")


@lru_cache(maxsize=1)
def _read() -> tuple[AttackRules, ...]:
    tables = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))["rule_set"]
    return tuple(_rules(table) for table in tables)


def _rules(table: dict[str, Any]) -> AttackRules:
    return AttackRules(**{**table, "certainty": Certainty(table["certainty"])})
