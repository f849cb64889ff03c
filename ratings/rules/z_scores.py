"""Unadjusted z-scores: how far each unit lies from its target, in its own standard errors.

Source: CQC's statistical methodology (July 2014) and Spiegelhalter (2005), as FunnelPlotR computes
them (nhs-r-community/FunnelPlotR, 21 July 2025). z is invalid for very small counts: for those, see
`ratings.rules.poisson_limits`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import asin, fsum, log, sqrt

from ratings.rules.process_limits import mean

Number = int | float | Decimal


class RatioMethod(StrEnum):
    """How an indirectly standardised ratio (observed over expected) is transformed."""

    CQC = "CQC"
    """Square root of the ratio."""
    SHMI = "SHMI"
    """Natural logarithm of the ratio, as the summary hospital-level mortality indicator has it."""


@dataclass(frozen=True, slots=True)
class Transformed:
    """One unit's value `y` and standard error on the transformed scale, with the common target."""

    y: float
    standard_error: float
    target: float

    @property
    def z(self) -> float:
        """The z-score before any adjustment for over-dispersion."""
        return (self.y - self.target) / self.standard_error


def ratios_of_counts(numerators: Sequence[Number], denominators: Sequence[Number]) -> tuple[Transformed, ...]:
    """Transform ratios of two counts (`RC`): log of a over b, with a half added to each.

    The target is the log of the pooled ratio. Raises ValueError for unequal lengths, negative numbers,
    a unit where both are zero (it has no standard error), or where either sums to zero.
    """
    pairs = _pairs(numerators, denominators)
    above, below = (fsum(column) for column in zip(*pairs, strict=True)) if pairs else (0.0, 0.0)
    if above <= 0 or below <= 0:
        raise ValueError("a ratio of counts needs both counts above zero in total")
    if any(a == 0 and b == 0 for a, b in pairs):
        raise ValueError("a unit with both counts zero has no standard error")
    target = log(above / below)
    return tuple(
        Transformed(
            log((a + 0.5) / (b + 0.5)),
            sqrt(a / (a + 0.5) ** 2 + b / (b + 0.5) ** 2),
            target,
        )
        for a, b in pairs
    )


def proportions(numerators: Sequence[Number], denominators: Sequence[Number]) -> tuple[Transformed, ...]:
    """Transform proportions (`PR`): arcsine of the square root; the target is the pooled proportion.

    Raises ValueError for unequal lengths, a denominator of zero, or a part larger than its whole.
    """
    pairs = _pairs(numerators, denominators)
    if any(whole <= 0 or part > whole for part, whole in pairs):
        raise ValueError("a proportion needs a whole above zero and no smaller than its part")
    if not pairs:
        return ()
    parts, wholes = (fsum(column) for column in zip(*pairs, strict=True))
    target = asin(sqrt(parts / wholes))
    return tuple(Transformed(asin(sqrt(part / whole)), 1 / (2 * sqrt(whole)), target) for part, whole in pairs)


def standardised_ratios(
    observed: Sequence[Number], expected: Sequence[Number], *, method: RatioMethod
) -> tuple[Transformed, ...]:
    """Transform indirectly standardised ratios (`SR`); the target is a ratio of 1.

    Raises ValueError for unequal lengths, nothing expected, or (by logarithm) nothing observed.
    """
    pairs = _pairs(observed, expected)
    if any(e <= 0 for _, e in pairs):
        raise ValueError("a standardised ratio needs an expected number above zero")
    if method is RatioMethod.CQC:
        return tuple(Transformed(sqrt(o / e), 1 / (2 * sqrt(e)), 1.0) for o, e in pairs)
    if any(o == 0 for o, _ in pairs):
        raise ValueError("the logarithm of a ratio needs an observed number above zero")
    return tuple(Transformed(log(o / e), 1 / sqrt(e), 0.0) for o, e in pairs)


def rates(
    counts: Sequence[Number], exposures: Sequence[Number], *, target: Number, per: Number = 1000
) -> tuple[Transformed, ...]:
    """Transform rates of events per so much exposure, as standardised ratios by square root.

    What is expected of a unit is its exposure at the target rate. Raises ValueError for unequal lengths,
    no exposure or no target.
    """
    if not (target > 0 and per > 0):
        raise ValueError("a rate needs a target above zero")
    expected = [float(exposure) * float(target) / float(per) for exposure in exposures]
    return standardised_ratios(counts, expected, method=RatioMethod.CQC)


def survey_means(means: Sequence[Number], standard_errors: Sequence[Number]) -> tuple[Transformed, ...]:
    """Take survey means as they are, each with the standard error given; the target is their mean.

    The mean is that of the units, each counted once. Raises ValueError for unequal lengths, or a standard
    error that is not above zero. Source: CQC's statistical methodology (July 2014), as far as it is known.
    """
    if len(means) != len(standard_errors):
        raise ValueError(f"{len(means)} means for {len(standard_errors)} standard errors")
    if any(not error > 0 for error in standard_errors):
        raise ValueError("a survey mean needs a standard error above zero")
    if not means:
        return ()
    target = mean([float(value) for value in means])
    return tuple(Transformed(float(y), float(error), target) for y, error in zip(means, standard_errors, strict=True))


def _pairs(numerators: Sequence[Number], denominators: Sequence[Number]) -> list[tuple[float, float]]:
    if len(numerators) != len(denominators):
        raise ValueError(f"{len(numerators)} numerators for {len(denominators)} denominators")
    pairs = [(float(a), float(b)) for a, b in zip(numerators, denominators, strict=True)]
    if any(a < 0 or b < 0 for a, b in pairs):
        raise ValueError("counts and hours are not negative")
    return pairs
