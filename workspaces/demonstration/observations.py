"""What is observed of the demonstration's trusts beside their returns: numerators and denominators by measure. Pure.

A figure follows from measure, trust and period alone. It lies around what is usual: away from it by what lasts in the
trust, by the chance of its own number, and by the trust's troubles. Counts are whole, and a part is never above its
whole. A half year, and twelve months up to a month or quarter, are given by their last month or quarter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cache
from math import asin, ceil, exp, floor, pi, sin, sqrt

from oversight.measures.defined import Cadence, Definition, Direction, Level, Method
from oversight.measures.defining import definitions
from oversight.measures.periods import Grain, Period
from oversight.organisations.working_days import is_working_day, london_time, nth_working_day_after
from oversight.returns.periods import Month
from workspaces.demonstration.chance import Chance
from workspaces.demonstration.country import MONTHS_SINCE_MERGER, DemonstrationTrust
from workspaces.demonstration.observations_stories import (
    SMALL_SIZE,
    SMALL_TRUST,
    has_troubles,
    is_given,
    share_first_told,
    strength,
)
from workspaces.demonstration.observations_usual import FLOWS, STOCKS, USUAL, Counted, Events, Rest, Sum, Usual

_SPANS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.HALF_YEARLY: 6, Cadence.YEARLY: 12}
_GRAINS = {
    Cadence.MONTHLY: Grain.MONTH,
    Cadence.QUARTERLY: Grain.QUARTER,
    Cadence.HALF_YEARLY: Grain.QUARTER,
    Cadence.YEARLY: Grain.YEAR,
}
# So many days after a period's end its figure is published.
_DAYS_UNTIL_KNOWN = {Cadence.MONTHLY: 19, Cadence.QUARTERLY: 40, Cadence.HALF_YEARLY: 40, Cadence.YEARLY: 60}
# Chance is a little narrower than it would be, and narrower where a trust has troubles, so that these are found first.
_NARROWER, _NARROWER_WITH_TROUBLES = 0.8, 0.35
# Where a rule in words speaks at a bound, chance alone shall not cross it in every other trust.
_NARROWER_AT_A_BOUND = 0.2
# Where so few are expected, their number falls as a Poisson's does.
_FEW = 4.0
# From this strength on a trouble is beyond the first bound of a rule in words, from twice it beyond the second.
_BEYOND = 2.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A trust's numerator and denominator of a measure in a period, or a site's; a count has no denominator."""

    code: str
    period: Period
    numerator: Decimal
    denominator: Decimal | None


def periods(made: Definition, *, latest: Month, months: int) -> list[Period]:
    """Return the periods of a measure that ended in the last months, the earliest first; the latest is among them."""
    grain, span = _GRAINS[made.cadence], _SPANS[made.cadence]
    ends = (latest.plus(-back) for back in range(months - 1, -1, -1))
    # The financial year begins in April, so that its quarters, halves and itself end with March.
    return [Period.of(end.first_day, grain) for end in ends if (end.month - 3) % span == 0]


def known_on(made: Definition, period: Period) -> datetime:
    """Return when a figure is published: at half past nine of a working day, some weeks after its period."""
    day = period.last_day + timedelta(days=_DAYS_UNTIL_KNOWN[made.cadence])
    return london_time(day if is_working_day(day) else nth_working_day_after(day, 1), time(9, 30))


