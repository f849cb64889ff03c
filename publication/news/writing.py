"""Writing what changed: whatever of the public record has no row yet gets one, once, whoever asks and however often.

News of the outbox asks for it, and a task of the scheduler's does, so a message that is lost or a worker that dies
loses nothing; the key of each change is unique in the database, so nothing is written twice. One process writes at a
time; who finds another at it leaves it to that one and the next sweep, since nothing is forgotten by it: what is there
to write is read from the record alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction

from oversight.records.models import OutboxEvent
from publication.models import Release
from publication.news.drafts import Draft
from publication.news.models import NUMBERING_LOCK, PublicChangeRow, SweptRecord
from publication.news.of_inspections import notice_drafts, rating_drafts, report_drafts
from publication.news.of_releases import date_drafts, drafts_of, release_drafts
from publication.news.of_trusts import plan_report_drafts, special_measures_drafts, succession_drafts
from publication.news.of_withdrawals import withdrawal_drafts
from publication.public_changes import public_stamp

log = logging.getLogger(__name__)

# The parts of the record, each with the changes in it that are not written.
SOURCES: tuple[Callable[[datetime], Iterable[Draft]], ...] = (
    release_drafts,
    withdrawal_drafts,
    date_drafts,
    rating_drafts,
    report_drafts,
    notice_drafts,
    special_measures_drafts,
    plan_report_drafts,
    succession_drafts,
)
# A change that the public could see longer ago than this, when it was written, is history, and news to nobody.
NEWS_FOR = timedelta(days=31)
_AT_ONCE = 1_000


def write_news(*, now: datetime) -> int:
    """Write every change of the public record that is not written, the oldest first; return how many.

    None is written where the record stands as it did, or while another process writes.
    """
    stamp = public_stamp(now)
    if SweptRecord.objects.filter(stamp=stamp).exists():
        return 0
    with transaction.atomic():
        if not _held():
            return 0
        drafts, whole = _drafts(now)
        written = _insert(drafts, now)
        if whole:
            # Read before all else: what was committed since makes another stamp, and the next sweep looks again.
            SweptRecord.objects.update_or_create(place=1, defaults={"stamp": stamp})
    return written


def write_after(event: OutboxEvent, now: datetime) -> None:
    """Write what an event changed: the subscriber of all news that the public record changes by."""
    write_news(now=now)


def write_with_release(release: Release, *, now: datetime) -> int:
    """Write the changes of a release in the transaction that publishes it, so that its pages can be made with them.

    Where another process writes at that moment, nothing is written, and the sweep does it; a fault here holds no
    release up.
    """
    try:
        with transaction.atomic():
            return _insert(list(drafts_of(release)), now) if _held() else 0
    except Exception:  # whatever is wrong with the words, the figures come out
        log.exception("the changes of release %s could not be written with it", release.reference)
        return 0


def _held() -> bool:
    """Take the lock under which rows are numbered, unless somebody else has it; it is kept to the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [NUMBERING_LOCK])
        return bool(cursor.fetchone()[0])


def _drafts(now: datetime) -> tuple[list[Draft], bool]:
    """Return all that is to write in the order of its time, and whether every part of the record could be read."""
    found: list[Draft] = []
    whole = True
    for source in SOURCES:
        try:
            with transaction.atomic():
                found += source(now)
        except Exception:  # one part that cannot be told holds up no other, and is tried again
            log.exception("the changes by %s could not be told", source.__name__)
            whole = False
    return sorted(found, key=lambda draft: draft.at), whole


def _insert(drafts: list[Draft], now: datetime) -> int:
    """Write the drafts whose change is not written; a statement that adds nothing would still change the record."""
    keys = {draft.key for draft in drafts}
    known = set(PublicChangeRow.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()
    new = {draft.key: draft for draft in drafts if draft.key not in known}
    for rows in _batches(list(new.values()), now):
        PublicChangeRow.objects.bulk_create(rows)
    return len(new)


def _batches(drafts: list[Draft], now: datetime) -> Iterator[list[PublicChangeRow]]:
    for first in range(0, len(drafts), _AT_ONCE):
        yield [draft.row(now) for draft in drafts[first : first + _AT_ONCE]]
