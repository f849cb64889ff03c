"""Assessments under the single assessment framework, and providers: ratings with days and sources of their own."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspections.importing.api_location import read_location
from inspections.importing.api_provider import is_provider, provider_of
from inspections.importing.published import Level, Published
from inspections.importing.standing import standing
from inspections.models import PublishedRating, RatingLevel
from oversight.organisations.models import Trust
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from tests.inspections.importing.locations import location, publication, questions, service
from tests.inspections.importing.test_import_commands import import_location

ASSESSED = date(2024, 9, 3)
OUT = date(2025, 1, 17)


def assessment(
    *groups: dict[str, Any], overall: str | None = "Requires improvement", on: str = "2025-01-17T09:30:00Z"
) -> dict[str, Any]:
    """One block as a location lists it; the scores behind the ratings stand beside them."""
    whole = [{"rating": overall, "status": "Active", "keyQuestionRatings": questions()}] if overall else []
    return {"assessmentPlanPublishedDateTime": on, "ratings": {"overall": whole, "asgRatings": list(groups)}}


def group(name: str, rating: str, **given: str | None) -> dict[str, Any]:
    cells = [{**each, "status": "Active", "percentageScore": 71} for each in questions(**given)]
    return {
        "assessmentPlanId": "AP1234",
        "title": f"Assessment of {name}",
        "assessmentDate": "2024-09-03T00:00:00Z",
        "assessmentPlanStatus": "Completed",
        "name": name,
        "rating": rating,
        "status": "Active",
        "keyQuestionRatings": cells,
    }


def provider(current: dict[str, Any] | None, *earlier: dict[str, Any], **more: Any) -> bytes:
    given = {
        "providerId": "RX1",
        "type": "NHS Healthcare Organisation",
        "name": "Northgate Hospitals NHS Trust",
        "locationIds": ["RX101"],
        "historicRatings": list(earlier),
        **more,
    }
    if current is not None:
        given["currentRatings"] = current
    return json.dumps(given).encode()


OLD = publication("2019-05-08", "Good", [service("surgery", "Good"), service("critical", "Outstanding")])
AREAS = [
    {"inspectionAreaId": "surgery", "inspectionAreaName": "Surgery", "status": "Active (Rated)"},
    {"inspectionAreaId": "critical", "inspectionAreaName": "Critical care", "status": "Active (Rated)"},
]


def in_force(content: bytes) -> dict[tuple[str, KeyQuestion | None], Published]:
    return standing(read_location(content).ratings)


def test_an_assessment_rates_the_location_and_a_service_anew_and_leaves_the_others() -> None:
    at = in_force(
        location(OLD, inspectionAreas=AREAS, assessment=[assessment(group("Surgery", "Inadequate", safe="Inadequate"))])
    )
    surgery = at[("Surgery", None)]
    assert (surgery.word, surgery.published_on, surgery.inspected_on) == (Rating.INADEQUATE, OUT, ASSESSED)
    assert surgery.report_reference == "AP1234"
    assert at[("Surgery", KeyQuestion.SAFE)].word is Rating.INADEQUATE
    assert at[("", None)].word is Rating.REQUIRES_IMPROVEMENT
    assert at[("", None)].published_on == OUT
    assert (at[("Critical care", None)].word, at[("Critical care", None)].published_on) == (
        Rating.OUTSTANDING,
        date(2019, 5, 8),
    )


def test_of_several_assessments_the_latest_stands_in_whatever_order_they_come() -> None:
    blocks = [
        assessment(group("Surgery", "Good"), on="2025-01-17T09:30:00Z"),
        assessment(group("Surgery", "Inadequate"), on="2024-02-01T09:30:00Z"),
    ]
    for listed in (blocks, blocks[::-1]):
        read = read_location(location(OLD, inspectionAreas=AREAS, assessment=listed))
        assert read.assessments == 2
        assert standing(read.ratings)[("Surgery", None)].word is Rating.GOOD


def test_a_service_that_current_ratings_no_longer_list_can_be_assessed_anew() -> None:
    current = publication("2019-05-08", "Good", [service("surgery", "Good")])
    earlier = publication("2016-05-08", "Good", [service("critical", "Inadequate")])
    block = assessment(group("Critical care", "Good"), overall=None)
    read = read_location(location(current, earlier, inspectionAreas=AREAS, assessment=[block]))
    of_critical = {one.published_on: one.ended_on for one in read.ratings if one.service == "Critical care"}
    assert of_critical == {date(2016, 5, 8): date(2019, 5, 8), OUT: None}


def test_an_assessment_without_a_day_is_rejected_and_a_group_by_title_is_taken() -> None:
    block = assessment({"title": "Surgery", "rating": "Insufficient evidence to rate"}, overall=None)
    [one] = read_location(location(None, assessment=[block])).ratings
    assert (one.service, one.word, one.inspected_on) == ("Surgery", NonRating.INSUFFICIENT_EVIDENCE, None)
    undated = read_location(location(None, assessment=[assessment(overall="Good", on="soon")]))
    assert undated.ratings == ()
    assert {each.reason for each in undated.rejected} == {"It has no date of publication."}
    assert undated.rejected[0].where == "assessment 1, overall"


def test_a_provider_is_rated_as_a_whole_and_what_has_no_level_is_counted() -> None:
    current = publication("2020-07-02", "Requires improvement", [service("community", "Good")])
    current["overall"]["useOfResources"] = {"useOfResourcesRating": "Good", "reportDate": "2020-07-02"}
    given = json.loads(provider(current, publication("2018-05-23", "Good", [])))
    assert is_provider(given)
    assert not is_provider(json.loads(location(OLD)))
    read = provider_of(given)
    assert (read.code, read.is_nhs, read.left_aside, read.rejected) == ("RX1", True, 2, ())
    assert {(one.level, one.published_on.year) for one in read.ratings} == {
        (level, year) for level in (Level.TRUST, Level.TRUST_KEY_QUESTION) for year in (2018, 2020)
    }
    assert {one.report_link for one in read.ratings} == {"https://www.cqc.org.uk/provider/RX1/reports"}
    assert not any(one.inherited for one in read.ratings)


def test_a_rating_of_a_provider_that_another_received_first_says_so() -> None:
    current = publication("2020-07-02", "Good", [], organisationId="RX9")
    assert {one.inherited_from for one in provider_of(json.loads(provider(current))).ratings} == {"RX9"}


@pytest.mark.django_db
def test_both_go_on_record_once_with_their_days(tmp_path: Path) -> None:
    trust = Trust.objects.create(code="RX1", name="Northgate Hospitals NHS Trust")
    Trust.objects.create(code="RX2", name="Another NHS Trust")
    files = (
        location(OLD, inspectionAreas=AREAS, assessment=[assessment(group("Surgery", "Good"))]),
        provider(publication("2020-07-02", "Good", [])),
        provider(publication("2020-07-02", "Inadequate", []), providerId="RX2"),
    )
    first = import_location(tmp_path, *files)
    assert first.code == 0
    assert (first.answer["new"], first.answer["locations"], first.answer["providers"]) == (18 + 12 + 6 + 6, 1, 2)
    assert (first.answer["assessments"], first.answer["left_aside"]) == (1, 0)
    before = list(PublishedRating.objects.order_by("pk").values())
    second = import_location(tmp_path, *files[::-1])
    assert (second.answer["new"], second.answer["replaced"]) == (0, 0)
    assert list(PublishedRating.objects.order_by("pk").values()) == before
    whole = PublishedRating.objects.get(level=RatingLevel.TRUST, trust=trust)
    assert (whole.rating, whole.location_code, whole.published_on) == ("good", "", date(2020, 7, 2))
    surgery = PublishedRating.objects.standing(date(2026, 1, 1)).get(level=RatingLevel.SERVICE, service="Surgery")
    assert (surgery.published_on, surgery.inspected_on, surgery.service_code) == (OUT, ASSESSED, "surgery")


@pytest.mark.django_db
def test_providers_are_no_part_of_the_report_of_agreement(tmp_path: Path) -> None:
    alone = import_location(tmp_path, location(OLD, inspectionAreas=AREAS), report=True)
    beside = import_location(
        tmp_path,
        location(OLD, inspectionAreas=AREAS),
        provider(publication("2020-07-02", "Outstanding", [])),
        report=True,
    )
    assert beside.answer == alone.answer
