"""The bounds that checks and signals go by: versioned settings, each with its source."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from oversight.returns.periods import Month


class Certainty(StrEnum):
    """Where a bound comes from."""

    PUBLISHED = "published"
    PRACTICE = "practice"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Threshold:
    """One bound, with its unit and its source."""

    value: Decimal
    unit: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Thresholds:
    """One version of all bounds; in force for periods that begin on its day or later."""

    version: str
    effective_from: date
    fill_low: Threshold
    fill_high: Threshold
    chppd_low: Threshold
    chppd_high: Threshold
    change: Threshold
    hours_most: Threshold
    patients_most: Threshold
    ward_name_longest: Threshold
    short_below: Threshold
    often_short_months: Threshold
    often_short_window: Threshold


NAMES = tuple(field.name for field in fields(Thresholds) if field.name not in {"version", "effective_from"})


@cache
def versions() -> tuple[Thresholds, ...]:
    """Every version on record, the oldest first. ValueError where the file lacks a bound or has one too many."""
    text = files("staffing").joinpath("data", "thresholds.toml").read_text(encoding="utf-8")
    read = [_version(table) for table in tomllib.loads(text)["version"]]
    return tuple(sorted(read, key=lambda version: version.effective_from))


@cache
def thresholds_for(period: Month) -> Thresholds:
    """The version in force on the first day of the period; for earlier ones, the first version."""
    in_force = [version for version in versions() if version.effective_from <= period.first_day]
    return in_force[-1] if in_force else versions()[0]


def _version(table: Mapping[str, Any]) -> Thresholds:
    bounds = {name: value for name, value in table.items() if isinstance(value, dict)}
    if set(bounds) != set(NAMES):
        raise ValueError(f"thresholds.toml: version {table['version']} must name exactly {', '.join(NAMES)}")
    return Thresholds(
        version=table["version"],
        effective_from=table["effective_from"],
        **{
            name: Threshold(Decimal(bound["value"]), bound["unit"], bound["source"], Certainty(bound["certainty"]))
            for name, bound in bounds.items()
        },
    )
