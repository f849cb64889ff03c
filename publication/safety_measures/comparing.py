"""Where each trust's newest figure stands among all trusts: the comparisons as they stood when a release was frozen.

A word is told only of the very figure that was compared: one that was corrected since is not compared, until the
comparison has been worked out anew. "Better" is as far on the good side as "worse" is on the other; the regulator's
rules name the bad side alone, and that the same bound serves both is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from math import exp, isfinite, sin, sqrt

from django.db.models import Q

from oversight.measures.defined import BY_Z, Definition, Method
from oversight.measures.periods import Period
from publication.safety_measures.models import Standing
from publication.safety_measures.observed import Known, period_from
from publication.safety_measures.telling import Told, rounded
from publication.safety_measures.told_words import standard_of
from ratings.indicators.asking import asked_of
from ratings.models import IndicatorComparison
from ratings.rules.funnel_limits import funnel_limits
from ratings.rules.indicator_results import Method as ComparedBy
from ratings.rules.judging import Word
from ratings.rules.rare_counts import LARGEST_EXPECTED, chance_beyond, chance_of_so_few, chance_of_so_many

_LIMIT_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Compared:
    """What is told of where a figure stands; target and limits are in the unit of the measure."""

    standing: Standing = Standing.NOT_COMPARED
    target: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    """One trust's place in a comparison."""

    word: Word
    adjusted_z: float | None
    expected: float | None
    numerator: float | None
    denominator: float | None


class Comparisons:
    """Comparisons of all trusts by measure and period, each trust's place in them found by its code."""

    def __init__(self, rows: Iterable[IndicatorComparison]) -> None:
        self._rows = {(row.measure, period_from(row.period, row.grain)): (row, _placed(row)) for row in rows}

    @classmethod
    def known(cls, wanted: Collection[tuple[str, Period]], *, now: datetime, demonstration: bool) -> Comparisons:
        """Read those of some measures and periods that rest on nothing learned after a moment."""
        asked = Q(pk__in=[])
        for period in {period for _, period in wanted}:
            asked |= Q(period=period.first_day, grain=str(period.grain))
        rows = IndicatorComparison.objects.filter(
            asked,
            measure__in={measure for measure, _ in wanted},
            is_demonstration=demonstration,
            as_of__lte=now,
        )
        return cls(row for row in rows if (row.measure, period_from(row.period, row.grain)) in wanted)

    def word(self, measure: str, period: Period, code: str) -> Word | None:
        """Return what the comparison says of a trust; None where it is not in it."""
        placed = self._place(measure, period, code)
        return placed.word if placed else None

    def of(self, made: Definition, code: str, known: Known, told: Told) -> Compared:
        """Return where a trust's figure stands, with the limits by what is told of it."""
        if told.code:
            return Compared()
        standard = standard_of(made)
        found = self._rows.get((made.code, known.period))
        placed = found[1].get(code) if found else None
        if found is None or placed is None or made.method not in BY_Z or not _is_of(placed, known):
            return Compared(target=standard)
        comparison = found[0]
        standing = _standing(made, placed)
        target = _in_unit(made, _target(made, comparison))
        if standing is Standing.NOT_COMPARED:
            return Compared(standing, target)
        lower, upper = _limits(made, comparison, known if made.expected else told)
        return Compared(standing, target, _in_unit(made, lower), _in_unit(made, upper))

    def _place(self, measure: str, period: Period, code: str) -> _Placed | None:
        found = self._rows.get((measure, period))
        return found[1].get(code) if found else None


def _placed(row: IndicatorComparison) -> dict[str, _Placed]:
    columns: Iterable[tuple[object, ...]] = zip(
        row.trusts, row.results, row.adjusted_z, row.expected, row.numerators, row.denominators, strict=True
    )
    return {str(code): _Placed(Word(word), *rest) for code, word, *rest in columns}  # type: ignore[arg-type]


def _is_of(placed: _Placed, known: Known) -> bool:
    """Say whether just this figure was compared."""
    told = (known.numerator, known.denominator)
    return [None if one is None else float(one) for one in told] == [placed.numerator, placed.denominator]


def _standing(made: Definition, placed: _Placed) -> Standing:
    if placed.word in (Word.RISK, Word.ELEVATED_RISK):
        return Standing.WORSE
    if placed.word is not Word.NO_EVIDENCE:
        return Standing.NOT_COMPARED
    return Standing.BETTER if _is_better(made, placed) else Standing.AS_EXPECTED


