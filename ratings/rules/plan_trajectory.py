"""What a plan expected of a measure, period by period, and whether the figures came up to it.

Source: policy ES 48 and domain rule T92 (outcomes alone say nothing without the improvement that was expected). Between
two points of a trajectory a straight line is expected, by days: ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from itertools import pairwise

from ratings.rules.special_causes import Direction

# As many digits as measures' own values have, whatever the caller's context.
_DIGITS = Context(prec=28)


class AgainstTrajectory(StrEnum):
    """What the latest figure comes to against what was expected for its period."""

    MET = "met"
    SHORT = "short"
    NOT_YET = "not_yet"  # nothing was expected yet for the period of the latest figure
    NOT_KNOWN = "not_known"  # no figure, no trajectory, or neither way is better


@dataclass(frozen=True, slots=True)
class Expected:
    """One point of a trajectory: what is expected for the period that ends on ``on``, in the unit of the measure."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures against the trajectory.

    ``expected`` has one value for each period compared, None before the trajectory begins. ``latest`` is the place of
    the latest figure for whose period something was expected; ``met`` of ``compared`` periods came up to it.
    """

    word: AgainstTrajectory
    expected: tuple[Decimal | None, ...]
    latest: int | None
    compared: int
    met: int


def expected_on(day: date, trajectory: Sequence[Expected]) -> Decimal | None:
    """Return what is expected of a period that ends on a day: on the line between two points, after the last its value.

    None before the first point. The points are in the order of their days, each day once: else ``ValueError``.
    """
    if any(later.on <= earlier.on for earlier, later in pairwise(trajectory)):
        raise ValueError("the points of a trajectory follow each other in time")
    if not trajectory or day < trajectory[0].on:
        return None
    for earlier, later in pairwise(trajectory):
        if day < later.on:
            rise = _DIGITS.multiply(later.value - earlier.value, Decimal((day - earlier.on).days))
            share = _DIGITS.divide(rise, Decimal((later.on - earlier.on).days))
            return _DIGITS.add(earlier.value, share)
    return trajectory[-1].value


def compare(
    ends: Sequence[date],
    values: Sequence[Decimal | None],
    *,
    wanted: Direction,
    trajectory: Sequence[Expected],
    decimals: int,
) -> Comparison:
    """Hold figures, by the last days of their periods in time order, against the trajectory.

    Both are rounded half up to ``decimals`` first, as pages show them, so that what is said is true of what is read.
    """
    expected = tuple(expected_on(day, trajectory) for day in ends)
    figures = [place for place, value in enumerate(values) if value is not None]
    if not figures or not trajectory or wanted is Direction.NEUTRAL:
        return Comparison(AgainstTrajectory.NOT_KNOWN, expected, None, 0, 0)
    compared = {
        place: _comes_up(values[place], expected[place], wanted, decimals)
        for place in figures
        if expected[place] is not None
    }
    latest = figures[-1]
    if latest not in compared:
        return Comparison(AgainstTrajectory.NOT_YET, expected, None, 0, 0)
    word = AgainstTrajectory.MET if compared[latest] else AgainstTrajectory.SHORT
    return Comparison(word, expected, latest, len(compared), sum(compared.values()))


def _comes_up(value: Decimal | None, expected: Decimal | None, wanted: Direction, decimals: int) -> bool:
    if value is None or expected is None:
        raise ValueError("only figures of periods for which something was expected are compared")
    shown, asked = (
        number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_DIGITS)
        for number in (value, expected)
    )
    return shown >= asked if wanted is Direction.INCREASE else shown <= asked
