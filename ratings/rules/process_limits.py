"""Process limits of an XmR chart: the mean, and how far usual variation reaches either side of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

LIMIT_FACTOR = 2.66
"""Three standard deviations, in average moving ranges of two (3 / 1.128)."""

NEAR_LIMIT_FACTOR = 2 * (LIMIT_FACTOR / 3)
"""Two standard deviations, in average moving ranges."""

SCREENING_FACTOR = 3.267
"""A moving range of this many averages or more is an outlier itself (Nelson 1982)."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The process limits and the near limits, in the unit of the values."""

    lower: float
    near_lower: float
    near_upper: float
    upper: float


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """The mean of a series and its limits.

    `spread` is None where no two neighbouring values exist, so that there is no moving range.
    `points` counts the values that the limits come from.
    """

    mean: float
    spread: Spread | None
    points: int


def process_limits(values: Sequence[float | None], *, screen_outliers: bool = True) -> ProcessLimits | None:
    """Compute the limits from values in time order; None where every value is blank.

    A blank leaves the mean, and so do both moving ranges that it touches. With `screen_outliers`,
    moving ranges of 3.267 averages or more are left out, once, and the average is taken again.
    There is no floor at zero. Source: Making Data Count, as NHSRplotthedots computes it.
    """
    present = [value for value in values if value is not None]
    if not present:
        return None
    centre = mean(present)
    ranges = [abs(after - before) for before, after in pairwise(values) if before is not None and after is not None]
    if not ranges:
        return ProcessLimits(centre, None, len(present))
    average = _average_range(ranges, screen_outliers)
    return ProcessLimits(
        centre,
        Spread(
            lower=centre - LIMIT_FACTOR * average,
            near_lower=centre - NEAR_LIMIT_FACTOR * average,
            near_upper=centre + NEAR_LIMIT_FACTOR * average,
            upper=centre + LIMIT_FACTOR * average,
        ),
        len(present),
    )


def mean(values: Sequence[float]) -> float:
    """The mean of one or more numbers, the same to the last digit in whatever order they come."""
    count = len(values)
    near = fsum(values) / count
    # What rounding left over is put back, so that equal values lie on their mean and not beside it.
    return near + fsum([*values, *([-near] * count)]) / count


def _average_range(ranges: Sequence[float], screen_outliers: bool) -> float:
    average = mean(ranges)
    if not screen_outliers:
        return average
    kept = [moved for moved in ranges if moved < SCREENING_FACTOR * average]
    # Nothing is kept only where nothing ever moved, and then there is nothing to screen.
    return mean(kept) if kept else average
