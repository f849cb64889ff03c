"""What is told of one period: the figure by the rules for small numbers, or the code that says why there is none.

The rules are those of improvement plans, by theme of the measure (``ratings/rule_sets/plan_small_numbers.toml``), so
that a figure is never told in one place and withheld in another. Of a standardised ratio the ratio alone is told: its
parts are counts of deaths, which a reader could work out from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from oversight.measures.covering import periods_apart
from oversight.measures.defined import Certainty, Definition
from oversight.measures.disclosure import Held, SmallNumbers
from oversight.measures.periods import Period
from publication.figures import Missing
from publication.safety_measures.observed import POINTS, Known, Series, last_day_of, next_period
from publication.withholding import Key, Relation, withhold
from ratings.plans.measured_small_numbers import shown_of, small_number_sets
from ratings.rules.dated_sets import in_force_on

# Digits beyond those that pages show, so that charts and rates made of a file are not rounded twice.
_FURTHER_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Told:
    """One period as it is told; the numbers are None where ``code`` says why, and the parts also of a ratio."""

    period: Period
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    code: str = ""

    @property
    def content(self) -> tuple[Decimal | None, Decimal | None, Decimal | None, str]:
        """What two releases are compared by."""
        return self.value, self.numerator, self.denominator, self.code


def told_series(made: Definition, series: Series) -> list[Told]:
    """Return every period from the first known one to the newest, at most ``POINTS``; those without a row are "[n]"."""
    known = {each.period: each for each in series}
    step = periods_apart(made, series[0].period)
    periods = [series[0].period]
    while periods[-1] < series[-1].period:
        periods.append(next_period(periods[-1], step))
    if known.keys() - set(periods):
        periods = sorted({*periods, *known})
    told = []
    for period in periods[-POINTS:]:
        if period > series[-1].period:
            continue
        row = known.get(period)
        told.append(without(period, Missing.NOT_SUBMITTED) if row is None else told_of(made, row))
    return told


def without(period: Period, why: Missing) -> Told:
    """Return a period of which no figure is told."""
    return Told(period, None, None, None, why.value)


def told_of(made: Definition, row: Known) -> Told:
    """Return what is told of one period for which something is known."""
    above, below = row.numerator, row.denominator
    if above is None or (made.over and below is None):
        return without(row.period, Missing.BLANK)
    if made.over and below == 0:
        return without(row.period, Missing.NOT_APPLICABLE)
    shown = shown_of(made, above, below, day=last_day_of(row.period))
    if shown.held is not None:
        return without(row.period, Missing.SUPPRESSED)
    if made.over and below is not None and below < made.minimum:
        return without(row.period, Missing.TOO_SMALL)
    value = made.value(shown.numerator, shown.denominator)
    if value is None:
        return without(row.period, Missing.NOT_APPLICABLE)
    if made.expected:
        return Told(row.period, rounded(value, made.decimals), None, None)
    return Told(row.period, rounded(value, made.decimals + _FURTHER_DIGITS), shown.numerator, shown.denominator)


def withheld_beside(
    made: Definition, whole: Known | None, parts: Mapping[str, Known], held_before: frozenset[str]
) -> set[str]:
    """Return which hospitals' figures of one period are withheld, so that no small one is the trust less the others.

    ``whole``: the trust's own figure. ``held_before``: those that the release before withheld, which stay so.
    """
    fewest = fewest_told(made, last_day_of(next(iter(parts.values())).period))
    counts: dict[Key, int] = {
        (code,): int(row.denominator) for code, row in parts.items() if row.denominator is not None
    }
    small = {key for key, count in counts.items() if 0 < count < fewest}
    held = {key for key in counts if key[0] in held_before} | small
    if not held:
        return set()
    if whole is None or whole.denominator is None:
        return {key[0] for key in held}
    total: Key = ("",)
    relation = Relation.adds_up(total, list(counts))
    shown = withhold(
        {total: int(whole.denominator), **counts},
        [relation],
        _fewer_than(fewest),
        open_cells=frozenset({total}),
        held=dict.fromkeys(held, Held.SUPPRESSED),
    )
    return {key[0] for key in counts if isinstance(shown[key], Held)}


def fewest_told(made: Definition, day: date) -> int:
    """Return the least number of people whose answers or care a figure may tell of on a day; 0 where none is set."""
    sets = small_number_sets()
    return (in_force_on(day, sets) or sets[0]).of(made).fewest


def rounded(value: Decimal, places: int) -> Decimal:
    """Return a value with so many places after the point, rounded half up."""
    return value.quantize(_step(places), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=32)
def _step(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


@lru_cache(maxsize=32)
def _fewer_than(fewest: int) -> SmallNumbers:
    by_theme = small_number_sets()[0]
    return SmallNumbers(
        name=f"{by_theme.version}, fewer than {fewest}",
        hidden_from=1,
        hidden_to=fewest - 1,
        rounded_to=1,
        secondary=True,
        source=by_theme.source,
        certainty=Certainty.OURS,
    )
