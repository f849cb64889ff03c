"""CUSUM of many series at once, as arrays: what `cusum` says of one series, for all of them.

Months are the first axis; the axes after it (indicators, trusts) are each a series of their own. A test holds
this module to `cusum`, month by month. It imports numpy, and so is for workers and commands only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ratings.rules.cusum import FEWEST_MONTHS, MonthWord
from ratings.rules.exact_sums import Floats

Truths = npt.NDArray[np.bool_]

WORDS = tuple(MonthWord)
"""A word's code is its place here."""


@dataclass(frozen=True, slots=True)
class ArrayCusum:
    """Sums and codes of words (see `WORDS`), in the shape of the steps; sums are not-a-number where there is none."""

    totals: Floats
    words: npt.NDArray[np.uint8]


def cusum_arrays(steps: Floats, *, threshold: float, joined: Truths | None = None) -> ArrayCusum:
    """Add up the steps of every series; not-a-number is a month without a value, and infinite is invalid.

    `joined`, in the shape of the steps, marks the months at which a series begins afresh after a merger.
    Raises ValueError for a threshold that is not above 0, or marks of another shape.
    """
    if not threshold > 0:
        raise ValueError(f"a threshold is above 0, not {threshold}")
    if joined is not None and joined.shape != steps.shape:
        raise ValueError(f"marks of shape {joined.shape} for steps of {steps.shape}")
    usable = np.isfinite(steps)
    enough = _in_stretches_of_enough(usable, joined)
    totals = np.full(steps.shape, np.nan)
    words = np.where(
        usable,
        np.uint8(WORDS.index(MonthWord.TOO_FEW_MONTHS)),
        np.where(np.isnan(steps), np.uint8(WORDS.index(MonthWord.NO_VALUE)), np.uint8(WORDS.index(MonthWord.INVALID))),
    )
    total = np.zeros(steps.shape[1:])
    for month in range(len(steps)):
        if joined is not None:
            total = np.where(joined[month], 0.0, total)
        counts = usable[month] & enough[month]
        total = np.where(counts, np.maximum(0.0, total + np.where(counts, steps[month], 0.0)), total)
        alert = counts & (total >= threshold)
        np.copyto(totals[month], total, where=counts)
        np.copyto(words[month], np.uint8(WORDS.index(MonthWord.NO_ALERT)), where=counts)
        np.copyto(words[month], np.uint8(WORDS.index(MonthWord.ALERT)), where=alert)
        total = np.where(alert, 0.0, total)
    return ArrayCusum(totals, words)


def _in_stretches_of_enough(usable: Truths, joined: Truths | None) -> Truths:
    """Whether each month stands in a stretch between mergers with enough usable months."""
    if joined is None:
        return np.broadcast_to(usable.sum(axis=0) >= FEWEST_MONTHS, usable.shape)
    counted = np.empty(usable.shape, dtype=np.intp)
    running = np.zeros(usable.shape[1:], dtype=np.intp)
    for month in range(len(usable)):
        running = np.where(joined[month], 0, running) + usable[month]
        counted[month] = running
    # The count at the end of a stretch is that of the whole of it.
    for month in range(len(usable) - 2, -1, -1):
        counted[month] = np.where(joined[month + 1], counted[month], counted[month + 1])
    enough: Truths = counted >= FEWEST_MONTHS
    return enough
