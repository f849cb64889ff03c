"""Which figures of returns are out, for the measures shown beside improvement plans: those of the present releases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from oversight.measures.periods import Grain, Period
from oversight.returns.periods import Month
from publication.models import Release
from publication.periods import COMPLAINTS, STAFFING, released_period
from publication.record import Releases


def staffing_released(code: str, demonstration: bool) -> Mapping[Period, datetime]:
    """Return when the present release of each month went out; months withdrawn for the trust are left out."""
    return _released(STAFFING, code, demonstration)


def complaints_released(code: str, demonstration: bool) -> Mapping[Period, datetime]:
    """Return when the present release of each quarter or year went out; those withdrawn for the trust are left out."""
    return _released(COMPLAINTS, code, demonstration)


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
