"""The bounds of the complaints return: versioned settings, each with its unit, source and certainty."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from complaints.periods import ComplaintsPeriod


@dataclass(frozen=True, slots=True)
class Bound:
    """One number with its unit, where it comes from and how sure that is."""

    value: int
    unit: str
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """One version of all bounds; in force for periods that begin on its day or later."""

    version: str
    effective_from: date
    most_complaints: Bound
    most_interventions: Bound
    new_change: Bound
    new_change_from: Bound
    interventions_change: Bound
    short_text: Bound
    long_text: Bound


NAMES = tuple(field.name for field in fields(Bounds) if field.name not in {"version", "effective_from"})


@cache
def versions() -> tuple[Bounds, ...]:
    """Return every version, the oldest first; ``ValueError`` where one lacks a bound or has one too many."""
    text = files("complaints").joinpath("data", "bounds.toml").read_text(encoding="utf-8")
    read = [_version(table) for table in tomllib.loads(text)["version"]]
    return tuple(sorted(read, key=lambda version: version.effective_from))


@cache
def bounds_for(period: ComplaintsPeriod) -> Bounds:
    """Return the version in force on the first day of the period; for an earlier one, the first version."""
    in_force = [version for version in versions() if version.effective_from <= period.first_day]
    return in_force[-1] if in_force else versions()[0]


def _version(table: Mapping[str, Any]) -> Bounds:
    given = {name: value for name, value in table.items() if isinstance(value, dict)}
    if set(given) != set(NAMES):
        raise ValueError(f"bounds.toml: version {table['version']} must name exactly {', '.join(NAMES)}")
    return Bounds(
        version=table["version"],
        effective_from=table["effective_from"],
        **{name: Bound(**one) for name, one in given.items()},
    )
