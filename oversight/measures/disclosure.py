"""Rules for small numbers: what may be shown of a count of people, chosen for each dataset as dated settings.

Source: domain rules 6.3; each rule set in ``disclosure.toml`` says where it comes from and how sure that is. What must
be withheld besides, so that nothing withheld can be worked out, is in ``publication.withholding``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from oversight.measures.defined import Certainty

SETTINGS = Path(__file__).with_suffix(".toml")


class Held(StrEnum):
    """Why a count is not shown: to protect people, or since so few were counted that nothing of it is broken down."""

    SUPPRESSED = "suppressed"
    TOO_SMALL = "too small"

    @property
    def sign(self) -> str:
        """The sign that stands for a suppressed number in tables of the NHS."""
        return "*"


Shown = int | Held
"""What is told of a count: a number, rounded where the rule rounds, or why there is none."""


@dataclass(frozen=True, slots=True)
class SmallNumbers:
    """One rule set: counts from ``hidden_from`` to ``hidden_to`` are withheld, the others rounded to ``rounded_to``."""

    name: str
    hidden_from: int
    hidden_to: int
    rounded_to: int
    secondary: bool
    source: str
    certainty: Certainty
    rounded_shares: int | None = None

    def shown(self, count: int, *, national: bool = False) -> Shown:
        """Return what may be told of a count; the nation's own counts are told as they are."""
        if national:
            return count
        if self.hides(count):
            return Held.SUPPRESSED
        half = self.rounded_to // 2
        return (count + half) // self.rounded_to * self.rounded_to

    def hides(self, count: int) -> bool:
        """Say whether a count is one that the rule withholds."""
        return self.hidden_from <= count <= self.hidden_to

    def could_be(self, shown: int) -> tuple[int, int]:
        """Return the least and the largest count that is told as this number."""
        if shown == 0:
            return 0, 0
        half = self.rounded_to // 2
        low, high = shown - half, shown - half + self.rounded_to - 1
        return (self.hidden_to + 1 if self.hides(low) else low), high

    def share(self, part: Shown, whole: Shown) -> Decimal | Held | None:
        """Return the part of the whole in per cent, made from what is shown alone; None where the whole is nought.

        Whole per cents where counts are rounded, unless the denominator is large enough for a decimal.
        """
        if isinstance(part, Held) or isinstance(whole, Held):
            return Held.SUPPRESSED
        if whole == 0:
            return None
        coarse = self.rounded_shares is not None and whole < self.rounded_shares
        return (Decimal(100) * part / whole).quantize(Decimal(1) if coarse else Decimal("0.1"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which rule set a dataset keeps, from one day to another; both ends belong to the time."""

    dataset: str
    version: str
    rules: SmallNumbers
    in_force_from: date
    in_force_to: date
    source: str
    certainty: Certainty

    @property
    def name(self) -> str:
        """What the record calls it."""
        return f"{self.dataset} {self.version}: {self.rules.name}"


def rule_set(name: str) -> SmallNumbers:
    """Return the rule set of the name; an unknown one is ``KeyError``."""
    return _read()[0][name]


def in_force(dataset: str, day: date) -> Chosen:
    """Return what a dataset keeps on a day; ``LookupError`` where nothing is set for it."""
    for chosen in _read()[1]:
        if chosen.dataset == dataset and chosen.in_force_from <= day <= chosen.in_force_to:
            return chosen
    raise LookupError(f"no rule for small numbers of {dataset!r} is set for {day}")


def parse(text: str) -> tuple[dict[str, SmallNumbers], tuple[Chosen, ...]]:
    """Read the settings; ``ValueError`` where the times of a dataset overlap or leave a day out between them."""
    read = tomllib.loads(text)
    rules = {table["name"]: _rules(table) for table in read["rule_set"]}
    chosen = sorted(
        (_chosen(table, rules) for table in read["dataset"]), key=lambda one: (one.dataset, one.in_force_from)
    )
    for before, after in pairwise(chosen):
        if before.dataset == after.dataset and (after.in_force_from - before.in_force_to).days != 1:
            raise ValueError(f"the times of {after.name} and of what comes before it do not follow each other")
    return rules, tuple(chosen)


@lru_cache(maxsize=1)
def _read() -> tuple[dict[str, SmallNumbers], tuple[Chosen, ...]]:
    return parse(SETTINGS.read_text(encoding="utf-8"))


def _rules(table: dict[str, Any]) -> SmallNumbers:
    return SmallNumbers(**{**table, "certainty": Certainty(table["certainty"])})


def _chosen(table: dict[str, Any], rules: dict[str, SmallNumbers]) -> Chosen:
    return Chosen(
        dataset=table["name"],
        version=table["version"],
        rules=rules[table["rule_set"]],
        in_force_from=table.get("in_force_from", date.min),
        in_force_to=table.get("in_force_to", date.max),
        source=table["source"],
        certainty=Certainty(table["certainty"]),
    )
