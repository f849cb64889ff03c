"""Sums of whole arrays that are the same to the last bit in whatever order their terms come.

`math.fsum` does this for one sum at a time; here it is done for every row of an array at once. Each term is cut
at bits that all terms of its row share, so that what stands above a cut adds up without rounding; two cuts keep
more than 60 bits below the largest term, for some hundred terms 80. Source: Demmel and Nguyen (2013), Fast
reproducible floating-point summation; Ogita, Rump and Oishi (2005) for the cut.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MOST_TERMS = 2**20
"""Of more terms too few bits would be left in each cut."""

LARGEST_TERM = 2.0**900
"""A cut stands above its terms, and must be a number still."""

LARGEST_WHOLE_SUM = 2.0**53
"""Below this every whole number is a floating-point number."""


def exact_sums(terms: Floats, *, axis: int = -1) -> Floats:
    """Sum one axis of an array of any shape; no terms sum to 0.

    Raises ValueError for a term that is not finite or beyond 2**900, or more than a million terms.
    """
    count = terms.shape[axis]
    if count > MOST_TERMS:
        raise ValueError(f"{count:,} terms are more than can be summed exactly")
    if not terms.size:
        return np.zeros(terms.sum(axis=axis).shape)
    largest = np.maximum(terms.max(axis=axis, keepdims=True), -terms.min(axis=axis, keepdims=True))
    # Written so that a term that is no number is refused too.
    if not (largest <= LARGEST_TERM).all():
        raise ValueError("only finite terms up to 2**900 can be summed")
    spare = int(count - 1).bit_length() + 1
    # Above every term of its row by the bits that so many terms need.
    cut = np.ldexp(1.0, np.frexp(largest)[1] + spare)
    above = terms + cut
    above -= cut
    high = above.sum(axis=axis)
    rest = np.subtract(terms, above, out=above)
    cut = np.ldexp(cut, spare - 52)
    # What stands below the second cut is left out, in whatever order the terms come.
    rest += cut
    rest -= cut
    low = rest.sum(axis=axis)
    total: Floats = high + low
    return total


def sums_of_counts(counts: Floats) -> Floats:
    """The same along the last axis for numbers from 0 that are mostly whole: those add up without rounding anyway."""
    plain: Floats = counts.sum(axis=-1)
    if (plain < LARGEST_WHOLE_SUM).all() and (np.rint(counts) == counts).all():
        return plain
    return exact_sums(counts)
