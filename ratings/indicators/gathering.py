"""Gathers what a comparison is worked out from: the figures of all trusts of one period, or their series up to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from oversight.measures.defining import Level, definition
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Succession
from ratings.indicators.asking import asked_of
from ratings.models import Signal
from ratings.rules.indicator_settings import IndicatorSettings, settings_in_force
from ratings.rules.judging_asked import Figure, How
from ratings.scopes import IndicatorScope
from ratings.signals import SignalKind
from ratings.standing import ALARM_MEASURE


@dataclass(frozen=True, slots=True)
class Known:
    """One trust's figures of one period, and when we learned them."""

    figure: Figure
    known_from: datetime


@dataclass(frozen=True, slots=True)
class PastPeriod:
    """All trusts' figures of one period as series need them: numbers in the order of the trusts' codes.

    ``digest`` is the hash of the codes and the figures with the digits that we were given; ``known_from`` is when we
    learned the newest of them.
    """

    codes: Sequence[str]
    numerators: Sequence[float | None]
    denominators: Sequence[float | None]
    digest: str
    known_from: datetime


@dataclass(frozen=True, slots=True)
class Alarmed:
    """What the staffing alarm says of a trust in a month: its state as a word, and why."""

    state: str
    reason: str


Alarms = Mapping[Period, Mapping[str, Alarmed]]
"""What the staffing alarm says of the trusts, month by month."""


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """All that goes into one comparison.

    ``present`` are the figures of the period that is judged, by trust. Where each trust's own series is judged,
    ``periods`` are those looked at, in time order, that one last, and ``past`` has the figures of each, that one among
    them; elsewhere it is empty. ``joined`` are, by trust, the days on which it took on another trust's work, and
    ``alarms`` what the staffing alarm says, both of the trusts with a figure of that period. ``settings`` is None
    before any were in force.
    """

    scope: IndicatorScope
    settings: IndicatorSettings | None
    periods: tuple[Period, ...]
    present: Mapping[str, Known]
    past: Mapping[Period, PastPeriod]
    joined: Mapping[str, Sequence[date]]
    alarms: Mapping[str, Alarmed]


def indicator_facts(scope: IndicatorScope) -> IndicatorFacts:
    """Gather what one comparison is worked out from: one query for most, three for a series."""
    return facts_of_periods(scope.measure, [scope.period], demonstration=scope.demonstration)[0]


def facts_of_periods(
    measure: str,
    periods: Sequence[Period],
    *,
    demonstration: bool,
    alarms: Alarms | None = None,
) -> list[IndicatorFacts]:
    """The same for several periods of one measure and one length, with no more queries than for one.

    ``alarms`` stand in for the staffing alarms that are stored.
    """
    wanted = sorted(periods)
    settings = {period: _settings(period) for period in wanted}
    is_series = asked_of(measure).how is How.XMR
    windows = {period: _window(period, settings[period]) if is_series else (period,) for period in wanted}
    known = _known(measure, wanted[0], wanted[-1], demonstration=demonstration)
    past: Mapping[Period, PastPeriod] = {}
    if is_series:
        first = min(window[0] for window in windows.values())
        past = _past(measure, first, wanted[-1], demonstration=demonstration)
    joined = _joined(demonstration=demonstration) if is_series else {}
    if alarms is None:
        alarms = _alarms(measure, wanted)
    return [
        IndicatorFacts(
            scope=IndicatorScope(measure, period, demonstration),
            settings=settings[period],
            periods=windows[period],
            present=known.get(period, {}),
            past={each: past[each] for each in windows[period] if each in past},
            joined={code: days for code, days in joined.items() if code in known.get(period, {})},
            alarms={code: alarm for code, alarm in alarms.get(period, {}).items() if code in known.get(period, {})},
        )
        for period in wanted
    ]


def periods_looked_at_from(measure: str, period: Period) -> tuple[Period, Period]:
    """Return the first and last period whose results depend on a figure of this one."""
    settings = _settings(period)
    if settings is None or asked_of(measure).how is not How.XMR:
        return period, period
    return period, period.plus(int(settings.series_periods.value) - 1)


