"""A trust as a whole: aggregated from its hospitals, but for well-led, which is assessed."""

from datetime import date

import pytest

from ratings.rules.aggregation import ASSESSED
from ratings.rules.aggregation_files import SINGLE_ASSESSMENT_FRAMEWORK, rule_set
from ratings.rules.aggregation_trust import TrustLocation, combine_with_use_of_resources, rate_trust
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from tests.aggregation.short import SHORT

ON = date(2018, 6, 1)


def hospital(name: str, row: str, taken_over_on: date | None = None, counted_from: date | None = None) -> TrustLocation:
    questions = {question: SHORT.get(word) for question, word in zip(KeyQuestion, row.split(), strict=True)}
    return TrustLocation(name, questions, taken_over_on, counted_from)


def five(row: str) -> dict[KeyQuestion, Rating | None]:
    return {question: SHORT.get(word) for question, word in zip(KeyQuestion, row.split(), strict=True)}


def test_key_questions_come_from_hospitals_and_well_led_from_its_assessment() -> None:
    made = rate_trust(
        [hospital("North", "RI G O G O"), hospital("South", "G G O G O")], well_led=Rating.REQUIRES_IMPROVEMENT, on=ON
    )
    assert {question: each.rating for question, each in made.key_questions.items()} == five("RI G O G RI")
    assert made.key_questions[KeyQuestion.WELL_LED].rule == ASSESSED
    assert made.overall.rating is Rating.REQUIRES_IMPROVEMENT
    assert dict(made.key_questions[KeyQuestion.SAFE].inputs) == {
        "North": Rating.REQUIRES_IMPROVEMENT,
        "South": Rating.GOOD,
    }


@pytest.mark.parametrize("well_led", [None, NonRating.NOT_RATED])
def test_without_an_assessment_well_led_is_not_rated_whatever_the_hospitals_have(well_led: NonRating | None) -> None:
    made = rate_trust([hospital("North", "G G G G I"), hospital("South", "G G G G I")], well_led=well_led, on=ON)
    assert made.key_questions[KeyQuestion.WELL_LED].rating is None
    assert (made.overall.rating, made.overall.n) == (Rating.GOOD, 4)


@pytest.mark.parametrize(
    ("case", "row", "overall"),
    [
        ("Northumbria 2015", "G O O O O", "O"),
        ("Salford Royal 2018", "G G O O O", "O"),
        ("Harrogate 2018", "RI G O G G", "G"),
        ("Sheffield Health and Social Care 2018", "RI G G G RI", "RI"),
        ("St George's 2019", "RI RI G RI RI", "RI"),
    ],
)
def test_a_trust_of_one_hospital_is_rated_as_the_hospital(case: str, row: str, overall: str) -> None:
    made = rate_trust([hospital(case, row)], well_led=SHORT[row.split()[-1]], on=ON)
    assert made.overall.rating is SHORT[overall]


@pytest.mark.parametrize(
    ("on", "counted_from", "counts"),
    [
        (date(2016, 7, 1), None, False),
        (date(2018, 6, 30), None, False),
        (date(2018, 7, 1), None, True),
        (date(2017, 2, 28), date(2017, 3, 1), False),
        (date(2017, 3, 1), date(2017, 3, 1), True),
        (date(2018, 7, 1), date(2019, 1, 1), True),
    ],
)
def test_a_hospital_taken_over_is_left_out_for_up_to_two_years(
    on: date, counted_from: date | None, counts: bool
) -> None:
    made = rate_trust(
        [hospital("North", "G G G G G"), hospital("South", "I I I I I", date(2016, 7, 1), counted_from)],
        well_led=Rating.GOOD,
        on=on,
    )
    assert ("South" not in made.left_out) is counts
    assert made.key_questions[KeyQuestion.SAFE].rating is (Rating.INADEQUATE if counts else Rating.GOOD)
    if not counts:
        assert made.left_out["South"] == (counted_from or date(2018, 7, 1))


def test_two_years_from_the_last_of_february_end_on_a_day_that_exists() -> None:
    taken_over = date(2016, 2, 29)
    made = rate_trust([hospital("South", "G G G G G", taken_over)], well_led=None, on=date(2018, 2, 27))
    assert made.left_out == {"South": date(2018, 2, 28)}


def test_under_the_single_assessment_framework_well_led_alone_is_rated() -> None:
    made = rate_trust(
        [hospital("North", "G G G G G")],
        well_led=Rating.OUTSTANDING,
        on=ON,
        rules=rule_set(SINGLE_ASSESSMENT_FRAMEWORK),
    )
    assert [each.rating for each in made.key_questions.values()] == [None, None, None, None, Rating.OUTSTANDING]
    assert made.overall.rating is None


@pytest.mark.parametrize(
    ("row", "use_of_resources", "combined", "rule"),
    [
        ("RI RI G RI RI", "RI", "RI", "U"),
        ("RI RI G G G", "G", "G", "E"),
        ("RI RI G G G", "RI", "RI", "U"),
        ("RI G G G G", "RI", "G", "E"),
        ("O G G G G", "O", "O", "A"),
        ("O G G G G", "G", "G", "E"),
        ("O O O O RI", "G", "G", "E"),
        ("I G G G G", "G", "RI", "C"),
        ("I G G G G", "I", "I", "D"),
    ],
)
def test_use_of_resources_is_combined_with_a_tolerance_of_two(
    row: str, use_of_resources: str, combined: str, rule: str
) -> None:
    made = combine_with_use_of_resources(five(row), SHORT[use_of_resources])
    assert (made.rating, made.rule, made.n) == (SHORT[combined], rule, 6)


def test_use_of_resources_is_combined_only_where_all_six_are_rated() -> None:
    assert combine_with_use_of_resources(five("G G G G -"), Rating.GOOD).rating is None
    assert combine_with_use_of_resources(five("G G G G G"), NonRating.NOT_RATED).rating is None
