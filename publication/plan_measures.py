"""Which figures of returns are out, for the measures shown beside improvement plans: those of the present releases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from oversight.measures.periods import Grain, Period
from oversight.returns.periods import Month
from publication.figures import Missing
from publication.models import Release, Withdrawal
from publication.periods import COMPLAINTS, SAFETY, STAFFING, released_period
from publication.record import Releases
from publication.safety_measures.observed import POINTS
from publication.safety_measures.reading import safety_of


def staffing_released(code: str, demonstration: bool) -> Mapping[Period, datetime]:
    """Return when the present release of each month went out; months withdrawn for the trust are left out."""
    return _released(STAFFING, code, demonstration)


def complaints_released(code: str, demonstration: bool) -> Mapping[Period, datetime]:
    """Return when the present release of each quarter or year went out; those withdrawn for the trust are left out."""
    return _released(COMPLAINTS, code, demonstration)


def safety_released(code: str, demonstration: bool) -> Mapping[Period, datetime]:
    """Return when each month of the safety measures was told last: a release tells of the months before it as well."""
    releases = Releases(demonstration=demonstration, kind=SAFETY)
    told = [
        (Month.parse(release.period), release.published_at)
        for release in releases.current
        if release.published_at is not None and releases.marks(release).trust(code) is None
    ]
    found: dict[Period, datetime] = {}
    for month, published_at in told:
        for back in range(POINTS):
            period = Period(month.plus(-back).first_day, Grain.MONTH)
            found[period] = max(published_at, found.get(period, published_at))
    return found


def safety_withdrawn(code: str, demonstration: bool) -> Collection[tuple[str, Period]]:
    """Return which figures of the safety measures were withdrawn and not released anew since: measure and period."""
    marks = Withdrawal.objects.filter(
        item=Withdrawal.Item.MEASURE, release__kind=SAFETY, release__demonstration=demonstration
    )
    if not marks.filter(subject__startswith=f"{code}/").exists():
        return ()
    told = safety_of(code, Releases(demonstration=demonstration, kind=SAFETY))
    if told is None:
        return ()
    return {
        (shown.code, point.period)
        for shown in told.measures.values()
        for point in shown.points
        if point.told is Missing.WITHDRAWN
    }


def _released(kind: str, code: str, demonstration: bool) -> dict[Period, datetime]:
    releases = Releases(demonstration=demonstration, kind=kind)
    return {
        _period(release): release.published_at
        for release in releases.current
        if release.published_at is not None and releases.marks(release).trust(code) is None
    }


def _period(release: Release) -> Period:
    period = released_period(release.kind, release.period)
    return Period(period.first_day, Grain.MONTH) if isinstance(period, Month) else period.measured
