"""The grid of an inspection: limits, aggregation upwards from what is awarded, and what is kept. Pure."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.judging.computing import (
    CARRIED,
    JUDGED,
    InspectedPlace,
    InspectedSiteInputs,
    KeptLocation,
    Place,
    TrustInputs,
    TrustRatings,
    compute_ratings,
    still_to_judge,
)
from ratings.rules.aggregation_files import rule_set
from ratings.rules.aggregation_rule_sets import Action
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating

O, G, RI, I = Rating.OUTSTANDING, Rating.GOOD, Rating.REQUIRES_IMPROVEMENT, Rating.INADEQUATE  # noqa: E741
ON = date(2026, 11, 5)
RULES = rule_set()
Q = KeyQuestion


def site(
    code: str = "RX101",
    *,
    kept: bool = False,
    well_led: Rating | None = G,
    actions: object = None,
    **services: list[object],
) -> InspectedSiteInputs:
    """A site whose services are rated in the order of the key questions."""
    cells = {
        service: {
            question: InspectedPlace(published=word) if kept else InspectedPlace(judged=word)  # type: ignore[arg-type]
            for question, word in zip(KeyQuestion, words, strict=True)
        }
        for service, words in services.items()
    }
    return InspectedSiteInputs(code, cells, actions=actions or {})  # type: ignore[arg-type]


def computed(*sites: InspectedSiteInputs, **given: object) -> TrustRatings:
    return compute_ratings(TrustInputs(sites=sites, **given), on=ON, rules=RULES)  # type: ignore[arg-type]


def test_judgements_go_upwards_by_the_rules() -> None:
    made = computed(site(surgery=[RI, G, G, G, G], critical_care=[RI, G, O, G, O]), well_led=InspectedPlace(judged=G))
    there = made.sites["RX101"]
    assert there.services["surgery"].overall.awarded is G
    assert there.services["surgery"].overall.rule == "E"
    assert there.services["critical_care"].overall.awarded is G
    assert there.key_questions[Q.SAFE].awarded is RI
    assert there.key_questions[Q.SAFE].inputs == {"surgery": RI, "critical_care": RI}
    assert there.key_questions[Q.CARING].awarded is O
    assert there.complete
    assert made.key_questions[Q.SAFE].awarded is RI
    assert made.key_questions[Q.SAFE].inputs == {"RX101": RI}
    assert made.key_questions[Q.WELL_LED].rule == "assessed"
    assert made.overall.awarded is G
    assert made.complete


def test_the_trusts_well_led_is_never_aggregated() -> None:
    made = computed(site(surgery=[G, G, G, G, O]))
    assert made.key_questions[Q.WELL_LED].awarded is None
    assert not made.complete
    assert made.sites["RX101"].key_questions[Q.WELL_LED].awarded is O


def test_a_notice_limits_what_was_judged_before_it_is_aggregated() -> None:
    actions = {("surgery", Q.SAFE): {Action.REQUIREMENT_NOTICE}, ("surgery", Q.CARING): {Action.ENFORCEMENT}}
    made = computed(site(surgery=[G, G, G, G, G], actions=actions))
    cells = made.sites["RX101"].services["surgery"].cells
    assert (cells[Q.SAFE].judged, cells[Q.SAFE].computed, cells[Q.SAFE].awarded) == (G, RI, RI)
    assert cells[Q.SAFE].rule == cells[Q.SAFE].limited == "requirement_notice"
    assert cells[Q.CARING].awarded is I
    assert cells[Q.EFFECTIVE].rule == JUDGED
    assert made.sites["RX101"].services["surgery"].overall.awarded is RI
    assert made.sites["RX101"].services["surgery"].overall.inputs[str(Q.SAFE)] is RI


def test_an_award_goes_on_upwards_and_the_computed_one_is_kept() -> None:
    awards = {Place("RX101", "", Q.SAFE): I}
    made = computed(site(surgery=[RI, G, G, G, G]), awards=awards, well_led=InspectedPlace(judged=G))
    safe = made.sites["RX101"].key_questions[Q.SAFE]
    assert (safe.computed, safe.awarded, safe.departs) == (RI, I, True)
    assert made.sites["RX101"].overall.inputs[str(Q.SAFE)] is I
    assert made.sites["RX101"].overall.awarded is RI
    assert made.key_questions[Q.SAFE].awarded is I
    limited = {("surgery", Q.SAFE): {Action.ENFORCEMENT}}
    lifted = computed(site(surgery=[G] * 5, actions=limited), awards={Place("RX101", "surgery", Q.SAFE): RI})
    cell = lifted.sites["RX101"].services["surgery"].cells[Q.SAFE]
    assert (cell.judged, cell.computed, cell.awarded) == (G, I, RI)


def test_an_award_of_what_was_judged_itself_counts_for_nothing() -> None:
    made = computed(
        site(surgery=[G] * 5),
        awards={Place("RX101", "surgery", Q.SAFE): I, Place(key_question=Q.WELL_LED): I},
        well_led=InspectedPlace(judged=G),
    )
    assert made.sites["RX101"].services["surgery"].cells[Q.SAFE].awarded is G
    assert made.key_questions[Q.WELL_LED].awarded is G


def test_what_was_not_inspected_keeps_its_published_rating_and_counts() -> None:
    inspected = site(surgery=[G] * 5)
    cells = {
        **inspected.cells,
        "maternity": {question: InspectedPlace(published=RI) for question in KeyQuestion},
    }
    made = computed(InspectedSiteInputs("RX101", cells, published_overall={"maternity": I}))
    maternity = made.sites["RX101"].services["maternity"]
    assert {cell.rule for cell in maternity.cells.values()} == {CARRIED}
    assert (maternity.overall.computed, maternity.overall.awarded) == (RI, I)
    assert maternity.overall.carried
    assert made.sites["RX101"].key_questions[Q.SAFE].awarded is RI
    assert made.sites["RX101"].complete


def test_a_notice_does_not_change_what_was_published() -> None:
    limited = {("surgery", Q.SAFE): {Action.ENFORCEMENT}}
    made = computed(site(kept=True, surgery=[G] * 5, actions=limited))
    assert made.sites["RX101"].services["surgery"].cells[Q.SAFE].awarded is G


def test_a_judgement_takes_the_place_of_what_was_published() -> None:
    cells = {"surgery": {question: InspectedPlace(judged=G, published=I) for question in KeyQuestion}}
    made = computed(InspectedSiteInputs("RX101", cells, published_overall={"surgery": I}))
    assert made.sites["RX101"].services["surgery"].overall.awarded is G
    assert not made.sites["RX101"].services["surgery"].overall.carried


def test_non_ratings_leave_the_number_and_the_grid_incomplete() -> None:
    made = computed(site(surgery=[O, NonRating.NOT_RATED, O, G, G], critical_care=[None] * 5))
    surgery = made.sites["RX101"].services["surgery"]
    assert surgery.overall.awarded is O
    assert len(surgery.overall.inputs) == 4
    assert surgery.cells[Q.EFFECTIVE].awarded is NonRating.NOT_RATED
    assert made.sites["RX101"].services["critical_care"].overall.awarded is None
    assert made.sites["RX101"].services["critical_care"].overall.rule == ""
    assert not made.sites["RX101"].complete
    assert made.sites["RX101"].key_questions[Q.EFFECTIVE].awarded is None


def test_hospitals_to_which_none_went_count_for_the_trust() -> None:
    elsewhere = KeptLocation("RX102", dict.fromkeys(KeyQuestion, RI))
    made = computed(site(surgery=[RI] * 5), kept=(elsewhere,), well_led=InspectedPlace(published=G))
    assert made.key_questions[Q.SAFE].awarded is RI
    assert made.key_questions[Q.SAFE].inputs == {"RX101": RI, "RX102": RI}
    assert made.key_questions[Q.WELL_LED].carried
    assert made.complete
    partly = KeptLocation("RX102", {Q.SAFE: G})
    assert not computed(site(surgery=[G] * 5), kept=(partly,), well_led=InspectedPlace(judged=G)).complete


def test_a_hospital_taken_over_lately_is_left_out_and_said_so() -> None:
    new = KeptLocation("RX102", dict.fromkeys(KeyQuestion, I), taken_over_on=date(2026, 4, 1))
    made = computed(site(surgery=[G] * 5), kept=(new,), well_led=InspectedPlace(judged=G))
    assert made.left_out == {"RX102": date(2028, 4, 1)}
    assert made.overall.awarded is G
    assert made.complete


def test_at_a_trust_with_one_hospital_the_trusts_well_led_is_the_hospitals() -> None:
    given = {"well_led": InspectedPlace(judged=I), "well_led_stands_for_location": True}
    made = computed(site(surgery=[G] * 5), **given)
    well_led = made.sites["RX101"].key_questions[Q.WELL_LED]
    assert (well_led.awarded, well_led.rule) == (I, "assessed")
    assert made.sites["RX101"].services["surgery"].cells[Q.WELL_LED].awarded is G
    unassessed = computed(site(surgery=[G] * 5), well_led_stands_for_location=True)
    assert unassessed.sites["RX101"].key_questions[Q.WELL_LED].rule == "E"


def test_every_level_is_in_the_list_once() -> None:
    made = computed(site(surgery=[G] * 5, critical_care=[G] * 5), site("RX102", surgery=[G] * 5))
    places = [each.place for each in made.all()]
    # 5 and 1 for each service, 5 and 1 for each site and for the trust.
    assert len(places) == len(set(places)) == 3 * 6 + 2 * 6 + 6


WORDS = st.sampled_from([O, G, RI, I, NonRating.NOT_RATED, None])


@given(st.lists(st.lists(WORDS, min_size=5, max_size=5), min_size=2, max_size=4), st.randoms())
def test_the_order_of_services_never_matters(grid: list[list[object]], random: object) -> None:
    services = {f"service_{number}": words for number, words in enumerate(grid)}
    shuffled = list(services.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = computed(site(**services)), computed(site(**dict(shuffled)))
    assert {each.place: each.awarded for each in one.all()} == {each.place: each.awarded for each in other.all()}


@given(
    st.lists(st.lists(st.sampled_from(list(Rating)), min_size=5, max_size=5), min_size=1, max_size=4),
    st.sampled_from(list(Action)),
    st.sampled_from(list(KeyQuestion)),
)
def test_an_action_never_makes_anything_better(grid: list[list[Rating]], action: Action, question: KeyQuestion) -> None:
    services: dict[str, list[object]] = {f"service_{number}": list(words) for number, words in enumerate(grid)}
    limited = computed(site(actions={("service_0", question): {action}}, **services))  # type: ignore[arg-type]
    free = {each.place: each.awarded for each in computed(site(**services)).all()}
    for each in limited.all():
        if isinstance(each.awarded, Rating):
            before = free[each.place]
            assert isinstance(before, Rating)
            assert each.awarded.rank <= before.rank


@given(st.lists(st.lists(WORDS, min_size=5, max_size=5), min_size=1, max_size=4))
def test_without_awards_what_is_awarded_is_what_the_rules_give(grid: list[list[object]]) -> None:
    made = computed(site(**{f"service_{number}": words for number, words in enumerate(grid)}))
    assert not any(each.departs for each in made.all())


def test_what_is_still_to_judge_is_named() -> None:
    judged = {("RX101", "surgery", question): G for question in KeyQuestion if question is not Q.SAFE}
    assert still_to_judge([("RX101", "surgery")], judged) == [Place("RX101", "surgery", Q.SAFE)]
    assert len(still_to_judge([("RX101", "surgery"), ("RX102", "surgery")], judged)) == 6


@pytest.mark.parametrize("question", list(KeyQuestion))
def test_every_key_question_counts_alike(question: KeyQuestion) -> None:
    words: list[object] = [I if each is question else G for each in KeyQuestion]
    assert computed(site(surgery=words)).sites["RX101"].services["surgery"].overall.awarded is RI
