"""What the database refuses, whoever writes: paths of states, decisions that change, halves of a deed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from ratings.cases.board import ask_board, show_board
from ratings.cases.criteria import judge_exit_part
from ratings.cases.models import Attachment, Case, ExitJudgement, Recommendation
from ratings.cases.recommending import recommend_administration, recommend_extension
from ratings.cases.states import RECOMMENDATION_WAYS, WAYS, CaseState, RecommendationState
from ratings.cases.supporting import add_partner, appoint_director, ask_review, promise
from ratings.models import SpecialMeasuresSpell
from tests.ratings.cases.casting import KEOGH, NOW, Cast, agreed, entered, evidence, make_cast, recommended
from tests.ratings.making import make_trust

pytestmark = pytest.mark.django_db


def holds_against(deed: Callable[[], object]) -> None:
    """The database refuses the deed, at once or at the end of the transaction."""
    with pytest.raises(DatabaseError), transaction.atomic():
        deed()
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def in_state(cast: Cast, state: CaseState) -> Case:
    """Return a case in the state, led there along its way."""
    made = recommended(cast)
    if state is CaseState.NOT_ENTERED:
        return agreed(made, cast, agreed=False).case
    if state is CaseState.RECOMMENDED:
        return made.case
    case = agreed(made, cast).case
    if state is CaseState.IN_ADMINISTRATION:
        route = Recommendation.Route.AGREED
        more = recommend_administration(case=case, route=route, reason="x", on=KEOGH, by=cast.chief, now=NOW)
        return agreed(more, cast).case
    if state is CaseState.LEFT:
        from ratings.cases.recommending import recommend_exit

        return agreed(recommend_exit(case=case, reason="x", on=KEOGH, by=cast.chief, now=NOW), cast).case
    return case


@pytest.mark.parametrize("before", sorted(CaseState), ids=str)
def test_a_case_takes_no_way_that_is_not_listed(before: CaseState) -> None:
    case = in_state(make_cast(), before)
    assert case.state == before
    for after in sorted(CaseState):
        if after is not before and WAYS.way(before, after) is None:
            holds_against(lambda after=after: Case.objects.filter(pk=case.pk).update(state=str(after)))
    case.refresh_from_db()
    assert case.state == before


@pytest.mark.parametrize("after", sorted(RecommendationState), ids=str)
def test_what_was_decided_on_a_recommendation_stays(after: RecommendationState) -> None:
    cast = make_cast()
    made = agreed(recommended(cast), cast)
    rows = Recommendation.objects.filter(pk=made.pk)
    assert RECOMMENDATION_WAYS.way(RecommendationState.AGREED, after) is None
    if after is not RecommendationState.AGREED:
        holds_against(lambda: rows.update(state=str(after)))
    holds_against(lambda: rows.update(decision_reason="Another."))
    holds_against(lambda: rows.update(decided_on=date(2013, 8, 1)))


def test_a_recommendation_stays_as_it_was_made_and_ends_whole() -> None:
    cast = make_cast()
    rows = Recommendation.objects.filter(pk=recommended(cast).pk)
    whole = {
        "state": "agreed",
        "decided_on": KEOGH,
        "decision_reason": "Yes.",
        "decided_by": cast.decides,
        "decided_as": "oversight_body",
        "decided_at": NOW,
        "body": cast.decides.memberships.get().body,
    }
    for changes in (
        {"reason": "Another."},
        {"criteria_met": True},
        {"criteria": [{"criterion": "entry"}]},
        {"made_by": cast.inspector},
        {"kind": "exit"},
        {**whole, "decision_reason": ""},
        {**whole, "body": None},
        # Before it was recommended, and by the one who did.
        {**whole, "decided_on": date(2013, 7, 15)},
        {**whole, "decided_by": cast.chief},
        {**whole, "state": "waiting"},
        {**whole, "state": "withdrawn"},
    ):
        holds_against(lambda changes=changes: rows.update(**changes))
    holds_against(lambda: rows.delete())
    assert rows.update(**whole) == 1


def test_a_direction_is_never_declined_and_a_second_recommendation_never_waits() -> None:
    cast = make_cast()
    case = entered(cast)
    route = Recommendation.Route.DIRECTED
    made = recommend_administration(case=case, route=route, reason="x", on=KEOGH, by=cast.chief, now=NOW)
    whole = {
        "decided_on": KEOGH,
        "decision_reason": "No.",
        "decided_by": cast.decides,
        "decided_as": "oversight_body",
        "decided_at": NOW,
        "body": cast.decides.memberships.get().body,
    }
    rows = Recommendation.objects.filter(pk=made.pk)
    holds_against(lambda: rows.update(state="declined", **whole))
    again = {"case": case, "kind": "exit", "made_on": KEOGH, "reason": "x", "made_by": cast.chief, "made_as": "x"}
    holds_against(lambda: Recommendation.objects.create(**again, made_at=NOW, state_at=NOW))
    assert rows.update(state="agreed", **whole) == 1


def test_a_case_and_its_time_in_special_measures_are_never_at_odds() -> None:
    cast = make_cast()
    case = entered(cast)
    cases = Case.objects.filter(pk=case.pk)
    # Left while its time goes on; a time of another trust; and no time while it is in them.
    holds_against(lambda: cases.update(state="left"))
    holds_against(lambda: cases.update(spell=None))
    other = make_trust("RX2")
    time = SpecialMeasuresSpell.objects.create(
        trust=other, entered_on=KEOGH, entry_reason="x", entry_as="x", entry_at=NOW
    )
    row = {"reference": "SM-2013-9999", "trust": cast.trust, "state_at": NOW, "opened_on": KEOGH, "opened_at": NOW}
    holds_against(lambda: cases.update(spell=time))
    holds_against(lambda: Case.objects.create(**row, state="in_measures", spell=time))
    holds_against(lambda: Case.objects.create(**{**row, "trust": other}, state="left", spell=time))
    # A second open case of one trust, one that begins nowhere, and one that changes whose it is.
    holds_against(lambda: Case.objects.create(**row, state="recommended"))
    holds_against(lambda: Case.objects.create(**{**row, "trust": make_trust("RX3")}, state="not_entered"))
    holds_against(lambda: cases.update(trust=other))
    holds_against(lambda: cases.update(reference="SM-2013-0009"))
    holds_against(lambda: cases.delete())


def test_what_was_arranged_attached_and_judged_stays() -> None:
    cast = make_cast()
    case = entered(cast)
    by = {"by": cast.decides, "now": NOW}
    director = appoint_director(case=case, name="Ada", on=KEOGH, **by)
    contract = add_partner(case=case, partner=make_trust("RX2"), words="Nights.", on=KEOGH, **by)
    promised = promise(partnership=contract, what="A nurse.", due_on=date(2013, 9, 1), **by)
    review = ask_review(case=case, reviewer="A", words="B", on=KEOGH, **by)
    asked = ask_board(case=case, asked="Nights.", on=KEOGH, **by)
    show_board(demonstration=asked, shown="Rotas.", on=KEOGH, by=cast.signatory, now=NOW, attached=evidence(cast.trust))
    judge_exit_part(case=case, part="sustainable", met=False, words="No.", on=KEOGH, by=cast.inspector, now=NOW)
    ended = {"to_on": KEOGH, "end_reason": "x", "ended_by": cast.decides, "ended_as": "x", "ended_at": NOW}
    for rows, changes in (
        (type(director).objects.all(), {"name": "Ben"}),
        (type(director).objects.all(), {"to_on": KEOGH}),
        (type(director).objects.all(), {**ended, "to_on": date(2013, 7, 15)}),
        (type(contract).objects.all(), {"partner": cast.trust}),
        (type(promised).objects.all(), {"due_on": date(2014, 9, 1)}),
        (type(promised).objects.all(), {"done_on": KEOGH}),
        (type(review).objects.all(), {"finding": "Found."}),
        (type(asked).objects.all(), {"shown": "Better rotas."}),
        (type(asked).objects.all(), {"asked": "Something easier."}),
        (type(asked).objects.all(), {"accepted": True}),
        (Attachment.objects.all(), {"words": "Other."}),
        (ExitJudgement.objects.all(), {"met": True}),
        (case.suspensions.all(), {"from_on": date(2013, 7, 17)}),
    ):
        assert rows.count() >= 1
        holds_against(lambda rows=rows, changes=changes: rows.update(**changes))
        holds_against(lambda rows=rows: rows.delete())
    # Whoever showed it does not accept it.
    accepted = {"accepted": True, "accepted_on": KEOGH, "accepted_words": "x", "accepted_as": "x", "accepted_at": NOW}
    holds_against(lambda: type(asked).objects.update(**accepted, accepted_by=cast.signatory))
    assert type(asked).objects.update(**accepted, accepted_by=cast.decides) == 1
    holds_against(lambda: type(asked).objects.update(accepted=False))
    assert type(director).objects.update(**ended) == 1
    holds_against(lambda: type(director).objects.update(end_reason="Another."))


def test_only_an_extension_has_a_day_and_only_administration_a_route() -> None:
    cast = make_cast()
    case = entered(cast)
    row = {"case": case, "made_on": KEOGH, "reason": "x", "made_by": cast.chief, "made_as": "x"}
    row |= {"made_at": NOW, "state_at": NOW}
    for given in (
        {"kind": "extension"},
        {"kind": "exit", "proposed_to": date(2014, 1, 1)},
        {"kind": "administration"},
        {"kind": "administration", "route": "directed"},
        {"kind": "exit", "route": "directed", "trust_kind": "nhs_trust"},
    ):
        holds_against(lambda given=given: Recommendation.objects.create(**row, **given))
    recommend_extension(case=case, to=date(2014, 12, 1), reason="x", on=KEOGH, by=cast.inspector, now=NOW)
