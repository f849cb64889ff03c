"""The latest month of a series that has a figure, and what can be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ratings.rules.monthly_series import XmrSeries
from ratings.rules.process_limits import Spread
from ratings.rules.special_causes import PointType, SpecialCause


@dataclass(frozen=True, slots=True)
class JudgedMonth:
    """The latest month with a figure, under limits, with enough months to judge it.

    `values` are those of its limit group up to it, None for a blank; `months` go with them.
    """

    value: float
    cause: SpecialCause
    point_type: PointType
    mean: float
    spread: Spread
    months: tuple[date, ...]
    values: tuple[float | None, ...]

    @classmethod
    def of(cls, series: XmrSeries) -> JudgedMonth | None:
        """None where there is no figure, fewer than 13, or no limits."""
        analysis, place = series.analysis, series.analysis.latest_place
        if place is None or analysis.too_few_points:
            return None
        point = analysis.points[place]
        if point.value is None or point.special_cause is None or point.point_type is None:
            return None
        if point.limits is None or point.limits.spread is None:
            return None
        start = next(group.start for group in analysis.groups if group.start <= place < group.stop)
        return cls(
            point.value,
            point.special_cause,
            point.point_type,
            point.limits.mean,
            point.limits.spread,
            series.months[start : place + 1],
            tuple(one.value for one in analysis.points[start : place + 1]),
        )

    @property
    def month(self) -> date:
        """Which month it is (its first day)."""
        return self.months[-1]

    @property
    def trend_length(self) -> int:
        """How many months up to it rise, or fall, without a break, on the side of its mark."""
        moves = [
            before is not None and after is not None and (after - before) * self.cause.side > 0
            for before, after in pairwise(self.values)
        ]
        return 1 + _length_of_end(moves)

    @property
    def shift_length(self) -> int:
        """How many months up to it lie beyond the mean without a break, on the side of its mark."""
        return _length_of_end([self._beyond(value, self.mean) for value in self.values])

    @property
    def near_limit_of_three(self) -> int:
        """Of the three months up to it, how many lie beyond the near limit on the side of its mark."""
        near = self.spread.near_upper if self.cause.side > 0 else self.spread.near_lower
        return sum(self._beyond(value, near) for value in self.values[-3:])

    def _beyond(self, value: float | None, line: float) -> bool:
        return value is not None and (value - line) * self.cause.side > 0


def _length_of_end(holds: Sequence[bool]) -> int:
    """How many at the end hold without a break."""
    count = 0
    while count < len(holds) and holds[-1 - count]:
        count += 1
    return count
