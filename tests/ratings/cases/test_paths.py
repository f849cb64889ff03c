"""Whatever is tried in whatever order: a case only moves along its paths, and a refusal leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oversight.records.models import AuditEntry
from oversight.returns.refusals import Refused
from ratings.cases.models import Case, Recommendation
from ratings.cases.recommending import (
    recommend_administration,
    recommend_exit,
    recommend_extension,
    recommend_further_action,
    withdraw,
)
from ratings.cases.states import BEGINS, IN_FORCE, OPEN, RECOMMENDATION_WAYS, WAYS, CaseState, RecommendationState
from ratings.models import SpecialMeasuresSpell
from ratings.special_measures.standing import in_special_measures
from tests.ratings.cases.casting import KEOGH, NOW, Cast, agreed, make_cast, recommended


def test_every_state_of_a_case_is_reached_and_an_end_is_one() -> None:
    reached, waiting = set(BEGINS), list(BEGINS)
    while waiting:
        before = waiting.pop()
        new = {way.after for way in WAYS.listed if way.before is before} - reached
        reached |= new
        waiting += new
    assert reached == set(CaseState)
    assert {way.before for way in WAYS.listed} == OPEN
    # Nothing leads back: a trust that enters again has another case.
    assert not any(WAYS.way(way.after, way.before) for way in WAYS.listed)


def test_a_recommendation_ends_once() -> None:
    assert {way.before for way in RECOMMENDATION_WAYS.listed} == {RecommendationState.WAITING}
    assert {way.after for way in RECOMMENDATION_WAYS.listed} == set(RecommendationState) - {RecommendationState.WAITING}


class _Undone(Exception):
    """Ends an example: its rows are gone with it."""


def _case() -> Case | None:
    return Case.objects.select_related("trust", "spell").order_by("-pk").first()


def _last() -> Recommendation:
    found = Recommendation.objects.select_related("case__trust", "case__spell").order_by("-pk").first()
    if found is None:
        raise Refused("nothing", "Nothing was recommended yet.")
    return found


def _of_case(recommend: Callable[..., object], **more: object) -> Callable[[Cast, date], object]:
    def deed(cast: Cast, on: date) -> object:
        case = _case()
        if case is None:
            raise Refused("nothing", "There is no case yet.")
        return recommend(case=case, reason="As seen.", on=on, by=cast.chief, now=NOW, **more)

    return deed


DEEDS: dict[str, Callable[[Cast, date], object]] = {
    "recommend entry": recommended,
    "recommend exit": _of_case(recommend_exit),
    "recommend extension": _of_case(recommend_extension, to=date(2014, 12, 31)),
    "recommend further action": _of_case(recommend_further_action),
    "recommend administration": _of_case(recommend_administration, route=Recommendation.Route.AGREED),
    "direct administration": _of_case(recommend_administration, route=Recommendation.Route.DIRECTED),
    "agree": lambda cast, on: agreed(_last(), cast, on),
    "decline": lambda cast, on: agreed(_last(), cast, on, agreed=False),
    "withdraw": lambda cast, on: withdraw(recommendation=_last(), reason="No.", on=on, by=cast.chief, now=NOW),
}
# Deciding is drawn more often, so that a case gets on.
_NAMES = [*sorted(DEEDS), "agree", "agree", "agree", "decline"]


def _everything() -> list[object]:
    return [
        list(Case.objects.order_by("pk").values()),
        list(Recommendation.objects.order_by("pk").values()),
        list(SpecialMeasuresSpell.objects.order_by("pk").values()),
        AuditEntry.objects.count(),
    ]


def _walk(cast: Cast, deeds: list[str]) -> None:
    on = KEOGH
    for name in deeds:
        on += timedelta(days=30)
        states = dict(Case.objects.values_list("pk", "state"))
        entries = AuditEntry.objects.filter(subject_kind="case").count()
        stood = _everything()
        try:
            with transaction.atomic():
                DEEDS[name](cast, on)
        except Refused:
            assert _everything() == stood
            continue
        # One deed, one entry of its case.
        assert AuditEntry.objects.filter(subject_kind="case").count() == entries + 1
        for pk, after in Case.objects.values_list("pk", "state"):
            if pk not in states:
                assert CaseState(after) in BEGINS
            elif after != states[pk]:
                assert WAYS.way(CaseState(states[pk]), CaseState(after)) is not None
        _hold_together(on)


def _hold_together(on: date) -> None:
    cases = list(Case.objects.select_related("spell"))
    assert sum(CaseState(case.state).is_open for case in cases) <= 1
    assert Recommendation.objects.filter(state="waiting").count() <= 1
    for case in cases:
        assert (case.spell is not None) == (CaseState(case.state) in {*IN_FORCE, CaseState.LEFT})
        if case.spell is not None:
            assert (case.spell.left_on is not None) == (case.state == CaseState.LEFT)
        is_suspended = case.suspensions.filter(to_on__isnull=True).exists()
        assert is_suspended == (CaseState(case.state) in IN_FORCE)
    assert bool(in_special_measures(on)) == any(CaseState(case.state) in IN_FORCE for case in cases)


@pytest.mark.django_db
def test_a_case_only_moves_along_its_paths() -> None:
    cast = make_cast()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=12))
    def walk(deeds: list[str]) -> None:
        try:
            with transaction.atomic():
                _walk(cast, deeds)
                raise _Undone
        except _Undone:
            pass

    walk()


# Walked on purpose, so that the property does not rest on luck: each road there is, and back.
ROADS = {
    "left after an extension": (
        ["recommend entry", "agree", "recommend extension", "agree", "recommend exit", "agree"],
        "left",
    ),
    "a directed administration": (
        ["recommend entry", "agree", "direct administration", "decline", "agree", "recommend exit", "agree"],
        "left",
    ),
    "declined, recommended again, withdrawn": (
        ["recommend entry", "decline", "recommend entry", "withdraw"],
        "not_entered",
    ),
    "further action, and an exit declined": (
        ["recommend entry", "agree", "recommend further action", "agree", "recommend exit", "decline"],
        "in_measures",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("road", sorted(ROADS))
def test_each_road(road: str) -> None:
    deeds, end = ROADS[road]
    _walk(make_cast(), deeds)
    last = _case()
    assert last is not None
    assert last.state == end
