"""XmR by Making Data Count: the worked examples of its reference implementation, and its edges."""

from collections.abc import Sequence
from math import inf, nextafter

import pytest

from ratings.rules.process_limits import mean, process_limits
from ratings.rules.special_causes import (
    Direction,
    PointType,
    SpecialCause,
    point_type,
    special_causes,
)
from ratings.rules.xmr import Assurance, XmrAnalysis, analyse

ONE_SPIKE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]

NORMAL_20 = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621,
    -1.26506123, -0.68685285, -0.44566197, 1.2240818, 0.35981383, 0.40077145, 0.11068272,
    -0.55584113, 1.78691314, 0.49785048, -1.96661716, 0.7013559, -0.47279141,
]  # fmt: skip
NORMAL_20_WITH_TEN = [*NORMAL_20[:14], 10, *NORMAL_20[15:]]

ALTERNATING = [1.0, -1.0] * 6
"""Mean 0, near limits 3.546667 either side, limits 5.32."""

C, UP, DOWN = SpecialCause.COMMON, SpecialCause.TREND_UP, SpecialCause.TREND_DOWN
HIGH_PAIR, LOW_PAIR = SpecialCause.TWO_IN_THREE_ABOVE, SpecialCause.TWO_IN_THREE_BELOW
HIGH_RUN, LOW_RUN = SpecialCause.SHIFT_ABOVE, SpecialCause.SHIFT_BELOW
OVER, UNDER = SpecialCause.ABOVE_LIMIT, SpecialCause.BELOW_LIMIT


def causes(values: Sequence[float | None], **options: object) -> list[SpecialCause | None]:
    analysis = analyse(values, direction=Direction.INCREASE, **options)  # type: ignore[arg-type]
    return [point.special_cause for point in analysis.points]


def trends(values: Sequence[float | None]) -> list[SpecialCause | None]:
    """The labels that need no limits."""
    return list(special_causes(values, None))


def limits_of(values: Sequence[float | None], *, screen_outliers: bool) -> tuple[float, float, float]:
    limits = process_limits(values, screen_outliers=screen_outliers)
    assert limits is not None
    assert limits.spread is not None
    return limits.mean, limits.spread.lower, limits.spread.upper


