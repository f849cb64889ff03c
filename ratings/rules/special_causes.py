"""Special causes: which points of a series are more than usual month-to-month variation.

The rules and their words are those of NHS England's "Making Data Count" method, as its reference
implementation NHSRplotthedots states them (nhs-r-community/NHSRplotthedots, 29 September 2025).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from ratings.rules.process_limits import ProcessLimits

RUN_LENGTH = 7
"""Points that make a trend or a shift."""

Values = Sequence[float | None]


class Direction(StrEnum):
    """Which way a measure improves; neutral where neither way is better or worse."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class SpecialCause(StrEnum):
    """What marks a point, in the words of the reference implementation."""

    ABOVE_LIMIT = "Above UCL"
    BELOW_LIMIT = "Below LCL"
    TREND_UP = "7 Point Trend (Increasing)"
    TREND_DOWN = "7 Point Trend (Decreasing)"
    TWO_IN_THREE_ABOVE = "2 in 3 Above CL"
    TWO_IN_THREE_BELOW = "2 in 3 Below CL"
    SHIFT_ABOVE = "7 Points Above CL"
    SHIFT_BELOW = "7 Points Below CL"
    COMMON = "Common Cause"

    @property
    def side(self) -> int:
        """+1 for a mark on the high side, -1 for the low side, 0 for common cause."""
        return _SIDES[self]


class PointType(StrEnum):
    """What a point's special cause means for a measure of a given direction."""

    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"
    COMMON = "common_cause"


def special_causes(values: Values, limits: ProcessLimits | None) -> tuple[SpecialCause | None, ...]:
    """Label every value by the first rule that it meets; None for a blank.

    In order of priority: outside the limits, trend, two in three near a limit, shift. A blank breaks
    every run. Without limits only the rules that need none can mark a point.
    """
    positions = [_position(value, limits) for value in values]
    trends = _trends(values)
    pairs = _two_in_three(positions)
    shifts = _shifts(positions)
    return tuple(
        None if value is None else _first_match(position, trend, pair, shift)
        for value, position, trend, pair, shift in zip(values, positions, trends, pairs, shifts, strict=True)
    )


def point_type(cause: SpecialCause, direction: Direction) -> PointType:
    """Say what a special cause means; a trend counts by its direction, not by its side of the mean."""
    if cause.side == 0:
        return PointType.COMMON
    if direction is Direction.NEUTRAL:
        return PointType.NEUTRAL_HIGH if cause.side > 0 else PointType.NEUTRAL_LOW
    improving_side = 1 if direction is Direction.INCREASE else -1
    return PointType.IMPROVEMENT if cause.side == improving_side else PointType.CONCERN


_SIDES = {
    SpecialCause.ABOVE_LIMIT: 1,
    SpecialCause.BELOW_LIMIT: -1,
    SpecialCause.TREND_UP: 1,
    SpecialCause.TREND_DOWN: -1,
    SpecialCause.TWO_IN_THREE_ABOVE: 1,
    SpecialCause.TWO_IN_THREE_BELOW: -1,
    SpecialCause.SHIFT_ABOVE: 1,
    SpecialCause.SHIFT_BELOW: -1,
    SpecialCause.COMMON: 0,
}


@dataclass(frozen=True, slots=True)
class _Position:
    """Where a value lies: its side of the mean (+1, 0, -1), and how far out."""

    side: int
    outside: bool
    near_limit: bool


_UNPLACED = _Position(side=0, outside=False, near_limit=False)


def _position(value: float | None, limits: ProcessLimits | None) -> _Position:
    if value is None or limits is None:
        return _UNPLACED
    side = _sign(value - limits.mean)
    if limits.spread is None:
        return _Position(side, outside=False, near_limit=False)
    spread = limits.spread
    outside = value > spread.upper or value < spread.lower
    near = not outside and (value > spread.near_upper or value < spread.near_lower)
    return _Position(side, outside, near)


def _first_match(position: _Position, trend: int, pair: bool, shift: bool) -> SpecialCause:
    high = position.side > 0
    if position.outside:
        return SpecialCause.ABOVE_LIMIT if high else SpecialCause.BELOW_LIMIT
    if trend:
        return SpecialCause.TREND_UP if trend > 0 else SpecialCause.TREND_DOWN
    if pair:
        return SpecialCause.TWO_IN_THREE_ABOVE if high else SpecialCause.TWO_IN_THREE_BELOW
    if shift:
        return SpecialCause.SHIFT_ABOVE if high else SpecialCause.SHIFT_BELOW
    return SpecialCause.COMMON


def _trends(values: Values) -> list[int]:
    """+1 or -1 for each point of a rise or fall of seven points; equal neighbours break it."""
    steps = [0 if before is None or after is None else _sign(after - before) for before, after in pairwise(values)]
    marks = [0] * len(values)
    for start, stop in _runs(steps, RUN_LENGTH - 1):
        # Runs come in order, so the point that ends one trend and starts the next takes the later one.
        marks[start : stop + 1] = [steps[start]] * (stop + 1 - start)
    return marks


def _shifts(positions: Sequence[_Position]) -> list[bool]:
    """Mark seven points or more on one side of the mean; a point on the mean breaks the run."""
    marks = [False] * len(positions)
    for start, stop in _runs([position.side for position in positions], RUN_LENGTH):
        marks[start:stop] = [True] * (stop - start)
    return marks


def _two_in_three(positions: Sequence[_Position]) -> list[bool]:
    """Mark the points near a limit where two of three, all three on one side, are near it."""
    marks = [False] * len(positions)
    for start in range(len(positions) - 2):
        three = positions[start : start + 3]
        one_side = abs(sum(position.side for position in three)) == 3
        if one_side and sum(position.near_limit for position in three) >= 2:
            for place, position in enumerate(three, start):
                marks[place] = marks[place] or position.near_limit
    return marks


def _runs(signs: Sequence[int], at_least: int) -> Iterator[tuple[int, int]]:
    """The (start, stop) of each longest run of one sign, zero apart, of at least that length."""
    start = 0
    for place in range(1, len(signs) + 1):
        if place < len(signs) and signs[place] == signs[start]:
            continue
        if signs[start] and place - start >= at_least:
            yield start, place
        start = place


def _sign(difference: float) -> int:
    return (difference > 0) - (difference < 0)
