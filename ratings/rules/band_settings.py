"""The settings by which scores become bands: dated, each with its source and how certain it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from ratings.rules.aggregation_rule_sets import Certainty
from ratings.rules.dated_sets import in_force_on
from ratings.rules.settings_files import only_known, read_sets

FILE = Path(__file__).parents[1] / "rule_sets" / "bands.toml"
_CADENCES = ("monthly", "quarterly", "half_yearly", "yearly", "as_it_happens")


class BadBandSettings(ValueError):
    """The file of settings lacks something, contradicts itself, or leaves a gap between its sets."""


@dataclass(frozen=True, slots=True)
class Told:
    """How certain a setting is, and where it comes from."""

    certainty: Certainty
    source: str


@dataclass(frozen=True, slots=True)
class BandSettings:
    """How scores become bands on the days from ``in_force_from`` to ``in_force_to`` (None: on).

    ``cut_offs`` are five percentages, falling. ``counts_for_months`` says by cadence for how long after the end of its
    period a result counts. ``told`` has certainty and source of each setting by its name.
    """

    version: str
    name: str
    in_force_from: date
    in_force_to: date | None
    source: str
    cut_offs: tuple[Decimal, ...]
    counted_tiers: frozenset[int]
    fewest_applicable: int
    recently_inspected_months: int
    counts_for_months: Mapping[str, int]
    told: Mapping[str, Told]

    def __post_init__(self) -> None:
        if len(self.cut_offs) != 5 or any(one <= other for one, other in pairwise(self.cut_offs)):
            raise BadBandSettings("cut_offs are five falling percentages")
        if not 0 < self.cut_offs[-1] <= self.cut_offs[0] <= 100:
            raise BadBandSettings("cut_offs lie above 0 and up to 100")
        if not self.counted_tiers or not self.counted_tiers <= {1, 2, 3}:
            raise BadBandSettings("counted_tiers are some of 1, 2 and 3")
        if self.fewest_applicable < 1 or self.recently_inspected_months < 0:
            raise BadBandSettings("fewest_applicable is 1 or more, recently_inspected_months 0 or more")
        if set(self.counts_for_months) != set(_CADENCES) or min(self.counts_for_months.values()) < 1:
            raise BadBandSettings(f"counts_for_months has a month or more for each of {', '.join(_CADENCES)}")


@cache
def band_settings_held() -> tuple[BandSettings, ...]:
    """Return the sets that this system holds, in the order in which they came into force."""
    return load_band_settings()


def band_settings_in_force(on: date) -> BandSettings:
    """Return the set in force on a day; before the first there is none: ``LookupError``."""
    found = in_force_on(on, band_settings_held())
    if found is not None:
        return found
    raise LookupError(f"no settings of bands are in force on {on.isoformat()}")


def load_band_settings(path: Path = FILE) -> tuple[BandSettings, ...]:
    """Read the sets of a file; ``BadBandSettings`` for anything missing or unknown, a gap or an overlap."""
    return read_sets(path, _made, wrong=BadBandSettings, number=Decimal)


_SETTINGS = ("cut_offs", "counted_tiers", "fewest_applicable", "recently_inspected_months", "counts_for_months")
_PLAIN = ("version", "name", "in_force_from", "in_force_to", "source")


def _made(entry: dict[str, Any]) -> BandSettings:
    only_known(entry, {*_SETTINGS, *_PLAIN})
    told = {name: Told(Certainty(entry[name]["certainty"]), str(entry[name]["source"])) for name in _SETTINGS}
    months = {
        name: months for name, months in entry["counts_for_months"].items() if name not in ("certainty", "source")
    }
    return BandSettings(
        version=entry["version"],
        name=entry["name"],
        in_force_from=entry["in_force_from"],
        in_force_to=entry.get("in_force_to"),
        source=entry["source"],
        cut_offs=tuple(Decimal(one) for one in entry["cut_offs"]["values"]),
        counted_tiers=frozenset(entry["counted_tiers"]["values"]),
        fewest_applicable=entry["fewest_applicable"]["value"],
        recently_inspected_months=entry["recently_inspected_months"]["value"],
        counts_for_months=months,
        told=told,
    )
