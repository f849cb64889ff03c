"""Whether a measure moved since a delivery: each verdict by a worked example, and each reason to give none."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

import pytest

from oversight.measures.defining import definitions
from ratings.rules.months import months_after
from ratings.rules.plan_progress import Verdict, Why, judge_progress
from ratings.rules.plan_trajectory import AgainstTrajectory, Expected
from ratings.rules.special_causes import Direction, SpecialCause
from tests.ratings.plan_progress.series import FIRST, SETTINGS, USUAL, judged, points


def test_the_series_of_these_examples_is_usual_by_itself() -> None:
    found = judged(USUAL, [5, 4, 6, 5, 5, 6, 4, 5])
    assert found.before is not None
    assert found.before.limits is not None
    assert found.before.limits.spread is not None
    assert found.before.limits.mean == 5
    # Moving ranges: 23 steps that come to 24 in all, so limits lie 2.66 x 24/23 either side of the mean.
    steps = sum(abs(later - earlier) for earlier, later in itertools.pairwise(USUAL))
    assert found.before.limits.spread.upper == pytest.approx(5 + 2.66 * steps / 23)
    assert found.verdict is Verdict.NOT_CHANGED


def test_seven_months_below_the_mean_of_before_are_an_improvement_where_less_is_better() -> None:
    found = judged(USUAL, [4, 4.5, 4, 4.6, 4, 4.5, 4])
    assert found.verdict is Verdict.IMPROVED
    assert found.since is not None
    assert found.since.cause is SpecialCause.SHIFT_BELOW
    assert judged(USUAL, [4, 4.5, 4, 4.6, 4, 4.5, 4], better=Direction.INCREASE).verdict is Verdict.WORSE


def test_six_months_below_the_mean_are_too_early_and_the_seventh_decides() -> None:
    assert judged(USUAL, [4, 4.5, 4, 4.6, 4, 4.5]).verdict is Verdict.TOO_EARLY
    assert judged(USUAL, [4, 4.5, 4, 4.6, 4, 4.5, 5.5]).verdict is Verdict.NOT_CHANGED


@pytest.mark.parametrize("months", [0, 1, 2])
def test_before_the_third_figure_nothing_is_said_however_far_out(months: int) -> None:
    assert judged(USUAL, [0.1] * months).verdict is Verdict.TOO_EARLY


def test_three_months_far_beyond_the_limit_are_enough() -> None:
    assert judged(USUAL, [1, 1, 1]).verdict is Verdict.IMPROVED
    assert judged(USUAL, [9, 9, 9]).verdict is Verdict.WORSE


def test_one_month_that_stood_out_and_did_not_stay_is_no_improvement() -> None:
    found = judged(USUAL, [1, 6, 5, 6, 5, 4, 6, 5])
    assert (found.verdict, found.did_not_stay) == (Verdict.NOT_CHANGED, True)
    assert found.since is not None
    assert found.since.signal == len(USUAL)
    # Before there are months enough to say that nothing changed, it is too early.
    found = judged(USUAL, [1, 6, 5, 6])
    assert (found.verdict, found.did_not_stay) == (Verdict.TOO_EARLY, True)


def test_better_at_first_and_worse_at_last_is_worse() -> None:
    found = judged(USUAL, [1, 1, 1, 9, 9, 9])
    assert (found.verdict, found.did_not_stay) == (Verdict.WORSE, False)


def test_a_run_that_began_before_the_delivery_is_no_move_since() -> None:
    # Six below the mean before it and six after: twelve in all, and yet no seven of them lie after the delivery.
    found = judged([*USUAL[:18], 4, 4.5, 4, 4.5, 4, 4.5], [4, 4.5, 4, 4.5, 4, 4.5])
    assert found.verdict is Verdict.TOO_EARLY
    assert found.since is not None
    assert found.since.signal is None


def test_a_measure_that_was_falling_already_is_said_to_have_been() -> None:
    falling = [*USUAL[:16], 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5]
    found = judged(falling, [5, 4.5, 4, 3.5, 3, 2.5, 2])
    assert (found.verdict, found.moving_before) == (Verdict.IMPROVED, True)
    assert judged(USUAL, [1, 1, 1]).moving_before is False


def test_the_month_of_the_delivery_is_neither_before_nor_since() -> None:
    series = points([*USUAL, 1, 1, 1])
    last = months_after(FIRST, len(USUAL))
    for day, since in ((last, 3), (last.replace(day=2), 2), (last.replace(day=28), 2)):
        found = judge_progress(series, better=Direction.DECREASE, delivered_on=day, trajectory=(), settings=SETTINGS)
        assert found.before is not None
        assert found.since is not None
        assert (found.before.stop, found.since.figures) == (len(USUAL), since)


def test_blank_months_are_no_figures_and_break_a_run() -> None:
    assert judged(USUAL, [4, 4.5, 4, None, 4.6, 4, 4.5, 4]).verdict is Verdict.NOT_CHANGED
    assert judged(USUAL, [None] * 12).verdict is Verdict.TOO_EARLY
    assert judged(USUAL, [None, 1, None, 1, None, 1]).verdict is Verdict.IMPROVED


def test_zero_is_a_figure() -> None:
    assert judged(USUAL, [0, 0, 0]).verdict is Verdict.IMPROVED
    assert judged([*USUAL[:-1], 0], [5, 5, 6]).before.figures == len(USUAL)  # type: ignore[union-attr]


def test_quarters_are_judged_as_months_are_where_there_are_enough() -> None:
    found = judged(USUAL[:12], [1, 1, 1], months=3)
    assert (found.verdict, found.before and found.before.figures) == (Verdict.IMPROVED, 12)
    assert judged(USUAL[:12], [5, 5, 5, 5, 5, 5], months=3).verdict is Verdict.TOO_EARLY


def test_fewer_figures_than_limits_need_say_nothing() -> None:
    found = judged(USUAL[:11], [1, 1, 1])
    assert (found.verdict, found.why) == (Verdict.NOT_KNOWN, Why.TOO_FEW_BEFORE)
    # Blanks do not make up the number, and neither do months of more than two years ago.
    assert judged([None, *USUAL[:11]], [1, 1, 1]).why is Why.TOO_FEW_BEFORE
    assert judged([*USUAL, *[None] * 13, *USUAL[:11]], [1, 1, 1]).why is Why.TOO_FEW_BEFORE
    assert judged(USUAL[:12], [1, 1, 1]).verdict is Verdict.IMPROVED


def test_only_the_latest_two_years_say_what_is_usual() -> None:
    found = judged([50] * 12 + USUAL, [1, 1, 1])
    assert found.before is not None
    assert found.before.limits is not None
    assert (found.before.start, found.before.figures, found.before.limits.mean) == (12, 24, 5)


def test_nothing_delivered_and_no_figures() -> None:
    none = judge_progress(points(USUAL), better=Direction.DECREASE, delivered_on=None, trajectory=(), settings=SETTINGS)
    assert (none.verdict, none.why) == (Verdict.NOT_KNOWN, Why.NOT_DELIVERED)
    assert judged([], []).why is Why.NO_FIGURES
    assert judged([None] * 20, [None]).why is Why.NO_FIGURES


def test_events_that_hardly_ever_come_are_not_read_by_limits() -> None:
    assert judged([0, 1] * 11 + [0, 0], [0, 0, 0, 0, 0, 0, 0]).why is Why.TOO_RARE
    assert judged([0] * 24, [1, 1, 1]).why is Why.TOO_RARE
    # Half of them is not too many.
    assert judged([0, 1] * 12, [4, 4, 4]).verdict is Verdict.WORSE


def test_figures_that_hardly_ever_moved_have_no_limits() -> None:
    assert judged([5] * 24, [4, 4, 4]).why is Why.NO_LIMITS
    # All its steps but two are nought and those two are screened out: limits without width, outside which all lies.
    assert judged([*[5] * 12, 6, *[5] * 11], [4, 4, 4]).why is Why.NO_LIMITS
    # No two neighbouring months have a figure.
    assert judged([5, None] * 12, [4, 4, 4]).why is Why.NO_LIMITS


def test_overlapping_figures_are_not_judged() -> None:
    assert judged(USUAL, [1, 1, 1], overlapping=True).why is Why.OVERLAPPING


def test_every_measure_named_as_overlapping_is_defined_and_says_so() -> None:
    named = SETTINGS.overlapping.measures
    assert named <= definitions().keys()
    says = {
        code
        for code, made in definitions().items()
        if "months" in f"{made.means} {made.numerator} {' '.join(made.further)}"
    }
    assert named <= says
    assert named == {code for code, made in definitions().items() if made.covers_months}


def test_trusts_that_were_joined_since_are_not_compared_with_the_one_before() -> None:
    assert judged(USUAL, [1, 1, 1], joined=[len(USUAL) + 1]).why is Why.JOINED_SINCE
    assert judged(USUAL, [1, 1, 1], joined=[len(USUAL)]).why is Why.JOINED_SINCE
    # Joined before: only the months of the joined trusts are what was usual.
    found = judged(USUAL, [1, 1, 1], joined=[12])
    assert found.verdict is Verdict.IMPROVED
    assert found.before is not None
    assert (found.before.start, found.before.figures) == (12, 12)
    assert judged(USUAL, [1, 1, 1], joined=[13]).why is Why.TOO_FEW_BEFORE


def test_the_plan_says_which_way_is_wanted_where_neither_is_better_by_itself() -> None:
    fewer = [Expected(date(2026, 1, 31), Decimal(5)), Expected(date(2026, 12, 31), Decimal(3))]
    found = judged(USUAL, [1, 1, 1], better=Direction.NEUTRAL, trajectory=fewer)
    assert (found.verdict, found.wanted) == (Verdict.IMPROVED, Direction.DECREASE)
    assert judged(USUAL, [1, 1, 1], better=Direction.NEUTRAL).why is Why.NO_DIRECTION
    level = [Expected(point.on, Decimal(5)) for point in fewer]
    found = judged(USUAL, [1, 1, 1], better=Direction.NEUTRAL, trajectory=level)
    assert found.why is Why.NO_DIRECTION
    assert found.against_trajectory is AgainstTrajectory.NOT_KNOWN


def test_a_measure_can_improve_and_fall_short_of_what_was_expected() -> None:
    # Delivered in April 2026; by June three were expected and four came.
    trajectory = [Expected(date(2026, 3, 31), Decimal(5)), Expected(date(2026, 6, 30), Decimal(1))]
    found = judged(USUAL, [2, 2, 2], trajectory=trajectory)
    assert (found.verdict, found.against_trajectory) == (Verdict.IMPROVED, AgainstTrajectory.SHORT)
    assert found.trajectory.expected[-1] == 1
    met = judged(USUAL, [2, 2, 1], trajectory=trajectory)
    assert (met.verdict, met.against_trajectory) == (Verdict.IMPROVED, AgainstTrajectory.MET)
