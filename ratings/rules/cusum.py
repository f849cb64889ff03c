"""CUSUM: small departures that go on for months are added up until chance no longer explains them.

Each month gives a step; the sum never falls below 0, and where it reaches the threshold there is an alert and
it starts again from 0. Steps come from z-scores (Page 1954; k = 0.5 finds a shift by one standard deviation
soonest), or are log-likelihood ratios of Bernoulli events (Steiner and others 2000) or Poisson counts
(Lucas 1985), which look for odds or a rate changed `ratio` times.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite, log

from ratings.rules.revisions import revised

FEWEST_MONTHS = 2
"""One month alone is a comparison, not a course of months."""


class MonthWord(StrEnum):
    """What is said of one month."""

    ALERT = "alert"
    NO_ALERT = "no alert"
    NO_VALUE = "no value"
    INVALID = "invalid"
    TOO_FEW_MONTHS = "too few months"


@dataclass(frozen=True, slots=True)
class CusumMonth:
    """One month: its sum (None where the word says why there is none), and what happened to the series there.

    `joined`: here the series goes on with another organisation's figures (a merger), and the sum began afresh.
    `revised`: the step is another than the one that was known before.
    """

    total: float | None
    word: MonthWord
    joined: bool = False
    revised: bool = False


def z_step(z: float, *, allowance: float = 0.5) -> float:
    """The step of a z-score that is positive where it is worse: what of it is beyond the allowance (k)."""
    return z - allowance


def bernoulli_step(*, happened: bool, probability: float, odds_ratio: float = 2.0) -> float:
    """The log-likelihood ratio of one event (a death) that was expected with this probability.

    Positive where the odds being changed `odds_ratio` times explains it better. Raises ValueError for a
    probability not between 0 and 1, or a ratio that is not above 0 or is 1.
    """
    if not 0 < probability < 1:
        raise ValueError(f"a probability lies between 0 and 1, not {probability}")
    _check_ratio(odds_ratio)
    changed = 1 - probability + odds_ratio * probability
    return log((odds_ratio if happened else 1.0) / changed)


def poisson_step(*, observed: int, expected: float, rate_ratio: float = 2.0) -> float:
    """The log-likelihood ratio of a count, where the rate may be changed `rate_ratio` times.

    Raises ValueError for a count below 0 or no whole number, nothing expected, or a ratio as for Bernoulli events.
    """
    if observed < 0 or observed != int(observed):
        raise ValueError(f"a count of events is a whole number from 0, not {observed}")
    if not (isfinite(expected) and expected > 0):
        raise ValueError(f"an expected number is above zero, not {expected}")
    _check_ratio(rate_ratio)
    return observed * log(rate_ratio) - (rate_ratio - 1) * expected


def cusum(
    steps: Sequence[float | None],
    *,
    threshold: float | None,
    joined_at: Sequence[int] = (),
    known_before: Sequence[float | None] | None = None,
) -> tuple[CusumMonth, ...]:
    """Add up steps in time order; None is a month without a value, and one that is not finite is invalid.

    A month without a usable step leaves the sum as it was: it is evidence of nothing. At each place of
    `joined_at` the sum begins afresh: what one organisation gathered is not held against another. The month of
    an alert shows the sum that reached the threshold; None as threshold adds up without alerts. A stretch of
    fewer than two usable months has words alone. `known_before` are the steps as they were known earlier,
    and marks those that were revised; all sums are those of the steps that stand.

    Raises ValueError for a threshold that is not above 0, or a place that is not inside the series.
    """
    if threshold is not None and not threshold > 0:
        raise ValueError(f"a threshold is above 0, not {threshold}")
    if any(not 0 <= place < len(steps) for place in joined_at):
        raise ValueError(f"a series of {len(steps)} months cannot be joined at {sorted(joined_at)}")
    starts = sorted({0, *joined_at})
    months: list[CusumMonth] = []
    for start, stop in zip(starts, [*starts[1:], len(steps)], strict=True):
        months += _stretch(steps[start:stop], threshold, joined=start in set(joined_at))
    return tuple(
        replace(month, revised=True) if other else month
        for month, other in zip(months, revised(steps, known_before), strict=True)
    )


def _stretch(steps: Sequence[float | None], threshold: float | None, *, joined: bool) -> list[CusumMonth]:
    usable = sum(step is not None and isfinite(step) for step in steps)
    months: list[CusumMonth] = []
    total = 0.0
    for place, step in enumerate(steps):
        mark = joined and place == 0
        if step is None or not isfinite(step):
            months.append(CusumMonth(None, MonthWord.NO_VALUE if step is None else MonthWord.INVALID, mark))
        elif usable < FEWEST_MONTHS:
            months.append(CusumMonth(None, MonthWord.TOO_FEW_MONTHS, mark))
        else:
            total = max(0.0, total + step)
            alert = threshold is not None and total >= threshold
            months.append(CusumMonth(total, MonthWord.ALERT if alert else MonthWord.NO_ALERT, mark))
            total = 0.0 if alert else total
    return months


def _check_ratio(ratio: float) -> None:
    if not (isfinite(ratio) and ratio > 0 and ratio != 1):
        raise ValueError(f"the ratio looked for is above 0 and not 1, not {ratio}")
