"""Announcing a release: its date is public four weeks ahead, at half past nine, and a change of it has a reason.

Source: Code of Practice for Statistics, T3 (orderly release).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import connection, transaction

from oversight import clock
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.organisations.working_days import is_working_day, london_time, nth_working_day_after
from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from oversight.records.references import Reference
from publication.models import DateChange, Release
from publication.periods import STAFFING, released_period
from publication.refusals import ReleaseRefused
from publication.release_kinds import release_kind

KIND = STAFFING
ANNOUNCED_AHEAD = timedelta(weeks=4)
TIME_OF_DAY = time(9, 30)


def suggested_time(*, now: datetime) -> datetime:
    """Return half past nine in London on the first working day at least four weeks after the moment."""
    day: date = clock.london_date(now + ANNOUNCED_AHEAD)
    moment = london_time(day, TIME_OF_DAY)
    if moment - now < ANNOUNCED_AHEAD or not is_working_day(day):
        day = nth_working_day_after(day, 1)
        moment = london_time(day, TIME_OF_DAY)
    return moment


def announce_release(
    *,
    period: str,
    demonstration: bool,
    by: Person | System,
    now: datetime,
    scheduled_for: datetime | None = None,
    kind: str = KIND,
    final: bool = False,
) -> Release:
    """Announce a release of a period's figures for a moment, by default the suggested one.

    ``final``: it is the final edition of figures that came out provisional.

    It may be announced before the period is over, as a calendar is. Refused: who may not approve releases, a moment
    that has passed or before the period has ended, a period with a release announced already.
    """
    approver = approving(by, now=now)
    of_kind, described = release_kind(kind), released_period(kind, period)
    scheduled_for = scheduled_for or suggested_time(now=now)
    if clock.london_date(scheduled_for) <= described.last_day:
        raise ReleaseRefused(
            "period_not_over", f"{described.label} is not over by then, so none of it can be released."
        )
    if scheduled_for < now:
        raise ReleaseRefused("time_passed", "This time has passed. Choose one that is to come.")
    with transaction.atomic():
        _one_at_a_time(kind, period, demonstration)
        known = list(Release.objects.filter(kind=kind, period=period, demonstration=demonstration))
        if any(release.state == Release.State.PLANNED for release in known):
            raise ReleaseRefused("already_announced", f"A release for {described.label} is announced already.")
        number = 1 + max((release.number for release in known), default=0)
        world = "demonstration-" if demonstration else ""
        release = Release.objects.create(
            reference=f"{world}{kind}-{period}-{number}",
            kind=kind,
            period=period,
            demonstration=demonstration,
            number=number,
            title=f"{of_kind.name}, {described.label}",
            final=final,
            announced_at=now,
            scheduled_for=scheduled_for,
            approved_by=approver,
        )
        audit("release.announced", by=by, subject=subject_of(release), fields=["scheduled_for"], now=now)
        emit("release.announced", subject=subject_of(release), now=now)
    return release


def reschedule_release(
    *, reference: str, scheduled_for: datetime | None, reason: str, by: Person | System, now: datetime
) -> Release:
    """Move an announced release to another time, or cancel it (None), with a reason that the calendar shows."""
    approver = approving(by, now=now)
    if not reason.strip():
        raise ReleaseRefused("reason_wanted", "Say why the date changes: the calendar shows the reason.")
    if scheduled_for is not None and scheduled_for < now:
        raise ReleaseRefused("time_passed", "The new time has passed already.")
    with transaction.atomic():
        release = locked_release(reference)
        if release.state != Release.State.PLANNED:
            raise ReleaseRefused("not_announced", "This release is no longer waiting for its time.")
        DateChange.objects.create(
            release=release, old=release.scheduled_for, new=scheduled_for, reason=reason.strip(), changed_at=now
        )
        if scheduled_for is None:
            release.state = Release.State.CANCELLED
        else:
            release.scheduled_for = scheduled_for
            release.approved_by = approver
        release.save(update_fields=["state", "scheduled_for", "approved_by"])
        deed = "release.cancelled" if scheduled_for is None else "release.rescheduled"
        audit(deed, by=by, subject=subject_of(release), fields=["scheduled_for"], now=now)
    return release


def approving(by: Person | System, *, now: datetime) -> Person | None:
    """Return the person who approves, or None for a system; refuse a person without that authority."""
    if isinstance(by, System):
        return None
    if not may(by, Action.APPROVE_RELEASE, on=clock.london_date(now)):
        raise ReleaseRefused("not_allowed", "Only a release approver may do this.")
    return by


def locked_release(reference: str) -> Release:
    """Return the release, held for this transaction; an unknown one is refused."""
    release = Release.objects.select_for_update().filter(reference=reference).first()
    if release is None:
        raise ReleaseRefused("unknown", f"No release is called {reference}.")
    return release


def subject_of(release: Release) -> Reference:
    """Return what the record calls the release."""
    return Reference("release", release.reference)


def _one_at_a_time(kind: str, period: str, demonstration: bool) -> None:
    """Let others who number a release of the same period wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"release {kind} {period} {demonstration}"]
        )
