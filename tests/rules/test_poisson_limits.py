"""Exact Poisson limits: published values, and the tail sums that they are made to meet."""

from math import exp, fsum, lgamma, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.poisson_limits import poisson_limits


@pytest.mark.parametrize(
    ("expected", "tail", "lower", "upper"),
    [
        (15, 0.025, 0.5596924, 1.649348),
        (15, 0.001, 0.3862650, 2.082907),
        (20, 0.025, 0.6108260, 1.544419),
        (20, 0.001, 0.4479107, 1.902094),
        (30, 0.025, 0.6746958, 1.427562),
        (30, 0.001, 0.5289724, 1.702771),
    ],
)
def test_published_values(expected: float, tail: float, lower: float, upper: float) -> None:
    limits = poisson_limits(expected, tail=tail)
    assert limits.lower == pytest.approx(lower, rel=1e-6)
    assert limits.upper == pytest.approx(upper, rel=1e-6)


def probability_of_up_to(count: int, mean: float) -> float:
    return fsum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count + 1))


@given(st.integers(1, 300), st.floats(0.0005, 0.4))
def test_a_poisson_with_the_limit_as_its_mean_has_that_tail(expected: int, tail: float) -> None:
    limits = poisson_limits(expected, tail=tail)
    assert 1 - probability_of_up_to(expected - 1, limits.lower * expected) == pytest.approx(tail, rel=1e-7)
    assert probability_of_up_to(expected, limits.upper * expected) == pytest.approx(tail, rel=1e-7)


@pytest.mark.parametrize("expected", [0, -1, 1e7, float("nan")])
def test_refuses_what_cannot_be_expected(expected: float) -> None:
    with pytest.raises(ValueError, match="expected number"):
        poisson_limits(expected, tail=0.025)


@pytest.mark.parametrize("tail", [0, 0.5, -1])
def test_refuses_a_tail_that_is_none(tail: float) -> None:
    with pytest.raises(ValueError, match="tail"):
        poisson_limits(10, tail=tail)
