"""Countries in control: the share of flags is what the thresholds stand for, and the bounds catch a wrong rule."""

import math

import numpy as np
import pytest

from bench.false_alarms import (
    Flags,
    chance_alone,
    in_control,
    main,
    many_comparisons,
    ordinary_differences,
    points_outside,
    rare_events,
    sums_over_months,
)
from ratings.rules.indicator_arrays import compare_arrays
from ratings.rules.indicator_results import Method, Thresholds

SHAPE = (4, 150, 160)
EVERY_METHOD = pytest.mark.parametrize("method", list(Method))


def within(row: Flags, least: float, most: float) -> bool:
    """Whether the share lies within so many times its nominal rate, with room for four standard errors of chance."""
    assert row.nominal is not None
    room = 4 * math.sqrt(row.nominal * (1 - row.nominal) / row.comparisons)
    return least * row.nominal - room <= row.share <= most * row.nominal + room


@EVERY_METHOD
def test_by_chance_alone_flags_keep_to_their_rate(method: Method) -> None:
    risk, elevated = chance_alone(np.random.default_rng(1), method, SHAPE)
    # The logarithm leans to the low side a little, so that its high side flags somewhat less than nominal.
    assert within(risk, 0.8, 1.05)
    assert within(elevated, 0.6, 1.15)


def test_the_bounds_would_catch_a_rule_that_is_wrong() -> None:
    """Thresholds on both sides, or a standard error that is a tenth too small, would not pass them."""
    numerators, denominators = in_control(np.random.default_rng(1), Method.PROPORTION, SHAPE)
    z = compare_arrays(numerators, denominators, method=Method.PROPORTION, thresholds=Thresholds(2.0, 3.0)).z
    for wrong in (np.abs(z), z / 0.9, z * 0.9):
        flagged = Flags("", "", int((wrong >= 2).sum()), z.size, 0.02275)
        assert not within(flagged, 0.8, 1.05)


@EVERY_METHOD
def test_ordinary_differences_are_allowed_for(method: Method) -> None:
    plain, _, adjusted, _ = ordinary_differences(np.random.default_rng(2), method, SHAPE)
    assert plain.share > 0.2
    # The extremes are taken in before the differences are estimated, so that more than nominal remains.
    assert 0.02 < adjusted.share < 0.11
    assert adjusted.share < plain.share / 3


def test_with_nothing_taken_in_the_adjusted_score_is_standard() -> None:
    numerators, denominators = in_control(np.random.default_rng(3), Method.RATIO_OF_COUNTS, SHAPE, 0.15)
    found = compare_arrays(
        numerators,
        denominators,
        method=Method.RATIO_OF_COUNTS,
        thresholds=Thresholds(2.0, 3.0),
        share_treated=0.0,
    )
    assert within(Flags("", "", int((found.adjusted_z >= 2).sum()), found.z.size, 0.02275), 0.85, 1.15)


def test_exact_tails_never_flag_more_than_they_say() -> None:
    rows = rare_events(np.random.default_rng(4), (1, 100, 160))
    exact = [row for row in rows if row.rule.startswith("exact")]
    assert len(exact) == 2
    for row in exact:
        assert row.nominal is not None
        assert 0.2 * row.nominal < row.share <= row.nominal


def test_after_the_correction_a_country_in_control_is_left_alone() -> None:
    anything, at_2, at_3, after = many_comparisons(np.random.default_rng(5), (40, 60, 60))
    assert anything.nominal == 0.05
    # Of forty such countries two are to be expected; seven or more would come three times in a thousand.
    assert anything.flags <= 6
    assert at_2.share > at_3.share > after.share
    assert after.share == pytest.approx(0.05, abs=0.02)
    # It leaves what is truly out: some 36 of each country.
    assert after.flags < after.comparisons
    assert after.comparisons > 40 * 20


def test_sums_raise_an_alarm_as_seldom_as_is_said() -> None:
    at_5, at_4 = sums_over_months(np.random.default_rng(6), (1000, 600))
    assert within(at_5, 0.9, 1.1)
    assert within(at_4, 0.9, 1.1)


def test_points_outside_limits_of_24_months() -> None:
    outside, any_rule = points_outside(np.random.default_rng(7), (24, 8000))
    # Limits from 24 months are less certain than limits known, and outside ones somewhat more frequent.
    assert within(outside, 1.0, 2.2)
    assert outside.share < any_rule.share < 0.05


def test_the_same_seed_gives_the_same_flags() -> None:
    one, other = (chance_alone(np.random.default_rng(8), Method.RATIO_LOG, (1, 20, 40)) for _ in range(2))
    assert one == other


def test_the_table_is_printed_whole(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["false_alarms", "--countries", "1", "--indicators", "10", "--trusts", "20"])
    assert main() == 0
    printed = capsys.readouterr().out
    assert "any of the four rules, each point" in printed
    assert "Of 200 comparisons, about 5 lie at z = 2" in printed
