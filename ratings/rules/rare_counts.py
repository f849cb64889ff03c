"""Rare counts: how likely chance alone brings so many events, where there are too few of them for a z-score.

The square root of a count of three or four is far from normal, so its z-score flags far too often or never.
The tail of the Poisson distribution itself is exact at any size.
Source: CQC's statistical methodology (July 2014), section 3 (raw counts); Spiegelhalter (2005), appendix.
"""

from math import erfc, isfinite, sqrt

from ratings.rules.poisson_limits import gamma_above, gamma_below

LARGEST_EXPECTED = 1e6
"""Beyond this a count is not rare, and a z-score says the same."""


def chance_of_so_many(observed: int, expected: float) -> float:
    """The probability of `observed` events or more where `expected` are: one-sided, towards too many.

    Raises ValueError for a count that is negative or no whole number, or an expected number that is not
    above 0 and up to a million.
    """
    _check(observed, expected)
    return 1.0 if observed == 0 else gamma_below(observed, expected)


def chance_of_so_few(observed: int, expected: float) -> float:
    """The probability of `observed` events or fewer where `expected` are: one-sided, towards too few.

    Raises ValueError as `chance_of_so_many` does.
    """
    _check(observed, expected)
    return gamma_above(observed + 1, expected)


def chance_beyond(z: float) -> float:
    """The probability that a standard normal lies at `z` or above: what a threshold in z is, as a chance."""
    return erfc(z / sqrt(2)) / 2


def _check(observed: int, expected: float) -> None:
    if observed < 0 or observed != int(observed):
        raise ValueError(f"a count of events is a whole number from 0, not {observed}")
    if not (isfinite(expected) and 0 < expected <= LARGEST_EXPECTED):
        raise ValueError(f"the tail needs an expected number above 0 and up to a million, not {expected}")
