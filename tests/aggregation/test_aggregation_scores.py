"""Scores of quality statements: the percentage, its band at every edge, and the limiters."""

from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from ratings.rules.aggregation_scores import score_key_question
from ratings.rules.ratings_words import Rating
from tests.aggregation.short import SHORT


def scored(*scores: int) -> dict[str, int]:
    return {f"Statement {place}": score for place, score in enumerate(scores, start=1)}


@pytest.mark.parametrize(
    ("scores", "rounded", "banded"),
    [
        ([1, 1, 1, 1], 25, "I"),
        ([2] * 13 + [1] * 12, 38, "I"),  # 38 exactly
        ([2] * 14 + [1] * 11, 39, "RI"),  # 39 exactly
        ([2, 2, 1, 1, 2, 1, 1, 2], 38, "I"),  # 37.5 rounds up to 38
        ([3, 2] * 5 + [2, 3, 2], 62, "RI"),  # 61.54
        ([3] * 12 + [2] * 13, 62, "RI"),  # 62 exactly
        ([3, 3, 3, 3, 2, 2, 2, 2], 63, "G"),  # 20 of 32 is 62.5, which rounds up to 63
        ([3] * 13 + [2] * 12, 63, "G"),  # 63 exactly
        ([4] * 12 + [3] * 13, 87, "G"),  # 87 exactly
        ([4, 4, 4, 4, 3, 3, 3, 3], 88, "O"),  # 87.5 rounds up to 88
        ([4] * 13 + [3] * 12, 88, "O"),  # 88 exactly
        ([4, 4, 4], 100, "O"),
    ],
)
def test_every_edge_of_the_bands(scores: list[int], rounded: int, banded: str) -> None:
    made = score_key_question(scored(*scores))
    assert made is not None
    assert (made.rounded, made.banded) == (rounded, SHORT[banded])


@pytest.mark.parametrize(
    ("scores", "banded", "rating"),
    [
        ([4, 4, 3, 1], "G", "RI"),
        ([4, 4, 3, 2], "G", "G"),
        ([4, 4, 4, 4, 4, 2], "O", "G"),
        ([4, 4, 4, 4, 4, 4, 1], "O", "G"),
        ([4, 4, 4, 4, 3], "O", "O"),
        ([3, 3, 1, 1], "RI", "RI"),
    ],
)
def test_a_low_score_limits_a_good_or_outstanding_band(scores: list[int], banded: str, rating: str) -> None:
    made = score_key_question(scored(*scores))
    assert made is not None
    assert (made.banded, made.rating) == (SHORT[banded], SHORT[rating])
    assert (made.limiter is None) == (banded == rating)


def test_the_percentage_is_exact() -> None:
    made = score_key_question(scored(3, 3, 3, 3, 2, 2, 2, 2))
    assert made is not None
    assert made.percentage == Decimal("62.5")


def test_nothing_scored_is_no_rating() -> None:
    assert score_key_question({}) is None


@pytest.mark.parametrize("score", [0, 5, -1, True, 2.5])
def test_a_score_out_of_range_is_refused(score: int) -> None:
    with pytest.raises(ValueError, match="Safe systems"):
        score_key_question({"Safe systems": score})


@given(st.lists(st.integers(1, 4), min_size=1, max_size=40))
def test_every_scoring_has_a_rating_and_the_order_never_matters(scores: list[int]) -> None:
    made, reversed_ = score_key_question(scored(*scores)), score_key_question(scored(*reversed(scores)))
    assert made is not None
    assert reversed_ is not None
    assert (made.rating, made.rounded) == (reversed_.rating, reversed_.rounded)
    assert made.rating.rank <= made.banded.rank


@given(st.integers(1, 30), st.sampled_from([(1, Rating.INADEQUATE), (4, Rating.OUTSTANDING), (3, Rating.GOOD)]))
def test_scores_that_are_all_the_same_give_their_own_rating(count: int, case: tuple[int, Rating]) -> None:
    score, rating = case
    made = score_key_question(scored(*[score] * count))
    assert made is not None
    assert made.rating is rating
