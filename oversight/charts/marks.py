"""The marks of points: each type has a shape of its own, so that colour never carries the meaning alone."""

from __future__ import annotations

from dataclasses import dataclass

from ratings.rules.special_causes import PointType


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape as path commands relative to its centre, its class, what the key says of it, and whether it is open."""

    css: str
    shape: str
    meaning: str
    hollow: bool = False


_CIRCLE = "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z"
_TRIANGLE_UP = "m0-6.5l6 10.5h-12z"
_TRIANGLE_DOWN = "m0 6.5l6-10.5h-12z"
_DIAMOND = "m0-6.5l6.5 6.5l-6.5 6.5l-6.5-6.5z"
_SQUARE = "m-5-5h10v10h-10z"
_CROSS = "m-3.5-3.5l7 7m0-7l-7 7"

MARKS = {
    PointType.COMMON: Mark("common", _CIRCLE, "Usual variation"),
    PointType.NEUTRAL_HIGH: Mark("high", _TRIANGLE_UP, "Stands out as high, or rising"),
    PointType.NEUTRAL_LOW: Mark("low", _TRIANGLE_DOWN, "Stands out as low, or falling"),
    PointType.IMPROVEMENT: Mark("improvement", _DIAMOND, "Stands out as an improvement"),
    PointType.CONCERN: Mark("concern", _SQUARE, "Stands out as a concern"),
}

UNJUDGED = Mark("common", _CIRCLE, "A month with a figure")
"""A point among too few to say what is usual."""

ABSENT = Mark("absent", _CROSS, "No figure for the month", hollow=True)
