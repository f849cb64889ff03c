"""What holds of every aggregation: order does not matter, better never gives worse, and the same gives the same."""

from random import Random

import hypothesis.strategies as st
import pytest
from hypothesis import given

from ratings.rules.aggregation import Judged, aggregate
from ratings.rules.aggregation_files import rule_sets
from ratings.rules.aggregation_location import rate_location
from ratings.rules.aggregation_rule_sets import AggregationRuleSet
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating

RATED = st.sampled_from(list(Rating))
JUDGED = st.one_of(RATED, st.none(), st.sampled_from(list(NonRating)))
SERVICES = st.dictionaries(
    st.text(min_size=1, max_size=8),
    st.dictionaries(st.sampled_from(list(KeyQuestion)), JUDGED, max_size=5),
    max_size=14,
)
VERSIONS = st.sampled_from(list(rule_sets().values()))


@st.composite
def versions_with_ratings(draw: st.DrawFn) -> tuple[AggregationRuleSet, list[Rating]]:
    """A version of the rules with as many ratings as it decides for."""
    version = draw(VERSIONS)
    n = draw(st.sampled_from([n for n in range(1, 21) if version.covers(n)]))
    return version, draw(st.lists(RATED, min_size=n, max_size=n))


def _numbered(ratings: list[Rating]) -> dict[str, Judged]:
    return {str(place): rating for place, rating in enumerate(ratings)}


def _rank(rating: Rating | None) -> int:
    return rating.rank if rating else 0


@given(versions_with_ratings(), st.randoms(use_true_random=False))
def test_the_order_of_ratings_never_matters(case: tuple[AggregationRuleSet, list[Rating]], randoms: Random) -> None:
    version, ratings = case
    shuffled = list(ratings)
    randoms.shuffle(shuffled)
    first, second = aggregate(_numbered(ratings), version), aggregate(_numbered(shuffled), version)
    assert (first.rating, first.rule, first.n) == (second.rating, second.rule, second.n)


@given(versions_with_ratings(), st.data())
def test_a_better_rating_never_makes_the_whole_worse(
    case: tuple[AggregationRuleSet, list[Rating]], choice: st.DataObject
) -> None:
    version, ratings = case
    place = choice.draw(st.integers(0, len(ratings) - 1))
    better = choice.draw(st.sampled_from([each for each in Rating if each.rank >= ratings[place].rank]))
    raised = [*ratings[:place], better, *ratings[place + 1 :]]
    before, after = aggregate(_numbered(ratings), version).rating, aggregate(_numbered(raised), version).rating
    assert _rank(after) >= _rank(before)


@given(VERSIONS, RATED, st.integers(1, 20))
def test_ratings_that_are_all_the_same_give_the_same(version: AggregationRuleSet, rating: Rating, n: int) -> None:
    if version.covers(n):
        assert aggregate(_numbered([rating] * n), version).rating is rating


@given(versions_with_ratings(), st.lists(st.one_of(st.none(), st.sampled_from(list(NonRating))), max_size=5))
def test_what_is_not_rated_changes_nothing(
    case: tuple[AggregationRuleSet, list[Rating]], unrated: list[NonRating | None]
) -> None:
    version, ratings = case
    plain = aggregate(_numbered(ratings), version)
    more = aggregate(_numbered(ratings) | {f"unrated {place}": word for place, word in enumerate(unrated)}, version)
    assert more == plain


@given(SERVICES, st.randoms(use_true_random=False), JUDGED)
def test_the_order_of_services_never_matters(
    services: dict[str, dict[KeyQuestion, Judged]], randoms: Random, well_led: Judged
) -> None:
    names = list(services)
    randoms.shuffle(names)
    first = rate_location(services, well_led=well_led)
    second = rate_location({name: services[name] for name in names}, well_led=well_led)
    assert first == second


@given(SERVICES, JUDGED)
def test_what_is_rated_is_aggregated_and_nothing_else_is(
    services: dict[str, dict[KeyQuestion, Judged]], well_led: Judged
) -> None:
    made = rate_location(services, well_led=well_led)
    for service, judged in services.items():
        assert (made.service_overall[service] is None) == (not any(isinstance(w, Rating) for w in judged.values()))
    for question in KeyQuestion:
        rated = any(isinstance(judged.get(question), Rating) for judged in services.values())
        if question is KeyQuestion.WELL_LED:
            rated = rated or isinstance(well_led, Rating)
        assert (made.key_questions[question] is not None) == rated
    assert (made.overall is None) == (not any(made.key_questions.values()))


@pytest.mark.parametrize("version", list(rule_sets().values()), ids=list(rule_sets()))
def test_inputs_are_told_in_the_order_given(version: AggregationRuleSet) -> None:
    n = max(n for n in range(1, 13) if version.covers(n))
    given_names = [f"service {n - place}" for place in range(n)]
    assert list(aggregate(dict.fromkeys(given_names, Rating.GOOD), version).inputs) == given_names
