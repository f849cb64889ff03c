"""The settings by which indicators are judged: dated, each number with its source and how certain it is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ratings.rules.dated_sets import in_force_on
from ratings.rules.settings_files import BadSettings, Setting, only_known, read_sets
from ratings.rules.xmr import FEWEST_POINTS

FILE = Path(__file__).parents[1] / "rule_sets" / "indicators.toml"


@dataclass(frozen=True, slots=True)
class IndicatorSettings:
    """How indicators are judged in the periods from ``in_force_from`` to ``in_force_to`` (None: on).

    ``risk_z`` and ``elevated_risk_z`` are thresholds of the adjusted z-score in the harmful direction;
    ``share_treated`` is winsorised or truncated at each end; fewer than ``fewest_groups`` are not compared.
    ``false_discovery_rate`` is the share of false ones among all flags that the correction for many
    comparisons allows. ``cusum_allowance`` and ``cusum_threshold`` are k and h of the sum of z-scores;
    ``odds_ratio`` is what the sums of events look for. A series is judged by its last ``series_periods``.
    """

    version: str
    in_force_from: date
    in_force_to: date | None
    source: str
    risk_z: Setting
    elevated_risk_z: Setting
    share_treated: Setting
    fewest_groups: Setting
    false_discovery_rate: Setting
    cusum_allowance: Setting
    cusum_threshold: Setting
    odds_ratio: Setting
    series_periods: Setting

    def __post_init__(self) -> None:
        if not 0 < self.risk_z.value <= self.elevated_risk_z.value:
            raise BadSettings("0 < risk_z <= elevated_risk_z does not hold")
        if not 0 <= self.share_treated.value < 0.5:
            raise BadSettings("share_treated lies from 0 up to below a half")
        if self.fewest_groups.value < 2 or self.fewest_groups.value != int(self.fewest_groups.value):
            raise BadSettings("fewest_groups is a whole number from 2")
        if not 0 < self.false_discovery_rate.value < 1:
            raise BadSettings("false_discovery_rate lies between 0 and 1")
        if not (self.cusum_allowance.value >= 0 and self.cusum_threshold.value > 0):
            raise BadSettings("cusum_allowance is not negative, cusum_threshold is above 0")
        if self.odds_ratio.value <= 0 or self.odds_ratio.value == 1:
            raise BadSettings("odds_ratio is above 0 and not 1")
        if self.series_periods.value < FEWEST_POINTS or self.series_periods.value != int(self.series_periods.value):
            raise BadSettings(f"series_periods is a whole number from {FEWEST_POINTS}")


@cache
def settings_held() -> tuple[IndicatorSettings, ...]:
    """Return the sets that this system holds, in the order in which they came into force."""
    return load_settings()


def settings_in_force(period: date | None = None) -> IndicatorSettings:
    """Return the set in force on a day, without one the latest; before the first there is none: ``LookupError``."""
    held = settings_held()
    if period is None:
        return held[-1]
    found = in_force_on(period, held)
    if found is not None:
        return found
    raise LookupError(f"no settings of indicators are in force on {period.isoformat()}")


def load_settings(path: Path = FILE) -> tuple[IndicatorSettings, ...]:
    """Read the sets of a file; ``BadSettings`` for anything missing or unknown, a gap or an overlap."""
    return read_sets(path, _made)


def _made(entry: dict[str, Any]) -> IndicatorSettings:
    only_known(entry, {field.name for field in fields(IndicatorSettings)})
    told = {name: Setting.of(given) for name, given in entry.items() if isinstance(given, dict)}
    return IndicatorSettings(
        version=entry["version"],
        in_force_from=entry["in_force_from"],
        in_force_to=entry.get("in_force_to"),
        source=entry["source"],
        **told,
    )
