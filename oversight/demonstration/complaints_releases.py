"""The releases of the demonstration's complaints: each closed quarter's at its time, the next one announced."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from complaints.periods import ComplaintsPeriod
from oversight.clock import london_date
from oversight.demonstration.places import DEMONSTRATION
from oversight.organisations.working_days import is_working_day, london_time, nth_working_day_after
from oversight.returns.calendar import window
from oversight.returns.models import ReturnVersion
from publication.announcing import announce_release
from publication.models import Release
from publication.periods import COMPLAINTS
from publication.releasing import publish_release

_AFTER_CLOSING = timedelta(days=14)
_ANNOUNCED_AHEAD = timedelta(weeks=5)


def complaints_release_time(period: ComplaintsPeriod) -> datetime:
    """Return when a quarter is released: half past nine on a working day, two weeks after its collection closes."""
    day = london_date(window(COMPLAINTS, str(period)).closes_at + _AFTER_CLOSING)
    return london_time(day if is_working_day(day) else nth_working_day_after(day, 1), time(9, 30))


def release_complaints(*, now: datetime) -> list[Release]:
    """Announce and publish every period whose time has come and for which an invented trust has sent a return.

    The quarter whose collection goes on is announced as soon as five weeks are left. A period that has a release is
    left as it is, so that loading again comes to the same; without any return there is nothing to do.
    """
    sent = ReturnVersion.objects.filter(kind=COMPLAINTS, trust__is_demonstration=True).order_by()
    periods = sorted(map(ComplaintsPeriod.parse, sent.values_list("period", flat=True).distinct()))
    released = []
    for period in periods:
        at = complaints_release_time(period)
        if at - _ANNOUNCED_AHEAD > now:
            continue
        known = Release.objects.filter(kind=COMPLAINTS, period=str(period), demonstration=True).first()
        release = known or announce_release(
            kind=COMPLAINTS,
            period=str(period),
            demonstration=True,
            by=DEMONSTRATION,
            now=at - _ANNOUNCED_AHEAD,
            scheduled_for=at,
        )
        has_come = sent.filter(period=str(period), accepted_at__lte=at).exists()
        if at <= now and release.state == Release.State.PLANNED and has_come:
            release = publish_release(reference=release.reference, by=DEMONSTRATION, now=at)
        released.append(release)
    return released
