"""The series that mortality is watched by: deaths and expected deaths of trusts, the latest periods of each length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from oversight.measures.defining import Definition, Level, Method, Theme
from oversight.measures.periods import Grain, Period
from oversight.measures.stated import latest_periods, series_of_all
from oversight.organisations.models import Succession
from ratings.rules.mortality_settings import MortalitySettings, mortality_settings_in_force
from ratings.rules.mortality_watch import Figure, Number, WatchedPeriod, expected_at_pooled_rate, watch_series

_JUDGED_BY = frozenset({Method.RATIO_LOG, Method.RATIO_SQRT, Method.POISSON_COUNT})
_GRAINS = (Grain.MONTH, Grain.QUARTER, Grain.YEAR)
# A length of period that no figure has had for so long is watched no more.
_NOT_OLDER_THAN = timedelta(days=3 * 366)

Fact = tuple[Decimal | None, Decimal | None]


def why_not_watched(made: Definition, settings: MortalitySettings) -> str:
    """Return why no sum is made of a measure, in a sentence; blank where it is watched."""
    if made.theme is not Theme.MORTALITY or made.method not in _JUDGED_BY or Level.TRUST not in made.levels:
        return "It does not set deaths of a trust's patients against an expected number."
    if made.code in settings.rolling.measures:
        return f"{settings.rolling.source}."
    return ""


@dataclass(frozen=True, slots=True)
class NationalSeries:
    """One measure of all trusts over the same periods, in time order.

    By a trust's code, one for each period: its facts as they are known (numerator, denominator), and how many deaths
    were expected; and the places from which on another trust's patients are among its own.
    """

    measure: Definition
    settings: MortalitySettings
    periods: tuple[Period, ...]
    facts: Mapping[str, Sequence[Fact]]
    expected: Mapping[str, Sequence[Number]]
    joined: Mapping[str, frozenset[int]]

    @property
    def grain(self) -> Grain:
        """How long its periods are."""
        return self.periods[0].grain

    def figures(self, code: str) -> list[Figure]:
        """Return a trust's figures, one for each period."""
        joined = self.joined.get(code, frozenset())
        return [
            Figure(fact[0], due, place in joined)
            for place, (fact, due) in enumerate(zip(self.facts[code], self.expected[code], strict=True))
        ]

    def watch(self, code: str, *, start: int = 0) -> tuple[WatchedPeriod, ...]:
        """Watch a trust's series from a place on."""
        return watch_series(
            self.figures(code)[start:],
            rate_ratio=self.settings.rate_ratio.value,
            threshold=self.settings.threshold.value,
        )

    def written(self, code: str, watched: Sequence[WatchedPeriod], *, start: int, stop: int) -> list[dict[str, Any]]:
        """Write the periods from a place up to another one as an alert keeps them; ``watched`` begins at ``start``."""
        facts, figures = self.facts[code], self.figures(code)
        return [
            {
                "period": str(self.periods[place]),
                "numerator": written_number(facts[place][0]),
                "denominator": written_number(facts[place][1]),
                "expected": _number(figures[place].expected),
                "step": watched[place - start].step,
                "total": watched[place - start].total,
                "word": str(watched[place - start].word),
                "joined": figures[place].joined,
            }
            for place in range(start, stop)
        ]


def national_series(
    made: Definition, *, demonstration: bool, grain: Grain | None = None, only: str | None = None
) -> Iterator[NationalSeries]:
    """Yield the series of a measure, one for each length of period, in a fixed number of queries.

    ``only`` asks for one trust, where its expected numbers do not hang on the others'.
    """
    for latest in latest_periods(made.code, demonstration=demonstration, within=_NOT_OLDER_THAN):
        if latest.grain not in _GRAINS or grain not in (None, latest.grain):
            continue
        settings = _settings_for(latest.first_day)
        if settings is None or why_not_watched(made, settings):
            continue
        first = latest.plus(1 - int(settings.most_periods.value))
        told = series_of_all(
            made.code,
            grain=latest.grain,
            since=first.first_day,
            demonstration=demonstration,
            only=only if made.expected else None,
        )
        periods = _periods(told, latest)
        facts = {
            code: [known.get(period.first_day, (None, None)) for period in periods] for code, known in told.items()
        }
        expected = _expected(made, facts, len(periods))
        yield NationalSeries(made, settings, periods, facts, expected, _joined(told, periods))


def _settings_for(day: date) -> MortalitySettings | None:
    try:
        return mortality_settings_in_force(day)
    except LookupError:
        return None


def _periods(told: Mapping[str, Mapping[date, Fact]], latest: Period) -> tuple[Period, ...]:
    """Return every period from the first one with a figure to the latest; one without any is a gap like others."""
    first = min(day for known in told.values() for day in known)
    periods = [latest]
    while periods[-1].first_day > first:
        periods.append(periods[-1].plus(-1))
    return tuple(reversed(periods))


def _joined(told: Mapping[str, object], periods: Sequence[Period]) -> dict[str, frozenset[int]]:
    """Return, by trust, the places from which on another trust's patients are among its own."""
    places: dict[str, frozenset[int]] = {}
    followed = Succession.objects.filter(successor__code__in=list(told), on__gt=periods[0].first_day)
    for code, day in followed.values_list("successor__code", "on"):
        place = next((place for place, period in enumerate(periods) if period.last_day >= day), None)
        if place is not None:
            places[code] = places.get(code, frozenset()) | {place}
    return places


def _expected(made: Definition, facts: Mapping[str, Sequence[Fact]], count: int) -> dict[str, list[Number]]:
    """Return how many deaths were expected of each trust in each period: as told, or at the rate of all of them."""
    if made.expected:
        return {code: [fact[1] for fact in own] for code, own in facts.items()}
    expected: dict[str, list[Number]] = {code: [] for code in facts}
    for place in range(count):
        for code, number in expected_at_pooled_rate({code: own[place] for code, own in facts.items()}).items():
            expected[code].append(number)
    return expected


def written_number(number: Decimal | None) -> str | None:
    """Write a figure with all its digits and no trailing zeros; None is blank."""
    return None if number is None else f"{number.normalize():f}"


def _number(number: Decimal | float | None) -> float | str | None:
    """Return a number as JSON holds it; what is no number, by its name."""
    if number is None:
        return None
    value = float(number)
    return value if value - value == 0 else str(value)
