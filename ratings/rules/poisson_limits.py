"""Exact Poisson limits for a ratio of observed to expected events, for counts too small for z."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, lgamma, log


@dataclass(frozen=True, slots=True)
class RatioLimits:
    """Between these ratios of observed to expected, a unit is as expected."""

    lower: float
    upper: float


def poisson_limits(expected: float, *, tail: float) -> RatioLimits:
    """The limits that chance crosses with probability `tail` on each side (0.025 for 95%).

    Lower: chi-squared inverse (tail, 2E) / 2E; upper: chi-squared inverse (1 - tail, 2E + 2) / 2E.
    Raises ValueError for nothing expected or a tail that is not between 0 and 0.5.
    Source: FunnelPlotR (21 July 2025).
    """
    if not 0 < expected <= 1e6:
        raise ValueError(f"limits need an expected number above 0 and up to a million, not {expected}")
    if not 0 < tail < 0.5:
        raise ValueError(f"the tail must lie between 0 and 0.5, not {tail}")
    # Half of a chi-squared with 2E degrees of freedom is a gamma of shape E.
    return RatioLimits(
        lower=_gamma_inverse(tail, expected) / expected,
        upper=_gamma_inverse(1 - tail, expected + 1) / expected,
    )


def _gamma_inverse(probability: float, shape: float) -> float:
    high = shape + 1
    while gamma_below(shape, high) < probability:
        high *= 2
    return _crossing(lambda x: gamma_below(shape, x) - probability, 0.0, high)


def _crossing(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function crosses zero, to the last digit that halving can reach."""
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if rising(middle) < 0:
            low = middle
        else:
            high = middle


def gamma_below(shape: float, x: float) -> float:
    """The probability that a gamma of this shape and scale 1 lies below x: of `shape` Poisson events or more."""
    if x <= 0:
        return 0.0
    scale = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        return scale * _series(shape, x)
    return 1 - scale * _continued_fraction(shape, x)


def gamma_above(shape: float, x: float) -> float:
    """The probability that it lies above x: of fewer Poisson events; small where it is small, to all digits."""
    if x <= 0:
        return 1.0
    scale = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        return 1 - scale * _series(shape, x)
    return scale * _continued_fraction(shape, x)


def _series(shape: float, x: float) -> float:
    term = total = 1 / shape
    step = shape
    while term > total * 1e-17:
        step += 1
        term *= x / step
        total += term
    return total


def _continued_fraction(shape: float, x: float) -> float:
    """The upper tail over its scale, by Lentz's way of evaluating a continued fraction."""
    tiny = 1e-300
    b = x + 1 - shape
    c = 1 / tiny
    d = 1 / (b or tiny)
    value = d
    step = 0
    change = 0.0
    while abs(change - 1) > 1e-16 and step < 100_000:
        step += 1
        a = -step * (step - shape)
        b += 2
        d = 1 / ((a * d + b) or tiny)
        c = (b + a / c) or tiny
        change = c * d
        value *= change
    return value