class TestLimits:
    NOISE = [0.0, 9.0] * 5

    @pytest.mark.parametrize(
        ("values", "screen_outliers", "expected"),
        [
            (ONE_SPIKE, True, (1.944444, -0.715556, 4.604444)),
            (ONE_SPIKE, False, (1.944444, -3.062614, 6.951503)),
            (NORMAL_20, True, (0.1416238, -3.01138, 3.294627)),
            (NORMAL_20_WITH_TEN, True, (0.6694159, -2.383666, 3.722497)),
            (NORMAL_20_WITH_TEN, False, (0.6694159, -4.596625, 5.935457)),
        ],
    )
    def test_agree_with_the_reference_implementation(
        self, values: list[float], screen_outliers: bool, expected: tuple[float, float, float]
    ) -> None:
        assert limits_of(values, screen_outliers=screen_outliers) == pytest.approx(expected, abs=1e-6)

    def test_by_hand(self) -> None:
        # Ranges 2, 1, 3: average 2. Mean of 10, 12, 11, 14 is 11.75.
        limits = process_limits([10, 12, 11, 14])
        assert limits is not None
        assert limits.spread is not None
        assert limits.mean == 11.75
        assert limits.spread.upper == pytest.approx(11.75 + 5.32)
        assert limits.spread.lower == pytest.approx(11.75 - 5.32)
        assert limits.spread.near_upper == pytest.approx(11.75 + 3.546667, abs=1e-6)
        assert limits.spread.near_lower == pytest.approx(11.75 - 3.546667, abs=1e-6)
        assert limits.points == 4

    def test_an_outlying_range_is_left_out_of_the_average(self) -> None:
        # Ranges: nine of 0 and one of 10; the average is 1 and 10 > 3.267, so the average falls to 0.
        limits = process_limits([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10])
        assert limits is not None
        assert limits.spread is not None
        assert limits.spread.upper == limits.spread.lower == limits.mean

    def test_a_series_that_never_moves_has_limits_on_its_mean_and_no_special_cause(self) -> None:
        values = [0.1] * 30
        assert limits_of(values, screen_outliers=True) == (0.1, 0.1, 0.1)
        assert set(causes(values)) == {C}

    def test_a_blank_leaves_the_mean_and_both_its_moving_ranges(self) -> None:
        # Ranges are 2 (10 to 12) and 1 (20 to 21); 12 to 20 is no moving range.
        limits = process_limits([10, 12, None, 20, 21])
        assert limits is not None
        assert limits.spread is not None
        assert limits.mean == 15.75
        assert limits.spread.upper == pytest.approx(15.75 + 2.66 * 1.5)
        assert limits.points == 4

    def test_no_two_neighbours_give_a_mean_and_no_spread(self) -> None:
        limits = process_limits([1, None, 3, None])
        assert limits is not None
        assert (limits.mean, limits.spread, limits.points) == (2, None, 2)

    def test_blanks_alone_give_nothing(self) -> None:
        assert process_limits([None, None]) is None

    def test_are_fixed_on_the_first_points(self) -> None:
        first_twelve = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2]
        analysis = analyse([*first_twelve, 50, 60], direction=Direction.NEUTRAL, fix_after_n_points=12)
        assert analysis.groups[0].limits == process_limits(first_twelve)
        assert [point.special_cause for point in analysis.points[-2:]] == [OVER, OVER]

    def test_fixing_counts_points_and_not_blanks(self) -> None:
        values = [1, None, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 50, 60]
        analysis = analyse(values, direction=Direction.NEUTRAL, fix_after_n_points=12)
        assert analysis.groups[0].limits == process_limits(values[:13])
        limits = analysis.groups[0].limits
        assert limits is not None
        assert limits.points == 12

    def test_cannot_be_fixed_on_fewer_than_twelve(self) -> None:
        with pytest.raises(ValueError, match="12 points or more, not 11"):
            analyse(ONE_SPIKE, direction=Direction.NEUTRAL, fix_after_n_points=11)

    def test_start_afresh_where_rebased(self) -> None:
        analysis = analyse([*NORMAL_20[:10], *NORMAL_20[10:]], direction=Direction.NEUTRAL, rebase_at=[10])
        assert [(group.start, group.stop) for group in analysis.groups] == [(0, 10), (10, 20)]
        printed = [
            (group.limits.mean, group.limits.spread.lower, group.limits.spread.upper)
            for group in analysis.groups
            if group.limits and group.limits.spread
        ]
        assert printed[0] == pytest.approx((0.0746, -2.6, 2.75), abs=0.005)
        assert printed[1] == pytest.approx((0.209, -3.28, 3.7), abs=0.005)

    def test_rules_do_not_reach_across_a_rebase(self) -> None:
        rise = [*self.NOISE, 1, 2, 3, 4, 5, 6, 7]
        assert causes(rise)[-7:] == [UP] * 7
        assert UP not in causes(rise, rebase_at=[14])

    @pytest.mark.parametrize("place", [-1, 18])
    def test_cannot_be_rebased_outside_the_series(self, place: int) -> None:
        with pytest.raises(ValueError, match="18 places"):
            analyse(ONE_SPIKE, direction=Direction.NEUTRAL, rebase_at=[place])

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e200])
    def test_refuse_what_is_no_number(self, value: float) -> None:
        with pytest.raises(ValueError, match="limits cannot be computed"):
            analyse([1, value, 2], direction=Direction.NEUTRAL)


class TestMean:
    def test_lies_on_equal_values(self) -> None:
        assert all(mean([0.1] * count) == 0.1 for count in range(1, 200))

    def test_is_the_nearest_number(self) -> None:
        assert mean([0.1, 0.2, 0.3]) == 0.2


