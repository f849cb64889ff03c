"""Tails of rare counts, held to sums of their single probabilities."""

from math import exp, fsum, lgamma, log
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.rare_counts import chance_beyond, chance_of_so_few, chance_of_so_many


def single(count: int, expected: float) -> float:
    return exp(count * log(expected) - expected - lgamma(count + 1))


@pytest.mark.parametrize(
    ("observed", "expected", "many"),
    [
        (0, 1.0, 1.0),
        (1, 1.0, 1 - exp(-1)),
        (3, 0.5, 1 - exp(-0.5) * (1 + 0.5 + 0.125)),
        (2, 0.1, 1 - exp(-0.1) * 1.1),
    ],
)
def test_so_many(observed: int, expected: float, many: float) -> None:
    assert chance_of_so_many(observed, expected) == pytest.approx(many, rel=1e-9)


def test_none_where_three_were_expected() -> None:
    assert chance_of_so_few(0, 3.0) == pytest.approx(exp(-3), rel=1e-12)


@given(st.integers(0, 60), st.floats(0.01, 60))
def test_tails_are_sums(observed: int, expected: float) -> None:
    few = fsum(single(count, expected) for count in range(observed + 1))
    assert chance_of_so_few(observed, expected) == pytest.approx(few, rel=1e-8, abs=1e-15)
    many = fsum(single(count, expected) for count in range(observed, observed + 400))
    assert chance_of_so_many(observed, expected) == pytest.approx(many, rel=1e-8, abs=1e-15)


@given(st.integers(0, 60), st.floats(0.01, 60))
def test_both_tails_hold_the_count_itself(observed: int, expected: float) -> None:
    both = chance_of_so_many(observed, expected) + chance_of_so_few(observed, expected)
    assert both == pytest.approx(1 + single(observed, expected), rel=1e-9)


def test_small_tails_keep_their_digits() -> None:
    assert chance_of_so_few(0, 100.0) == pytest.approx(exp(-100), rel=1e-9)


@pytest.mark.parametrize(("z", "chance"), [(0, 0.5), (1.96, 0.0250), (2.0, 0.0228), (3.0, 0.00135), (3.09, 0.0010)])
def test_thresholds_as_chances(z: float, chance: float) -> None:
    assert chance_beyond(z) == pytest.approx(chance, abs=5e-5)
    assert chance_beyond(z) == pytest.approx(1 - NormalDist().cdf(z))


@pytest.mark.parametrize("observed", [-1, 1.5])
def test_refuses_what_is_no_count(observed: float) -> None:
    with pytest.raises(ValueError, match="whole number"):
        chance_of_so_many(observed, 1.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("expected", [0.0, -1.0, 1e7, float("nan"), float("inf")])
def test_refuses_what_cannot_be_expected(expected: float) -> None:
    with pytest.raises(ValueError, match="expected number"):
        chance_of_so_few(1, expected)
