"""The changes that releases bring: new figures and corrections, and changes of an announced time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from oversight.wording import write_count, write_datetime, write_number
from publication.models import DateChange, Release
from publication.news.drafts import Draft, unwritten
from publication.news.models import ChangeKind
from publication.news.release_draft import of_release, published
from publication.news.released_figures import figures_of
from publication.periods import SAFETY


def release_drafts(now: datetime) -> Iterator[Draft]:
    """Yield the changes of every published release that has none written, the oldest first."""
    published = Release.objects.filter(published_at__isnull=False)
    for release in unwritten(published, "release:", "=reference").order_by("published_at", "pk"):
        yield from drafts_of(release)


def drafts_of(release: Release) -> Iterator[Draft]:
    """Yield the changes of one release: of the whole, and of each trust and hospital with new or mended figures."""
    yield _of_the_whole(release)
    yield from figures_of(release)


def date_drafts(now: datetime) -> Iterator[Draft]:
    """Yield the changes of announced times that are not written."""
    waiting = unwritten(DateChange.objects.all(), "date:", "=pk")
    for each in waiting.select_related("release").order_by("changed_at", "pk"):
        old = write_datetime(each.old)
        what = f"moved from {old} to {write_datetime(each.new)}" if each.new else f"due on {old} was cancelled"
        yield of_release(
            each.release,
            key=f"date:{each.pk}",
            kind=ChangeKind.DATE_CHANGED,
            at=each.changed_at,
            sentence=f"The release {what}. Why: {each.reason}",
            address=reverse("public:releases"),
        )


def _of_the_whole(release: Release) -> Draft:
    is_first = release.number == 1
    count = f"{write_number(Decimal(release.trusts_submitted))} of {write_count(release.trusts, 'trust')}"
    # Of some trusts the safety measures come from national collections: they sent nothing themselves.
    sent = f"they are of {count}" if release.kind == SAFETY else f"{count} sent theirs"
    what = "The final figures are out" if release.final else "The figures were put right"
    if is_first:
        what = "New figures are out"
    return of_release(
        release,
        key=f"release:{release.reference}",
        kind=ChangeKind.FIGURES if is_first or release.final else ChangeKind.CORRECTION,
        at=published(release),
        sentence=f"{what}: {sent}",
        address=reverse("public:release", args=[release.reference]),
    )
