"""Locations in the shape of the regulator's interface: by name, with gaps, superseded and inherited."""

import json
from datetime import date

import pytest

from inspections.importing.api_location import read_location
from inspections.importing.api_shape import NotALocation
from inspections.importing.published import Level, Published
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from tests.inspections.importing.locations import location, publication, questions, sample, service


def by_what(content: bytes) -> dict[tuple[str, str | None, date], Published]:
    return {(one.service, one.key_question, one.published_on): one for one in read_location(content).ratings}


def test_ratings_are_matched_by_name_and_carry_their_own_day() -> None:
    read = read_location(
        location(
            publication(
                "2019-05-08",
                "Good",
                [service("surgery", "Requires improvement", "2016-07-27", safe="Inadequate", caring=None)],
            ),
            inspectionAreas=[{"inspectionAreaId": "surgery", "inspectionAreaName": "Surgery", "status": "Active"}],
        )
    )
    assert (read.code, read.provider_code, read.name, read.is_nhs) == ("RX101", "RX1", "Northgate Hospital", True)
    found = {(one.level, one.service, one.key_question): one for one in read.ratings}
    assert len(found) == len(read.ratings) == 11
    overall = found[(Level.LOCATION, "", None)]
    assert (overall.word, overall.published_on, overall.report_reference) == (
        Rating.GOOD,
        date(2019, 5, 8),
        "report-2019-05-08",
    )
    safe = found[(Level.SERVICE_KEY_QUESTION, "Surgery", KeyQuestion.SAFE)]
    assert (safe.word, safe.published_on) == (Rating.INADEQUATE, date(2016, 7, 27))
    assert (Level.SERVICE_KEY_QUESTION, "Surgery", KeyQuestion.CARING) not in found
    assert found[(Level.LOCATION_KEY_QUESTION, "", KeyQuestion.WELL_LED)].word is Rating.GOOD
    assert all(one.is_current and not one.inherited for one in read.ratings)


def test_a_rating_that_the_file_does_not_have_is_not_made_up() -> None:
    current = {"reportDate": "2019-05-08", "serviceRatings": [service("surgery", None)]}
    assert {one.level for one in read_location(location(current)).ratings} == {Level.SERVICE_KEY_QUESTION}
    assert read_location(location(None)).ratings == ()
    assert read_location(location({"overall": {}, "serviceRatings": []})).ratings == ()


def test_non_ratings_are_taken_with_their_word() -> None:
    found = by_what(
        location(publication("2019-05-08", "Inspected but not rated", [], questions(safe="Not formally rated")))
    )
    overall = found[("", None, date(2019, 5, 8))]
    assert (overall.word, overall.as_published) == (NonRating.NOT_RATED, "Inspected but not rated")
    assert found[("", KeyQuestion.SAFE, date(2019, 5, 8))].as_published == "Not formally rated"


@pytest.mark.parametrize("place", ["publication", "service", "key question"])
def test_what_another_organisation_was_given_first_is_inherited(place: str) -> None:
    surgery = service("surgery", "Good")
    current = publication("2019-05-08", "Good", [surgery])
    {"publication": current, "service": surgery, "key question": surgery["keyQuestionRatings"][0]}[place][
        "organisationId"
    ] = "RX901"
    inherited = [one for one in read_location(location(current)).ratings if one.inherited]
    assert {one.inherited_from for one in inherited} == {"RX901"}
    assert len(inherited) == {"publication": 12, "service": 6, "key question": 1}[place]


def test_the_locations_own_code_is_no_inheritance() -> None:
    current = publication("2019-05-08", "Good", [], organisationId="rx101")
    assert not any(one.inherited for one in read_location(location(current)).ratings)


def test_a_superseded_service_ends_and_names_what_followed() -> None:
    ratings = read_location(
        location(
            publication("2019-05-08", "Good", [service("npimaternity", "Good")]),
            publication("2016-07-27", None, [service("maternity", "Good"), service("old name", "Good")]),
            inspectionAreas=[
                {
                    "inspectionAreaId": "maternity",
                    "inspectionAreaName": "Maternity and gynaecology",
                    "status": "Superseded",
                    "endDate": "2019-05-01",
                    "supersededBy": ["npimaternity", "npimaternity"],
                },
                {"inspectionAreaId": "npimaternity", "inspectionAreaName": "Maternity", "status": "Active (Rated)"},
                {"inspectionAreaId": "old name", "status": "Superseded", "supersededBy": ["npimaternity"]},
            ],
        )
    ).ratings
    ended = {one.service: (one.ended_on, one.followed_by) for one in ratings}
    assert ended["Maternity and gynaecology"] == (date(2019, 5, 1), "Maternity")
    assert ended["old name"] == (date(2019, 5, 8), "Maternity")
    assert ended["Maternity"] == (None, "")


