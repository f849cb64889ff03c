"""The indicators by which a plan can show whether its actions work: those of which the trust has figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from oversight.measures.defining import Definition, Level, definitions, public_definitions
from oversight.measures.models import Observation
from oversight.measures.period_words import write_period
from oversight.measures.periods import Grain, Period
from oversight.measures.stated import series_by_measure
from oversight.organisations.models import Trust
from ratings.plans.content import PeriodValue

# A plan lasts a year, or a year and a half where it is extended: so many periods can be promised.
_PROMISED = {Grain.MONTH: 18, Grain.QUARTER: 6, Grain.YEAR: 3}
# What has no figure for so long is no measure of a plan that begins now.
_OLDEST = timedelta(days=3 * 366)
_SHORTEST_FIRST = (Grain.MONTH, Grain.QUARTER, Grain.YEAR)


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the trust with the period and value of its newest figure."""

    definition: Definition
    period: Period
    value: str


def indicators_of(trust: Trust, *, today: date) -> dict[str, Grain]:
    """Return the reviewed indicators of which the trust has figures, by code, with how often they come."""
    found = (
        Observation.objects.filter(
            trust_code=trust.code,
            level=Level.TRUST,
            subject=trust.code,
            known_to__isnull=True,
            period__gte=today - _OLDEST,
            measure__in=[made.code for made in public_definitions()],
        )
        .order_by("measure")
        .values_list("measure", "grain")
        .annotate(Max("period"))
    )
    grains: dict[str, set[Grain]] = {}
    for measure, grain, _newest in found:
        grains.setdefault(measure, set()).add(Grain(grain))
    return {
        code: next(grain for grain in _SHORTEST_FIRST if grain in known)
        for code, known in grains.items()
        if known & set(_SHORTEST_FIRST)
    }


def choices_of(codes: Sequence[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the indicators as choices by theme, each theme's by name."""
    themes: dict[str, list[tuple[str, str]]] = {}
    for made in sorted((definitions()[code] for code in codes), key=lambda each: (each.theme.label, each.name)):
        themes.setdefault(made.theme.label, []).append((made.code, made.name))
    return list(themes.items())


def newest_figure(trust: Trust, code: str, grain: Grain) -> PeriodValue | None:
    """Return the trust's newest figure, rounded as pages show it: what a plan starts from; None where there is none."""
    made = definitions()[code]
    series = series_by_measure(trust.code, level=Level.TRUST, measures=[code], grain=grain).get(code, {})
    for period in sorted(series, reverse=True):
        value = made.value(series[period].numerator, series[period].denominator)
        if value is not None:
            return PeriodValue(str(period), round(value, max(made.decimals, 0)))
    return None


def later_periods(baseline: Period) -> list[tuple[str, str]]:
    """Return the periods for which something can be promised: each by its code, and in words."""
    periods = [baseline.plus(count) for count in range(1, _PROMISED[baseline.grain] + 1)]
    return [(str(period), write_period(period)) for period in periods]
