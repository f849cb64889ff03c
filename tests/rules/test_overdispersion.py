"""z-scores and over-dispersion: worked examples computed with the reference implementation."""

from decimal import Decimal
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.overdispersion import (
    LIMIT_95,
    LIMIT_998,
    OutlierTreatment,
    over_dispersion,
    quantile,
    truncate,
)
from ratings.rules.z_scores import (
    RatioMethod,
    Transformed,
    proportions,
    ratios_of_counts,
    standardised_ratios,
)

OBSERVED = [100, 150, 180, 80, 120, 225]
EXPECTED = [108, 112, 165, 95, 100, 220]
CQC = standardised_ratios(OBSERVED, EXPECTED, method=RatioMethod.CQC)
SHMI = standardised_ratios(OBSERVED, EXPECTED, method=RatioMethod.SHMI)


def six(*values: float) -> object:
    return pytest.approx(list(values), abs=1e-6)


def test_standardised_ratios_by_square_root() -> None:
    assert [unit.y for unit in CQC] == six(0.962250, 1.157275, 1.044466, 0.917663, 1.095445, 1.011300)
    assert [unit.standard_error for unit in CQC] == six(0.048113, 0.047246, 0.038925, 0.051299, 0.050000, 0.033710)
    assert [unit.z for unit in CQC] == six(-0.784610, 3.328887, 1.142351, -1.605045, 1.908902, 0.335206)


def test_winsorised_tenth() -> None:
    found = over_dispersion(CQC)
    assert [found.lower_z, found.upper_z] == six(-1.194827, 2.618895)
    assert found.phi == pytest.approx(2.327178, abs=1e-6)
    assert found.tau_squared == pytest.approx(0.00343978, abs=1e-8)
    assert [found.z(unit) for unit in CQC] == six(-0.497628, 2.088310, 0.631697, -1.056702, 1.238422, 0.167040)


def test_winsorised_twentieth() -> None:
    found = over_dispersion(CQC, share=0.05)
    assert [found.lower_z, found.upper_z] == six(-1.399936, 2.973891)
    assert found.phi == pytest.approx(2.746783, abs=1e-6)
    assert found.tau_squared == pytest.approx(0.00440598, abs=1e-8)


def test_limits_on_the_scale_of_the_ratio_are_squared_back() -> None:
    found = over_dispersion(CQC)
    assert found.limits(CQC[1], LIMIT_95)[1] ** 2 == pytest.approx(1.3170, abs=5e-5)
    assert found.limits(CQC[1], LIMIT_998)[1] ** 2 == pytest.approx(1.5196, abs=5e-5)


def test_standardised_ratios_by_logarithm_truncated() -> None:
    assert [unit.z for unit in SHMI] == six(-0.799803, 3.091681, 1.117681, -1.674989, 1.823216, 0.333326)
    found = over_dispersion(SHMI, treatment=OutlierTreatment.TRUNCATE)
    assert (found.used, found.lower_z, found.upper_z) == (6, None, None)
    assert found.phi == pytest.approx(2.948033, abs=1e-6)
    assert found.tau_squared == pytest.approx(0.01947753, abs=1e-8)
    assert [exp(limit) for limit in found.limits(SHMI[0], LIMIT_95)] == six(0.717307, 1.394104)


def test_proportions() -> None:
    units = proportions([45, 60, 30, 80, 20, 55], [500, 520, 410, 600, 380, 450])
    found = over_dispersion(units)
    assert units[0].target == pytest.approx(0.324074, abs=1e-6)
    assert [found.lower_z, found.upper_z] == six(-2.820732, 1.919415)
    assert found.phi == pytest.approx(3.256807, abs=1e-6)
    assert found.tau_squared == pytest.approx(0.00153249, abs=1e-8)
    assert [found.z(unit) for unit in units] == six(-0.429911, 0.501581, -1.083758, 1.126131, -1.978504, 0.723774)


def test_ratios_of_counts() -> None:
    units = ratios_of_counts([12, 30, 18, 44, 9, 25], [100, 160, 150, 210, 110, 140])
    found = over_dispersion(units)
    assert units[0].target == pytest.approx(-1.841240, abs=1e-6)
    assert [found.lower_z, found.upper_z] == six(-1.452580, 1.335353)
    assert found.phi == pytest.approx(1.153368, abs=1e-6)
    assert found.tau_squared == pytest.approx(0.01961095, abs=1e-8)
    assert [found.z(unit) for unit in units] == six(-0.745855, 0.749739, -0.908079, 1.331061, -1.709658, 0.527770)


