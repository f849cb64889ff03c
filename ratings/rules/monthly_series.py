"""Monthly series: one place for every calendar month, and the rule set by which they are analysed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ratings.rules.special_causes import Direction
from ratings.rules.xmr import XmrAnalysis, analyse


@dataclass(frozen=True, slots=True)
class XmrRuleSet:
    """How monthly series are analysed; a change of any setting is a new version.

    `window_months`: how many months, up to the latest, are looked at (None for all).
    `fix_after_n_points`: the limits come from so many first values of the window (None for all).
    """

    version: str
    window_months: int | None
    fix_after_n_points: int | None
    screen_outliers: bool


LATEST_24_MONTHS = XmrRuleSet(
    version="xmr-2025-09/24-months/fixed-on-12",
    window_months=24,
    fix_after_n_points=12,
    screen_outliers=True,
)
"""The default: the latest 24 months, with limits fixed on their first 12."""


@dataclass(frozen=True, slots=True)
class XmrSeries:
    """A monthly series and its analysis; `months` are first days, one for each point."""

    months: tuple[date, ...]
    analysis: XmrAnalysis
    rule_set: XmrRuleSet

    def __post_init__(self) -> None:
        if len(self.months) != len(self.analysis.points):
            raise ValueError(f"{len(self.months)} months for {len(self.analysis.points)} analysed points")

    @property
    def latest_month(self) -> date | None:
        """The last month that holds a value."""
        place = self.analysis.latest_place
        return None if place is None else self.months[place]

    @classmethod
    def of(
        cls,
        values: Mapping[date, float | None],
        *,
        direction: Direction,
        rule_set: XmrRuleSet = LATEST_24_MONTHS,
        up_to: date | None = None,
    ) -> "XmrSeries":
        """Lay values out by calendar month and analyse them.

        Keys are any day of their month; a month without a key is a blank. `up_to` is the last month
        looked at, without it the last key; values after it are left aside. Blanks before the first
        value of the window are dropped. Raises ValueError where two keys fall in one month.
        """
        by_month: dict[date, float | None] = {}
        for day in sorted(values):
            month = day.replace(day=1)
            if month in by_month:
                raise ValueError(f"two values for {month:%Y-%m}")
            by_month[month] = values[day]
        months = _months_looked_at(by_month, rule_set.window_months, up_to)
        analysis = analyse(
            [by_month.get(month) for month in months],
            direction=direction,
            screen_outliers=rule_set.screen_outliers,
            fix_after_n_points=rule_set.fix_after_n_points,
        )
        return cls(months, analysis, rule_set)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """The first day of each month from one month to another, both included."""
    return tuple(date(index // 12, index % 12 + 1, 1) for index in range(_month_index(first), _month_index(last) + 1))


def _months_looked_at(
    by_month: Mapping[date, float | None], window_months: int | None, up_to: date | None
) -> tuple[date, ...]:
    known = sorted(month for month, value in by_month.items() if value is not None)
    last = up_to or max(by_month, default=None)
    if last is None or not known or known[0] > last:
        return ()
    months = months_between(known[0], last)
    window = months if window_months is None else months[-window_months:]
    for place, month in enumerate(window):
        if by_month.get(month) is not None:
            return window[place:]
    return ()


def _month_index(day: date) -> int:
    return day.year * 12 + day.month - 1
