"""Funnel limits: worked values, and that a unit is beyond them exactly where its adjusted z-score says so."""

from math import inf

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ratings.rules.funnel_limits import FunnelLimits, Scale, funnel, funnel_limits
from ratings.rules.overdispersion import LIMIT_95, LIMIT_998, OutlierTreatment, over_dispersion
from ratings.rules.z_scores import (
    RatioMethod,
    Transformed,
    proportions,
    ratios_of_counts,
    standardised_ratios,
    survey_means,
)

OBSERVED = [100, 150, 180, 80, 120, 225]
EXPECTED = [108, 112, 165, 95, 100, 220]


def test_the_trap_of_the_square_root() -> None:
    """The reference package leaves the limits on the square-root scale, and flags what z does not."""
    units = standardised_ratios(OBSERVED, EXPECTED, method=RatioMethod.CQC)
    found = over_dispersion(units)
    at_95, at_998 = (
        funnel(units, scale=Scale.SQUARE_ROOT, at=at, tau_squared=found.tau_squared)[1] for at in (LIMIT_95, LIMIT_998)
    )
    assert at_95.upper == pytest.approx(1.3170, abs=5e-5)
    assert at_998.upper == pytest.approx(1.5196, abs=5e-5)
    ratio = 150 / 112
    not_carried_back = 1 + LIMIT_998 * (units[1].standard_error ** 2 + found.tau_squared) ** 0.5
    assert not_carried_back == pytest.approx(1.2327, abs=5e-5)
    assert ratio > not_carried_back
    assert (at_95.side(ratio), at_998.side(ratio)) == (1, 0)
    assert LIMIT_95 < found.z(units[1]) < LIMIT_998


def test_limits_of_the_mortality_indicator() -> None:
    units = standardised_ratios(OBSERVED, EXPECTED, method=RatioMethod.SHMI)
    found = over_dispersion(units, treatment=OutlierTreatment.TRUNCATE)
    limits = funnel(units, scale=Scale.LOGARITHM, at=LIMIT_95, tau_squared=found.tau_squared)[0]
    assert (limits.lower, limits.upper) == pytest.approx((0.717307, 1.394104), abs=1e-6)


def test_sides() -> None:
    limits = FunnelLimits(0.5, 2.0)
    assert [limits.side(value) for value in (0.4, 0.5, 1.0, 2.0, 2.1)] == [-1, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("scale", "target", "error", "lower", "upper"),
    [
        (Scale.SQUARE_ROOT, 1.0, 2.0, 0.0, 25.0),  # no ratio is below 0, and -1 squared is no limit
        (Scale.ARCSINE, 0.1, 2.0, 0.0, 1.0),
        (Scale.LOGARITHM, 0.0, 1e4, 0.0, inf),
        (Scale.AS_IT_IS, 3.0, 2.0, -1.0, 7.0),
    ],
)
def test_limits_stay_where_values_can_be(scale: Scale, target: float, error: float, lower: float, upper: float) -> None:
    assert funnel_limits(target=target, standard_error=error, scale=scale, at=2.0) == FunnelLimits(lower, upper)


@pytest.mark.parametrize("bad", [{"standard_error": 0}, {"tau_squared": -1}, {"at": -1}, {"target": inf}])
def test_refuses_what_has_no_limits(bad: dict[str, float]) -> None:
    given = {"target": 1.0, "standard_error": 0.1, "tau_squared": 0.0, "at": 2.0} | bad
    with pytest.raises(ValueError, match="limits need"):
        funnel_limits(scale=Scale.SQUARE_ROOT, **given)


pairs = st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 3000)), min_size=3, max_size=30)
WAYS = {
    Scale.SQUARE_ROOT: lambda a, b: standardised_ratios(a, b, method=RatioMethod.CQC),
    Scale.LOGARITHM: lambda a, b: standardised_ratios(a, b, method=RatioMethod.SHMI),
    Scale.ARCSINE: lambda a, b: proportions(a, [x + y for x, y in zip(a, b, strict=True)]),
    Scale.AS_IT_IS: lambda a, b: survey_means(a, b),
}


@pytest.mark.parametrize("scale", list(Scale))
@pytest.mark.parametrize("at", [LIMIT_95, LIMIT_998])
@given(pairs)
def test_a_unit_is_beyond_its_limits_where_its_adjusted_z_is(
    scale: Scale, at: float, counts: list[tuple[int, int]]
) -> None:
    above, below = [a for a, _ in counts], [b for _, b in counts]
    units = WAYS[scale](above, below)
    found = over_dispersion(units)
    limits = funnel(units, scale=scale, at=at, tau_squared=found.tau_squared)
    for unit, limit, a, b in zip(units, limits, above, below, strict=True):
        z = found.z(unit)
        assume(abs(abs(z) - at) > 1e-9)
        value = {Scale.ARCSINE: a / (a + b), Scale.AS_IT_IS: float(a)}.get(scale, a / b)
        assert limit.side(value) == (z > at) - (z < -at)


def test_ratios_of_counts_are_carried_back_by_their_exponential() -> None:
    units = ratios_of_counts([12, 30, 18, 44, 9, 25], [100, 160, 150, 210, 110, 140])
    found = over_dispersion(units)
    limits = funnel(units, scale=Scale.LOGARITHM, at=LIMIT_95, tau_squared=found.tau_squared)
    # The pooled ratio 138 / 870 lies in the middle of both limits, by their ratio.
    for limit in limits:
        assert limit.lower * limit.upper == pytest.approx((138 / 870) ** 2)


@given(st.floats(0.01, 10), st.floats(0, 1), st.floats(0, 4), st.floats(0, 4))
def test_limits_further_out_hold_all_within(error: float, tau_squared: float, one: float, other: float) -> None:
    near, far = sorted((one, other))
    for scale, target in ((Scale.SQUARE_ROOT, 1.0), (Scale.LOGARITHM, 0.0), (Scale.ARCSINE, 0.4)):
        inner, outer = (
            funnel_limits(target=target, standard_error=error, tau_squared=tau_squared, scale=scale, at=at)
            for at in (near, far)
        )
        assert outer.lower <= inner.lower <= inner.upper <= outer.upper


def test_survey_means() -> None:
    units = survey_means([8.0, 7.0, 9.0], [0.5, 0.25, 0.5])
    assert [unit.target for unit in units] == [8.0] * 3
    assert [unit.z for unit in units] == [0.0, -4.0, 2.0]
    assert survey_means([], []) == ()


@pytest.mark.parametrize(
    ("means", "errors", "why"),
    [([1], [], "1 means for 0"), ([1], [0], "above zero"), ([1], [float("nan")], "above zero")],
)
def test_survey_means_that_cannot_be(means: list[float], errors: list[float], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        survey_means(means, errors)


def test_rates_are_ratios_to_what_the_target_rate_brings() -> None:
    from ratings.rules.z_scores import rates

    found = rates([130, 90], [50_000, 50_000], target=2, per=1000)
    assert found == standardised_ratios([130, 90], [100, 100], method=RatioMethod.CQC)
    assert found[0].z == pytest.approx(2.803509, abs=1e-6)
    with pytest.raises(ValueError, match="target above zero"):
        rates([1], [1], target=0)
    assert isinstance(found[0], Transformed)
