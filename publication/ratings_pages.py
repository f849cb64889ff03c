"""The pages of a hospital's and a trust's ratings: how each was reached, all earlier ones, reports and enforcement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from inspections.judging.standing_record import taken_over_on
from inspections.models import PublishedRating, RatingLevel
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Site, SiteTrust, Trust
from publication.found_by_code import of_hospital, of_trust
from publication.pages import answer
from publication.place_pages.belonging import holder_on, hospitals_on
from publication.place_pages.known_on import by_day, reading, titled
from publication.rating_grids import QUESTIONS, ShownRating, shown
from publication.rating_reasons import how_hospital_was_rated, how_trust_was_rated, limited_or_departing
from publication.rating_record import Rated, RatingRecord, in_order, name_of_service
from publication.rating_summaries import HospitalRatings, TrustRatings, by_tag_alone
from publication.record import Releases
from ratings.rules.aggregation_files import rule_set
from ratings.rules.ratings_words import KeyQuestion


@dataclass(frozen=True)
class Publication:
    """What one publication gave of one thing: the five key questions and the overall rating; None: it gave none."""

    published_on: date
    number: int
    source: str
    ratings: tuple[ShownRating | None, ...]
    # Whether any of them stands today.
    stands: bool


@dataclass(frozen=True)
class History:
    """Every publication for a service, a hospital or a trust, the newest first."""

    name: str
    publications: tuple[Publication, ...]


@dataclass(frozen=True)
class ShownReport:
    """A report to read: here, or at the address where it was published."""

    published_on: date
    address: str
    here: bool


@access(PUBLIC)
@require_safe
@by_day
@of_hospital
def hospital_ratings(request: HttpRequest, site: Site) -> HttpResponse:
    """Show how a hospital's ratings were reached, and every earlier one."""
    known = reading(request)
    ratings = HospitalRatings(site, trust_of(site, known.day), known.moment)

    def told() -> Mapping[str, Any]:
        record = ratings.record
        services = in_order({thing.service for thing in record.things if thing.service})
        return {
            "what": "hospital",
            "csv": reverse("public:hospital_ratings_csv", args=[site.code]),
            "badge": reverse("public:hospital_badge_page", args=[site.code]),
            "ratings": ratings,
            "reached": how_hospital_was_rated(record, site),
            "limited": limited_or_departing(record, site),
            "histories": _histories(
                record,
                [(site.shown_name, (RatingLevel.LOCATION_KEY_QUESTION, RatingLevel.LOCATION), site.code, "")]
                + [
                    (name_of_service(each), (RatingLevel.SERVICE_KEY_QUESTION, RatingLevel.SERVICE), site.code, each)
                    for each in services
                ],
            ),
            "reports": reports_of(record),
        }

    return _page(request, site, page="public:hospital", told=told, stamp=ratings.stamp)


@access(PUBLIC)
@require_safe
@by_day
@of_trust
def trust_ratings(request: HttpRequest, trust: Trust) -> HttpResponse:
    """Show how a trust's ratings were reached, and every earlier one."""
    known = reading(request)
    hospitals = hospitals_on(trust, known.day)
    ratings = TrustRatings(trust, hospitals, known.moment)

    def told() -> Mapping[str, Any]:
        of_location = (RatingLevel.LOCATION_KEY_QUESTION, RatingLevel.LOCATION)
        return {
            "what": "trust",
            "csv": reverse("public:trust_ratings_csv", args=[trust.code]),
            "badge": reverse("public:trust_badge_page", args=[trust.code]),
            "ratings": ratings,
            "reached": how_trust_was_rated(ratings.record, hospitals, taken_over_on(trust, ratings.record.today)),
            "limited": [],
            "histories": _histories(
                ratings.record,
                [(trust.shown_name, (RatingLevel.TRUST_KEY_QUESTION, RatingLevel.TRUST), "", "")]
                + [(site.shown_name, of_location, site.code, "") for site in hospitals],
            ),
            "reports": reports_of(ratings.record),
        }

    return _page(request, trust, page="public:trust", told=told, stamp=ratings.stamp)


def _page(
    request: HttpRequest, organisation: Site | Trust, *, page: str, told: Callable[[], Mapping[str, Any]], stamp: object
) -> HttpResponse:
    """Answer with the page of ratings, whosever they are."""
    name, known = organisation.shown_name, reading(request)
    own = reverse(page, args=[organisation.code])
    back = own + known.question
    response = answer(
        request,
        Releases(demonstration=organisation.is_demonstration, at=known.at),
        title=titled(f"Ratings of {name}", None, known),
        description=f"How the inspection ratings of {name} were reached, and all earlier ones.",
        trail=[("Find a hospital", reverse("public:home")), (name, own)],
        fragment="ratings.html.jinja",
        told=lambda: {
            "name": name,
            "known": known,
            "here": request.path,
            "back": back,
            "rules": rule_set(),
            "questions": QUESTIONS,
            **told(),
        },
        key=("ratings", known.day, stamp),
    )
    return by_tag_alone(response)


def trust_of(site: Site, day: date | None = None) -> Trust | None:
    """Return the trust that a hospital belongs to today, or belonged to on a day, or None."""
    return holder_on(SiteTrust.objects.filter(site=site).select_related("trust"), day)


def reports_of(record: RatingRecord) -> list[ShownReport]:
    """Return the reports that the ratings rest on, each once, the newest first."""
    found: dict[str, ShownReport] = {}
    for row in record.every:
        if row.report is not None and row.inspection is not None:
            address = reverse("public:report_number", args=[row.inspection.reference, row.report.number])
            found.setdefault(address, ShownReport(row.published_on, address, here=True))
        elif row.report_link.startswith(("https://", "http://")):
            found.setdefault(row.report_link, ShownReport(row.published_on, row.report_link, here=False))
    return sorted(found.values(), key=lambda report: report.published_on, reverse=True)


def _histories(
    record: RatingRecord, wanted: list[tuple[str, tuple[RatingLevel, RatingLevel], str, str]]
) -> list[History]:
    made = [
        History(name, _publications(record, levels, location, service)) for name, levels, location, service in wanted
    ]
    return [history for history in made if history.publications]


def _publications(
    record: RatingRecord, levels: tuple[RatingLevel, RatingLevel], location: str, service: str
) -> tuple[Publication, ...]:
    of_question, overall = levels
    places = [Rated(of_question, location, service, str(question)) for question in KeyQuestion]
    places.append(Rated(overall, location, service, ""))
    standing = {row.pk for row in record.standing.values()}
    grouped: dict[tuple[date, int], dict[int, PublishedRating]] = {}
    for place, thing in enumerate(places):
        for row in record.history(thing):
            grouped.setdefault((row.published_on, row.number), {}).setdefault(place, row)
    return tuple(
        Publication(
            published_on,
            number,
            next(iter(rows.values())).get_source_display(),
            tuple(shown(record, rows[place]) if place in rows else None for place in range(len(places))),
            any(row.pk in standing for row in rows.values()),
        )
        for (published_on, number), rows in sorted(grouped.items(), reverse=True)
    )
