"""Which notices and breaches limit ratings: fired while in force, silent otherwise."""

from __future__ import annotations

import pytest

from inspections.enforcing.limiting import Area, Step, action_of, actions_in_force
from inspections.models import Notice
from inspections.states.notice import IN_FORCE, NoticeState
from ratings.rules.aggregation_limiters import limit
from ratings.rules.aggregation_rule_sets import Action
from ratings.rules.ratings_words import KeyQuestion, Rating

AREA = Area(7, "surgery", KeyQuestion.SAFE)


@pytest.mark.parametrize("state", list(NoticeState))
def test_a_notice_limits_while_it_binds(state: NoticeState) -> None:
    limiting = actions_in_force([Step(Action.ENFORCEMENT, state, AREA)])
    if state in IN_FORCE:
        assert limiting == {7: {("surgery", KeyQuestion.SAFE): {Action.ENFORCEMENT}}}
    else:
        assert limiting == {}


def test_several_steps_on_one_place_come_together_and_places_stay_apart() -> None:
    other = Area(8, "surgery", KeyQuestion.SAFE)
    limiting = actions_in_force(
        [
            Step(Action.REQUIREMENT_NOTICE, NoticeState.ISSUED, AREA),
            Step(Action.ENFORCEMENT, NoticeState.NOT_COMPLIED, AREA),
            Step(Action.BREACH, None, other),
        ]
    )
    assert limiting[7][("surgery", KeyQuestion.SAFE)] == {Action.REQUIREMENT_NOTICE, Action.ENFORCEMENT}
    assert limiting[8][("surgery", KeyQuestion.SAFE)] == {Action.BREACH}


@pytest.mark.parametrize(
    ("kind", "stands"),
    [
        (Notice.Kind.REQUIREMENT, Rating.REQUIRES_IMPROVEMENT),
        (Notice.Kind.WARNING_29A, Rating.INADEQUATE),
        (Notice.Kind.CONDITION, Rating.INADEQUATE),
        (Notice.Kind.URGENT_CLOSURE, Rating.INADEQUATE),
        (Notice.Kind.PROSECUTION, Rating.INADEQUATE),
    ],
)
def test_a_good_rating_falls_to_what_the_step_allows(kind: Notice.Kind, stands: Rating) -> None:
    assert limit(Rating.GOOD, {action_of(kind)}).stands is stands
