"""Reading the published record: which release the public sees of a period, and what stands in the place of what."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import connection

from publication.models import Release, Withdrawal
from publication.periods import STAFFING


@dataclass(frozen=True)
class Mark:
    """The date and the reason that stand in the place of something withdrawn."""

    withdrawn_at: datetime
    reason: str


class Marks:
    """What was withdrawn from one release."""

    def __init__(self, withdrawals: Iterable[Withdrawal]) -> None:
        self._marks = {(mark.item, mark.subject): Mark(mark.withdrawn_at, mark.reason) for mark in withdrawals}

    @property
    def release(self) -> Mark | None:
        """The mark on the whole release."""
        return self._marks.get((Withdrawal.Item.RELEASE, ""))

    def trust(self, code: str) -> Mark | None:
        """The mark on a trust's figures, its own or the whole release's."""
        return self.release or self._marks.get((Withdrawal.Item.TRUST, code))

    def hospital(self, code: str, trust_code: str) -> Mark | None:
        """The mark on a hospital's figures, its own or one that covers it."""
        return self.trust(trust_code) or (self._marks.get((Withdrawal.Item.HOSPITAL, code)) if code else None)

    def ward(self, ward_id: object, hospital_code: str, trust_code: str) -> Mark | None:
        """The mark on a ward's figures, its own or one that covers it."""
        return self.hospital(hospital_code, trust_code) or self._marks.get((Withdrawal.Item.WARD, str(ward_id)))

    def explanation(self, ward_id: object) -> Mark | None:
        """The mark on what the trust says of a ward."""
        return self._marks.get((Withdrawal.Item.EXPLANATION, str(ward_id)))

    def lesson(self, key: str) -> Mark | None:
        """The mark on a lesson from complaints."""
        return self.release or self._marks.get((Withdrawal.Item.LESSON, key))


class Releases:
    """All releases of one kind and world, the newest first: one query tells whether those read before still stand.

    ``at`` is the moment as of which the record is read: what was published later is not there, and what was announced
    later or moved since stands as it was announced then. What was withdrawn is marked at any moment: that it was wrong
    is known now, so it isn't shown again for an earlier day.
    """

    def __init__(self, *, demonstration: bool, kind: str = STAFFING, at: datetime | None = None) -> None:
        self.demonstration = demonstration
        self.kind = kind
        self.at = at

    @cached_property
    def _read(self) -> ReadReleases:
        return _read_releases(self.kind, self.demonstration)

    @property
    def every(self) -> Sequence[Release]:
        """Announced, published, cancelled and withdrawn ones: the newest period first, then the newest number."""
        return self._read.every

    @cached_property
    def published(self) -> list[Release]:
        """Those that the public has seen, withdrawn ones included, since their mark is seen."""
        return [release for release in self.every if self._was_published(release)]

    def _was_published(self, release: Release) -> bool:
        return release.published_at is not None and (self.at is None or release.published_at <= self.at)

    @cached_property
    def current(self) -> list[Release]:
        """The newest release of each period, the newest period first."""
        periods: dict[str, Release] = {}
        for release in self.published:
            periods.setdefault(release.period, release)
        return list(periods.values())

    @property
    def latest(self) -> Release | None:
        """The newest release of the newest month."""
        return self.current[0] if self.current else None

    def of_period(self, period: str) -> Release | None:
        """Return the release of the period that the public sees at present."""
        return next((release for release in self.current if release.period == period), None)

    def called(self, reference: str) -> Release | None:
        """Return the published release with the reference."""
        return next((release for release in self.published if release.reference == reference), None)

    def superseding(self, release: Release) -> Release | None:
        """Return the newer release of the same period, if there is one."""
        newest = self.of_period(release.period)
        return newest if newest is not None and newest.number > release.number else None

    def earlier(self, release: Release) -> list[Release]:
        """Return the releases of the same period before this one, the newest first."""
        return [each for each in self.published if each.period == release.period and each.number < release.number]

    @cached_property
    def announced(self) -> list[Release]:
        """Those to come, the next one first."""
        if self.at is None:
            waiting = [release for release in self.every if release.state == Release.State.PLANNED]
        else:
            waiting = [
                as_announced
                for release in self.every
                if not self._was_published(release) and (as_announced := _as_announced(release, self.at)) is not None
            ]
        return sorted(waiting, key=lambda release: release.scheduled_for)

    def final_of(self, release: Release) -> Release | None:
        """Return the announced final edition of a provisional release; None where none is announced."""
        if not release.provisional:
            return None
        return next((each for each in self.announced if each.final and each.period == release.period), None)

    def final_out(self, release: Release) -> Release | None:
        """Return the final edition that came out after a provisional release, though it told nothing new of a trust."""
        if not release.provisional:
            return None
        editions = (each for each in self.every if each.final and self._was_published(each))
        return next((each for each in editions if each.period == release.period and each.number > release.number), None)

    @property
    def upcoming(self) -> Release | None:
        """The next release of figures."""
        return self.announced[0] if self.announced else None

    @staticmethod
    def marks(release: Release) -> Marks:
        """Return what was withdrawn from the release."""
        return Marks(release.withdrawals.all())

    @property
    def stamp(self) -> str:
        """A text that changes with anything that the public can see of the releases: part of every cache's key."""
        return self._read.stamp


