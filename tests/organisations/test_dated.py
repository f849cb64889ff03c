"""Values that follow one another in time never share a day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from oversight.organisations.dated import Held, followed_by, present

D = date(2020, 1, 1)
DAY = timedelta(days=1)


def test_the_first_value_holds_as_far_back_as_is_known() -> None:
    assert followed_by((), "A", D) == (Held("A"),)
    assert followed_by((), "A", D, first_from=D) == (Held("A", D),)


def test_the_same_value_changes_nothing() -> None:
    history = (Held("A", None, None, 1),)
    assert followed_by(history, "A", D) == history


def test_another_value_ends_the_first_on_the_day_before() -> None:
    assert followed_by((Held("A", None, None, 1),), "B", D) == (Held("A", None, D - DAY, 1), Held("B", D))


def test_a_value_that_would_have_held_for_no_day_is_written_over() -> None:
    assert followed_by((Held("A", D, None, 1),), "B", D) == (Held("B", D, None, 1),)


def test_a_value_that_comes_back_at_once_goes_on() -> None:
    history = (Held("A", None, D - DAY, 1), Held("B", D, None, 2))
    assert followed_by(history, "A", D) == (Held("A", None, None, 1),)


def test_a_value_that_comes_back_later_begins_anew() -> None:
    history = (Held("A", None, D - DAY, 1), Held("B", D, None, 2))
    later = D + 30 * DAY
    assert followed_by(history, "A", later) == (
        Held("A", None, D - DAY, 1),
        Held("B", D, later - DAY, 2),
        Held("A", later),
    )


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 40)), max_size=12))
def test_whatever_follows_no_day_has_two_values_and_the_last_named_is_present(steps: list[tuple[str, int]]) -> None:
    history: tuple[Held[str], ...] = ()
    for value, offset in steps:
        history = followed_by(history, value, D + offset * DAY)
        held = present(history)
        assert held
        assert held.value == value
        assert followed_by(history, value, D) == history
        for step in range(-3, 60):
            day = D + step * DAY
            holding = [
                one
                for one in history
                if (one.from_on is None or one.from_on <= day) and (one.to_on is None or day <= one.to_on)
            ]
            assert len(holding) <= 1
        assert all(one.to_on is None or one.from_on is None or one.from_on <= one.to_on for one in history)
