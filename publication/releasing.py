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
from publication.orderly.attacking import attack
from publication.orderly.final_editions import announce_final, is_settled
from publication.orderly.holding_back import GivesAway, hold_back, to_be_tried
from publication.orderly.packaging import make_package
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
    *,
    reference: str,
    by: Person | System,
    now: datetime,
    hold: Callable[[Release], None] | None = None,
    final_promised: datetime | None = None,
    with_final: bool = False,
) -> Release:
    """Publish an announced release whose time has come; one that is published already is returned as it is.

    With ``with_final`` a provisional one announces its final edition in the same transaction, so that its pages name
    the day from the first reader on; ``final_promised`` is the day that was named before.

    ``hold`` is called with the release at the end of the transaction, before anybody else can see it. Refused: an
    unknown, cancelled or withdrawn release, one whose time has not come, one without any return in it, and one that
    would give away what it withholds: that stays announced, and why stands beside it.
    """
    try:
        return _publish(
            reference=reference, by=by, now=now, hold=hold, final_promised=final_promised, with_final=with_final
        )
    except GivesAway as refusal:
        hold_back(reference=reference, refusal=refusal, by=by, now=now)
        raise


def _publish(
    *,
    reference: str,
    by: Person | System,
    now: datetime,
    hold: Callable[[Release], None] | None,
    final_promised: datetime | None,
    with_final: bool,
) -> Release:
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
        release.provisional = bool(release.provisional) and not is_settled(release)
        given_away = attack(release)
        if given_away:
            raise GivesAway(given_away)
        release.state = Release.State.PUBLISHED
        release.published_at = now
        release.approved_by = release.approved_by or approver
        release.save()
        audit("release.published", by=by, subject=subject_of(release), hashes=[release.content_sha256], now=now)
        emit("release.published", subject=subject_of(release), payload={"period": release.period}, now=now)
        if with_final or final_promised is not None:
            announce_final(release, now=now, promised=final_promised)
        make_package(release=release, now=now)
        if hold is not None:
            hold(release)
    return release


def publish_period(
    *, period: str, demonstration: bool, by: Person | System, now: datetime, kind: str = KIND
) -> Published:
    """Publish a period's figures at once: the announced release early, or a further one; none where nothing changed.

    Refused as ``publish_release`` and ``announce_release`` refuse; one that is held back stays announced.
    """
    held_back: GivesAway | None = None
    try:
        with transaction.atomic():
            final_promised: datetime | None = None
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
                # A correction before the day of the final edition takes its number; the day itself stays.
                final_promised = planned.scheduled_for if planned.final else None
                planned.scheduled_for, planned.final = now, False
                planned.save(update_fields=["scheduled_for", "final"])
            try:
                release = publish_release(reference=planned.reference, by=by, now=now, final_promised=final_promised)
            except GivesAway as refusal:
                # Its announcement and the reason are kept, so this transaction ends as it should.
                held_back = refusal
            else:
                previous = previous_release(release)
                if previous is not None and previous.content_sha256 == release.content_sha256:
                    raise _NothingNew(previous)
    except _NothingNew as found:
        return Published(found.previous, unchanged=True)
    if held_back is not None:
        raise held_back
    return Published(release)


def publish_month(*, period: str, demonstration: bool, by: Person | System, now: datetime) -> Published:
    """Publish a month's ward staffing at once, as ``publish_period`` does."""
    return publish_period(period=period, demonstration=demonstration, by=by, now=now)


def publish_due(
    *, now: datetime, ahead: timedelta = timedelta(0), hold: Callable[[Release], None] | None = None
) -> list[Release]:
    """Publish every release whose time has come, oldest first; one that another process is at is left to it.

    With ``ahead``, also those whose time comes within it: they carry their own time, and ``hold`` keeps them back
    until then. A return accepted in between is left to a further release. One that could not go out is tried again
    after a while.
    """
    published = []
    due = to_be_tried(Release.objects.filter(state=Release.State.PLANNED, scheduled_for__lte=now + ahead), now=now)
    for reference, moment in due.order_by("scheduled_for", "pk").values_list("reference", "scheduled_for"):
        with transaction.atomic():
            mine = Release.objects.select_for_update(skip_locked=True).filter(
                reference=reference, state=Release.State.PLANNED
            )
            if not mine.exists():
                continue
            at = max(now, moment)
            try:
                by = System("publication")
                published.append(publish_release(reference=reference, by=by, now=at, hold=hold, with_final=True))
            except ReleaseRefused as refusal:
                # It stays announced, and the calendar shows that its time has passed.
                log.error("release %s could not be published: %s", reference, refusal.code)
                hold_back(reference=reference, refusal=refusal, by=System("publication"), now=at)
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
