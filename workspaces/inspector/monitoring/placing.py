"""Where one trust's counts lie on the scale on which z-scores are made, and back: for pictures and written arithmetic.

The formulas are those of `ratings.rules.z_scores`; the target and tau squared are the ones that were stored.
Source: CQC's statistical methodology (July 2014); Spiegelhalter (2005); see domain 2.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sin, sqrt

from oversight.measures.defining import Definition, Method
from ratings.rules.funnel_limits import FunnelLimits, Scale, funnel_limits
from ratings.rules.z_scores import RatioMethod, Transformed, proportions, ratios_of_counts, standardised_ratios

SCALES = {
    Method.PROPORTION: Scale.ARCSINE,
    Method.RATIO_SQRT: Scale.SQUARE_ROOT,
    Method.RATIO_LOG: Scale.LOGARITHM,
    Method.RATIO_OF_COUNTS: Scale.LOGARITHM,
    Method.SURVEY_MEAN: Scale.AS_IT_IS,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A trust's value ``y`` and its standard error on the transformed scale, and its size: what the error follows.

    ``drawn`` is the value as it is judged, carried back to the scale that people read and times the factor.
    """

    y: float
    standard_error: float
    size: float
    drawn: float


def placed(made: Definition, numerator: float | None, denominator: float | None) -> Placed | None:
    """Place counts that were judged; None where the method has no such scale, or the counts have no place on it."""
    if made.method not in SCALES or numerator is None or not denominator:
        return None
    try:
        unit, size = _transformed(made, numerator, denominator)
    except ValueError:
        return None
    return Placed(unit.y, unit.standard_error, size, made.factor * _back(made, unit.y))


def limits_at(made: Definition, size: float, *, target: float, tau_squared: float, at: float) -> FunnelLimits:
    """The limits for a trust of a size, `at` so many standard errors, times the factor.

    Where a trust of that size lies beyond one of them, its adjusted z-score lies beyond `at`, and the other way about.
    """
    made_of = funnel_limits(
        target=target,
        standard_error=standard_error(made, size),
        scale=SCALES[made.method],
        at=at,
        tau_squared=tau_squared,
    )
    return FunnelLimits(made.factor * made_of.lower, made.factor * made_of.upper)


def standard_error(made: Definition, size: float) -> float:
    """The standard error that goes with a size."""
    match made.method:
        case Method.PROPORTION | Method.RATIO_SQRT:
            return 1 / (2 * sqrt(size))
        case Method.RATIO_LOG:
            return 1 / sqrt(size)
        case Method.SURVEY_MEAN:
            return float(made.standard_deviation or 0) / sqrt(size)
        case _:
            return 1 / size


def target_drawn(made: Definition, target: float) -> float:
    """The target on the scale that people read."""
    return made.factor * _back(made, target)


def size_name(made: Definition) -> str:
    """What lies along the foot of a funnel."""
    match made.method:
        case Method.RATIO_SQRT | Method.RATIO_LOG | Method.POISSON_COUNT:
            return "Expected number"
        case Method.RATIO_OF_COUNTS:
            return "Precision: 1 over the standard error"
        case Method.SURVEY_MEAN:
            return "Answers"
        case _:
            return "Denominator"


def _transformed(made: Definition, numerator: float, denominator: float) -> tuple[Transformed, float]:
    """One trust on the transformed scale, and its size; ValueError for counts that have no place there."""
    match made.method:
        case Method.PROPORTION:
            return proportions([numerator], [denominator])[0], denominator
        case Method.RATIO_SQRT:
            return standardised_ratios([numerator], [denominator], method=RatioMethod.CQC)[0], denominator
        case Method.RATIO_LOG:
            return standardised_ratios([numerator], [denominator], method=RatioMethod.SHMI)[0], denominator
        case Method.RATIO_OF_COUNTS:
            # A neighbour keeps the pooled ratio above zero; this unit's own numbers do not depend on it.
            unit = ratios_of_counts([numerator, 1.0], [denominator, 1.0])[0]
            return unit, 1 / unit.standard_error
        case _:
            if denominator < 0 or not made.standard_deviation:
                raise ValueError("a mean of scores needs answers and their deviation")
            mean = numerator / denominator
            return Transformed(mean, float(made.standard_deviation) / sqrt(denominator), mean), denominator


def _back(made: Definition, y: float) -> float:
    """From the transformed scale to that of ratios, proportions or means."""
    match SCALES[made.method]:
        case Scale.SQUARE_ROOT:
            return y * y
        case Scale.LOGARITHM:
            return exp(y)
        case Scale.ARCSINE:
            return sin(y) ** 2
        case _:
            return y
