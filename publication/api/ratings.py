"""Published ratings: of a trust or hospital with all earlier ones, and the overall ratings that stand of everybody."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from inspections.models import PublishedRating, RatingLevel
from oversight.clock import london_date
from publication.api.asking import Asked, Parameter, one_of, yes_no
from publication.api.examples import HOSPITAL_CODE, TRUST_CODE
from publication.api.lines import line_of
from publication.api.organisations import OF_TRUST, hospital_of, hospitals, registered, trust_of
from publication.api.resources import Group, ListResource, Resource
from publication.api.shapes import DAY, TEXT, Field, word_of
from publication.place_pages.belonging import hospitals_on
from publication.rating_csv import COLUMNS, RatingLine, lines
from publication.rating_record import RatingRecord, public_ratings
from ratings.rules.ratings_words import NonRating, Rating, UnknownWord, read_rating

_WORDS = tuple(str(each) for each in (*Rating, *NonRating))
RATING = line_of(
    "Rating",
    "One publication of one rating: an overall rating, or one key question, of a service, a hospital or a trust.",
    COLUMNS,
    lambda told: [column.write(told) for column in COLUMNS],
    (
        Field(
            "code",
            "The rating, or what stands in its place, as a word that stays the same.",
            word_of(*_WORDS),
            lambda told, asked: told.row.rating or told.row.non_rating,
        ),
        Field(
            "period",
            "What the rating describes: the day of the inspection, or where that is not known the day of publication.",
            DAY,
            lambda told, asked: told.row.inspected_on or told.row.published_on,
        ),
        Field(
            "web_page",
            "The page for people that explains it: of the hospital, or of the trust; empty where there is none.",
            TEXT,
            lambda told, asked: _page(told.row, asked),
        ),
    ),
)
STANDING = yes_no("stands", "Only ratings that stand, or only those that do not stand any more.")


def _page(row: PublishedRating, asked: Asked) -> str:
    if row.location_code:
        return asked.page("hospital_ratings", code=row.location_code)
    return asked.page("trust_ratings", code=row.provider_code) if row.provider_code else ""


def _of(record: RatingRecord, asked: Asked) -> list[RatingLine]:
    return [line for line in lines(record) if asked["stands"] is None or line.stands == asked["stands"]]


def _of_trust(asked: Asked) -> list[RatingLine]:
    trust = trust_of(asked)
    sites = [site.code for site in hospitals_on(trust, None)]
    return _of(RatingRecord(locations=sites, provider=trust.code, now=asked.moment), asked)


def _of_hospital(asked: Asked) -> list[RatingLine]:
    return _of(RatingRecord(locations=[hospital_of(asked).code], now=asked.moment), asked)


def _overall(asked: Asked) -> list[RatingLine]:
    """Return the overall ratings that stand of the world's trusts and hospitals, trusts first, by code."""
    of_trusts = Q(level=RatingLevel.TRUST, provider_code__in=registered(asked).providers().values("code"))
    of_hospitals = Q(level=RatingLevel.LOCATION, location_code__in=hospitals(asked).values("code"))
    wanted = {"trust": of_trusts, "hospital": of_hospitals}.get(asked["level"], of_trusts | of_hospitals)
    public: QuerySet[PublishedRating] = public_ratings(asked.moment).filter(wanted)
    if asked["trust"] is not None:
        public = public.filter(provider_code=asked["trust"])
    rows = _standing_now(public, asked) if asked.as_known.day is None else _stood_then(public, asked)
    word = asked["rating"]
    found = [row for row in rows if word is None or (row.rating or row.non_rating) == word]
    found.sort(key=lambda row: (row.level != RatingLevel.TRUST, row.provider_code, row.location_code))
    return [RatingLine(row, stands=True) for row in found]


def _standing_now(public: QuerySet[PublishedRating], asked: Asked) -> Iterable[PublishedRating]:
    return PublishedRating.objects.filter(pk__in=public.values("pk")).standing(london_date(asked.now))


def _stood_then(public: QuerySet[PublishedRating], asked: Asked) -> Iterable[PublishedRating]:
    """Yield what stood at the end of the day, in the words of then: what a source corrected since is uncorrected."""
    of_each: dict[tuple[str, str], list[PublishedRating]] = {}
    for row in public.select_related("report", "inspection"):
        # A location's ratings are its own, whoever ran it; a trust's name no location.
        owner = ("", row.location_code) if row.location_code else (row.provider_code, "")
        of_each.setdefault(owner, []).append(row)
    for rows in of_each.values():
        yield from RatingRecord.of_rows(rows, now=asked.moment).standing.values()


def _read_word(text: str) -> str:
    try:
        found = read_rating(text)
    except UnknownWord:
        found = None
    if found is None and text not in _WORDS:
        raise ValueError(f"It is one of: {', '.join(_WORDS)}.")
    return str(found) if found is not None else text


_RATING = Parameter(
    "rating", "Only those that say this.", {"type": "string", "enum": list(_WORDS)}, lambda text: _read_word(text[:100])
)

RESOURCES: tuple[Resource, ...] = (
    ListResource(
        "api_ratings",
        "ratings/",
        Group.RATINGS,
        "Every overall rating that stands",
        "The overall rating of each trust and hospital that has one, or that had one at the end of a day.",
        RATING,
        _overall,
        filters=(one_of("level", "Only of trusts, or only of hospitals.", ("trust", "hospital")), _RATING, OF_TRUST),
        known_on=True,
    ),
    ListResource(
        "api_trust_ratings",
        "trusts/<str:code>/ratings/",
        Group.RATINGS,
        "A trust's ratings",
        "Every publication of the trust's ratings and of those of the hospitals that it has today.",
        RATING,
        _of_trust,
        in_path=(TRUST_CODE,),
        filters=(STANDING,),
        known_on=True,
    ),
    ListResource(
        "api_hospital_ratings",
        "hospitals/<str:code>/ratings/",
        Group.RATINGS,
        "A hospital's ratings",
        "Every publication of the hospital's ratings, and of those of its services.",
        RATING,
        _of_hospital,
        in_path=(HOSPITAL_CODE,),
        filters=(STANDING,),
        known_on=True,
    ),
)