class TestSpecialCauses:
    def test_outside_the_limits_is_strict(self) -> None:
        labels = causes(ONE_SPIKE)
        assert labels[4] is OVER
        assert labels[:4] + labels[5:] == [C] * 17

    def test_on_the_limit_is_not_outside(self) -> None:
        limits = process_limits(ALTERNATING)
        assert limits is not None
        assert limits.spread is not None
        on_it, beyond = limits.spread.upper, nextafter(limits.spread.upper, inf)
        assert special_causes([on_it, -0.5], limits) == (C, C)
        assert special_causes([beyond, -0.5], limits) == (OVER, C)

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ([1, 2, 3, 4, 5, 6], [C] * 6),
            ([1, 2, 3, 3, 4, 5, 6], [C] * 7),
            ([1, 2, 3, 4, 5, 6, 7], [UP] * 7),
            ([2, 1, 2, 3, 4, 5, 6, 7, 3], [C, *[UP] * 7, C]),
            ([7, 6, 5, 4, 3, 2, 1], [DOWN] * 7),
            ([2, 7, 6, 5, 4, 3, 2, 1, 3], [C, *[DOWN] * 7, C]),
            ([1, 2, 3, 4, 5, 6, 7, 8], [UP] * 8),
        ],
    )
    def test_trend(self, values: list[float | None], expected: list[SpecialCause]) -> None:
        assert trends(values) == expected

    def test_a_point_in_two_trends_takes_the_later(self) -> None:
        rise_and_fall = [1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]
        assert trends(rise_and_fall) == [*[UP] * 6, *[DOWN] * 7]

    def test_a_trend_that_ends_beside_another_keeps_its_own_direction(self) -> None:
        # The step from 7 to 3 is in neither trend: the 7 still ends the rise.
        saw = [1, 2, 3, 4, 5, 6, 7, 3, 4, 5, 6, 7, 8, 9]
        assert trends(saw) == [UP] * 14
        plateau = [1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1]
        assert trends(plateau) == [*[UP] * 7, *[DOWN] * 7]

    def test_a_blank_breaks_a_trend(self) -> None:
        assert trends([1, 2, 3, None, 4, 5, 6, 7]) == [C, C, C, None, C, C, C, C]

    def after_alternating(self, *values: float | None) -> list[SpecialCause | None]:
        return causes([*ALTERNATING, *values], fix_after_n_points=12)[12:]

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ((4, 0.5, 4), [HIGH_PAIR, C, HIGH_PAIR]),
            ((0.5, 4, 4), [C, HIGH_PAIR, HIGH_PAIR]),
            ((4, 4, 0.5), [HIGH_PAIR, HIGH_PAIR, C]),
            ((-4, -0.5, -4), [LOW_PAIR, C, LOW_PAIR]),
            ((4, -0.5, 4), [C, C, C]),
            ((4, 0, 4), [C, C, C]),
            ((4, None, 4), [C, None, C]),
            ((4, 0.5, 0.5, 4), [C, C, C, C]),
            ((5.5, -5.5), [OVER, UNDER]),
            ((5, -5), [C, C]),
        ],
    )
    def test_two_in_three(self, values: tuple[float | None, ...], expected: list[SpecialCause | None]) -> None:
        assert self.after_alternating(*values) == expected

    def test_a_point_outside_supports_a_pair_only_by_its_side(self) -> None:
        assert self.after_alternating(4, 9, 4) == [HIGH_PAIR, OVER, HIGH_PAIR]
        assert self.after_alternating(4, 9, 0.5) == [C, OVER, C]

    def test_two_of_three_on_opposite_sides_is_common_cause(self) -> None:
        values = [1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 5.5, -5.5]
        assert causes(values)[-2:] == [C, C]

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ([1, 1, 1, 1, 1, 1, -1], [C] * 7),
            ([1, 1, 1, 1, 1, 1, 1], [HIGH_RUN] * 7),
            ([1, 1, 1, 1, 1, 1, 1, 1], [HIGH_RUN] * 8),
            ([1, 1, 1, 0, 1, 1, 1, 1], [C] * 8),
            ([1, 1, 1, None, 1, 1, 1, 1], [C, C, C, None, C, C, C, C]),
        ],
    )
    def test_shift(self, values: list[float | None], expected: list[SpecialCause | None]) -> None:
        assert self.after_alternating(*values) == expected

    def test_a_shift_may_reach_back_into_the_fixed_points(self) -> None:
        assert self.after_alternating(*[-1] * 6) == [LOW_RUN] * 6

    def test_the_first_rule_that_fits_labels_the_point(self) -> None:
        # A rise through the limits: outside wins over trend, trend over two in three and shift.
        labels = self.after_alternating(0.5, 1, 2, 3, 4, 5, 6, 7)
        assert labels == [UP, UP, UP, UP, UP, UP, OVER, OVER]
        # Near the limit in a run of seven: two in three wins over shift.
        assert self.after_alternating(1, 1, 4, 4, 1, 1, 1) == [
            HIGH_RUN, HIGH_RUN, HIGH_PAIR, HIGH_PAIR, HIGH_RUN, HIGH_RUN, HIGH_RUN,
        ]  # fmt: skip

    def test_the_words_are_those_of_the_reference(self) -> None:
        assert [cause.value for cause in SpecialCause] == [
            "Above UCL",
            "Below LCL",
            "7 Point Trend (Increasing)",
            "7 Point Trend (Decreasing)",
            "2 in 3 Above CL",
            "2 in 3 Below CL",
            "7 Points Above CL",
            "7 Points Below CL",
            "Common Cause",
        ]


