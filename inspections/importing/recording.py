"""Putting published ratings on record: the new beside the known, nothing overwritten, and the same file only once.

A publication of another day is a new row beside the earlier ones. Where a source says otherwise of the same day than
it did before, the row that was known is closed and the better knowledge stands in its place, with both times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from inspections.core_services import service_called
from inspections.importing.published import Published
from inspections.models import PublishedRating
from oversight.organisations.models import Site, Trust
from oversight.organisations.naming import name_key
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.records.references import Reference
from ratings.rules.ratings_words import NonRating, Rating

# Imports wait for each other, or two would both find a rating new: any constant that nothing else uses.
_IMPORT_LOCK = 7_154_307
_BATCH = 1_000

_Key = tuple[str, str, str, str, str, Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an import did with ratings: new, known already, known otherwise till now, and linked to our register."""

    new: int
    unchanged: int
    replaced: int
    linked: int


def record_published(
    *,
    ratings: Iterable[Published],
    source: PublishedRating.Source,
    hashes: Sequence[str],
    by: Any,
    now: datetime,
    listed: Mapping[str, Collection[str]] | None = None,
) -> Recorded:
    """Put ratings on record and return what was new; ``hashes`` are those of the files that they come from.

    ``listed``: by location, every service that the source lists, where its list is whole: one that is known and no
    longer listed has ended.
    Raises an event for each trust on our register of which anything is new here.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_IMPORT_LOCK])
        done = _Recording(source, listed or {}, now)
        by_location: defaultdict[str, list[Published]] = defaultdict(list)
        for rating in ratings:
            by_location[rating.location_code].append(rating)
        for codes in _batches(sorted(by_location)):
            done.take(codes, [rating for code in codes for rating in by_location[code]])
        linked = done.link(sorted(by_location))
        if done.new or done.replaced or linked:
            audit(
                "published_ratings.imported",
                by=by,
                subject=Reference("published_ratings", source.value),
                hashes=hashes,
                now=now,
            )
            for code in sorted(done.trusts):
                emit("ratings.imported", subject=Reference("trust", code), now=now, payload={"source": source.value})
        return Recorded(done.new, done.unchanged, done.replaced, linked)


class _Recording:
    """One import under way, a few locations at a time."""

    def __init__(self, source: PublishedRating.Source, listed: Mapping[str, Collection[str]], now: datetime) -> None:
        self.source = source
        self.listed = {code: frozenset(map(name_key, services)) for code, services in listed.items()}
        self.now = now
        self.new = self.unchanged = self.replaced = 0
        self.trusts: set[str] = set()

    def take(self, locations: Sequence[str], ratings: Sequence[Published]) -> None:
        """Put the ratings of some locations on record."""
        register = _Register.of({rating.provider_code for rating in ratings}, locations)
        known: defaultdict[_Key, list[PublishedRating]] = defaultdict(list)
        for row in PublishedRating.objects.known().filter(source=self.source, location_code__in=locations):
            known[_key(row)].append(row)
        given: defaultdict[_Key, list[PublishedRating]] = defaultdict(list)
        for rating in ratings:
            row = _row(rating, self.source, self.now, register)
            if not any(_says_the_same(row, other) for other in given[_key(row)]):
                given[_key(row)].append(row)
        fresh: list[PublishedRating] = []
        closed: list[int] = []
        for key, rows in given.items():
            for row, instead_of in self._compared(rows, known[key]):
                fresh.append(row)
                if instead_of is not None:
                    closed.append(instead_of.pk)
        for row, ended_on in self._no_longer_listed(known, given):
            closed.append(row.pk)
            fresh.append(_ended(row, ended_on, self.now))
        PublishedRating.objects.filter(pk__in=closed).update(known_to=self.now)
        PublishedRating.objects.bulk_create(fresh, batch_size=_BATCH)
        self.replaced += len(closed)
        self.new += len(fresh) - len(closed)
        self.trusts |= {row.provider_code for row in fresh if row.trust_id is not None}

    def _no_longer_listed(
        self, known: Mapping[_Key, Sequence[PublishedRating]], given: Mapping[_Key, Sequence[PublishedRating]]
    ) -> Iterator[tuple[PublishedRating, date]]:
        """Known ratings of services that a whole list, newer than they are, has no more; and from when they ended.

        A list older than what is known ends nothing, so that files may come in any order.
        """
        latest: dict[str, date] = {}
        for row in (row for rows in given.values() for row in rows):
            latest[row.location_code] = max(row.published_on, latest.get(row.location_code, row.published_on))
        for row in (row for rows in known.values() for row in rows):
            listed, last_on = self.listed.get(row.location_code), latest.get(row.location_code)
            if not listed or last_on is None or not row.service or row.ended_on is not None:
                continue
            if name_key(row.service) not in listed and row.published_on < last_on:
                yield row, last_on

    def _compared(
        self, given: Sequence[PublishedRating], known: Sequence[PublishedRating]
    ) -> Iterator[tuple[PublishedRating, PublishedRating | None]]:
        """Each row that is not known yet, with its number, and the known row that it takes the place of."""
        otherwise = list(known)
        fresh = []
        for row in given:
            same = next((other for other in otherwise if _says_the_same(row, other)), None)
            if same is None:
                fresh.append(row)
            else:
                otherwise.remove(same)
                self.unchanged += 1
        number = max((row.number for row in known), default=0)
        for row in sorted(fresh, key=_order):
            if otherwise:
                instead_of = otherwise.pop(0)
                row.number = instead_of.number
                yield row, instead_of
            else:
                number += 1
                row.number = number
                yield row, None

    def link(self, locations: Sequence[str]) -> int:
        """Link rows to organisations that came onto our register after them; return how many rows were linked."""
        linked: set[int] = set()
        for codes in _batches(locations):
            rows = PublishedRating.objects.filter(source=self.source, location_code__in=codes)
            found = list(
                rows.filter(Q(site__isnull=True) | Q(trust__isnull=True)).values_list(
                    "pk", "provider_code", "location_code", "trust_id", "site_id"
                )
            )
            register = _Register.of({row[1] for row in found}, {row[2] for row in found})
            for code, pk in register.sites.items():
                linked |= {row[0] for row in found if row[2] == code and row[4] is None}
                rows.filter(location_code=code, site__isnull=True).update(site_id=pk)
            for code, pk in register.trusts.items():
                of_it = {row[0] for row in found if row[1] == code and row[3] is None}
                linked |= of_it
                self.trusts |= {code} if of_it else set()
                rows.filter(provider_code=code, trust__isnull=True).update(trust_id=pk)
        return len(linked)


@dataclass(frozen=True, slots=True)
class _Register:
    """The trusts and sites of our register by code; those of the demonstration are no real organisation's."""

    trusts: dict[str, int]
    sites: dict[str, int]

    @classmethod
    def of(cls, providers: Iterable[str], locations: Iterable[str]) -> _Register:
        """Read those of the codes that are on the register."""
        trusts = Trust.objects.filter(code__in=list(providers), is_demonstration=False)
        sites = Site.objects.filter(code__in=list(locations), is_demonstration=False)
        return cls(dict(trusts.values_list("code", "pk")), dict(sites.values_list("code", "pk")))


