"""The settings by which mortality is watched: dated, each number with its source and how certain it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ratings.rules.aggregation_rule_sets import Certainty
from ratings.rules.dated_sets import in_force_on
from ratings.rules.settings_files import BadSettings, Setting, only_known, read_sets

FILE = Path(__file__).parents[1] / "rule_sets" / "mortality.toml"
_NUMBERS = ("rate_ratio", "threshold", "false_alarm_rate", "most_periods", "answer_working_days")


@dataclass(frozen=True, slots=True)
class RollingMeasures:
    """Measures whose figures cover more than their period and overlap, so that no sum is made of them."""

    measures: frozenset[str]
    certainty: Certainty
    source: str


@dataclass(frozen=True, slots=True)
class MortalitySettings:
    """How mortality is watched in the periods from ``in_force_from`` to ``in_force_to`` (None: on).

    ``rate_ratio`` is how many times the expected number the sum looks for, ``threshold`` what it must reach, and
    ``false_alarm_rate`` the largest share of periods in which a trust in control reaches it. No more than
    ``most_periods`` are looked at. A trust answers within ``answer_working_days`` of a letter.
    """

    version: str
    in_force_from: date
    in_force_to: date | None
    source: str
    rate_ratio: Setting
    threshold: Setting
    false_alarm_rate: Setting
    most_periods: Setting
    answer_working_days: Setting
    rolling: RollingMeasures

    def __post_init__(self) -> None:
        # A ratio of 1 looks for nothing; below it the sum would look for fewer deaths than expected.
        if not self.rate_ratio.value > 1:
            raise BadSettings("rate_ratio is above 1")
        if not self.threshold.value > 0:
            raise BadSettings("threshold is above 0")
        if not 0 < self.false_alarm_rate.value < 1:
            raise BadSettings("false_alarm_rate lies between 0 and 1")
        for name, setting, least in (
            ("most_periods", self.most_periods, 2),
            ("answer_working_days", self.answer_working_days, 1),
        ):
            if setting.value < least or setting.value != int(setting.value):
                raise BadSettings(f"{name} is a whole number from {least}")


@cache
def mortality_settings_held() -> tuple[MortalitySettings, ...]:
    """Return the sets that this system holds, in the order in which they came into force."""
    return load_mortality_settings()


def mortality_settings_in_force(day: date | None = None) -> MortalitySettings:
    """Return the set in force on a day, without one the latest; before the first there is none: ``LookupError``."""
    held = mortality_settings_held()
    if day is None:
        return held[-1]
    found = in_force_on(day, held)
    if found is not None:
        return found
    raise LookupError(f"no settings of mortality alerts are in force on {day.isoformat()}")


def mortality_settings_called(version: str) -> MortalitySettings:
    """Return the set of the version; an unknown one is ``LookupError``."""
    for each in mortality_settings_held():
        if each.version == version:
            return each
    raise LookupError(f"no settings of mortality alerts are called {version}")


def load_mortality_settings(path: Path = FILE) -> tuple[MortalitySettings, ...]:
    """Read the sets of a file; ``BadSettings`` for anything missing or unknown, a gap or an overlap."""
    return read_sets(path, _made)


def _made(entry: dict[str, Any]) -> MortalitySettings:
    only_known(entry, {"version", "in_force_from", "in_force_to", "source", "rolling", *_NUMBERS})
    rolling = entry["rolling"]
    return MortalitySettings(
        version=entry["version"],
        in_force_from=entry["in_force_from"],
        in_force_to=entry.get("in_force_to"),
        source=entry["source"],
        rolling=RollingMeasures(frozenset(rolling["measures"]), Certainty(rolling["certainty"]), rolling["source"]),
        **{name: Setting.of(entry[name]) for name in _NUMBERS},
    )
