"""What is measured is what is said: both ways come to the same, and an arrival changes its results."""

import numpy as np

from bench.national_comparison import arrive, disagreement, fresh, made, with_blanks, work_out
from ratings.rules.indicator_arrays import words
from ratings.rules.indicator_results import Method


def test_both_ways_come_to_the_same() -> None:
    assert disagreement(made(13, 12, 40)) == []


def test_a_difference_would_be_told() -> None:
    country = made(13, 12, 40)
    country[Method.RATIO_SQRT][0][0, 0, 0] = np.nan
    assert any("ratio_sqrt" in sentence for sentence in disagreement(country))


def test_an_arrival_changes_results_and_the_same_arrays_none() -> None:
    country = made(13, 12, 40)
    known = work_out(country)
    assert fresh(country, known) == 0
    for turn in range(3):
        arrive(country, turn)
    assert fresh(country, known) > 0
    assert fresh(country, known) == 0


def test_blanks_are_words_and_not_numbers() -> None:
    country = with_blanks(made(13, 12, 40), 1)
    for method, found in work_out(country).compared.items():
        blank = np.isnan(country[method][0])
        assert blank.any()
        assert set(words(found.results[blank])) == {"invalid"}
        assert np.isnan(found.adjusted_z[blank]).all()
        assert not np.isnan(found.adjusted_z[~blank]).any()