def _is_better(made: Definition, placed: _Placed) -> bool:
    asked = asked_of(made.code)
    if asked.harm is None or asked.risk_z is None:
        return False
    if made.method is Method.POISSON_COUNT:
        return placed.numerator is not None and _is_rare(made, placed.numerator, placed.expected)
    return placed.adjusted_z is not None and asked.harm.sign * placed.adjusted_z <= -asked.risk_z


def _is_rare(made: Definition, observed: float, expected: float | None) -> bool:
    """Say whether chance alone seldom brings a count as far on the good side."""
    asked = asked_of(made.code)
    if not expected or expected > LARGEST_EXPECTED or asked.harm is None or asked.risk_z is None:
        return False
    chance = (chance_of_so_few if asked.harm.sign > 0 else chance_of_so_many)(int(observed), expected)
    return chance <= chance_beyond(asked.risk_z)


def _target(made: Definition, row: IndicatorComparison) -> float | None:
    """What all trusts together come to, carried back from the scale of the method."""
    if made.method is Method.POISSON_COUNT:
        return 1.0 if made.expected else row.target
    return None if row.target is None else _BACK[made.method](row.target)


def _limits(made: Definition, row: IndicatorComparison, told: Told | Known) -> tuple[float | None, float | None]:
    """Return between which values a figure of this size is as expected; None where its size alone does not say."""
    asked = asked_of(made.code)
    if row.target is None and made.method is not Method.POISSON_COUNT:
        return None, None
    size = None if told.denominator is None else float(told.denominator)
    if not size or asked.risk_z is None or made.method is Method.RATIO_OF_COUNTS:
        return None, None
    if made.method is Method.POISSON_COUNT:
        rate = 1.0 if made.expected else row.target
        return _limits_of_counts(size * rate, asked.risk_z, size) if rate else (None, None)
    error = _ERRORS[made.method](size)
    if asked.deviation is not None:
        error *= float(asked.deviation)
    found = funnel_limits(
        target=row.target or 0.0,
        standard_error=error,
        scale=ComparedBy(str(made.method)).scale,
        at=asked.risk_z,
        tau_squared=row.tau_squared or 0.0,
    )
    return found.lower, found.upper if isfinite(found.upper) else None


def _limits_of_counts(expected: float, z: float, size: float) -> tuple[float | None, float | None]:
    """Return the least and the largest count over the size that chance brings more often than the bound."""
    if not 0 < expected <= LARGEST_EXPECTED:
        return None, None
    fewest, most = _counts_as_expected(round(expected, 6), z)
    return fewest / size, most / size


@lru_cache(maxsize=4_096)
def _counts_as_expected(expected: float, z: float) -> tuple[int, int]:
    chance = chance_beyond(z)
    # The normal bound is near; the exact one is found by steps from there.
    most = int(expected + z * sqrt(expected))
    while chance_of_so_many(most + 1, expected) > chance:
        most += 1
    while most > 0 and chance_of_so_many(most, expected) <= chance:
        most -= 1
    fewest = max(0, int(expected - z * sqrt(expected)))
    while fewest > 0 and chance_of_so_few(fewest - 1, expected) > chance:
        fewest -= 1
    while chance_of_so_few(fewest, expected) <= chance:
        fewest += 1
    return fewest, most


def _in_unit(made: Definition, value: float | None) -> Decimal | None:
    if value is None:
        return None
    return rounded(Decimal(value) * made.factor, made.decimals + _LIMIT_DIGITS)


_BACK: dict[Method, Callable[[float], float]] = {
    Method.PROPORTION: lambda y: sin(y) ** 2,
    Method.RATIO_SQRT: lambda y: y**2,
    Method.RATIO_LOG: exp,
    Method.RATIO_OF_COUNTS: exp,
    Method.SURVEY_MEAN: float,
}
_ERRORS: dict[Method, Callable[[float], float]] = {
    Method.PROPORTION: lambda size: 1 / (2 * sqrt(size)),
    Method.RATIO_SQRT: lambda size: 1 / (2 * sqrt(size)),
    Method.RATIO_LOG: lambda size: 1 / sqrt(size),
    Method.SURVEY_MEAN: lambda size: 1 / sqrt(size),
}
