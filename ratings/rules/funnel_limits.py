"""Funnel limits: how far a unit may lie from the target, on the scale that people read.

z-scores and tau squared live on the transformed scale (square root, logarithm, arcsine), so the limits are
made there and carried back. FunnelPlotR (21 July 2025) leaves out the way back for square roots: its flags
can then disagree with the adjusted z-score, and its limits are too narrow. Here both always agree.
Source: Spiegelhalter (2005); Spiegelhalter and others (2012).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, inf, isfinite, pi, sin, sqrt

from ratings.rules.z_scores import Transformed

LARGEST_EXPONENT = 709.0
"""The exponential of more is beyond floating point."""


class Scale(StrEnum):
    """How a value was transformed, and so how a limit goes back to the scale of the value."""

    SQUARE_ROOT = "square root"
    LOGARITHM = "logarithm"
    ARCSINE = "arcsine"
    AS_IT_IS = "as it is"


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """A unit between these values is as expected; both are on the scale of ratios, proportions or means."""

    lower: float
    upper: float

    def side(self, value: float) -> int:
        """-1 below the lower limit, +1 above the upper one, 0 between them or on one."""
        return (value > self.upper) - (value < self.lower)


def funnel_limits(
    *, target: float, standard_error: float, scale: Scale, at: float, tau_squared: float = 0.0
) -> FunnelLimits:
    """The limits `at` standard errors either side of a target that stands on the transformed scale.

    `at` is 1.959964 for 95%, 3.090232 for 99.8%; `tau_squared` 0 leaves over-dispersion out. A ratio's lower
    limit goes no lower than 0, and a proportion's limits stay from 0 to 1. Raises ValueError for a standard
    error not above zero, a negative `tau_squared` or a negative `at`.
    """
    if not (standard_error > 0 and tau_squared >= 0 and at >= 0 and isfinite(target)):
        raise ValueError("limits need a target, a standard error above zero, and no negative number")
    reach = at * sqrt(standard_error**2 + tau_squared)
    back = _BACK[scale]
    return FunnelLimits(back(target - reach), back(target + reach))


def funnel(
    units: Sequence[Transformed], *, scale: Scale, at: float, tau_squared: float = 0.0
) -> tuple[FunnelLimits, ...]:
    """The limits of each unit by its own standard error, in the order given."""
    return tuple(
        funnel_limits(
            target=unit.target, standard_error=unit.standard_error, scale=scale, at=at, tau_squared=tau_squared
        )
        for unit in units
    )


def _exponential(y: float) -> float:
    # Where next to nothing is expected there is no upper limit that a ratio could reach.
    return exp(y) if y < LARGEST_EXPONENT else inf


def _squared(y: float) -> float:
    return max(y, 0.0) ** 2


def _sine_squared(y: float) -> float:
    return sin(min(max(y, 0.0), pi / 2)) ** 2


_BACK: dict[Scale, Callable[[float], float]] = {
    Scale.SQUARE_ROOT: _squared,
    Scale.LOGARITHM: _exponential,
    Scale.ARCSINE: _sine_squared,
    Scale.AS_IT_IS: float,
}