class ObservedCountry:
    """The trusts of a country as they are observed; their stories are told backwards from the latest month."""

    def __init__(self, trusts: Sequence[DemonstrationTrust], *, latest: Month) -> None:
        self._trusts = trusts
        self._latest = latest
        self._took_over = {trust.merged_into: trust for trust in trusts if trust.merged_into}
        self._sizes: dict[tuple[str, str, Month], float] = {}

    def figures(self, made: Definition, period: Period, *, as_first_told: bool = False) -> list[Figure]:
        """Return what the trusts gave for a period, in the order of their codes.

        ``as_first_told``: before one of them corrected what it had told.
        """
        ago = self._latest.months_since(Month.of(period.last_day))
        told = []
        for trust in self._trusts:
            if trust.merged_into and ago < MONTHS_SINCE_MERGER:
                continue
            if not is_given(trust, made.code, ago, _SPANS[made.cadence]):
                continue
            above, below = self._figure(made, trust.code, period)
            if as_first_told:
                above = float(round(above * share_first_told(trust, made.code, ago)))
            if Level.TRUST in made.levels:
                told.append(Figure(trust.code, period, _written(above), None if below is None else _written(below)))
            else:
                told += _by_site(self._sites(trust, ago), period, above, below or 0.0)
        return told

    def _sites(self, trust: DemonstrationTrust, months_ago: int) -> list[str]:
        taken_over = self._took_over.get(trust.code) if months_ago < MONTHS_SINCE_MERGER else None
        return [site.code for site in (*trust.sites, *(taken_over.sites if taken_over else ()))]

    def _figure(self, made: Definition, code: str, period: Period) -> tuple[float, float | None]:
        kind = USUAL[made.code]
        if isinstance(kind, Usual):
            return self._usual(made, kind, code, period)
        if isinstance(kind, Events):
            return self._events(made, kind, code, period), None
        if isinstance(kind, Counted):
            below = self._size(kind.below, code, period, _SPANS[made.cadence])
            return min(below, self._size(kind.above, code, period, _SPANS[made.cadence])), below
        if isinstance(kind, Rest):
            below = self._size(kind.base, code, period, _SPANS[made.cadence])
            return max(0.0, below - self._sum(kind.without, code, period)), below
        above = self._sum(kind.above, code, period)
        if kind.below:
            return above, self._sum(kind.below, code, period)
        return above, self._size(kind.base, code, period, kind.months or _SPANS[made.cadence])

    def _sum(self, codes: Sequence[str], code: str, period: Period) -> float:
        return sum(self._figure(definitions()[each], code, period)[0] for each in codes)

    def _usual(self, made: Definition, usual: Usual, code: str, period: Period) -> tuple[float, float | None]:
        narrower = _NARROWER_WITH_TROUBLES if has_troubles(code) else _NARROWER
        lasting = _lasting(made.code, code) * (narrower if narrower < _NARROWER else 1.0)
        chance = Chance("observed", made.code, code, period)
        harm = self._harm(made, code, period)
        if not usual.base:
            value = _at_bounds(made, usual.value + usual.spread * (lasting + 0.3 * narrower * chance.near(0, 1)), harm)
            return _whole_at_bounds(made, value, harm), None
        below = self._size(usual.base, code, period, usual.months or _SPANS[made.cadence])
        if not below:
            return 0.0, 0.0
        luck = narrower * chance.near(0, 1)
        if made.method is Method.SURVEY_MEAN:
            error = float(made.standard_deviation or 1) / sqrt(below)
            mean = usual.value + usual.spread * lasting + error * luck + harm * sqrt(error**2 + usual.spread**2)
            return round(max(0.0, mean) * below, 2), below
        middle, spread = usual.value / made.factor, usual.spread / made.factor
        if made.method is Method.RULES_BASED:
            error = sqrt(max(middle * (1 - middle), 0.0) / below) if made.share else 0.05 * middle
            near = middle + 0.5 * spread * lasting + _NARROWER_AT_A_BOUND * error * luck
            value = _at_bounds(made, near * made.factor, harm) / made.factor
            above = round(2 * value * below) / 2 if made.code.startswith("cancer_62") else round(value * below)
            return min(above, below) if made.share else above, below
        if made.share:
            return _part(middle, spread, below, lasting, luck, harm), below
        expected = middle * below
        if expected < _FEW:
            return max(0.0, _poisson(expected, chance.share()) + _more(expected, harm)), below
        tau = spread / middle
        root = sqrt(expected) * (1 + 0.5 * tau * lasting) + 0.5 * luck + 0.5 * harm * sqrt(1 + tau**2 * expected)
        return float(round(max(0.0, root) ** 2)), below

    def _events(self, made: Definition, events: Events, code: str, period: Period) -> float:
        """Return the rare events of the twelve months, each month's by itself, so that they stay a year."""
        end = Month.of(period.last_day)
        happened = 0.0
        for back in range(12):
            month = end.plus(-back)
            expected = events.a_year / 12 * self._factor(code, month)
            happened += _poisson(expected, Chance("event", made.code, code, month).share())
        harm = self._harm(made, code, period)
        return _whole_at_bounds(made, _at_bounds(made, happened, harm), harm)

    def _harm(self, made: Definition, code: str, period: Period) -> float:
        """Return how far troubles move the number upwards, in standard errors; below zero where they lower it."""
        ago = self._latest.months_since(Month.of(period.last_day))
        own = _sign(made.direction) * strength(code, made.code, ago)
        return own + sum(sign * strength(code, whole, ago) for whole, sign in _seen_in().get(made.code, ()))

    def _size(self, base: str, code: str, period: Period, months: int) -> float:
        """Return how many there are in the months up to a period's end, or at its end."""
        end = Month.of(period.last_day)
        if base in STOCKS:
            return float(round(self._size_in(base, code, end)))
        total = sum(self._size_in(base, code, end.plus(-back)) for back in range(months))
        return round(total, 2) if "expected" in base else float(round(total))

    def _size_in(self, base: str, code: str, month: Month) -> float:
        key = (base, code, month)
        if key not in self._sizes:
            ordinary = STOCKS.get(base) or FLOWS[base]
            differs = 1 + 0.12 * _lasting(base, code) / sqrt(3) + Chance("size", base, code, month).near(0, 0.025)
            self._sizes[key] = ordinary * self._factor(code, month) * differs
        return self._sizes[key]

    def _factor(self, code: str, month: Month) -> float:
        """Return how large a trust is beside an ordinary one, with what it took over by then."""
        merged = self._took_over.get(code)
        if merged is None or self._latest.months_since(month) >= MONTHS_SINCE_MERGER:
            return _factor(code)
        return _factor(code) + _factor(merged.code)


