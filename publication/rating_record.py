"""Reading the published ratings of a hospital or a trust: what stands, what stood before, and nothing unpublished."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, Max, Q, QuerySet

from inspections.core_services import service_name, services
from inspections.importing.agreement import is_population_group
from inspections.models import PublishedRating, RatingLevel
from oversight.clock import london_date
from ratings.rules.ratings_words import NonRating, Rating

# Where several sources tell of the same publication, what was published here is shown, and then the fuller file.
_PREFERRED = {
    PublishedRating.Source.OURS: 2,
    PublishedRating.Source.LATEST_RATINGS: 1,
    PublishedRating.Source.CQC_API: 0,
}


@dataclass(frozen=True, slots=True)
class Rated:
    """What is rated: a key question, or all five where it is blank, of a service, a location or a trust."""

    level: RatingLevel
    location: str
    service: str
    key_question: str


def rated_thing(row: PublishedRating) -> Rated:
    """Return what a published rating is of; a service has our code where our list knows the name."""
    return Rated(RatingLevel(row.level), row.location_code, row.service_code or row.service, row.key_question)


def word_of(row: PublishedRating) -> Rating | NonRating:
    """Return the rating, or what stands in its place."""
    return Rating(row.rating) if row.rating else NonRating(row.non_rating)


def name_of_service(code: str) -> str:
    """Return a service's name as pages write it; one that our list does not have, as it was published."""
    name = service_name(code)
    return name[0].upper() + name[1:]


def public_ratings(now: datetime) -> QuerySet[PublishedRating]:
    """Return the ratings that the public may see at a moment: every reader of ratings on public pages begins here."""
    return PublishedRating.objects.filter(
        Q(published_at__isnull=True) | Q(published_at__lte=now), published_on__lte=london_date(now)
    )


class RatingRecord:
    """The published ratings of one or more hospitals and of a trust, as the public may know them at a moment.

    At a moment of the past a correction that was made later isn't known: what it corrected still stands. What was on
    record nowhere else counts as known from its publication on, though it was taken over here later.

    One query for the stamp and one for the ratings, each made when it is first asked for.
    """

    def __init__(self, *, locations: Iterable[str] = (), provider: str | None = None, now: datetime) -> None:
        self._now = now
        self.today: date = london_date(now)
        # What is rated by its location is the location's, whoever ran it; a trust's own ratings name no location.
        about = Q(location_code__in=[code for code in locations if code])
        if provider:
            about |= Q(location_code="", provider_code=provider)
        self._found = public_ratings(now).filter(about)

    @classmethod
    def of_rows(cls, rows: Iterable[PublishedRating], *, now: datetime) -> RatingRecord:
        """Return the record of one trust or location of which the rows, public at the moment, were read already."""
        record = cls(now=now)
        record._rows = list(rows)
        return record

    @cached_property
    def _rows(self) -> list[PublishedRating]:
        # The text of a report and what was planned of its inspection are long, and nobody reads them here.
        long = ("report__sections", "report__about", "inspection__risk_factors")
        return list(self._found.select_related("report", "inspection").defer(*long))

    @cached_property
    def _marks(self) -> dict[str, object]:
        return self._found.aggregate(
            count=Count("pk"), newest=Max("pk"), corrected=Max("known_to"), known=Max("known_from")
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever published."""
        return not self._marks["count"]

    @property
    def stamp(self) -> str:
        """A text that changes with anything shown of the ratings: their rows, and with the day their age."""
        if self.is_empty:
            return ""
        return hashlib.sha256(repr((sorted(self._marks.items()), self.today)).encode()).hexdigest()

    @cached_property
    def every(self) -> list[PublishedRating]:
        """All rows, with those that a source has corrected since, the newest publication first."""
        rows = self._rows
        first: dict[tuple[object, ...], datetime] = {}
        for row in rows:
            first[publication_of(row)] = min(row.known_from, first.get(publication_of(row), row.known_from))
        known = (row for row in rows if row.known_from <= self._now or row.known_from == first[publication_of(row)])
        return sorted(
            known,
            key=lambda row: (row.published_on, row.number, _preference(row), row.known_from, row.pk),
            reverse=True,
        )

    @cached_property
    def _by_thing(self) -> dict[Rated, list[PublishedRating]]:
        """Each publication once, the newest first, from the source that is preferred."""
        told: dict[Rated, list[PublishedRating]] = {}
        source_of_day: dict[tuple[Rated, date], str] = {}
        for row in sorted(
            (row for row in self.every if row.known_to is None or row.known_to > self._now),
            key=lambda row: (row.published_on, _preference(row), row.number, row.pk),
            reverse=True,
        ):
            thing = rated_thing(row)
            if source_of_day.setdefault((thing, row.published_on), row.source) == row.source:
                told.setdefault(thing, []).append(row)
        return told

    @property
    def things(self) -> list[Rated]:
        """Everything that was ever rated."""
        return list(self._by_thing)

    def history(self, thing: Rated) -> list[PublishedRating]:
        """Return every publication for what is rated, the newest first."""
        return self._by_thing.get(thing, [])

    @cached_property
    def standing(self) -> dict[Rated, PublishedRating]:
        """What stands today: for each thing rated the newest publication, unless it has ceased to be rated."""
        standing = {}
        for thing, rows in self._by_thing.items():
            newest = next((row for row in rows if not row.leaves_earlier_standing), None)
            if newest is not None and (newest.ended_on is None or newest.ended_on > self.today):
                standing[thing] = newest
        rated_services = {(thing.location, thing.service) for thing in standing if thing.service}
        return {thing: row for thing, row in standing.items() if not _was_followed(thing, rated_services)}

    def before(self, row: PublishedRating) -> PublishedRating | None:
        """Return what stood before a rating was published, or None where it was the first."""
        rows = self.history(rated_thing(row))
        if row not in rows:
            return None
        return next((each for each in rows[rows.index(row) + 1 :] if not each.leaves_earlier_standing), None)

    def services_of(self, location: str) -> list[str]:
        """Return the services that have a standing rating at a location, in the order of our list, then by name.

        A general practice's population groups can stand under a hospital; they are no services of it.
        """
        found = {thing.service for thing in self.standing if thing.location == location and thing.service}
        return in_order(service for service in found if not is_population_group(service))

    def find(
        self, level: RatingLevel, *, location: str = "", service: str = "", key_question: str = ""
    ) -> PublishedRating | None:
        """Return the rating that stands for something, or None where none was published."""
        return self.standing.get(Rated(level, location, service, key_question))


def in_order(found: Iterable[str]) -> list[str]:
    """Put services into the order of our list; those that it does not have follow by their name."""
    places = {code: place for place, code in enumerate(services())}
    return sorted(found, key=lambda code: (places.get(code, len(places)), code.casefold()))


def publication_of(row: PublishedRating) -> tuple[object, ...]:
    """Return what a correction and what it corrects have in common."""
    thing = (row.source, row.provider_code, row.location_code, row.level, row.service, row.key_question)
    return (*thing, row.published_on, row.number)


def _preference(row: PublishedRating) -> int:
    return _PREFERRED[PublishedRating.Source(row.source)]


def _was_followed(thing: Rated, rated_services: set[tuple[str, str]]) -> bool:
    """Whether the services that took its place have ratings at the location: then its own is history."""
    known = services().get(thing.service)
    return known is not None and any((thing.location, code) in rated_services for code in known.followed_by)