def _settings(period: Period) -> IndicatorSettings | None:
    try:
        return settings_in_force(period.first_day)
    except LookupError:
        return None


def _window(period: Period, settings: IndicatorSettings | None) -> tuple[Period, ...]:
    if settings is None:
        return (period,)
    count = int(settings.series_periods.value)
    return tuple(period.plus(-back) for back in range(count - 1, -1, -1))


# Where only sites are measured, a trust's figure is that of its sites together; one blank part leaves it blank.
_OF_TRUSTS = """
select o.period, o.subject, o.numerator, o.denominator, o.known_from from measures_observation o
where o.measure = %s and o.level = 'trust' and o.grain = %s and o.period between %s and %s and o.known_to is null
    and exists (select 1 from organisations_trust t where t.code = o.subject and t.is_demonstration = %s)
"""
_OF_SITES = """
select o.period, o.trust_code, case when count(o.numerator) = count(*) then sum(o.numerator) end,
    case when count(o.denominator) = count(*) then sum(o.denominator) end, max(o.known_from)
from measures_observation o
where o.measure = %s and o.level = 'site' and o.grain = %s and o.period between %s and %s and o.known_to is null
    and exists (select 1 from organisations_trust t where t.code = o.trust_code and t.is_demonstration = %s)
group by o.period, o.trust_code
"""
# A period in a row: thousands of figures become arrays and a hash where they lie, and not one by one here.
_BY_PERIOD = """
select o.period, array_agg(o.code order by o.code), array_agg(o.above order by o.code),
    array_agg(o.below order by o.code),
    encode(sha256(convert_to(string_agg(o.told, E'\\n' order by o.code), 'UTF8')), 'hex'), max(o.known_from)
from (
    select f.period, f.code collate "C", f.above::float8, f.below::float8, f.known_from,
        concat_ws(' ', f.code, coalesce(f.above::text, 'blank'), coalesce(f.below::text, 'blank'))
    from ({figures}) as f (period, code, above, below, known_from)
) as o (period, code, above, below, known_from, told)
group by o.period
order by o.period
"""


def _figures_asked(measure: str) -> str:
    return _OF_TRUSTS if Level.TRUST in definition(measure).levels else _OF_SITES


def _known(measure: str, first: Period, last: Period, *, demonstration: bool) -> dict[Period, dict[str, Known]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _figures_asked(measure), [measure, str(first.grain), first.first_day, last.first_day, demonstration]
        )
        rows = cursor.fetchall()
    found: dict[date, dict[str, Known]] = {}
    for day, code, numerator, denominator, known_from in rows:
        found.setdefault(day, {})[code] = Known(Figure(numerator, denominator), known_from)
    return {Period(day, first.grain): found[day] for day in sorted(found)}


def _past(measure: str, first: Period, last: Period, *, demonstration: bool) -> dict[Period, PastPeriod]:
    with connection.cursor() as cursor:
        cursor.execute(
            _BY_PERIOD.format(figures=_figures_asked(measure)),
            [measure, str(first.grain), first.first_day, last.first_day, demonstration],
        )
        rows = cursor.fetchall()
    return {Period(day, first.grain): PastPeriod(*told) for day, *told in rows}


def _joined(*, demonstration: bool) -> dict[str, list[date]]:
    rows = Succession.objects.filter(successor__is_demonstration=demonstration).order_by("on")
    found: dict[str, list[date]] = {}
    for code, day in rows.values_list("successor__code", "on"):
        found.setdefault(code, []).append(day)
    return found


def _alarms(measure: str, periods: Iterable[Period]) -> Alarms:
    months = [each.first_day for each in periods if each.grain is Grain.MONTH]
    if measure != ALARM_MEASURE or not months:
        return {}
    rows: Any = Signal.objects.filter(kind=SignalKind.STAFFING_ALARM, period__in=months)
    found: dict[Period, dict[str, Alarmed]] = {}
    for day, code, state, reason in rows.values_list("period", "trust_code", "state", "reason"):
        found.setdefault(Period(day, Grain.MONTH), {})[code] = Alarmed(state, reason)
    return found
