"""The clocks and bounds of the safety measures return: versioned settings, each with its unit, source and certainty."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from oversight.returns.periods import Month


@dataclass(frozen=True, slots=True)
class Setting:
    """One number with its unit, where it comes from and how sure that is."""

    value: int
    unit: str
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class SafetySettings:
    """One version of all settings; in force for periods that begin on its day or later."""

    version: str
    effective_from: date
    candour_working_days: Setting
    candour_months: Setting
    acknowledgement_working_days: Setting
    bed_days_change: Setting
    most: Setting


NAMES = tuple(field.name for field in fields(SafetySettings) if field.name not in {"version", "effective_from"})


@cache
def versions() -> tuple[SafetySettings, ...]:
    """Return every version, the oldest first; ``ValueError`` where one lacks a setting or has one too many."""
    text = files("safety").joinpath("data", "settings.toml").read_text(encoding="utf-8")
    read = [_version(table) for table in tomllib.loads(text)["version"]]
    return tuple(sorted(read, key=lambda version: version.effective_from))


@cache
def settings_for(period: Month) -> SafetySettings:
    """Return the version in force on the first day of the period; for an earlier one, the first version."""
    in_force = [version for version in versions() if version.effective_from <= period.first_day]
    return in_force[-1] if in_force else versions()[0]


def _version(table: Mapping[str, Any]) -> SafetySettings:
    given = {name: value for name, value in table.items() if isinstance(value, dict)}
    if set(given) != set(NAMES):
        raise ValueError(f"settings.toml: version {table['version']} must name exactly {', '.join(NAMES)}")
    return SafetySettings(
        version=table["version"],
        effective_from=table["effective_from"],
        **{name: Setting(**one) for name, one in given.items()},
    )