@dataclass(frozen=True)
class ReadReleases:
    """All releases of one world as they were read, and a hash of what the public can see of them."""

    every: tuple[Release, ...]
    stamp: str


# Each page asks for all releases, which change a few times a month: a process keeps what it read last, by the hash.
_KEPT = 8
_read_before: OrderedDict[tuple[str, bool, str], ReadReleases] = OrderedDict()
_STAMP = """
    SELECT encode(sha256(convert_to(concat(
        (SELECT string_agg(concat_ws('|', id, reference, state, scheduled_for, published_at, content_sha256), E'\\n'
                           ORDER BY id)
         FROM publication_release WHERE kind = %(kind)s AND demonstration = %(demonstration)s),
        E'\\n\\n',
        (SELECT string_agg(withdrawal.id::text, '|' ORDER BY withdrawal.id)
         FROM publication_withdrawal AS withdrawal
         JOIN publication_release AS release ON release.id = withdrawal.release_id
         WHERE release.kind = %(kind)s AND release.demonstration = %(demonstration)s)
    ), 'UTF8')), 'hex')
"""


def _read_releases(kind: str, demonstration: bool) -> ReadReleases:
    """Return the releases, read anew only where something of them has changed since this process last read them."""
    with connection.cursor() as cursor:
        cursor.execute(_STAMP, {"kind": kind, "demonstration": demonstration})
        stamp = cursor.fetchone()[0]
    key = (kind, demonstration, stamp)
    found = _read_before.get(key)
    if found is None:
        every = Release.objects.filter(kind=kind, demonstration=demonstration)
        every = every.prefetch_related("withdrawals", "date_changes")
        found = ReadReleases(tuple(every.order_by("-period", "-number")), stamp)
        _read_before[key] = found
        while len(_read_before) > _KEPT:
            _read_before.popitem(last=False)
    return found


def _as_announced(release: Release, at: datetime) -> Release | None:
    """Return an unpublished release with the time for which it was announced at a moment; None where it was not."""
    if release.announced_at > at:
        return None
    changes = list(release.date_changes.all())
    if any(change.new is None and change.changed_at <= at for change in changes):
        return None
    since = next((change for change in changes if change.changed_at > at), None)
    if since is None:
        return release
    as_it_was = copy(release)
    as_it_was.scheduled_for = since.old
    return as_it_was


def last_change(releases: Sequence[Release]) -> datetime | None:
    """Return when the public last saw something new among the releases."""
    moments = [release.published_at for release in releases if release.published_at]
    moments += [mark.withdrawn_at for release in releases for mark in release.withdrawals.all()]
    return max(moments, default=None)