def test_a_service_that_is_current_no_longer_ended_by_the_last_publication() -> None:
    ratings = read_location(
        location(
            publication("2019-05-08", "Good", [service("surgery", "Good")]),
            publication("2016-07-27", None, [service("renal", "Good")]),
        )
    ).ratings
    assert {one.ended_on for one in ratings if one.service == "renal"} == {date(2019, 5, 8)}
    assert {one.ended_on for one in ratings if one.service != "renal"} == {None}


def test_an_inspection_without_ratings_leaves_the_earlier_one_standing() -> None:
    found = by_what(
        location(
            publication("2018-10-08", "Good", [service("surgery", "Good")]),
            publication("2019-10-10", "Inspected but not rated", [service("surgery", "Inspected but not rated")], []),
            publication("2016-01-01", "Inadequate", [service("surgery", "Inadequate")]),
        )
    )
    assert found[("surgery", None, date(2019, 10, 10))].leaves_earlier_standing
    assert found[("", None, date(2019, 10, 10))].leaves_earlier_standing
    assert not found[("surgery", None, date(2016, 1, 1))].leaves_earlier_standing
    assert not found[("surgery", None, date(2018, 10, 8))].leaves_earlier_standing


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"rating": "Fair"}, "'Fair' is no rating."),
        ({"rating": 3}, "3 is no rating."),
        ({"reportDate": "8 May"}, "It has no date of publication."),
        ({"name": "Safety"}, "'Safety' is no key question."),
        ({"reportLinkId": "x" * 65}, "Its report reference is longer than 64 characters."),
        ({"organisationId": "R\u0000X"}, "Its inherited from holds what is no text."),
    ],
)
def test_a_rating_that_cannot_be_read_is_rejected_with_its_place(change: dict[str, object], reason: str) -> None:
    own = questions()
    own[1] |= change
    read = read_location(location(publication("2019-05-08", "Good", [], own)))
    assert len(read.ratings) == 5
    [rejected] = read.rejected
    assert rejected.reason == reason
    assert rejected.where.startswith("currentRatings, overall, Safe")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"locationId": "RX101"}',
        b'{"locationId": "RX101", "providerId": " "}',
        b'{"locationId": "RX101", "providerId": "RX1", "currentRatings": []}',
        b'{"locationId": "RX101", "providerId": "RX1", "assessment": [1]}',
        b'{"locationId": "RX101", "providerId": "RX1", "assessment": [{"ratings": {"overall": [1]}}]}',
        b'{"locationId": "RX101", "providerId": "RX1", "assessment": [{"ratings": {"asgRatings": [{}]}}]}',
        b'{"locationId": "RX101", "providerId": "RX1", "historicRatings": {}}',
        b'{"locationId": "RX101", "providerId": "RX1", "historicRatings": [1]}',
        b'{"locationId": "RX101", "providerId": "RX1", "currentRatings": {"serviceRatings": ["surgery"]}}',
        b'{"locationId": "RX101", "providerId": "RX1", "currentRatings": {"overall": {"keyQuestionRatings": [{}]}}}',
    ],
)
def test_what_is_no_location_is_refused(content: bytes) -> None:
    with pytest.raises(NotALocation):
        read_location(content)


@pytest.mark.parametrize("name", ["RA430", "RA901", "RH801", "RH853", "RK950", "1-115574477", "1-128732982"])
def test_every_rating_of_a_real_location_is_read(name: str) -> None:
    content = sample(name)
    read = read_location(content)
    given = json.loads(content)
    wanted = 0
    for each in [given.get("currentRatings") or {}, *given.get("historicRatings", [])]:
        for part in [each.get("overall") or {}, *each.get("serviceRatings", [])]:
            wanted += ("rating" in part) + len(part.get("keyQuestionRatings", []))
    assert (len(read.ratings), read.rejected) == (wanted, ())
    assert read.is_nhs is not name.startswith("1-")
