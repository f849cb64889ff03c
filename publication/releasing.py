"""Publishing a release: all its rows and its new state in one transaction, so the public sees the whole or nothing.

A publisher that dies in the middle leaves the release waiting, and the next tick publishes it; of two at once the
second finds it done. What a return changed since stays unseen until a further release.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from oversight.accounts.models import Person
from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from oversight.returns.models import ReturnVersion
from publication.announcing import KIND, announce_release, approving, locked_release, subject_of
from publication.models import Release
from publication.refusals import ReleaseRefused
from publication.release_kinds import release_kind

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Published:
    """What came of publishing: the release that the public now sees, and whether it was there before."""

    release: Release
    unchanged: bool = False


class _NothingNew(Exception):
    """The rows are those of the release before; carries it out of the transaction that is undone."""

    def __init__(self, previous: Release) -> None:
        super().__init__()
        self.previous = previous


def publish_release(
    *, reference: str, by: Person | System, now: datetime, hold: Callable[[Release], None] | None = None
) -> Release:
    """Publish an announced release whose time has come; one that is published already is returned as it is.

    ``hold`` is called with the release at the end of the transaction, before anybody else can see it. Refused: an
    unknown, cancelled or withdrawn release, one whose time has not come, and one without any return in it.
    """
    approver = approving(by, now=now)
    with transaction.atomic():
        release = locked_release(reference)
        if release.state == Release.State.PUBLISHED:
            return release
        if release.state != Release.State.PLANNED:
            raise ReleaseRefused("not_announced", f"Release {reference} was {release.get_state_display().lower()}.")
        if release.scheduled_for > now:
            raise ReleaseRefused("too_early", f"Release {reference} has its time later.")
        release_kind(release.kind).freeze(release, previous=previous_release(release), now=now)
        release.state = Release.State.PUBLISHED
        release.published_at = now
        release.approved_by = release.approved_by or approver
        release.save()
        audit("release.published", by=by, subject=subject_of(release), hashes=[release.content_sha256], now=now)
        emit("release.published", subject=subject_of(release), payload={"period": release.period}, now=now)
        if hold is not None:
            hold(release)
    return release


def publish_period(
    *, period: str, demonstration: bool, by: Person | System, now: datetime, kind: str = KIND
) -> Published:
    """Publish a period's figures at once: the announced release early, or a further one; none where nothing changed.

    Refused as ``publish_release`` and ``announce_release`` refuse.
    """
    try:
        with transaction.atomic():
            planned = (
                Release.objects.select_for_update()
                .filter(kind=kind, period=period, demonstration=demonstration, state=Release.State.PLANNED)
                .first()
            )
            if planned is None:
                planned = announce_release(
                    kind=kind, period=period, demonstration=demonstration, by=by, now=now, scheduled_for=now
                )
            elif planned.scheduled_for > now:
                planned.scheduled_for = now
                planned.save(update_fields=["scheduled_for"])
            release = publish_release(reference=planned.reference, by=by, now=now)
            previous = previous_release(release)
            if previous is not None and previous.content_sha256 == release.content_sha256:
                raise _NothingNew(previous)
    except _NothingNew as found:
        return Published(found.previous, unchanged=True)
    return Published(release)


def publish_month(*, period: str, demonstration: bool, by: Person | System, now: datetime) -> Published:
    """Publish a month's ward staffing at once, as ``publish_period`` does."""
    return publish_period(period=period, demonstration=demonstration, by=by, now=now)


def publish_due(
    *, now: datetime, ahead: timedelta = timedelta(0), hold: Callable[[Release], None] | None = None
) -> list[Release]:
    """Publish every release whose time has come, oldest first; one that another process is at is left to it.

    With ``ahead``, also those whose time comes within it: they carry their own time, and ``hold`` keeps them back
    until then. A return accepted in between is left to a further release.
    """
    published = []
    due = Release.objects.filter(state=Release.State.PLANNED, scheduled_for__lte=now + ahead)
    for reference, moment in due.order_by("scheduled_for", "pk").values_list("reference", "scheduled_for"):
        with transaction.atomic():
            mine = Release.objects.select_for_update(skip_locked=True).filter(
                reference=reference, state=Release.State.PLANNED
            )
            if not mine.exists():
                continue
            try:
                at = max(now, moment)
                published.append(publish_release(reference=reference, by=System("publication"), now=at, hold=hold))
            except ReleaseRefused as refusal:
                # It stays announced, and the calendar shows that its time has passed.
                log.error("release %s could not be published: %s", reference, refusal.code)
    return published


def worlds_with_returns(period: str, *, kind: str = KIND) -> list[bool]:
    """Return for which worlds a return of the period stands: False is the real one, True the invented one."""
    return sorted(
        ReturnVersion.objects.filter(kind=kind, period=period, stands=True)
        .order_by()
        .values_list("trust__is_demonstration", flat=True)
        .distinct()
    )


def previous_release(release: Release) -> Release | None:
    """Return the release of the same period that the public saw before this one."""
    return (
        Release.objects.filter(
            kind=release.kind,
            period=release.period,
            demonstration=release.demonstration,
            number__lt=release.number,
            published_at__isnull=False,
        )
        .order_by("-number")
        .first()
    )
