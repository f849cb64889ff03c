"""The rule sets of signals: dated settings, each with its source; the period decides which one is in force."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from oversight.returns.periods import Month
from ratings.rules.monthly_series import XmrRuleSet
from ratings.rules.often_short import OftenShortSettings
from ratings.rules.staffing_alarm import AlarmSettings
from staffing.thresholds import thresholds_for

STAFFING = Path(__file__).parent / "staffing.toml"


class BadRuleSet(ValueError):
    """The file of rule sets leaves a gap, overlaps itself or lacks a setting."""


@dataclass(frozen=True, slots=True)
class StaffingRuleSet:
    """How staffing signals are worked out for the periods from ``in_force_from`` to ``in_force_to`` (None: on).

    ``wards_known_for_months``: a trust's known wards of a month are those of its returns for so many months up to it.
    ``sources`` says, by the name of the part, where its rules come from.
    """

    version: str
    in_force_from: date
    in_force_to: date | None
    source: str
    special_causes: XmrRuleSet
    staffing_alarm: AlarmSettings
    wards_known_for_months: int
    sources: Mapping[str, str]


def load_rule_sets(path: Path = STAFFING) -> tuple[StaffingRuleSet, ...]:
    """Read the sets in the order in which they came into force; ``BadRuleSet`` where they do not follow each other."""
    given = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    try:
        made = sorted((_made(entry) for entry in given["rule_set"]), key=lambda each: each.in_force_from)
    except (KeyError, TypeError, ValueError) as fault:
        raise BadRuleSet(f"{path.name}: {fault!r}") from fault
    versions = [each.version for each in made]
    if len(set(versions)) != len(versions):
        raise BadRuleSet(f"{path.name}: a version is given twice")
    for earlier, later in pairwise(made):
        if earlier.in_force_to is None or earlier.in_force_to >= later.in_force_from:
            raise BadRuleSet(f"{path.name}: {earlier.version} does not end before {later.version} begins")
    if made and made[-1].in_force_to is not None:
        raise BadRuleSet(f"{path.name}: no set is in force at present")
    return tuple(made)


@lru_cache(maxsize=1)
def rule_sets() -> tuple[StaffingRuleSet, ...]:
    """Return the rule sets that this system holds."""
    return load_rule_sets()


def in_force(period: date, among: Sequence[StaffingRuleSet] | None = None) -> StaffingRuleSet:
    """Return the rule set in force for a month; before the first collection there is none: ``LookupError``."""
    for each in among if among is not None else rule_sets():
        if each.in_force_from <= period and (each.in_force_to is None or period <= each.in_force_to):
            return each
    raise LookupError(f"no rule set is in force for {period:%Y-%m}")


@dataclass(frozen=True, slots=True)
class OftenShortRules:
    """When a ward is often short: the settings, the version of the bounds that they stand in, and their sources."""

    version: str
    settings: OftenShortSettings
    sources: tuple[str, ...]


@lru_cache(maxsize=64)
def often_short_rules(period: date) -> OftenShortRules:
    """Return the rules of "often short" in force for a month: bounds of the staffing return."""
    bounds = thresholds_for(Month.of(period))
    used = (bounds.short_below, bounds.often_short_months, bounds.often_short_window)
    return OftenShortRules(
        version=f"staffing-bounds-{bounds.version}",
        settings=OftenShortSettings(
            short_below=used[0].value, short_months=int(used[1].value), months_looked_at=int(used[2].value)
        ),
        sources=tuple(bound.source for bound in used),
    )


def _made(entry: Mapping[str, Any]) -> StaffingRuleSet:
    causes, alarm = entry["special_causes"], entry["staffing_alarm"]
    return StaffingRuleSet(
        version=entry["version"],
        in_force_from=entry["in_force_from"],
        in_force_to=entry.get("in_force_to"),
        source=entry["source"],
        special_causes=XmrRuleSet(
            version=causes["xmr_version"],
            window_months=causes["window_months"],
            fix_after_n_points=causes["fix_after_n_points"],
            screen_outliers=causes["screen_outliers"],
        ),
        staffing_alarm=AlarmSettings(
            risk_z=Decimal(alarm["risk_z"]),
            elevated_risk_z=Decimal(alarm["elevated_risk_z"]),
            fewest_trusts=alarm["fewest_trusts"],
            least_wards_reported=Decimal(alarm["least_wards_reported"]),
            winsorised_share=Decimal(alarm["winsorised_share"]),
        ),
        wards_known_for_months=alarm["wards_known_for_months"],
        sources={
            "special_causes": causes["source"],
            "staffing_alarm": alarm["source"],
        },
    )
