"""An indicator judged: every group held against all of them, with a word where there is no number.

Source: CQC's statistical methodology (July 2014); Spiegelhalter and others (2012), as FunnelPlotR computes it
(21 July 2025). The thresholds and the share treated at each end are settings (`indicator_settings`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, isfinite, nan

from ratings.rules.funnel_limits import Scale
from ratings.rules.overdispersion import OutlierTreatment, OverDispersion, over_dispersion
from ratings.rules.rare_counts import LARGEST_EXPECTED, chance_beyond, chance_of_so_few, chance_of_so_many
from ratings.rules.z_scores import (
    RatioMethod,
    Transformed,
    proportions,
    ratios_of_counts,
    standardised_ratios,
    survey_means,
)

SMALLEST_NUMBER, LARGEST_NUMBER = 1e-30, 1e30
"""Outside these a number is no count of anything, and what is made of it could leave floating point."""

Entry = float | None
"""A number as it was read: None for a blank, not-a-number (nan) for text that is none."""


class Method(StrEnum):
    """How an indicator's values are compared.

    A survey mean is given as numerator, with its standard error as denominator; all others are two counts.
    """

    PROPORTION = "proportion"
    RATIO_SQRT = "ratio_sqrt"
    RATIO_LOG = "ratio_log"
    RATIO_OF_COUNTS = "ratio_of_counts"
    SURVEY_MEAN = "survey_mean"

    @property
    def treatment(self) -> OutlierTreatment:
        """What is done with extremes: the logarithm of a ratio is truncated, all others are winsorised."""
        return OutlierTreatment.TRUNCATE if self is Method.RATIO_LOG else OutlierTreatment.WINSORISE

    @property
    def scale(self) -> Scale:
        """The scale that the z-scores live on."""
        return _SCALES[self]


_SCALES = {
    Method.PROPORTION: Scale.ARCSINE,
    Method.RATIO_SQRT: Scale.SQUARE_ROOT,
    Method.RATIO_LOG: Scale.LOGARITHM,
    Method.RATIO_OF_COUNTS: Scale.LOGARITHM,
    Method.SURVEY_MEAN: Scale.AS_IT_IS,
}


class Harm(StrEnum):
    """Which way an indicator is harmful."""

    HIGHER_IS_WORSE = "higher_is_worse"
    LOWER_IS_WORSE = "lower_is_worse"

    @property
    def sign(self) -> int:
        """What turns a z-score so that positive is worse."""
        return 1 if self is Harm.HIGHER_IS_WORSE else -1


class Result(StrEnum):
    """What is said of a group: a level, or why there is none."""

    ELEVATED_RISK = "elevated risk"
    RISK = "risk"
    NO_EVIDENCE = "no evidence of risk"
    NO_DENOMINATOR = "no denominator"
    INVALID = "invalid"
    NOT_CALCULABLE = "not calculable"
    TOO_FEW_GROUPS = "too few groups"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which z-score in the harmful direction a group is a risk, and an elevated one."""

    risk: float
    elevated_risk: float

    def level(self, harmful_z: float) -> Result:
        """The level of an unrounded z-score that is positive where it is worse."""
        if harmful_z >= self.elevated_risk:
            return Result.ELEVATED_RISK
        return Result.RISK if harmful_z >= self.risk else Result.NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class Counts:
    """One group's two numbers; several entries of one group are summed by `summed`."""

    numerator: Entry
    denominator: Entry