def test_quick_check_of_the_square_root() -> None:
    (unit,) = standardised_ratios([130], [100], method=RatioMethod.CQC)
    assert unit.z == pytest.approx(2.803509, abs=1e-6)


def test_hours_are_decimal() -> None:
    exact = ratios_of_counts([Decimal("1602.5"), Decimal(990)], [Decimal(1710), Decimal(1023)])
    assert exact == ratios_of_counts([1602.5, 990], [1710, 1023])


@pytest.mark.parametrize(("probability", "expected"), [(0, 1), (0.1, 1.4), (0.5, 3), (0.9, 4.6), (1, 5)])
def test_quantiles_are_of_type_seven(probability: float, expected: float) -> None:
    assert quantile([5, 3, 1, 4, 2], probability) == pytest.approx(expected)


def test_truncation_drops_a_tenth_at_each_end() -> None:
    # Of 19, rank r falls in group floor(r / 2): rank 1 is group 0, ranks 18 and 19 are group 9.
    units = [Transformed(float(y), 1.0, 0.0) for y in range(1, 20)]
    assert [unit.y for unit in truncate(units, 0.1)] == list(range(2, 18))


def test_tied_ranks_are_shared() -> None:
    # Three tie for ranks 17 to 19: each has rank 18, group 9, and all three go.
    units = [Transformed(float(min(y, 17)), 1.0, 0.0) for y in range(1, 20)]
    assert [unit.y for unit in truncate(units, 0.1)] == list(range(2, 17))


def test_units_that_agree_are_not_over_dispersed() -> None:
    units = [Transformed(0.0, 0.1, 0.0)] * 8
    found = over_dispersion(units)
    assert (found.phi, found.tau_squared) == (0, 0)
    assert found.z(Transformed(0.3, 0.1, 0.0)) == pytest.approx(3)


def test_one_unit_alone_has_no_variance_between() -> None:
    assert over_dispersion([Transformed(1.0, 0.1, 0.0)]).tau_squared == 0


@pytest.mark.parametrize("share", [0.5, -0.1, 1, float("nan")])
def test_share_must_leave_a_middle(share: float) -> None:
    with pytest.raises(ValueError, match=r"between 0 and 0\.5"):
        over_dispersion(CQC, share=share)


def test_needs_a_unit() -> None:
    with pytest.raises(ValueError, match="at least one unit"):
        over_dispersion([])


@pytest.mark.parametrize(
    ("numerators", "denominators", "why"),
    [
        ([1], [1, 2], "1 numerators for 2 denominators"),
        ([-1, 3], [1, 2], "not negative"),
        ([0, 3], [0, 2], "both counts zero"),
        ([0, 0], [3, 2], "above zero in total"),
        ([], [], "above zero in total"),
    ],
)
def test_ratios_that_cannot_be(numerators: list[int], denominators: list[int], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        ratios_of_counts(numerators, denominators)


def test_other_ratios_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="no smaller than its part"):
        proportions([3], [2])
    with pytest.raises(ValueError, match="expected number above zero"):
        standardised_ratios([3], [0], method=RatioMethod.CQC)
    with pytest.raises(ValueError, match="observed number above zero"):
        standardised_ratios([0], [3], method=RatioMethod.SHMI)
    assert proportions([], []) == ()


counts = st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 5000)), min_size=2, max_size=30)


@given(counts, st.randoms(use_true_random=False))
def test_order_changes_no_digit(pairs: list[tuple[int, int]], random: object) -> None:
    def by_pair(ordered: list[tuple[int, int]]) -> dict[tuple[int, int], float]:
        units = ratios_of_counts([a for a, _ in ordered], [b for _, b in ordered])
        found = over_dispersion(units)
        return dict(zip(ordered, (found.z(unit) for unit in units), strict=True))

    shuffled = pairs[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert by_pair(shuffled) == by_pair(pairs)


@given(counts)
def test_allowing_for_differences_never_enlarges_z(pairs: list[tuple[int, int]]) -> None:
    units = ratios_of_counts([a for a, _ in pairs], [b for _, b in pairs])
    found = over_dispersion(units)
    assert found.tau_squared >= 0
    for unit in units:
        assert abs(found.z(unit)) <= abs(unit.z) * (1 + 1e-12)