def _row(rating: Published, source: PublishedRating.Source, now: datetime, register: _Register) -> PublishedRating:
    service = service_called(rating.service) if rating.service else None
    label = rating.word.label
    return PublishedRating(
        source=source,
        level=rating.level.value,
        provider_code=rating.provider_code,
        location_code=rating.location_code,
        trust_id=register.trusts.get(rating.provider_code),
        site_id=register.sites.get(rating.location_code),
        service=rating.service,
        service_code=service.code if service else "",
        key_question=rating.key_question.value if rating.key_question else "",
        rating=rating.word.value if isinstance(rating.word, Rating) else "",
        non_rating=rating.word.value if isinstance(rating.word, NonRating) else "",
        as_published=rating.as_published if rating.as_published != label else "",
        published_on=rating.published_on,
        inherited=rating.inherited,
        inherited_from=rating.inherited_from,
        report_link=rating.report_link,
        report_reference=rating.report_reference,
        ended_on=rating.ended_on,
        followed_by=rating.followed_by,
        leaves_earlier_standing=rating.leaves_earlier_standing,
        inspected_on=rating.inspected_on,
        known_from=now,
    )


def _ended(row: PublishedRating, on: date, now: datetime) -> PublishedRating:
    """The same rating with the end of its service, as it is known from now on."""
    ended = copy(row)
    ended.pk = None
    ended._state.adding = True
    ended.ended_on, ended.known_from = on, now
    return ended


def _key(row: PublishedRating) -> _Key:
    return (row.provider_code, row.location_code, row.level, row.service, row.key_question, row.published_on)


def _says_the_same(row: PublishedRating, other: PublishedRating) -> bool:
    """Whether a row tells nothing that the other does not; what it leaves blank takes nothing back."""
    if (row.rating, row.non_rating, row.leaves_earlier_standing) != (
        other.rating,
        other.non_rating,
        other.leaves_earlier_standing,
    ):
        return False
    return (
        row.ended_on in {None, other.ended_on}
        and row.inspected_on in {None, other.inspected_on}
        and row.followed_by in {"", other.followed_by}
        and (not row.inherited or other.inherited)
        and row.inherited_from in {"", other.inherited_from}
        and row.report_link in {"", other.report_link}
        and row.report_reference in {"", other.report_reference}
    )


def _order(row: PublishedRating) -> tuple[str, str, str]:
    return (row.report_reference, row.rating, row.non_rating)


def _batches(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(codes), 200):
        yield codes[start : start + 200]
