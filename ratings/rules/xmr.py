"""XmR analysis of a series in time order: limits, special causes and assurance.

Making Data Count, as NHSRplotthedots computes it (nhs-r-community/NHSRplotthedots, 29 September 2025).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from ratings.rules.process_limits import ProcessLimits, process_limits
from ratings.rules.special_causes import (
    Direction,
    PointType,
    SpecialCause,
    point_type,
    special_causes,
)

FEWEST_POINTS = 13
"""With fewer values than this the limits are too uncertain to judge by."""

FEWEST_POINTS_TO_FIX = 12
"""Limits may be fixed after no fewer points than this."""

LARGEST_VALUE = 1e150
"""Beyond this, sums and limits would leave the range of floating point."""


class Assurance(StrEnum):
    """Whether the process, as it is, will meet its target."""

    CONSISTENT_PASS = "consistent_pass"  # noqa: S105
    CONSISTENT_FAIL = "consistent_fail"
    INCONSISTENT = "inconsistent"


@dataclass(frozen=True, slots=True)
class XmrPoint:
    """One place of the series; a blank has no value, cause or type, but lies under its group's limits."""

    value: float | None
    limits: ProcessLimits | None
    special_cause: SpecialCause | None
    point_type: PointType | None


@dataclass(frozen=True, slots=True)
class LimitGroup:
    """The places from `start` up to `stop` that share limits."""

    start: int
    stop: int
    limits: ProcessLimits | None


@dataclass(frozen=True, slots=True)
class XmrAnalysis:
    """A series analysed: its points in time order, and the groups between which limits were reset."""

    direction: Direction
    points: tuple[XmrPoint, ...]
    groups: tuple[LimitGroup, ...]
    fix_after_n_points: int | None = None

    @property
    def present(self) -> int:
        """How many places hold a value."""
        return sum(point.value is not None for point in self.points)

    @property
    def too_few_points(self) -> bool:
        """Whether there are fewer than 13 values, so that nothing should be judged by the limits."""
        return self.present < FEWEST_POINTS

    @property
    def latest_place(self) -> int | None:
        """The index of the last point that holds a value."""
        for place in range(len(self.points) - 1, -1, -1):
            if self.points[place].value is not None:
                return place
        return None

    @property
    def latest(self) -> XmrPoint | None:
        """The last point that holds a value."""
        return None if self.latest_place is None else self.points[self.latest_place]

    def assurance(self, target: float | None) -> Assurance | None:
        """Compare a target with the latest limits.

        None where there is no target, the direction is neutral, there are too few points or no limits.
        """
        limits = self.groups[-1].limits if self.groups else None
        if target is None or self.direction is Direction.NEUTRAL or self.too_few_points:
            return None
        if limits is None or limits.spread is None:
            return None
        wants_high = self.direction is Direction.INCREASE
        if target > limits.spread.upper:
            return Assurance.CONSISTENT_FAIL if wants_high else Assurance.CONSISTENT_PASS
        if target < limits.spread.lower:
            return Assurance.CONSISTENT_PASS if wants_high else Assurance.CONSISTENT_FAIL
        return Assurance.INCONSISTENT


def analyse(
    values: Sequence[float | None],
    *,
    direction: Direction,
    screen_outliers: bool = True,
    fix_after_n_points: int | None = None,
    rebase_at: Sequence[int] = (),
) -> XmrAnalysis:
    """Analyse values in time order; None is a blank, which keeps its place and leaves the limits.

    `fix_after_n_points` takes the limits of each group from its first so many values (12 or more).
    `rebase_at` holds the places where limits start afresh; every rule is applied within a group.
    Raises ValueError for a value that is not finite or beyond 1e150, fewer than 12 points to fix
    after, or a place to rebase at that is not inside the series.
    """
    for value in values:
        if value is not None and not (isfinite(value) and abs(value) <= LARGEST_VALUE):
            raise ValueError(f"{value!r}: limits cannot be computed from it")
    if fix_after_n_points is not None and fix_after_n_points < FEWEST_POINTS_TO_FIX:
        raise ValueError(f"limits are fixed after {FEWEST_POINTS_TO_FIX} points or more, not {fix_after_n_points}")
    points: list[XmrPoint] = []
    groups: list[LimitGroup] = []
    for start, stop in _spans(len(values), rebase_at):
        group = values[start:stop]
        limits = process_limits(_first_points(group, fix_after_n_points), screen_outliers=screen_outliers)
        groups.append(LimitGroup(start, stop, limits))
        points.extend(
            XmrPoint(value, limits, cause, None if cause is None else point_type(cause, direction))
            for value, cause in zip(group, special_causes(group, limits), strict=True)
        )
    return XmrAnalysis(direction, tuple(points), tuple(groups), fix_after_n_points)


def _spans(length: int, rebase_at: Sequence[int]) -> list[tuple[int, int]]:
    places = sorted(set(rebase_at))
    if places and (places[0] < 0 or places[-1] >= length):
        raise ValueError(f"limits cannot be reset at {places}: the series has {length} places")
    if not length:
        return []
    starts = sorted({0, *places})
    return list(zip(starts, [*starts[1:], length], strict=True))


def _first_points(values: Sequence[float | None], count: int | None) -> Sequence[float | None]:
    """The places up to and including the count-th value: a blank is no point."""
    if count is None:
        return values
    seen = 0
    for place, value in enumerate(values):
        seen += value is not None
        if seen == count:
            return values[: place + 1]
    return values