@dataclass(frozen=True, slots=True)
class Judged:
    """One group's result. The numbers are None where the result is a word that says why there are none.

    `winsorised_z` is the z-score that over-dispersion was estimated from; it is None too for a group that
    was truncated away, which is judged all the same: truncation keeps it out of the estimate, not out of sight.
    """

    counts: Counts
    result: Result
    z: float | None = None
    winsorised_z: float | None = None
    adjusted_z: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All groups of an indicator, in the order given; `target` is on the scale of the method.

    `target` and `dispersion` are None where too few groups could be compared.
    """

    groups: tuple[Judged, ...]
    target: float | None
    dispersion: OverDispersion | None


def summed(entries: Iterable[Counts]) -> Counts:
    """The counts of several entries together: blank where one is blank, not a number where one cannot be added.

    A negative entry stays visible as not a number: adding it up would hide it.
    """
    entries = tuple(entries)
    if len(entries) == 1:
        return entries[0]
    return Counts(_sum([one.numerator for one in entries]), _sum([one.denominator for one in entries]))


def compare(
    groups: Sequence[Counts],
    *,
    method: Method,
    harm: Harm = Harm.HIGHER_IS_WORSE,
    thresholds: Thresholds,
    share_treated: float = 0.1,
    fewest_groups: int = 3,
) -> Comparison:
    """Judge every group against all that can be compared, in whatever order they come.

    The result does not depend on the order to the last digit. Raises ValueError where `share_treated` is not
    from 0 up to below a half.
    """
    if not 0 <= share_treated < 0.5:
        raise ValueError(f"the share treated at each end must lie from 0 up to below 0.5, not {share_treated}")
    words = [why_not(one, method) for one in groups]
    places = [place for place, word in enumerate(words) if word is None]
    if len(places) < fewest_groups:
        return _unjudged(groups, words, Result.TOO_FEW_GROUPS)
    if method is Method.RATIO_OF_COUNTS and not any(groups[place].numerator for place in places):
        # The target is the logarithm of the pooled ratio, and that ratio is 0.
        return _unjudged(groups, words, Result.NOT_CALCULABLE)
    units = _transformed([groups[place] for place in places], method)
    dispersion = over_dispersion(units, share=share_treated, treatment=method.treatment)
    if not dispersion.used:
        return _unjudged(groups, words, Result.TOO_FEW_GROUPS)
    scored = zip(units, dispersion.scores, strict=True)
    return Comparison(
        tuple(
            _judged(one, *next(scored), dispersion, thresholds, harm) if word is None else Judged(one, word)
            for one, word in zip(groups, words, strict=True)
        ),
        units[0].target,
        dispersion,
    )


def rare_count_result(
    observed: Entry, expected: Entry, *, harm: Harm = Harm.HIGHER_IS_WORSE, thresholds: Thresholds
) -> Result:
    """Judge a count too small for a z-score by its exact Poisson tail in the harmful direction.

    It is a risk, or an elevated one, where chance alone comes to it no more often than to the threshold in z. The
    first that applies: no denominator (expected blank or 0); invalid (a count that is blank, negative or no whole
    number, or an expected number that is none); not calculable (more than a million expected: that is not rare).
    """
    if expected is None or expected == 0:
        return Result.NO_DENOMINATOR
    if observed is None or not (_is_count(observed) and observed == int(observed) and _is_count(expected)):
        return Result.INVALID
    if max(observed, expected) > LARGEST_EXPECTED:
        return Result.NOT_CALCULABLE
    tail = chance_of_so_many if harm is Harm.HIGHER_IS_WORSE else chance_of_so_few
    chance = tail(int(observed), expected)
    if chance <= chance_beyond(thresholds.elevated_risk):
        return Result.ELEVATED_RISK
    return Result.RISK if chance <= chance_beyond(thresholds.risk) else Result.NO_EVIDENCE


def why_not(counts: Counts, method: Method) -> Result | None:
    """Why a group's counts cannot be judged by themselves; None where they can.

    The first that applies: no denominator (blank or 0); invalid (blank numerator, not a number, negative where
    it is no mean, beyond what can be reckoned with, a part above its whole); not calculable (the logarithm of 0).
    """
    numerator, denominator = counts.numerator, counts.denominator
    if denominator is None or denominator == 0:
        return Result.NO_DENOMINATOR
    if numerator is None or not _is_count(denominator):
        return Result.INVALID
    if not _is_count(abs(numerator) if method is Method.SURVEY_MEAN else numerator):
        return Result.INVALID
    if method is Method.PROPORTION and numerator > denominator:
        return Result.INVALID
    return Result.NOT_CALCULABLE if method is Method.RATIO_LOG and numerator == 0 else None


def _transformed(groups: Sequence[Counts], method: Method) -> tuple[Transformed, ...]:
    numerators = [one.numerator or 0.0 for one in groups]
    denominators = [one.denominator or 0.0 for one in groups]
    match method:
        case Method.PROPORTION:
            return proportions(numerators, denominators)
        case Method.RATIO_SQRT:
            return standardised_ratios(numerators, denominators, method=RatioMethod.CQC)
        case Method.RATIO_LOG:
            return standardised_ratios(numerators, denominators, method=RatioMethod.SHMI)
        case Method.RATIO_OF_COUNTS:
            return ratios_of_counts(numerators, denominators)
        case Method.SURVEY_MEAN:
            return survey_means(numerators, denominators)


def _judged(
    counts: Counts,
    unit: Transformed,
    used: float | None,
    dispersion: OverDispersion,
    thresholds: Thresholds,
    harm: Harm,
) -> Judged:
    adjusted = dispersion.z(unit)
    return Judged(counts, thresholds.level(harm.sign * adjusted), unit.z, used, adjusted)


def _unjudged(groups: Sequence[Counts], words: Sequence[Result | None], word: Result) -> Comparison:
    judged = (Judged(one, own or word) for one, own in zip(groups, words, strict=True))
    return Comparison(tuple(judged), None, None)


def _is_count(number: float) -> bool:
    return number == 0 or SMALLEST_NUMBER <= number <= LARGEST_NUMBER


def _sum(entries: Sequence[Entry]) -> Entry:
    if any(one is not None and not (isfinite(one) and 0 <= one <= LARGEST_NUMBER) for one in entries):
        return nan
    if any(one is None for one in entries):
        return None
    return fsum(one for one in entries if one is not None)
