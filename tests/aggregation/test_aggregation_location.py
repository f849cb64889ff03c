"""A location's grid: services across, key questions down, and the overall of the key questions alone."""

import pytest

from ratings.rules.aggregation import ASSESSED, aggregate
from ratings.rules.aggregation_location import Grid, is_complete, rate_location
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from tests.aggregation.short import SHORT

Q = KeyQuestion


def grid(**rows: str) -> dict[str, dict[KeyQuestion, Rating | None]]:
    """Services by name, each a row of five short ratings in the order of the key questions."""
    return {
        name: {question: SHORT.get(word) for question, word in zip(KeyQuestion, row.split(), strict=True)}
        for name, row in rows.items()
    }


def test_services_and_key_questions_are_aggregated_from_the_same_grid() -> None:
    made = rate_location(
        grid(
            surgery="RI G O G G",
            medical="RI RI O G G",
            critical="G G O G G",
            maternity="G G O RI G",
        )
    )
    assert made.service_overall == {
        "surgery": Rating.GOOD,
        "medical": Rating.REQUIRES_IMPROVEMENT,
        "critical": Rating.GOOD,
        "maternity": Rating.GOOD,
    }
    assert made.key_questions == {
        Q.SAFE: Rating.REQUIRES_IMPROVEMENT,
        Q.EFFECTIVE: Rating.GOOD,
        Q.CARING: Rating.OUTSTANDING,
        Q.RESPONSIVE: Rating.GOOD,
        Q.WELL_LED: Rating.GOOD,
    }
    assert made.overall is Rating.GOOD
    assert made.complete
    decided = made.decided_by
    assert decided.key_questions[Q.SAFE].rule == "B"
    assert dict(decided.key_questions[Q.SAFE].inputs) == {
        "surgery": Rating.REQUIRES_IMPROVEMENT,
        "medical": Rating.REQUIRES_IMPROVEMENT,
        "critical": Rating.GOOD,
        "maternity": Rating.GOOD,
    }
    assert (decided.overall.rule, decided.overall.n) == ("E", 5)
    assert list(decided.overall.inputs) == list(KeyQuestion)


def test_the_overall_comes_from_key_questions_and_never_from_services() -> None:
    """Eight services, three outstanding and five good, as at Harrogate in 2018: published good, not outstanding."""
    made = rate_location(
        grid(
            first="G G O O G",
            second="G O G G O",
            third="O G O G G",
            fourth="G G G G G",
            fifth="G G G G G",
            sixth="G G G G G",
            seventh="G G G G G",
            eighth="G G G G G",
        )
    )
    services = [rating for rating in made.service_overall.values() if rating]
    assert services.count(Rating.OUTSTANDING) == 3
    assert services.count(Rating.GOOD) == 5
    assert aggregate(made.service_overall).rating is Rating.OUTSTANDING
    assert made.key_questions[Q.CARING] is Rating.OUTSTANDING
    assert made.overall is Rating.GOOD


def test_the_trusts_well_led_stands_for_the_locations_and_counts() -> None:
    services = grid(surgery="O G G G G", medical="O G G G G")
    without = rate_location(services)
    with_it = rate_location(services, well_led=Rating.INADEQUATE)
    assert without.key_questions[Q.WELL_LED] is Rating.GOOD
    assert without.overall is Rating.GOOD
    assert with_it.key_questions[Q.WELL_LED] is Rating.INADEQUATE
    assert with_it.decided_by.key_questions[Q.WELL_LED].rule == ASSESSED
    assert with_it.overall is Rating.REQUIRES_IMPROVEMENT
    assert with_it.service_overall == without.service_overall
    assert with_it.decided_by.service_overall["surgery"].inputs[Q.WELL_LED] is Rating.GOOD


@pytest.mark.parametrize("well_led", [None, NonRating.NOT_RATED, NonRating.SUSPENDED])
def test_a_well_led_that_is_not_rated_leaves_the_services_to_be_aggregated(well_led: NonRating | None) -> None:
    services = grid(surgery="G G G G RI")
    assert rate_location(services, well_led=well_led) == rate_location(services)


def test_the_trusts_well_led_is_counted_where_no_service_is_rated_at_all() -> None:
    made = rate_location({}, well_led=Rating.GOOD)
    assert made.overall is Rating.GOOD
    assert not made.complete


@pytest.mark.parametrize(
    ("services", "complete"),
    [
        ({}, False),
        (grid(surgery="G G G G G"), True),
        (grid(surgery="G G G G G", medical="G G G G -"), False),
        ({"surgery": {Q.SAFE: Rating.GOOD}}, False),
        ({"surgery": dict.fromkeys(KeyQuestion, NonRating.NOT_RATED)}, False),
        (grid(surgery="G G G G G") | {"medical": {}}, False),
    ],
)
def test_a_grid_is_complete_where_every_service_has_five_ratings(services: Grid, complete: bool) -> None:
    assert is_complete(services) is complete
    assert rate_location(services).complete is complete


def test_an_incomplete_grid_is_aggregated_from_what_is_rated() -> None:
    made = rate_location({"surgery": {Q.SAFE: Rating.GOOD, Q.CARING: NonRating.NOT_RATED}, "medical": {}})
    assert made.service_overall == {"surgery": Rating.GOOD, "medical": None}
    assert made.key_questions[Q.SAFE] is Rating.GOOD
    assert made.key_questions[Q.CARING] is None
    assert made.overall is Rating.GOOD
