"""Ratings in the regulator's shape: what stands (``currentRatings``), and what stood before (``historicRatings``).

Nothing is made up: where no overall rating was published there is none, and a question that was not rated is absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from inspections.core_services import service_called, services
from inspections.models import PublishedRating, RatingLevel
from publication.rating_record import RatingRecord, name_of_service, rated_thing, word_of
from ratings.rules.ratings_words import KeyQuestion, NonRating

# The order in which the regulator's files are most often seen. A client goes by the names.
_QUESTIONS = (
    KeyQuestion.SAFE,
    KeyQuestion.WELL_LED,
    KeyQuestion.CARING,
    KeyQuestion.RESPONSIVE,
    KeyQuestion.EFFECTIVE,
)
_OF_SERVICES = (RatingLevel.SERVICE, RatingLevel.SERVICE_KEY_QUESTION)
_OF_THE_WHOLE = (
    RatingLevel.LOCATION,
    RatingLevel.LOCATION_KEY_QUESTION,
    RatingLevel.TRUST,
    RatingLevel.TRUST_KEY_QUESTION,
)

# In the regulator's words (domain rules 8); the others are its own.
_NOT_RATED = "Inspected but not rated"


def area_id(service: str) -> str:
    """Return the id of a service in the regulator's interface; one that our list does not have goes by its name."""
    known = services().get(service)
    return known.area if known else service


def link_of(row: PublishedRating) -> str:
    """Return the id of the report that published a rating, blank where its source gave none."""
    if row.report is not None and row.inspection is not None:
        return link_id(row.inspection.reference, row.report.number)
    return row.report_reference


def link_id(reference: str, number: int) -> str:
    """Return the id of a report that was published here: the first of its inspection goes by the inspection's own."""
    return reference if number == 1 else f"{reference}.{number}"


def current(record: RatingRecord, code: str) -> dict[str, Any]:
    """Return what stands of a location or a provider, empty where nothing was ever rated.

    A provider's services are rated at its locations: it has none of its own.
    """
    rows = [row for row in record.standing.values() if row.level in _OF_THE_WHOLE]
    listed = set(record.services_of(code))
    of_services = [row for thing, row in record.standing.items() if thing.service in listed]
    told: dict[str, Any] = {}
    if rows:
        told["overall"] = _whole(rows, code, with_origin=True)
        told["reportDate"] = max(row.published_on for row in rows).isoformat()
    if of_services:
        told["serviceRatings"] = _by_service(of_services, code, with_origin=True)
    return told


def historic(record: RatingRecord, code: str) -> list[dict[str, Any]]:
    """Return every earlier publication, the newest first, with what it rated that stands no more."""
    standing = {row.pk for row in record.standing.values()}
    earlier: dict[tuple[date, str], list[PublishedRating]] = {}
    for thing in record.things:
        for row in record.history(thing):
            if row.pk not in standing and not row.leaves_earlier_standing:
                earlier.setdefault((row.published_on, link_of(row)), []).append(row)
    told = []
    for (day, link), rows in sorted(earlier.items(), key=lambda each: each[0], reverse=True):
        one: dict[str, Any] = {"reportDate": day.isoformat(), "organisationId": _origin(rows[0], code)}
        if link:
            one["reportLinkId"] = link
        if whole := [row for row in rows if row.level in _OF_THE_WHOLE]:
            one["overall"] = _whole(whole, code, with_origin=False)
        if of_services := [row for row in rows if row.level in _OF_SERVICES]:
            one["serviceRatings"] = _by_service(of_services, code, with_origin=False)
        told.append(one)
    return told


def areas(record: RatingRecord) -> list[dict[str, Any]]:
    """Return every service that was ever rated at a location, and what took the place of one that ended."""
    told: dict[str, dict[str, Any]] = {}
    for thing, row in ((thing, record.history(thing)[0]) for thing in record.things if thing.service):
        one = told.setdefault(
            area_id(thing.service),
            {
                "inspectionAreaId": area_id(thing.service),
                "inspectionAreaName": name_of_service(thing.service),
                "status": "Active (Rated)",
            },
        )
        if row.ended_on is not None and row.ended_on <= record.today:
            one["status"] = "Superseded"
            one["endDate"] = row.ended_on.isoformat()
            if followers := _followers(row):
                one["supersededBy"] = followers
    return sorted(told.values(), key=lambda each: str(each["inspectionAreaId"]))


def _whole(rows: Sequence[PublishedRating], code: str, *, with_origin: bool) -> dict[str, Any]:
    overall = next((row for row in rows if not row.key_question), None)
    told = _one(overall, code, with_origin=with_origin) if overall is not None else {}
    return {**told, **_questions(rows, code, with_origin=with_origin)}


def _by_service(rows: Sequence[PublishedRating], code: str, *, with_origin: bool) -> list[dict[str, Any]]:
    found: dict[str, list[PublishedRating]] = {}
    for row in rows:
        found.setdefault(rated_thing(row).service, []).append(row)
    told = []
    for service, own in sorted(found.items(), key=lambda each: area_id(each[0])):
        overall = next((row for row in own if not row.key_question), None)
        one = _one(overall, code, with_origin=with_origin) if overall is not None else {}
        told.append({"name": area_id(service), **one, **_questions(own, code, with_origin=False)})
    return told


def _questions(rows: Iterable[PublishedRating], code: str, *, with_origin: bool) -> dict[str, Any]:
    by_question = {row.key_question: row for row in rows if row.key_question}
    told = [
        {"name": question.label, **_one(by_question[question], code, with_origin=with_origin)}
        for question in _QUESTIONS
        if question in by_question
    ]
    return {"keyQuestionRatings": told} if told else {}


def _one(row: PublishedRating, code: str, *, with_origin: bool) -> dict[str, str]:
    word = word_of(row)
    said = word.label
    if isinstance(word, NonRating):
        said = row.as_published or (_NOT_RATED if word is NonRating.NOT_RATED else said)
    told = {"rating": said}
    if with_origin:
        told["reportDate"] = row.published_on.isoformat()
        told["organisationId"] = _origin(row, code)
        if link := link_of(row):
            told["reportLinkId"] = link
    return told


def _followers(row: PublishedRating) -> list[str]:
    """Return the ids of the services that took its place, by the names under which they were kept."""
    known = [service_called(name.strip()) for name in row.followed_by.split(",") if name.strip()]
    return [service.area for service in known if service is not None]


def _origin(row: PublishedRating, code: str) -> str:
    return row.inherited_from or code
