"""Gathers what stands, as it is known now or was known on a moment, in a few queries for a whole scope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from oversight.measures.defining import Level
from oversight.measures.observing import month_of_trusts, series_of_trust
from ratings.rule_sets import in_force, often_short_rules
from ratings.scopes import MonthScope
from ratings.standing import ALARM_MEASURE, STAFFING_MEASURES, MonthFacts, StandingReturn, TrustFacts, TrustInMonth

# What is gathered where no rule names a window: a series as long as any that is kept.
_EARLIEST = date(2000, 1, 1)


@contextmanager
def one_moment() -> Iterator[None]:
    """Have all queries of the block see the database as of one moment, whatever is committed meanwhile.

    In a transaction that has begun already, as in a test, they see what that one sees.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def standing_returns(trust_code: str, *, as_known_at: datetime | None = None) -> tuple[StandingReturn, ...]:
    """Return the staffing returns of a trust that stand, or stood on a moment, in time order."""
    stood, given = _stood(as_known_at)
    with connection.cursor() as cursor:
        cursor.execute(
            _RETURNS.format(stood=stood),
            [trust_code, *given],
        )
        return tuple(_standing(row) for row in cursor.fetchall())


def trust_facts(trust_code: str, *, as_known_at: datetime | None = None) -> TrustFacts:
    """Gather what a trust's signals are worked out from: two queries, whatever its size."""
    returns = standing_returns(trust_code, as_known_at=as_known_at)
    if not returns:
        return TrustFacts(trust_code, (), {})
    latest = returns[-1].period
    series = series_of_trust(
        trust_code,
        levels=(Level.WARD, Level.TRUST),
        measures=STAFFING_MEASURES,
        first=first_month_looked_at(latest),
        last=latest,
        as_known_at=as_known_at,
    )
    return TrustFacts(trust_code, returns, series)


def month_facts(scope: MonthScope, *, as_known_at: datetime | None = None) -> MonthFacts:
    """Gather what the alarms of a month are worked out from: two queries, however many trusts there are."""
    try:
        known_for = in_force(scope.month).wards_known_for_months
    except LookupError:
        return MonthFacts(scope.month, scope.demonstration, ())
    first = months_before(scope.month, known_for - 1)
    stood, given = _stood(as_known_at)
    with connection.cursor() as cursor:
        cursor.execute(
            _COVERAGE.format(stood=stood),
            [
                f"{first:%Y-%m}",
                f"{scope.month:%Y-%m}",
                scope.demonstration,
                *given,
                f"{scope.month:%Y-%m}",
                scope.month,
                f"{scope.month:%Y-%m}",
            ],
        )
        rows = cursor.fetchall()
    hours = month_of_trusts(ALARM_MEASURE, scope.month, demonstration=scope.demonstration, as_known_at=as_known_at)
    trusts = []
    for code, reported, known, *version in rows:
        observed = hours.get(code)
        trusts.append(
            TrustInMonth(
                trust_code=code,
                actual=observed.numerator if observed else None,
                planned=observed.denominator if observed else None,
                wards_reported=reported,
                wards_known=known,
                standing=_standing(version),
            )
        )
    return MonthFacts(scope.month, scope.demonstration, tuple(trusts))


_RETURNS = """
select v.period, v.id, v.number, v.receipt, v.accepted_at
from returns_returnversion v join organisations_trust t on t.id = v.trust_id
where t.code = %s and v.kind = 'staffing' and {stood} order by v.period
"""

# The known wards of a trust's month are those of its returns for the months up to it, as far as they had not closed.
_COVERAGE = """
with standing as (
    select v.id, v.trust_id, v.period, v.number, v.receipt, v.accepted_at, t.code
    from returns_returnversion v join organisations_trust t on t.id = v.trust_id
    where v.kind = 'staffing' and v.period between %s and %s and t.is_demonstration = %s and {stood}
), wards as (
    select s.trust_id, f.ward_id, bool_or(s.period = %s) as reported
    from standing s join staffing_wardmonth f on f.version_id = s.id
    group by s.trust_id, f.ward_id
), counted as (
    select w.trust_id, count(*) filter (where w.reported) as reported,
        count(*) filter (where w.reported or o.closed_on is null or o.closed_on >= %s) as known
    from wards w join organisations_ward o on o.id = w.ward_id
    group by w.trust_id
)
select s.code, coalesce(c.reported, 0), coalesce(c.known, 0), s.period, s.id, s.number, s.receipt, s.accepted_at
from standing s left join counted c on c.trust_id = s.trust_id
where s.period = %s
order by s.code
"""


def months_before(month: date, count: int) -> date:
    """Return the first day of the month so many months earlier, or later for a negative number."""
    index = month.year * 12 + month.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)


def first_month_looked_at(latest: date) -> date:
    """Return the first month that goes into the signals of a trust whose latest month this is."""
    try:
        rules = in_force(latest)
    except LookupError:
        return latest
    months = rules.special_causes.window_months
    return (
        _EARLIEST
        if months is None
        else months_before(latest, max(months, often_short_rules(latest).settings.months_looked_at) - 1)
    )


def _stood(as_known_at: datetime | None) -> tuple[str, list[Any]]:
    if as_known_at is None:
        return "v.stands", []
    return "v.accepted_at <= %s and (v.replaced_at is null or v.replaced_at > %s)", [as_known_at, as_known_at]


def _standing(row: Sequence[Any]) -> StandingReturn:
    period, version_id, number, receipt, accepted_at = row
    year, month = period.split("-")
    return StandingReturn(date(int(year), int(month), 1), version_id, number, receipt, accepted_at)
