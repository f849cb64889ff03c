"""By which numbers a subject of complaints is called a theme: versioned settings with unit, source and certainty."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from ratings.rules.dated_sets import hold_together, in_force_on


@dataclass(frozen=True, slots=True)
class Setting:
    """One number with its unit, where it comes from and how sure that is."""

    value: int
    unit: str
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class ThemeSettings:
    """One version of all settings, in force from one day to another (None: on)."""

    version: str
    in_force_from: date
    in_force_to: date | None
    top: Setting
    fewest_in_top: Setting
    quarters_running: Setting
    fewest_earlier: Setting
    fewest_above: Setting
    above_z: Setting
    area_z: Setting
    area_trusts: Setting


NAMES = tuple(field.name for field in fields(ThemeSettings) if field.type == "Setting")


@cache
def versions() -> tuple[ThemeSettings, ...]:
    """Return every version, the oldest first; ``ValueError`` where one lacks a setting or has one too many."""
    text = files("complaints").joinpath("data", "themes.toml").read_text(encoding="utf-8")
    return read_versions(text)


def read_versions(text: str) -> tuple[ThemeSettings, ...]:
    """Return the versions that a file holds, the oldest first; ``ValueError`` as above, or for a gap in time."""
    read = tuple(sorted((_version(table) for table in tomllib.loads(text)["version"]), key=lambda v: v.in_force_from))
    hold_together(read)
    return read


def theme_settings(first_day: date) -> ThemeSettings:
    """Return the version in force on the first day of the quarter; for an earlier one, the first version."""
    return in_force_on(first_day, versions()) or versions()[0]


def _version(table: Mapping[str, Any]) -> ThemeSettings:
    given = {name: value for name, value in table.items() if isinstance(value, dict)}
    if set(given) != set(NAMES):
        raise ValueError(f"themes.toml: version {table['version']} must name exactly {', '.join(NAMES)}")
    return ThemeSettings(
        version=table["version"],
        in_force_from=table["in_force_from"],
        in_force_to=table.get("in_force_to"),
        **{name: Setting(**one) for name, one in given.items()},
    )
