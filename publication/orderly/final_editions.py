"""The final edition of figures that came out provisional: announced with them, published by the clock as any other.

Source: Code of Practice for Statistics, T3 (scheduled revisions); the days are settings (``final_rules.toml``).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from oversight import clock
from oversight.records.audit import System
from publication.announcing import announce_release, suggested_time
from publication.models import Release
from publication.orderly.calendar_rules import ahead
from publication.orderly.final_rules import final_rule
from publication.refusals import ReleaseRefused

BY = System("calendar")


def is_settled(release: Release) -> bool:
    """Say whether a release is final although returns are missing: it is the final edition, or it comes after it."""
    return release.final or of_same_period(release).filter(final=True, published_at__isnull=False).exists()


def announce_final(release: Release, *, now: datetime, promised: datetime | None = None) -> Release | None:
    """Announce the final edition of a provisional release; None where none is due.

    None is due where a final edition was announced before, though it was cancelled since; where a further edition is
    announced already; and where its day has passed: that is left to people. ``promised`` is the time for which it was
    announced before an earlier edition took its place.
    """
    others = of_same_period(release)
    if not release.provisional or others.filter(final=True).exists():
        return None
    if others.filter(state=Release.State.PLANNED).exists():
        return None
    at = promised or _time_of(others)
    if at <= now:
        return None
    if promised is None and at - now < timedelta(weeks=ahead().announced_weeks_ahead):
        at = suggested_time(now=now)
    return announce_release(
        kind=release.kind,
        period=release.period,
        demonstration=release.demonstration,
        by=BY,
        now=now,
        scheduled_for=at,
        final=True,
    )


def announce_finals(*, now: datetime) -> list[Release]:
    """Announce the final edition of every release that stands provisional without one; return those announced now."""
    same = Release.objects.filter(
        kind=OuterRef("kind"), period=OuterRef("period"), demonstration=OuterRef("demonstration")
    )
    standing = (
        Release.objects.filter(state=Release.State.PUBLISHED, provisional=True)
        .exclude(Exists(same.filter(final=True)))
        .exclude(Exists(same.filter(state=Release.State.PLANNED)))
        .exclude(Exists(same.filter(number__gt=OuterRef("number"), published_at__isnull=False)))
    )
    announced = []
    for release in standing.order_by("published_at", "pk"):
        try:
            found = announce_final(release, now=now)
        except ReleaseRefused as refusal:
            # Somebody announced a further edition in between.
            if refusal.code != "already_announced":
                raise
            continue
        if found is not None:
            announced.append(found)
    return announced


def of_same_period(release: Release) -> QuerySet[Release]:
    """Return all editions of a release's period, with itself."""
    return Release.objects.filter(kind=release.kind, period=release.period, demonstration=release.demonstration)


def _time_of(editions: QuerySet[Release]) -> datetime:
    """Return when the final edition comes, by the rule in force on the day of the first."""
    first = editions.filter(published_at__isnull=False).earliest("number")
    if first.published_at is None:
        raise ValueError("a published release has its time")
    day = clock.london_date(first.published_at)
    return final_rule(first.kind, day).final_time(day)
