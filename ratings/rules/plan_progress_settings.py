"""The settings by which a plan's measure is said to have moved: dated, each number with its source and certainty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ratings.rules.aggregation_rule_sets import Certainty
from ratings.rules.dated_sets import in_force_on
from ratings.rules.settings_files import BadSettings, Setting, only_known, read_sets
from ratings.rules.xmr import FEWEST_POINTS_TO_FIX

FILE = Path(__file__).parents[1] / "rule_sets" / "plan_progress.toml"
_WHOLE_NUMBERS = ("most_before", "fewest_before", "fewest_since", "fewest_for_no_change", "latest_compared")
_NUMBERS = (*_WHOLE_NUMBERS, "most_zeros_before")
_NAMED = {"version", "in_force_from", "in_force_to", "source"}


@dataclass(frozen=True, slots=True)
class OverlappingMeasures:
    """Measures, by code, each of whose figures covers more than its period, so that they overlap."""

    measures: frozenset[str]
    certainty: Certainty
    source: str


@dataclass(frozen=True, slots=True)
class ProgressSettings:
    """How progress is judged on the days from ``in_force_from`` to ``in_force_to`` (None: on).

    What is usual comes from the latest ``most_before`` periods before the delivery, of which ``fewest_before`` or more
    have a figure, and no more than the share ``most_zeros_before`` of them nought. With fewer than ``fewest_since``
    figures since, nothing is said; that nothing changed, from ``fewest_for_no_change`` on. The mean of the
    ``latest_compared`` figures shows whether a move stayed.
    """

    version: str
    in_force_from: date
    in_force_to: date | None
    source: str
    most_before: Setting
    fewest_before: Setting
    fewest_since: Setting
    fewest_for_no_change: Setting
    latest_compared: Setting
    most_zeros_before: Setting
    overlapping: OverlappingMeasures

    def __post_init__(self) -> None:
        for name in _WHOLE_NUMBERS:
            value = getattr(self, name).value
            if value < 1 or value != int(value):
                raise BadSettings(f"{name} is a whole number from 1")
        if not FEWEST_POINTS_TO_FIX <= self.fewest_before.value <= self.most_before.value:
            raise BadSettings(f"{FEWEST_POINTS_TO_FIX} <= fewest_before <= most_before does not hold")
        if not self.latest_compared.value <= self.fewest_since.value <= self.fewest_for_no_change.value:
            raise BadSettings("latest_compared <= fewest_since <= fewest_for_no_change does not hold")
        if not 0 <= self.most_zeros_before.value < 1:
            raise BadSettings("most_zeros_before lies from 0 up to below 1")


@cache
def progress_settings_held() -> tuple[ProgressSettings, ...]:
    """Return the sets that this system holds, in the order in which they came into force."""
    return load_progress_settings()


def progress_settings_in_force(day: date) -> ProgressSettings:
    """Return the set in force on a day; before the first there is none: ``LookupError``."""
    found = in_force_on(day, progress_settings_held())
    if found is None:
        raise LookupError(f"no settings of the progress of plans are in force on {day.isoformat()}")
    return found


def load_progress_settings(path: Path = FILE) -> tuple[ProgressSettings, ...]:
    """Read the sets of a file; ``BadSettings`` for anything missing or unknown, a gap or an overlap."""
    return read_sets(path, _made)


def _made(entry: dict[str, Any]) -> ProgressSettings:
    only_known(entry, {*_NAMED, *_NUMBERS, "overlapping"})
    overlapping = entry["overlapping"]
    return ProgressSettings(
        version=entry["version"],
        in_force_from=entry["in_force_from"],
        in_force_to=entry.get("in_force_to"),
        source=entry["source"],
        overlapping=OverlappingMeasures(
            frozenset(overlapping["measures"]), Certainty(overlapping["certainty"]), overlapping["source"]
        ),
        **{name: Setting.of(entry[name]) for name in _NUMBERS},
    )
