"""The settings by which the programme is made: versions, each in force from a day, each value with its source."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from ratings.rules.ratings_words import Rating


@dataclass(frozen=True, slots=True)
class Points:
    """How many points of risk are given for what."""

    elevated_risk: int
    risk: int
    overall: Mapping[Rating, int]
    never_rated: int
    key_question_inadequate: int
    year_since_inspection: int
    years_counted_at_most: int
    special_measures: int
    vulnerable_service: int
    open_enforcement: int


@dataclass(frozen=True, slots=True)
class Band:
    """From how many points on, how many people for how many days, at a trust with one site."""

    from_points: int
    people: int
    days: int


@dataclass(frozen=True, slots=True)
class ProgrammeSettings:
    """One version of all settings; in force from its day. ``sources`` and ``certainties`` are by the part's name."""

    version: str
    effective_from: date
    points: Points
    vulnerable_services: frozenset[str]
    bands: tuple[Band, ...]
    people_for_a_further_site: int
    days_for_two_further_sites: int
    focused_share: Decimal
    least_people: int
    months_to_next: Mapping[Rating, int]
    months_in_special_measures: int
    coming_up_days: int
    night_from: time
    night_to: time
    night_minutes: int
    interest_counts_for_months: int
    sources: Mapping[str, str]
    certainties: Mapping[str, str]


@cache
def versions() -> tuple[ProgrammeSettings, ...]:
    """Return every version, the oldest first."""
    text = files("inspections").joinpath("data", "programme.toml").read_text(encoding="utf-8")
    read = [_version(table) for table in tomllib.loads(text)["version"]]
    return tuple(sorted(read, key=lambda version: version.effective_from))


@cache
def settings_on(day: date) -> ProgrammeSettings:
    """Return the version in force on the day; for earlier days, the first."""
    in_force = [version for version in versions() if version.effective_from <= day]
    return in_force[-1] if in_force else versions()[0]


def _version(table: Mapping[str, Any]) -> ProgrammeSettings:
    points, size, frequency = table["points"], table["size"], table["frequency"]
    parts = {name: part for name, part in table.items() if isinstance(part, dict)}
    bands = tuple(Band(each["from_points"], each["people"], each["days"]) for each in table["band"])
    if bands[0].from_points != 0 or [each.from_points for each in bands] != sorted(
        {each.from_points for each in bands}
    ):
        raise ValueError("programme.toml: bands begin at no points and rise")
    return ProgrammeSettings(
        version=table["version"],
        effective_from=table["effective_from"],
        points=Points(
            elevated_risk=points["elevated_risk"],
            risk=points["risk"],
            overall=MappingProxyType({rating: points[f"overall_{rating}"] for rating in Rating}),
            never_rated=points["never_rated"],
            key_question_inadequate=points["key_question_inadequate"],
            year_since_inspection=points["year_since_inspection"],
            years_counted_at_most=points["years_counted_at_most"],
            special_measures=points["special_measures"],
            vulnerable_service=points["vulnerable_service"],
            open_enforcement=points["open_enforcement"],
        ),
        vulnerable_services=frozenset(table["vulnerable"]["services"]),
        bands=bands,
        people_for_a_further_site=size["people_for_a_further_site"],
        days_for_two_further_sites=size["days_for_two_further_sites"],
        focused_share=Decimal(size["focused_share"]),
        least_people=size["least_people"],
        months_to_next=MappingProxyType({rating: frequency[str(rating)] for rating in Rating}),
        months_in_special_measures=frequency["special_measures"],
        coming_up_days=table["alerts"]["coming_up_days"],
        night_from=table["visits"]["night_from"],
        night_to=table["visits"]["night_to"],
        night_minutes=table["visits"]["night_minutes"],
        interest_counts_for_months=table["interests"]["counts_for_months"],
        sources=MappingProxyType({name: part["source"] for name, part in parts.items()}),
        certainties=MappingProxyType({name: part["certainty"] for name, part in parts.items()}),
    )
