"""What was expected of a measure, and whether its figures came up to it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.plan_trajectory import AgainstTrajectory, Comparison, Expected, compare, expected_on
from ratings.rules.special_causes import Direction

# From 6 at the end of January to 3 at the end of April 2026, 89 days later.
LINE = [Expected(date(2026, 1, 31), Decimal(6)), Expected(date(2026, 4, 30), Decimal(3))]
ENDS = [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 4, 30), date(2026, 5, 31)]


def held(*values: str | None, wanted: Direction = Direction.DECREASE, decimals: int = 1) -> Comparison:
    figures = [None if value is None else Decimal(value) for value in values]
    return compare(ENDS[: len(figures)], figures, wanted=wanted, trajectory=LINE, decimals=decimals)


def test_the_line_runs_from_point_to_point_and_stays_at_the_target() -> None:
    assert [expected_on(day, LINE) for day in (ENDS[0], ENDS[1], ENDS[3], ENDS[4])] == [None, 6, 3, 3]
    # 28 of 89 days after the first point: 6 - 3 x 28/89.
    assert expected_on(ENDS[2], LINE) == Decimal(6) - Decimal(84) / Decimal(89)
    assert expected_on(ENDS[2], ()) is None


def test_points_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="follow each other"):
        expected_on(ENDS[0], LINE[::-1])
    with pytest.raises(ValueError, match="follow each other"):
        expected_on(ENDS[0], [LINE[0], LINE[0]])


def test_met_and_short_by_which_way_is_wanted() -> None:
    assert held("9", "6", "5", "3").word is AgainstTrajectory.MET
    assert held("9", "6", "5", "3.1").word is AgainstTrajectory.SHORT
    assert held("9", "6", "5", "3.1", wanted=Direction.INCREASE).word is AgainstTrajectory.MET
    assert held("9", "6", "5", "2.9", wanted=Direction.INCREASE).word is AgainstTrajectory.SHORT
    found = held("9", "6", "5.2", "3.1", "3")
    assert (found.compared, found.met, found.latest) == (4, 2, 4)


def test_what_is_compared_is_what_is_shown() -> None:
    # 3.04 is written 3.0 where one decimal is shown, and 3.05 is written 3.1.
    assert held("9", "6", "5", "3.04").word is AgainstTrajectory.MET
    assert held("9", "6", "5", "3.05").word is AgainstTrajectory.SHORT
    assert held("9", "6", "5", "3.04", decimals=2).word is AgainstTrajectory.SHORT


def test_nothing_is_compared_where_nothing_was_expected_yet_or_there_is_nothing() -> None:
    assert held("9").word is AgainstTrajectory.NOT_YET
    assert held("9", None, None).word is AgainstTrajectory.NOT_YET
    assert held(None, None).word is AgainstTrajectory.NOT_KNOWN
    assert held("9", "6", wanted=Direction.NEUTRAL).word is AgainstTrajectory.NOT_KNOWN
    none = compare(ENDS, [Decimal(1)] * 5, wanted=Direction.DECREASE, trajectory=(), decimals=1)
    assert none.word is AgainstTrajectory.NOT_KNOWN
    # A blank at the end does not hide the figure before it.
    assert held("9", "6", "5", None).latest == 2


@given(
    st.lists(st.tuples(st.integers(1, 90), st.decimals(-50, 50, places=2)), min_size=1, max_size=6),
    st.integers(0, 500),
)
def test_the_line_never_leaves_what_its_points_span(steps: list[tuple[int, Decimal]], after: int) -> None:
    day, trajectory = date(2026, 1, 1), []
    for days, value in steps:
        day += timedelta(days=days)
        trajectory.append(Expected(day, value))
    found = expected_on(trajectory[0].on + timedelta(days=after), trajectory)
    values = [point.value for point in trajectory]
    assert found is not None
    assert min(values) <= found <= max(values)
    assert all(expected_on(point.on, trajectory) == point.value for point in trajectory)
