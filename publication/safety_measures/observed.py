"""What was known of all trusts, or all hospitals, by some measures at a moment: each one's series, read at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q

from oversight.measures.defined import Level
from oversight.measures.models import Observation
from oversight.measures.periods import Grain, Period

POINTS = 36
# An older figure says nothing of the present.
OLDEST_YEARS = 2


@dataclass(frozen=True, slots=True)
class Known:
    """One period as it was known: None is blank. ``returned``: an accepted return said so, and not a file."""

    period: Period
    numerator: Decimal | None
    denominator: Decimal | None
    known_from: datetime
    returned: bool
    trust_code: str


Series = tuple[Known, ...]

_OF_TRUSTS = "SELECT code FROM organisations_trust WHERE is_demonstration = %(demonstration)s"
_OF_SITES = "SELECT code FROM organisations_site WHERE is_demonstration = %(demonstration)s"
_SERIES = """
    SELECT measure, subject, grain,
           array_agg(period ORDER BY period), array_agg(numerator ORDER BY period),
           array_agg(denominator ORDER BY period), array_agg(known_from ORDER BY period),
           array_agg(version_id IS NOT NULL ORDER BY period), array_agg(trust_code ORDER BY period)
    FROM (
        SELECT measure, subject, grain, period, numerator, denominator, known_from, version_id, trust_code,
               row_number() OVER (PARTITION BY measure, subject, grain ORDER BY period DESC) AS back
        FROM measures_observation
        WHERE level = %(level)s AND measure = ANY(%(measures)s) AND grain IN ('month', 'quarter', 'year')
          AND known_from <= %(now)s AND (known_to IS NULL OR known_to > %(now)s)
          -- A period ends on the day before as many months later; one that goes on beyond the last day is not over.
          AND (period + CASE grain WHEN 'month' THEN interval '1 month' WHEN 'quarter' THEN interval '3 months'
                        ELSE interval '1 year' END)::date <= %(last_day)s + 1
          AND subject IN ({codes})
    ) AS known
    WHERE back <= %(points)s
    GROUP BY measure, subject, grain
"""


def series_known(
    level: Level, measures: Collection[str], *, last_day: date, now: datetime, demonstration: bool
) -> dict[tuple[str, str], Series]:
    """Return the newest series of each measure and subject up to a day, as known at a moment, in time order.

    At most ``POINTS`` periods; none whose newest period ended more than ``OLDEST_YEARS`` before. Where a measure has
    periods of several lengths, those of the length of the newest figure.
    """
    codes = _OF_TRUSTS if level is Level.TRUST else _OF_SITES
    given: dict[str, Any] = {
        "level": str(level),
        "measures": sorted(measures),
        "now": now,
        "last_day": last_day,
        "points": POINTS,
        "demonstration": demonstration,
    }
    oldest = last_day.replace(year=last_day.year - OLDEST_YEARS, day=1)
    found: dict[tuple[str, str], Series] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SERIES.format(codes=codes), given)
        for measure, subject, grain, *columns in cursor.fetchall():
            series = tuple(Known(period_from(day, grain), *rest) for day, *rest in zip(*columns, strict=True))
            newest = series[-1].period
            beside = found.get((measure, subject))
            if newest.last_day < oldest or (beside and beside[-1].period.last_day > newest.last_day):
                continue
            if beside and beside[-1].period.last_day == newest.last_day and len(beside) >= len(series):
                continue
            found[measure, subject] = series
    return found


@lru_cache(maxsize=4_096)
def period_from(first_day: date, grain: str) -> Period:
    """Return the period that begins on a day; one object for each, since a country asks for it half a million times."""
    return Period(first_day, Grain(grain))


@lru_cache(maxsize=4_096)
def next_period(period: Period, steps: int = 1) -> Period:
    """Return the period that follows, or a later one."""
    return period_from(period.plus(steps).first_day, str(period.grain))


@lru_cache(maxsize=4_096)
def last_day_of(period: Period) -> date:
    """Return the last day of a period."""
    return period.last_day


@lru_cache(maxsize=4_096)
def written(period: Period) -> str:
    """Return a period as series have it."""
    return str(period)


def told_by_files(measures: Collection[str], month: date, *, now: datetime) -> set[str]:
    """Return the trusts of which a file told a month's figure by one of the measures, as known at a moment."""
    rows = Observation.objects.filter(
        Q(known_to__isnull=True) | Q(known_to__gt=now),
        measure__in=sorted(measures),
        level=Observation.Level.TRUST,
        period=month,
        grain=Observation.Grain.MONTH,
        known_from__lte=now,
        imported__isnull=False,
    )
    return set(rows.order_by().values_list("subject", flat=True).distinct())
