"""XmR of many series at once, as arrays: what `xmr.analyse` says of one series, for all of them.

Months are the first axis; the axes after it (indicators, trusts) are each a series of their own. A test holds this
module to `xmr.analyse`, to the last bit. It imports numpy, and so is for workers and commands only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from ratings.rules.exact_sums import Floats, exact_sums
from ratings.rules.process_limits import LIMIT_FACTOR, NEAR_LIMIT_FACTOR, SCREENING_FACTOR
from ratings.rules.special_causes import RUN_LENGTH, SpecialCause
from ratings.rules.xmr import FEWEST_POINTS_TO_FIX, LARGEST_VALUE

Truths = npt.NDArray[np.bool_]
Signs = npt.NDArray[np.int8]

CAUSES = tuple(SpecialCause)
"""A special cause's code is its place here; a blank has the code after the last."""

BLANK = len(CAUSES)


@dataclass(frozen=True, slots=True)
class ArrayXmr:
    """Limits of every series (not-a-number where there are none), and the code of every month's special cause."""

    mean: Floats
    lower: Floats
    upper: Floats
    causes: npt.NDArray[np.uint8]


def analyse_arrays(values: Floats, *, screen_outliers: bool = True, fix_after_n_points: int | None = None) -> ArrayXmr:
    """Analyse values in time order; not-a-number is a blank, which keeps its place and leaves the limits.

    Raises ValueError for a value that is infinite or beyond 1e150, or fewer than 12 points to fix limits after.
    """
    if fix_after_n_points is not None and fix_after_n_points < FEWEST_POINTS_TO_FIX:
        raise ValueError(f"limits are fixed after {FEWEST_POINTS_TO_FIX} points or more, not {fix_after_n_points}")
    if (np.abs(values) > LARGEST_VALUE).any():
        raise ValueError("limits cannot be computed from a value that is infinite or beyond 1e150")
    flat = values.reshape(len(values), prod(values.shape[1:]))
    present = ~np.isnan(flat)
    base = present
    if fix_after_n_points is not None:
        base = present & (np.cumsum(present, axis=0, dtype=np.int32) <= fix_after_n_points)
    with np.errstate(all="ignore"):
        mean = _means(flat, base)
        average = _average_range(flat, base, screen_outliers)
        reach, near_reach = LIMIT_FACTOR * average, NEAR_LIMIT_FACTOR * average
        # Comparisons with a limit that is not there are false, as they should be.
        side = _signs(flat, mean)
        outside = (flat > mean + reach) | (flat < mean - reach)
        near = ((flat > mean + near_reach) | (flat < mean - near_reach)) & ~outside
        causes = _first_match(side, outside, _trends(flat), _two_in_three(side, near), _shifts(side))
    causes[~present] = BLANK
    series = values.shape[1:]
    return ArrayXmr(
        mean.reshape(series),
        (mean - reach).reshape(series),
        (mean + reach).reshape(series),
        causes.reshape(values.shape),
    )


def _means(values: Floats, counted: Truths) -> Floats:
    """The mean over months of the values counted, not-a-number where there are none; see `process_limits.mean`."""
    # Where limits are fixed, only the first months count.
    used = counted.any(axis=tuple(range(1, counted.ndim)))
    months = int(np.flatnonzero(used)[-1]) + 1 if used.any() else 0
    counted = counted[:months]
    count = counted.sum(axis=0)
    terms = np.where(counted, values[:months], 0.0)
    near = exact_sums(terms, axis=0) / count
    left = exact_sums(np.concatenate([terms, np.where(counted, -near, 0.0)]), axis=0)
    mean: Floats = near + left / count
    return mean


def _average_range(values: Floats, base: Truths, screen_outliers: bool) -> Floats:
    ranges, counted = np.abs(np.diff(values, axis=0)), base[1:] & base[:-1]
    average = _means(ranges, counted)
    if not screen_outliers:
        return average
    kept = _means(ranges, counted & (ranges < SCREENING_FACTOR * average))
    # Nothing is kept only where nothing ever moved, and then there is nothing to screen.
    return np.where(np.isnan(kept), average, kept)


def _signs(values: Floats, beside: Floats) -> Signs:
    """+1 above, -1 below, 0 where they are equal or one is not there."""
    return np.subtract(values > beside, values < beside, dtype=np.int8)


def _windows(signs: Signs, length: int) -> Iterator[tuple[int, Signs]]:
    """The start of each window of so many months, and the sum of its signs in every series."""
    if len(signs) < length:
        return
    total = signs[:length].sum(axis=0, dtype=np.int8)
    yield 0, total
    for start in range(1, len(signs) - length + 1):
        total = total + signs[start + length - 1] - signs[start - 1]
        yield start, total


def _trends(values: Floats) -> Signs:
    marks = np.zeros(values.shape, dtype=np.int8)
    steps = _signs(values[1:], values[:-1])
    for start, total in _windows(steps, RUN_LENGTH - 1):
        # Few series hold one. Windows come in order, so the month that ends one trend and starts the next takes the
        # later one.
        found = np.flatnonzero(np.abs(total) == RUN_LENGTH - 1)
        marks[start : start + RUN_LENGTH, found] = np.sign(total[found])
    return marks


def _shifts(side: Signs) -> Truths:
    marks = np.zeros(side.shape, dtype=bool)
    for start, total in _windows(side, RUN_LENGTH):
        marks[start : start + RUN_LENGTH, np.flatnonzero(np.abs(total) == RUN_LENGTH)] = True
    return marks


def _two_in_three(side: Signs, near: Truths) -> Truths:
    marks = np.zeros(side.shape, dtype=bool)
    for start, total in _windows(side, 3):
        three = slice(start, start + 3)
        found = np.flatnonzero((np.abs(total) == 3) & (near[three].sum(axis=0, dtype=np.int8) >= 2))
        marks[three, found] |= near[three, found]
    return marks


def _first_match(side: Signs, outside: Truths, trend: Signs, pair: Truths, shift: Truths) -> npt.NDArray[np.uint8]:
    code = {cause: np.uint8(place) for place, cause in enumerate(CAUSES)}
    causes = np.full(side.shape, code[SpecialCause.COMMON])
    # From the last rule to the first, so that the first that applies stands.
    for found, high, above, below in (
        (shift, side, SpecialCause.SHIFT_ABOVE, SpecialCause.SHIFT_BELOW),
        (pair, side, SpecialCause.TWO_IN_THREE_ABOVE, SpecialCause.TWO_IN_THREE_BELOW),
        (trend != 0, trend, SpecialCause.TREND_UP, SpecialCause.TREND_DOWN),
        (outside, side, SpecialCause.ABOVE_LIMIT, SpecialCause.BELOW_LIMIT),
    ):
        places = np.nonzero(found)
        causes[places] = np.where(high[places] > 0, code[above], code[below])
    return causes
