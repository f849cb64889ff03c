"""Every level computed from what stands published, beside what was published there. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.judging.computing import Place
from inspections.models import RatingLevel
from ratings.computed_ratings import ratings_of_trust, standards_named
from ratings.questions import PublishedWord, RatingResult, Standing
from ratings.rating_facts import Limiting, RatedSite, RatingFacts
from ratings.rules.aggregation_files import rule_set
from ratings.rules.aggregation_rule_sets import Action
from ratings.rules.cautions import CautionFacts
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating

O, G, RI, I = Rating.OUTSTANDING, Rating.GOOD, Rating.REQUIRES_IMPROVEMENT, Rating.INADEQUATE  # noqa: E741
Q = KeyQuestion
ON = date(2026, 11, 20)
OUT = date(2026, 1, 9)
SITE, OTHER = "RX101", "RX102"
SERVICES = ("surgery", "critical_care")


def word(rating: object, *, on: date = OUT, **more: object) -> PublishedWord:
    return PublishedWord(rating, on, "ours", **more)  # type: ignore[arg-type]


def whole(*sites: str, rating: Rating = G) -> dict[Place, PublishedWord]:
    """A record in which everything at every level has the one rating."""
    places = [Place(site, service, q) for site in sites for service in (*SERVICES, "") for q in (*KeyQuestion, None)]
    places += [Place(key_question=q) for q in KeyQuestion] + [Place()]
    return {place: word(rating) for place in places}


def facts(published: dict[Place, PublishedWord], **more: object) -> RatingFacts:
    sites = sorted({place.site for place in published if place.site})
    given: dict[str, object] = {
        "trust_code": "RX1",
        "on": ON,
        "sites": tuple(RatedSite(site, SERVICES, None) for site in sites),
        "published": published,
        "limiting": {},
        "cautioned_by": CautionFacts(ON),
        **more,
    }
    return RatingFacts(**given)  # type: ignore[arg-type]


def computed(published: dict[Place, PublishedWord], **more: object) -> dict[Place, RatingResult]:
    made = ratings_of_trust(facts(published, **more), rule_set()).ratings
    by_place = {each.place: each for each in made}
    assert len(by_place) == len(made)
    return by_place


def asking(made: dict[Place, RatingResult]) -> set[Place]:
    return {place for place, each in made.items() if each.standing.asks}


@pytest.mark.parametrize("rating", list(Rating))
def test_where_everything_is_alike_every_level_agrees_and_nothing_is_asked(rating: Rating) -> None:
    made = computed(whole(SITE, OTHER, rating=rating))
    assert {each.standing for each in made.values()} == {Standing.AGREES}
    # Two hospitals of two services each: 2 x (10 + 2 + 5 + 1), and the trust's five and its overall.
    assert len(made) == 2 * 18 + 6
    assert {each.level for each in made.values()} == set(RatingLevel)


def test_a_departure_shows_at_its_own_level_and_is_not_counted_again_further_up() -> None:
    published = whole(SITE, OTHER) | {Place(SITE, "", Q.SAFE): word(RI)}
    made = computed(published)
    assert asking(made) == {Place(SITE, "", Q.SAFE), Place(key_question=Q.SAFE)}
    safe = made[Place(SITE, "", Q.SAFE)]
    assert (safe.computed, safe.rule, safe.inputs) == (G, "E", {"surgery": "good", "critical_care": "good"})
    # One of two hospitals requires improvement: by the table for two ratings, so does the trust.
    assert made[Place(key_question=Q.SAFE)].computed is RI
    # The hospital's overall is computed from its key questions as published: one of five.
    assert made[Place(SITE)].inputs["safe"] == "requires_improvement"
    assert made[Place(SITE)].standing is Standing.AGREES


def test_a_recorded_departure_explains_the_difference_from_the_rating_that_it_departed_from_alone() -> None:
    place = Place(SITE, "", Q.SAFE)
    departed = word(RI, computed="good", departure_reason="It reaches every ward.")
    one_site = whole(SITE) | {Place(key_question=Q.SAFE): word(RI)}
    assert computed(one_site | {place: departed})[place].standing is Standing.EXPLAINED
    assert computed(one_site | {place: replace(departed, departure_reason="")})[place].standing is Standing.DIFFERS
    # What is under it was published anew: the rules now give inadequate, and from that nobody departed.
    worse = {Place(SITE, service, Q.SAFE): word(I) for service in SERVICES}
    assert computed(one_site | worse | {place: departed})[place].standing is Standing.DIFFERS


@pytest.mark.parametrize(
    ("action", "published", "expected", "standing"),
    [
        (Action.ENFORCEMENT, G, I, Standing.DIFFERS),
        (Action.ENFORCEMENT, I, I, Standing.AGREES),
        (Action.REQUIREMENT_NOTICE, G, RI, Standing.DIFFERS),
        (Action.REQUIREMENT_NOTICE, RI, RI, Standing.AGREES),
        (Action.REQUIREMENT_NOTICE, I, I, Standing.AGREES),
        (Action.ENFORCEMENT, NonRating.NOT_RATED, None, Standing.NOT_COMPARED),
    ],
)
def test_a_notice_since_then_limits_the_key_question_that_it_names(
    action: Action, published: Rating | NonRating, expected: Rating | None, standing: Standing
) -> None:
    place = Place(SITE, "surgery", Q.SAFE)
    limiting = {place: (Limiting(action, "NOTICE", date(2026, 11, 2)),)}
    made = computed(whole(SITE) | {place: word(published)}, limiting=limiting)[place]
    assert (made.computed, made.standing) == (expected, standing)
    if standing is Standing.DIFFERS:
        assert (made.rule, made.notices, made.as_of) == (str(action), ("NOTICE",), date(2026, 11, 2))


def test_the_well_led_of_a_trust_is_assessed_and_at_one_hospital_it_is_the_hospitals() -> None:
    of_trust, of_site = Place(key_question=Q.WELL_LED), Place(SITE, "", Q.WELL_LED)
    made = computed(whole(SITE) | {of_trust: word(I)})
    assert (made[of_trust].rule, made[of_trust].standing) == ("assessed", Standing.AGREES)
    assert (made[of_site].computed, made[of_site].rule, made[of_site].standing) == (I, "assessed", Standing.DIFFERS)
    # Of two hospitals each has its own, and so had one before June 2017.
    assert computed(whole(SITE, OTHER) | {of_trust: word(I)})[of_site].computed is G
    earlier = {of_trust: word(I, on=date(2017, 1, 1)), of_site: word(G, on=date(2017, 1, 1))}
    assert computed(whole(SITE) | earlier)[of_site].computed is G


def test_what_is_not_published_is_computed_and_not_compared() -> None:
    published = {place: each for place, each in whole(SITE, OTHER).items() if place.service}
    made = computed(published)
    assert made[Place(SITE)].computed is G
    assert made[Place(SITE)].published is None
    assert {made[place].standing for place in made if not place.service} == {Standing.NOT_COMPARED}
    # Without an assessment the trust's well-led is no rating, and its overall counts the other four.
    assert Place(key_question=Q.WELL_LED) not in made
    assert len(made[Place()].inputs) == 4


def test_a_hospital_taken_over_counts_from_two_years_later_and_that_alone_can_be_a_question() -> None:
    published = whole(SITE, OTHER) | {Place(OTHER, "", Q.SAFE): word(I)}
    published |= {Place(OTHER, service, Q.SAFE): word(I) for service in SERVICES}
    sites = (RatedSite(SITE, SERVICES, None), RatedSite(OTHER, SERVICES, date(2024, 12, 1)))
    of_trust = Place(key_question=Q.SAFE)
    assert computed(published, sites=sites)[of_trust].standing is Standing.AGREES
    later = computed(published, sites=sites, on=date(2026, 12, 1))[of_trust]
    assert (later.computed, later.standing) == (I, Standing.DIFFERS)


@given(st.data())
def test_the_results_are_the_same_in_whatever_order_the_record_is_read(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from([*Rating, *NonRating]), min_size=30, max_size=30))
    published = whole(SITE, OTHER)
    for place, rating in zip(sorted(published, key=str), words, strict=False):
        published[place] = word(rating)
    shuffled = dict(data.draw(st.permutations(list(published.items()))))
    once, again = (ratings_of_trust(facts(each), rule_set()) for each in (published, shuffled))
    assert once == again
    assert [each.digest() for each in once.ratings] == [each.digest() for each in again.ratings]
    for each in once.ratings:
        if each.standing is Standing.AGREES:
            assert each.published is not None
            assert each.published.word is each.computed


def test_any_other_fact_is_another_question_and_the_same_facts_are_the_same() -> None:
    place = Place(SITE, "", Q.SAFE)
    first = computed(whole(SITE) | {place: word(RI)})[place]
    assert first.facts() == computed(whole(SITE) | {place: word(RI)})[place].facts()
    for other in (
        {place: word(I)},
        {place: word(RI, on=ON)},
        {place: word(RI), Place(SITE, "surgery", Q.SAFE): word(O)},
    ):
        changed = computed(whole(SITE) | other)[place]
        assert changed.question_id == first.question_id
        assert changed.facts() != first.facts()


def test_regulations_are_named() -> None:
    assert standards_named(["18"]) == "regulation 18 (staffing)"
    assert standards_named(["17(3)", "99"]) == "regulation 17(3) (good governance) and regulation 99"


def test_what_an_inspection_rated_by_another_version_is_computed_by_that_version() -> None:
    """A location rated as adult social care is: a breach limits its overall, and no key question."""
    framework = {
        place: replace(each, rule_set="single-location-2014") for place, each in whole(SITE).items() if place.site
    }
    place = Place(SITE, "surgery", Q.SAFE)
    breach = {place: (Limiting(Action.BREACH, "", date(2026, 11, 2)),)}
    made = computed(framework, limiting=breach)
    assert made[Place(SITE)].rule_set == "single-location-2014"
    assert (made[Place(SITE)].computed, made[Place(SITE)].rule) == (RI, "breach")
    assert made[place].computed is G
    # By the handbook a breach without a notice limits nothing.
    by_handbook = computed(whole(SITE), limiting=breach)
    assert asking(by_handbook) == set()


def test_a_version_that_decides_nothing_for_so_many_gives_no_rating_to_differ_from() -> None:
    six = tuple(f"service {number}" for number in range(6))
    place = Place(SITE, "", Q.SAFE)
    published = {Place(SITE, service, Q.SAFE): word(G) for service in six}
    published[place] = word(I, rule_set="single-assessment-framework-2023")
    made = computed(published, sites=(RatedSite(SITE, six, None),))[place]
    assert (made.computed, made.rule, made.standing) == (None, "", Standing.NOT_COMPARED)
