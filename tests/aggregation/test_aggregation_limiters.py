"""What enforcement does to a rating before it is aggregated."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from ratings.rules.aggregation_files import SINGLE_LOCATION, rule_set
from ratings.rules.aggregation_limiters import limit, limit_grid, standing
from ratings.rules.aggregation_location import rate_location
from ratings.rules.aggregation_rule_sets import Action, LimitedLevel
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from tests.aggregation.short import SHORT


@pytest.mark.parametrize(
    ("judged", "actions", "stands", "by"),
    [
        ("O", set(), "O", None),
        ("O", {Action.REQUIREMENT_NOTICE}, "RI", Action.REQUIREMENT_NOTICE),
        ("G", {Action.REQUIREMENT_NOTICE}, "RI", Action.REQUIREMENT_NOTICE),
        ("RI", {Action.REQUIREMENT_NOTICE}, "RI", None),
        ("I", {Action.REQUIREMENT_NOTICE}, "I", None),
        ("O", {Action.ENFORCEMENT}, "I", Action.ENFORCEMENT),
        ("RI", {Action.ENFORCEMENT}, "I", Action.ENFORCEMENT),
        ("I", {Action.ENFORCEMENT}, "I", None),
        ("G", {Action.REQUIREMENT_NOTICE, Action.ENFORCEMENT}, "I", Action.ENFORCEMENT),
        ("G", {Action.BREACH}, "G", None),
    ],
)
def test_each_action_limits_as_it_should(judged: str, actions: set[Action], stands: str, by: Action | None) -> None:
    limited = limit(SHORT[judged], actions)
    assert limited.stands is SHORT[stands]
    assert (limited.by.action if limited.by else None) is by
    assert limited.judged is SHORT[judged]


@pytest.mark.parametrize("judged", [None, *NonRating])
def test_what_is_not_rated_is_not_limited(judged: NonRating | None) -> None:
    assert limit(judged, set(Action)).stands is judged


@given(st.sampled_from(list(Rating)), st.sets(st.sampled_from(list(Action))), st.sampled_from(list(LimitedLevel)))
def test_enforcement_never_makes_a_rating_better(judged: Rating, actions: set[Action], level: LimitedLevel) -> None:
    stands = limit(judged, actions, level=level).stands
    assert isinstance(stands, Rating)
    assert stands.rank <= judged.rank


def test_a_breach_limits_the_overall_of_a_single_location() -> None:
    rules = rule_set(SINGLE_LOCATION)
    limited = limit(Rating.OUTSTANDING, {Action.BREACH}, level=LimitedLevel.OVERALL, rules=rules)
    assert limited.stands is Rating.REQUIRES_IMPROVEMENT
    assert limit(Rating.INADEQUATE, {Action.BREACH}, level=LimitedLevel.OVERALL, rules=rules).by is None
    assert limit(Rating.OUTSTANDING, set(), level=LimitedLevel.OVERALL, rules=rules).by is None


def test_limiters_act_on_one_place_before_the_grid_is_aggregated() -> None:
    judged = {name: dict.fromkeys(KeyQuestion, Rating.GOOD) for name in ("Surgery", "Medical care")}
    limited = limit_grid(
        judged,
        {
            ("Surgery", KeyQuestion.SAFE): {Action.ENFORCEMENT},
            ("Medical care", KeyQuestion.CARING): {Action.REQUIREMENT_NOTICE},
            ("Closed ward", KeyQuestion.SAFE): {Action.ENFORCEMENT},
        },
    )
    grid = standing(limited)
    changed = {
        (service, question)
        for service, places in limited.items()
        for question, each in places.items()
        if each.stands is not each.judged
    }
    assert changed == {("Surgery", KeyQuestion.SAFE), ("Medical care", KeyQuestion.CARING)}
    assert list(grid) == list(judged)
    made = rate_location(grid)
    assert made.service_overall == {"Surgery": Rating.REQUIRES_IMPROVEMENT, "Medical care": Rating.GOOD}
    assert made.key_questions[KeyQuestion.SAFE] is Rating.INADEQUATE
    assert made.key_questions[KeyQuestion.CARING] is Rating.REQUIRES_IMPROVEMENT
