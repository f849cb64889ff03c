"""Over-dispersion: z-scores that allow for ordinary differences between units.

Where units differ by more than chance alone, plain z-scores flag far too many of them. The additive
random-effects model adds the variance between units, tau squared, to each one's own.
Source: Spiegelhalter et al (2012), as FunnelPlotR computes it (21 July 2025): winsorised for CQC,
truncated for SHMI.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor, fsum, sqrt

from ratings.rules.z_scores import Transformed

LIMIT_95 = 1.959964
LIMIT_998 = 3.090232
"""Standard normal quantiles of the 95% and 99.8% limits, as published with the method."""


class OutlierTreatment(StrEnum):
    """What is done with the extremes before over-dispersion is estimated."""

    WINSORISE = "winsorise"
    TRUNCATE = "truncate"


@dataclass(frozen=True, slots=True)
class OverDispersion:
    """How much units differ beyond chance.

    `phi` is the mean of the squared z-scores used, `tau_squared` the variance between units on the
    transformed scale. `used` counts those z-scores; `lower_z` and `upper_z` are the limits that they
    were winsorised to (None where they were truncated). `scores` are the z-scores as they were used, one
    for each unit in the order given: a unit that was truncated away has None, and is still judged by `z`.
    Where truncation leaves nothing, `used` is 0 and nothing is known of phi and tau squared, which are 0.
    """

    phi: float
    tau_squared: float
    used: int
    lower_z: float | None
    upper_z: float | None
    scores: tuple[float | None, ...] = ()

    def z(self, unit: Transformed) -> float:
        """The unit's z-score allowing for over-dispersion (zD)."""
        return (unit.y - unit.target) / sqrt(unit.standard_error**2 + self.tau_squared)

    def limits(self, unit: Transformed, at: float) -> tuple[float, float]:
        """The interval on the transformed scale, `at` standard errors either side of the target."""
        reach = at * sqrt(unit.standard_error**2 + self.tau_squared)
        return unit.target - reach, unit.target + reach


def over_dispersion(
    units: Sequence[Transformed],
    *,
    share: float = 0.1,
    treatment: OutlierTreatment = OutlierTreatment.WINSORISE,
) -> OverDispersion:
    """Estimate over-dispersion, treating `share` of the z-scores at each end as extremes; 0 treats none.

    Raises ValueError where there are no units or `share` is not from 0 up to below a half.
    """
    if not units:
        raise ValueError("over-dispersion needs at least one unit")
    if not 0 <= share < 0.5:
        raise ValueError(f"the share treated at each end must lie between 0 and 0.5, not {share}")
    scores = [unit.z for unit in units]
    if treatment is OutlierTreatment.TRUNCATE:
        places = _kept(scores, share)
        used = tuple(z if place in places else None for place, z in enumerate(scores))
        if not places:
            return OverDispersion(0.0, 0.0, 0, None, None, used)
        return _estimate([units[place] for place in sorted(places)], used, None, None)
    lower, upper = quantile(scores, share), quantile(scores, 1 - share)
    return _estimate(units, tuple(min(max(z, lower), upper) for z in scores), lower, upper)


def quantile(values: Sequence[float], probability: float) -> float:
    """The quantile of one or more numbers by R's type 7: linear between the order statistics."""
    ordered = sorted(values)
    position = (len(ordered) - 1) * probability
    below = floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def truncate(units: Sequence[Transformed], share: float) -> tuple[Transformed, ...]:
    """Drop the lowest and highest `share` of the units by z, as SHMI does; ties share a mean rank."""
    return tuple(units[place] for place in sorted(_kept([unit.z for unit in units], share)))


def _kept(scores: Sequence[float], share: float) -> set[int]:
    """The places that truncation leaves."""
    if share * (len(scores) + 1) < 0.5:
        # Not half a unit at either end; and the number of parts might be beyond floating point.
        return set(range(len(scores)))
    groups = 1 / share
    parts = [floor(rank * groups / (len(scores) + 1)) for rank in _mean_ranks(scores)]
    return {place for place, part in enumerate(parts) if 0 < part < groups - 1}


def _estimate(
    units: Sequence[Transformed],
    scores: tuple[float | None, ...],
    lower: float | None,
    upper: float | None,
) -> OverDispersion:
    count = len(units)
    phi = fsum(z * z for z in scores if z is not None) / count
    return OverDispersion(phi, _tau_squared(units, phi), count, lower, upper, scores)


def _tau_squared(units: Sequence[Transformed], phi: float) -> float:
    count = len(units)
    excess = count * phi - (count - 1)
    if excess <= 0:
        return 0.0
    weights = [1 / unit.standard_error**2 for unit in units]
    total = fsum(weights)
    # sum(w) - sum(w^2) / sum(w), written so that nothing cancels: one unit alone gives exactly zero.
    effective = fsum(weight * (total - weight) for weight in weights) / total
    return excess / effective if effective > 0 else 0.0


def _mean_ranks(values: Sequence[float]) -> list[float]:
    ordered = sorted(values)
    first = {value: place for place, value in reversed(list(enumerate(ordered, 1)))}
    last = {value: place for place, value in enumerate(ordered, 1)}
    return [(first[value] + last[value]) / 2 for value in values]
