"""Published ratings held against computed ones."""

import pytest

from inspections.importing.agreement import Agreement, PublishedGrid, agreement, compare, grid_of
from inspections.importing.answering import departures, report
from inspections.importing.api_location import read_location
from inspections.importing.published import Level
from ratings.rules.ratings_words import KeyQuestion, Rating
from tests.inspections.importing.locations import location, publication, questions, sample, service


def grid(content: bytes) -> PublishedGrid:
    read = read_location(content)
    return grid_of(read.code, read.ratings)


def test_every_level_is_compared_from_the_published_level_below() -> None:
    made = compare(
        grid(
            location(
                publication(
                    "2019-05-08",
                    "Requires improvement",
                    [service("surgery", "Good", safe="Inadequate"), service("medical", "Good")],
                    questions(safe="Requires improvement", well_led="Requires improvement"),
                )
            )
        )
    )
    disagree = {(one.level, one.service, one.key_question) for one in made if not one.agrees}
    assert disagree == {
        (Level.SERVICE, "surgery", None),
        (Level.LOCATION_KEY_QUESTION, "", KeyQuestion.SAFE),
        (Level.LOCATION_KEY_QUESTION, "", KeyQuestion.WELL_LED),
    }
    assert agreement(made) == {
        Level.SERVICE: Agreement(2, 1),
        Level.LOCATION_KEY_QUESTION: Agreement(5, 3),
        Level.LOCATION: Agreement(1, 1),
    }


def test_a_departure_says_both_ratings_the_rule_and_its_inputs() -> None:
    made = compare(
        grid(location(publication("2019-05-08", "Outstanding", [service("surgery", "Good", safe="Outstanding")])))
    )
    assert departures(made) == [
        {
            "location": "RX101",
            "level": "key_questions",
            "service": None,
            "key_question": "Safe",
            "published": "Good",
            "published_on": "2019-05-08",
            "inherited": False,
            "computed": "Outstanding",
            "rule": "A",
            "n": 1,
            "inputs": {"surgery": "Outstanding"},
        },
        {
            "location": "RX101",
            "level": "overall",
            "service": None,
            "key_question": None,
            "published": "Outstanding",
            "published_on": "2019-05-08",
            "inherited": False,
            "computed": "Good",
            "rule": "E",
            "n": 5,
            "inputs": dict.fromkeys(["Safe", "Effective", "Caring", "Responsive", "Well-led"], "Good"),
        },
    ]


def test_a_focused_inspection_is_compared_with_what_it_left_standing() -> None:
    made = grid(
        location(
            publication("2018-10-08", "Good", [service("surgery", "Good", caring=None, responsive=None)]),
            publication("2019-10-10", None, [service("surgery", None, caring="Inspected but not rated")], []),
            publication("2017-03-30", None, [service("surgery", "Good", caring="Outstanding")], []),
            publication("2015-01-01", None, [service("surgery", "Good", caring="Inadequate")], []),
        )
    )
    cells = made.services["surgery"]
    assert cells[KeyQuestion.CARING] is Rating.OUTSTANDING
    assert cells[KeyQuestion.RESPONSIVE] is Rating.GOOD
    assert made.complete


def test_superseded_services_and_population_groups_are_no_part_of_the_grid() -> None:
    made = grid(
        location(
            publication(
                "2019-05-08",
                "Good",
                [
                    service("surgery", "Good"),
                    service("old", "Good", safe="Inadequate"),
                    service("maternity", "Good", safe="Inadequate"),
                ],
            ),
            inspectionAreas=[
                {"inspectionAreaId": "old", "inspectionAreaName": "Older people", "status": "Active (Rated)"},
                {"inspectionAreaId": "maternity", "status": "Superseded", "supersededBy": ["npimaternity"]},
            ],
        )
    )
    assert list(made.services) == ["surgery"]
    assert all(one.agrees for one in compare(made))


def test_the_report_counts_all_grids_and_the_complete_ones_apart() -> None:
    whole = grid(location(publication("2019-05-08", "Good", [service("surgery", "Good")])))
    partial = grid(
        location(
            publication("2019-05-08", "Good", [service("surgery", "Good", safe="Not rated")], questions(safe=None))
        )
    )
    empty = grid(location(publication("2019-05-08", "Good", [])))
    assert report([(each, compare(each)) for each in (whole, partial, empty)]) == {
        "service_overall": {"compared": 2, "agree": 2, "complete_grids": {"compared": 1, "agree": 1}},
        "key_questions": {"compared": 9, "agree": 9, "complete_grids": {"compared": 5, "agree": 5}},
        "overall": {"compared": 2, "agree": 2, "complete_grids": {"compared": 1, "agree": 1}},
    }


@pytest.mark.parametrize(
    ("name", "departing"),
    [
        ("RA430", []),
        ("RA901", [("key_questions", "Responsive", "Requires improvement", "Good", 9)]),
        ("RH801", [("key_questions", "Safe", "Requires improvement", "Good", 7)]),
        ("RK950", []),
        ("RH853", []),
        ("1-128732982", []),
    ],
)
def test_real_locations_depart_where_they_are_known_to(
    name: str, departing: list[tuple[str, str, str, str, int]]
) -> None:
    assert [
        (one["level"], one["key_question"], one["published"], one["computed"], one["n"])
        for one in departures(compare(grid(sample(name))))
    ] == departing


def test_real_hospitals_agree_in_all_overalls_and_in_most_key_questions() -> None:
    grids = [grid(sample(name)) for name in ("RA430", "RA901", "RH801", "RH853", "RK950")]
    counted = report((each, compare(each)) for each in grids)
    services, questions_, overall = (counted[name] for name in ("service_overall", "key_questions", "overall"))
    assert (services["compared"], services["agree"]) == (33, 33)
    assert (overall["compared"], overall["agree"]) == (4, 4)
    assert questions_["compared"] == 20
    assert questions_["agree"] >= 17