class TestPointTypes:
    @pytest.mark.parametrize("cause", [OVER, UP, HIGH_PAIR, HIGH_RUN])
    def test_high(self, cause: SpecialCause) -> None:
        assert point_type(cause, Direction.INCREASE).value == "special_cause_improvement"
        assert point_type(cause, Direction.DECREASE).value == "special_cause_concern"
        assert point_type(cause, Direction.NEUTRAL).value == "special_cause_neutral_high"

    @pytest.mark.parametrize("cause", [UNDER, DOWN, LOW_PAIR, LOW_RUN])
    def test_low(self, cause: SpecialCause) -> None:
        assert point_type(cause, Direction.INCREASE).value == "special_cause_concern"
        assert point_type(cause, Direction.DECREASE).value == "special_cause_improvement"
        assert point_type(cause, Direction.NEUTRAL).value == "special_cause_neutral_low"

    @pytest.mark.parametrize("direction", list(Direction))
    def test_common(self, direction: Direction) -> None:
        assert point_type(C, direction).value == "common_cause"

    def test_a_rise_below_the_mean_counts_as_a_rise(self) -> None:
        values = [*[10.0, 11.0] * 6, 1, 2, 3, 4, 5, 6, 7]
        analysis = analyse(values, direction=Direction.INCREASE)
        rising = [point for point in analysis.points if point.special_cause is UP]
        assert any(point.value is not None and point.value < 8.0 for point in rising)
        assert {point.point_type for point in rising} == {PointType.IMPROVEMENT}


class TestAnalysis:
    def test_a_blank_keeps_its_place_without_results(self) -> None:
        analysis = analyse([1, None, 2], direction=Direction.NEUTRAL)
        blank = analysis.points[1]
        assert (blank.value, blank.special_cause, blank.point_type) == (None, None, None)
        assert analysis.present == 2

    def test_thirteen_points_are_enough(self) -> None:
        assert analyse([1.0] * 12, direction=Direction.NEUTRAL).too_few_points
        assert analyse([*[1.0] * 12, None], direction=Direction.NEUTRAL).too_few_points
        assert not analyse([1.0] * 13, direction=Direction.NEUTRAL).too_few_points

    def test_the_latest_is_the_last_that_holds_a_value(self) -> None:
        analysis = analyse([1, 2, None], direction=Direction.NEUTRAL)
        assert analysis.latest_place == 1
        assert analysis.latest is analysis.points[1]
        assert analyse([None], direction=Direction.NEUTRAL).latest is None
        assert analyse([], direction=Direction.NEUTRAL).latest is None


def fixed(direction: Direction) -> XmrAnalysis:
    """Thirteen points with limits -5.32 and 5.32 from the first twelve."""
    return analyse([*ALTERNATING, 1.0], direction=direction, fix_after_n_points=12)


class TestAssurance:
    @pytest.mark.parametrize(
        ("direction", "target", "expected"),
        [
            (Direction.INCREASE, 6, Assurance.CONSISTENT_FAIL),
            (Direction.INCREASE, -6, Assurance.CONSISTENT_PASS),
            (Direction.INCREASE, 0, Assurance.INCONSISTENT),
            (Direction.DECREASE, 6, Assurance.CONSISTENT_PASS),
            (Direction.DECREASE, -6, Assurance.CONSISTENT_FAIL),
            (Direction.DECREASE, 0, Assurance.INCONSISTENT),
            (Direction.NEUTRAL, 6, None),
            (Direction.INCREASE, None, None),
        ],
    )
    def test_compares_the_target_with_the_limits(
        self, direction: Direction, target: float | None, expected: Assurance | None
    ) -> None:
        assert fixed(direction).assurance(target) is expected

    def test_uses_the_latest_limits(self) -> None:
        analysis = analyse([*ALTERNATING, *[101.0, 99.0] * 6], direction=Direction.INCREASE, rebase_at=[12])
        assert analysis.assurance(50) is Assurance.CONSISTENT_PASS

    def test_is_not_given_with_too_few_points_or_no_limits(self) -> None:
        assert analyse([1, 2, 1], direction=Direction.INCREASE).assurance(100) is None
        scattered = analyse([1, None] * 13, direction=Direction.INCREASE)
        assert scattered.assurance(100) is None
