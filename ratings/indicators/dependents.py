"""Which comparisons and bands must be worked out again once something is known anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection

from oversight.measures.defining import Level, Method, definition, definitions
from oversight.measures.models import Observation
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from ratings.indicators.gathering import periods_looked_at_from
from ratings.models import WorkedOutBands
from ratings.scopes import BandsScope, IndicatorScope


def scopes_of_measure(measure: str, periods: Sequence[Period]) -> list[IndicatorScope]:
    """Return every comparison that depends on figures of these periods, of real and of invented trusts.

    A measure without a definition, of an event of former times, is compared by nobody.
    """
    if measure not in definitions():
        return []
    told = Observation.objects.filter(measure=measure, period__in=[each.first_day for each in periods])
    kinds = Trust.objects.filter(code__in=told.values("trust_code")).values_list("is_demonstration", flat=True)
    return [scope for kind in sorted(set(kinds)) for scope in _dependent(measure, periods, demonstration=kind)]


def scopes_changed_since(trust_code: str, measures: Iterable[str], since: datetime) -> list[IndicatorScope]:
    """Return the comparisons that depend on what was learned of a trust from a moment on, by some measures."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct measure, period, grain from measures_observation where trust_code = %s"
            " and measure = any(%s) and level <> 'ward' and (known_from >= %s or known_to >= %s)",
            [trust_code, sorted(measures), since, since],
        )
        rows = cursor.fetchall()
    changed: dict[str, list[Period]] = {}
    for measure, day, grain in rows:
        changed.setdefault(measure, []).append(Period(day, Grain(grain)))
    demonstration = Trust.objects.get(code=trust_code).is_demonstration
    return [
        scope
        for measure, periods in sorted(changed.items())
        for scope in _dependent(measure, periods, demonstration=demonstration)
    ]


def scopes_of_trust(trust: Trust) -> list[IndicatorScope]:
    """Return every comparison that a trust is in."""
    rows = Observation.objects.filter(trust_code=trust.code, measure__in=definitions()).exclude(level=Level.WARD)
    return [
        IndicatorScope(measure, Period(day, Grain(grain)), trust.is_demonstration)
        for measure, day, grain in sorted(set(rows.values_list("measure", "period", "grain")))
    ]


def scopes_of_series(trust_code: str) -> list[IndicatorScope]:
    """Return every comparison that has a trust's own series in it."""
    scopes = scopes_of_trust(Trust.objects.get(code=trust_code))
    return [scope for scope in scopes if definition(scope.measure).method is Method.XMR]


def _dependent(measure: str, periods: Iterable[Period], *, demonstration: bool) -> list[IndicatorScope]:
    """Return the periods themselves, and of a series the later ones too, since it is judged by what went before."""
    found = set(periods)
    for first, last in [periods_looked_at_from(measure, each) for each in sorted(found)]:
        if first == last:
            continue
        later = Observation.objects.filter(
            measure=measure,
            grain=first.grain,
            period__gt=first.first_day,
            period__lte=last.first_day,
            trust_code__in=Trust.objects.filter(is_demonstration=demonstration).values("code"),
        )
        found |= {Period(day, first.grain) for day in later.values_list("period", flat=True).distinct()}
    return [IndicatorScope(measure, period, demonstration) for period in sorted(found)]


def bands_of_an_earlier_day(on: date) -> list[BandsScope]:
    """Return the bands that were last worked out for an earlier day: results grow old by the day alone."""
    kinds = WorkedOutBands.objects.filter(on__lt=on).values_list("is_demonstration", flat=True)
    return [BandsScope(kind) for kind in sorted(kinds)]
