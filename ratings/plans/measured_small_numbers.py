"""What may be shown of one figure of a plan's measure, where so few people are behind it that they could be known.

The rules are dated settings by theme of the measure: ``ratings/rule_sets/plan_small_numbers.toml``. Everything said of
a series is worked out from what is shown alone, so that nothing withheld can be got back from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from oversight.measures.defined import Definition, Theme
from oversight.measures.disclosure import Held, SmallNumbers, in_force
from ratings.rules.aggregation_rule_sets import Certainty
from ratings.rules.dated_sets import in_force_on
from ratings.rules.settings_files import read_sets

FILE = Path(__file__).parents[1] / "rule_sets" / "plan_small_numbers.toml"
_DATASET = "plan_measures"
_KNOWN = {"theme", "measures", "people", "fewest", "source", "certainty"}


class BadSmallNumbers(ValueError):
    """The file of settings lacks a theme, has one twice, or leaves a gap between its sets."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How the figures of a theme are kept. ``people``: counts of people; ``fewest``: the least denominator."""

    people: bool
    fewest: int
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class SmallNumberSet:
    """The rules of all themes, and those of single measures before them, for the figures of some days."""

    version: str
    in_force_from: date
    in_force_to: date | None
    source: str
    themes: Mapping[Theme, Kept]
    measures: Mapping[str, Kept]

    def of(self, made: Definition) -> Kept:
        """Return the rule of a measure."""
        return self.measures.get(made.code) or self.themes[made.theme]


@dataclass(frozen=True, slots=True)
class Shown:
    """Numerator and denominator as they may be shown, or ``held``: why nothing of the figure is."""

    numerator: Decimal | None
    denominator: Decimal | None
    held: Held | None = None


@cache
def small_number_sets() -> tuple[SmallNumberSet, ...]:
    """Return the sets that this system holds, in the order in which they came into force."""
    return load_small_numbers()


def shown_of(made: Definition, numerator: Decimal | None, denominator: Decimal | None, *, day: date) -> Shown:
    """Return what may be shown of a figure that describes the time up to a day.

    Before the first set nothing was published of a plan: the first one holds.
    """
    held = small_number_sets()
    kept = (in_force_on(day, held) or held[0]).of(made)
    if made.over and denominator is not None and 0 < denominator < max(kept.fewest, 0):
        return Shown(None, None, Held.SUPPRESSED)
    if not kept.people or made.expected or numerator is None:
        return Shown(numerator, denominator)
    rules = in_force(_DATASET, day).rules
    if _is_small(rules, numerator) or (denominator is not None and _is_small(rules, denominator)):
        return Shown(None, None, Held.SUPPRESSED)
    if made.share and denominator is not None and _is_small(rules, denominator - numerator):
        return Shown(None, None, Held.SUPPRESSED)
    return Shown(_rounded(rules, numerator), None if denominator is None else _rounded(rules, denominator))


def load_small_numbers(path: Path = FILE) -> tuple[SmallNumberSet, ...]:
    """Read the sets; ``BadSmallNumbers``, naming the file, for anything missing, unknown, twice or leaving a gap."""
    return read_sets(path, _made, wrong=BadSmallNumbers)


def _is_small(rules: SmallNumbers, count: Decimal) -> bool:
    """A part of a person cannot be told: sums that are not whole are no counts, and rounded up to be one."""
    whole = int(count.to_integral_value(rounding="ROUND_CEILING"))
    return rules.hides(whole)


def _rounded(rules: SmallNumbers, count: Decimal) -> Decimal:
    shown = rules.shown(int(count.to_integral_value(rounding="ROUND_HALF_UP")))
    if isinstance(shown, Held):
        raise ValueError("what is withheld is found out before it is rounded")
    return Decimal(shown)


def _made(entry: Mapping[str, Any]) -> SmallNumberSet:
    themes: dict[Theme, Kept] = {}
    measures: dict[str, Kept] = {}
    for given in entry["theme"]:
        if unknown := given.keys() - _KNOWN:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        kept = Kept(given.get("people", False), given.get("fewest", 0), given["source"], Certainty(given["certainty"]))
        if "measures" not in given and themes.setdefault(Theme(given["theme"]), kept) is not kept:
            raise ValueError(f"{given['theme']} is given twice")
        for code in given.get("measures", ()):
            if measures.setdefault(code, kept) is not kept:
                raise ValueError(f"{code} is given twice")
    if missing := set(Theme) - themes.keys():
        raise ValueError(f"says nothing of {', '.join(sorted(missing))}")
    return SmallNumberSet(
        entry["version"], entry["in_force_from"], entry.get("in_force_to"), entry["source"], themes, measures
    )
