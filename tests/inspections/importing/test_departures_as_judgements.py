"""Every published departure can be recorded as a judgement, with what the rules give beside what was awarded."""

from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import given

from inspections.importing.agreement import PublishedGrid, compare, grid_of
from inspections.importing.api_location import read_location
from inspections.importing.published import Published
from inspections.judging.computing import InspectedPlace, InspectedSiteInputs, Place, TrustInputs, compute_ratings
from ratings.rules.aggregation import Judged
from ratings.rules.aggregation_files import rule_set
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating, rated
from tests.inspections.importing.locations import sample

ON = date(2019, 5, 8)
CELLS = st.dictionaries(
    st.sampled_from(list(KeyQuestion)), st.one_of(st.sampled_from(list(Rating)), st.sampled_from(list(NonRating)))
)


def published(service: str, question: KeyQuestion | None, word: Judged) -> Published:
    assert word is not None
    return Published("RX1", "RX101", service, question, word, word.label, ON)


@st.composite
def published_grids(draw: st.DrawFn) -> PublishedGrid:
    """Any grid of a location, with any rating at all published wherever the rules could give one."""
    services = draw(st.dictionaries(st.sampled_from([f"Service {n}" for n in range(12)]), CELLS))
    ratings = [published(name, question, word) for name, cells in services.items() for question, word in cells.items()]
    for name, cells in services.items():
        if any(rated(word) for word in cells.values()):
            ratings.append(published(name, None, draw(st.sampled_from(list(Rating)))))
    asked = [question for question in KeyQuestion if any(rated(cells.get(question)) for cells in services.values())]
    for question in [*asked, None] if asked else []:
        ratings.append(published("", question, draw(st.sampled_from(list(Rating)))))
    return grid_of("RX101", ratings)


def hold(grid: PublishedGrid) -> None:
    """Record each departure of the grid as a judgement, and look at every level."""
    compared = compare(grid)
    places = [Place(grid.location_code, one.service, one.key_question) for one in compared]
    site = InspectedSiteInputs(
        grid.location_code,
        {
            service: {question: InspectedPlace(judged=word) for question, word in cells.items()}
            for service, cells in grid.services.items()
        },
    )
    awards = {place: one.published for place, one in zip(places, compared, strict=True) if not one.agrees}
    made = compute_ratings(TrustInputs((site,), awards=awards), on=ON, rules=rule_set())
    at = {one.place: one for one in made.all()}
    for place, one in zip(places, compared, strict=True):
        kept = at[place]
        assert (kept.computed, kept.awarded) == (one.computed.rating, one.published)
        assert kept.departs is not one.agrees


@given(published_grids())
def test_whatever_is_published_can_be_awarded_beside_what_the_rules_give(grid: PublishedGrid) -> None:
    hold(grid)


@pytest.mark.parametrize("name", ["RA430", "RA901", "RH801", "RK950"])
def test_the_departures_of_real_hospitals_can_be_awarded(name: str) -> None:
    read = read_location(sample(name))
    hold(grid_of(read.code, read.ratings))