@cache
def _factor(code: str) -> float:
    return SMALL_SIZE if code == SMALL_TRUST else 0.7 + 0.8 * Chance("size", code).share()


@cache
def _lasting(what: str, code: str) -> float:
    """Return what lasts in a trust, even between its ends, with a standard deviation of 1."""
    return (2 * Chance("lasting", what, code).share() - 1) * sqrt(3)


@cache
def _seen_in() -> dict[str, list[tuple[str, int]]]:
    """Return for each measure those that are made of it, and whether their trouble raises or lowers its number."""
    found: dict[str, list[tuple[str, int]]] = {}
    for code, kind in USUAL.items():
        if isinstance(kind, Rest):
            found.setdefault(kind.without[0], []).append((code, 1))
        direction = definitions()[code].direction
        if isinstance(kind, Sum) and direction is Direction.INCREASE:
            for part in kind.above:
                found.setdefault(part, []).append((code, -1))
    return found


def _by_site(sites: Sequence[str], period: Period, above: float, below: float) -> list[Figure]:
    """Divide a trust's figure among its sites, the rest to the first; together they are the trust's."""
    each_below, each_above = below // len(sites), floor(above / len(sites))
    first = Figure(
        sites[0],
        period,
        _written(above - each_above * (len(sites) - 1)),
        _written(below - each_below * (len(sites) - 1)),
    )
    return [first, *(Figure(code, period, _written(each_above), _written(each_below)) for code in sites[1:])]


def _sign(direction: Direction) -> int:
    return -1 if direction is Direction.INCREASE else 1


def _part(middle: float, spread: float, whole: float, lasting: float, luck: float, harm: float) -> float:
    """Return how many of the whole, on the scale on which a share's chance does not hang on the share."""
    tau = (_angle(middle + spread) - _angle(middle - spread)) / 2
    error = 1 / (2 * sqrt(whole))
    angle = _angle(middle) + tau * lasting + error * luck + harm * sqrt(error**2 + tau**2)
    return float(min(whole, round(whole * sin(min(max(angle, 0.0), pi / 2)) ** 2)))


def _angle(share: float) -> float:
    return asin(sqrt(min(max(share, 0.0), 1.0)))


def _at_bounds(made: Definition, value: float, harm: float) -> float:
    """Return a value of a rule in words, moved towards its bounds and beyond by a trouble's strength."""
    bounds = made.thresholds
    first, second = (bounds.risk_at, bounds.elevated_at)
    if first is None:
        first, second = (bounds.risk_below, bounds.elevated_below)
    strong = abs(harm)
    if first is None or second is None or not strong:
        return value
    if strong < _BEYOND:
        return value + (float(first) - value) * 0.9 * strong / _BEYOND
    return float(first) + float(second - first) * (strong - _BEYOND) / _BEYOND


def _whole_at_bounds(made: Definition, value: float, harm: float) -> float:
    """Return the whole number that is on the same side of a rule's bounds as the value."""
    first, second = made.thresholds.risk_at, made.thresholds.elevated_at
    if first is None or second is None:
        whole = floor(value) if abs(harm) >= _BEYOND else round(value)
    elif abs(harm) >= 2 * _BEYOND:
        whole = ceil(value)
    elif abs(harm) >= _BEYOND:
        whole = max(ceil(first), min(ceil(value), ceil(second) - 1))
    else:
        whole = min(round(value), ceil(first) - 1) if harm else round(value)
    return float(max(0, whole))


def _poisson(expected: float, share: float) -> float:
    """Return the number up to which a share of all counts would come, so many being expected."""
    count, chance = 0, exp(-expected)
    reached = chance
    while reached <= share and count < 60:
        count += 1
        chance *= expected / count
        reached += chance
    return float(count)


def _more(expected: float, harm: float) -> float:
    """Return how many more, or fewer, than chance has them make a trouble of that strength."""
    if not harm:
        return 0.0
    return ceil(harm * sqrt(expected) + harm**2 / 4) if harm > 0 else floor(harm * sqrt(expected))


def _written(number: float) -> Decimal:
    return Decimal(str(round(number, 2))).normalize() + Decimal(0)
