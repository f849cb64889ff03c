"""Agreement with the published expectations of the two reference implementations."""

from typing import Any

import pytest

from ratings.rules.funnel_limits import FunnelLimits
from ratings.rules.indicator_results import Counts, summed
from ratings.rules.overdispersion import OutlierTreatment, over_dispersion
from ratings.rules.poisson_limits import poisson_limits
from ratings.rules.process_limits import ProcessLimits, Spread, process_limits
from ratings.rules.special_causes import Direction, SpecialCause, special_causes
from ratings.rules.xmr import analyse
from ratings.rules.z_scores import RatioMethod, standardised_ratios

UNIT = ProcessLimits(0.0, Spread(lower=-3, near_lower=-2, near_upper=2, upper=3), 30)
"""Limits that put 1 inside, and 2.5 near, on either side of a mean of 0."""


def test_limits(plotthedots: Any) -> None:
    for case in plotthedots["xmr"]:
        limits = process_limits(case["y"], screen_outliers=case["screen_outliers"])
        assert limits is not None
        assert limits.spread is not None
        found = (limits.mean, limits.spread.lower, limits.spread.upper)
        assert found == pytest.approx((case["mean"], case["lpl"], case["upl"]), rel=1e-6), case["id"]


def test_seven_points_on_one_side(plotthedots: Any) -> None:
    for case in plotthedots["rules"]["seven_points_one_side_of_mean"]:
        # The reference marks the point that completes a run; the chart marks the whole run.
        completing = case["out"]
        expected = [any(completing[place : place + 7]) for place in range(len(completing))]
        # Turns at every step and small differences keep every other rule silent.
        values = [side * (1 + place % 2 / 10) for place, side in enumerate(case["in"])]
        labels = special_causes(values, UNIT)
        shifts = [label in (SpecialCause.SHIFT_ABOVE, SpecialCause.SHIFT_BELOW) for label in labels]
        assert shifts == expected


def test_seven_point_trend(plotthedots: Any) -> None:
    for case in plotthedots["rules"]["seven_point_trend"]:
        completing = case["out"]
        marks = [next((mark for mark in completing[place : place + 7] if mark), 0) for place in range(len(completing))]
        words = {1: SpecialCause.TREND_UP, -1: SpecialCause.TREND_DOWN, 0: SpecialCause.COMMON}
        assert special_causes(case["in"], None) == tuple(words[mark] for mark in marks)


def test_two_in_three(plotthedots: Any) -> None:
    for case in plotthedots["rules"]["two_in_three"]:
        close, sides = case["close_to_limits"], case["relative_to_mean"]
        values = [side * (2.5 if near else 1) for near, side in zip(close, sides, strict=True)]
        labels = special_causes(values, UNIT)
        pairs = [label in (SpecialCause.TWO_IN_THREE_ABOVE, SpecialCause.TWO_IN_THREE_BELOW) for label in labels]
        # The reference finds the windows first, then keeps the close points alone.
        assert pairs == [bool(out and near) for out, near in zip(case["out"], close, strict=True)]


def test_two_of_three_on_opposite_sides(plotthedots: Any) -> None:
    case = plotthedots["rules"]["two_of_three_opposite_sides_is_common_cause"]
    points = analyse(case["y"], direction=Direction.INCREASE).points
    assert [str(point.point_type) for point in points[-2:]] == case["last_two"]


def test_words(plotthedots: Any) -> None:
    assert {str(cause) for cause in SpecialCause} >= set(plotthedots["rules"]["special_cause_labels"])


def test_over_dispersion(funnelplotr: Any) -> None:
    case = funnelplotr["phi_dispersion"]
    units = standardised_ratios(case["num"], case["denom"], method=RatioMethod.SHMI)
    found = over_dispersion(units, treatment=OutlierTreatment.TRUNCATE)
    assert found.phi == pytest.approx(case["phi"], rel=1e-6)


def test_poisson_limits(funnelplotr: Any) -> None:
    case = funnelplotr["poisson_limits"]
    for place, expected in enumerate(case["number_seq"]):
        for name, tail in (("95", 0.025), ("99", 0.001)):
            limits = poisson_limits(expected, tail=tail)
            assert limits.lower == pytest.approx(case[f"ll{name}"][place], rel=1e-6)
            assert limits.upper == pytest.approx(case[f"ul{name}"][place], rel=1e-6)


def test_limits_of_facets(plotthedots: Any) -> None:
    values = plotthedots["xmr"][0]["y"]
    for facet in plotthedots["xmr_facets"]["printed"]:
        start = facet["f"] * facet["n"]
        limits = process_limits(values[start : start + facet["n"]])
        assert limits is not None
        assert limits.spread is not None
        found = (limits.mean, limits.spread.lower, limits.spread.upper)
        # They are printed to three significant figures.
        assert [float(f"{number:.3g}") for number in found] == [facet["mean"], facet["lpl"], facet["upl"]]


def test_rows_of_a_group_are_summed(funnelplotr: Any) -> None:
    case = funnelplotr["aggregate"]
    groups: dict[str, list[Counts]] = {}
    for group, numerator, denominator in zip(case["group"], case["numerator"], case["denominator"], strict=True):
        groups.setdefault(group, []).append(Counts(numerator, denominator))
    together = [summed(entries) for _, entries in sorted(groups.items())]
    ratios = [(one.numerator or 0) / (one.denominator or 1) for one in together]
    assert ratios == pytest.approx(case["rr"], rel=1e-6)


@pytest.mark.parametrize(
    ("flags", "lower", "upper"),
    [
        ("unadjusted95", "LCL95", "UCL95"),
        ("adjusted95", "OD95LCL", "OD95UCL"),
        ("unadjusted99", "LCL99", "UCL99"),
        ("adjusted99", "OD99LCL", "OD99UCL"),
    ],
)
def test_outliers(funnelplotr: Any, flags: str, lower: str, upper: str) -> None:
    case = funnelplotr["outlier_flags"]
    limits = FunnelLimits(case[lower], case[upper])
    assert [abs(limits.side(ratio)) for ratio in case["rr"]] == case[flags]
