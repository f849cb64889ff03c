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
class Alarmed:
    """What the staffing alarm says of a trust in a month: its state as a word, and why."""

    state: str
    reason: str


Alarms = Mapping[Period, Mapping[str, Alarmed]]
"""What the staffing alarm says of the trusts, month by month."""


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """All that goes into one comparison.

    ``periods`` are those looked at, in time order, the one judged last; ``known`` has each one's figures by trust.
    ``joined`` are, by trust, the days on which it took on another trust's work, and ``alarms`` what the staffing alarm
    says, both of the trusts with a figure of that period. ``settings`` is None before any were in force.
    """

    scope: IndicatorScope
    settings: IndicatorSettings | None
    periods: tuple[Period, ...]
    known: Mapping[Period, Mapping[str, Known]]
    joined: Mapping[str, Sequence[date]]
    alarms: Mapping[str, Alarmed]

    @property
    def present(self) -> Mapping[str, Known]:
        """The figures of the period that is judged."""
        return self.known.get(self.scope.period, {})


def indicator_facts(scope: IndicatorScope) -> IndicatorFacts:
    """Gather what one comparison is worked out from: one query for most, three at the most."""
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
    first, last = min(window[0] for window in windows.values()), wanted[-1]
    known = _known(measure, first, last, demonstration=demonstration)
    joined = _joined(demonstration=demonstration) if is_series else {}
    if alarms is None:
        alarms = _alarms(measure, wanted)
    return [
        IndicatorFacts(
            scope=IndicatorScope(measure, period, demonstration),
            settings=settings[period],
            periods=windows[period],
            known={each: known[each] for each in windows[period] if each in known},
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


def _known(measure: str, first: Period, last: Period, *, demonstration: bool) -> dict[Period, dict[str, Known]]:
    statement = _OF_TRUSTS if Level.TRUST in definition(measure).levels else _OF_SITES
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [measure, str(first.grain), first.first_day, last.first_day, demonstration],
        )
        rows = cursor.fetchall()
    found: dict[date, dict[str, Known]] = {}
    for day, code, numerator, denominator, known_from in rows:
        if day not in found:
            found[day] = {}
        found[day][code] = Known(Figure(numerator, denominator), known_from)
    return {Period(day, first.grain): found[day] for day in sorted(found)}


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
