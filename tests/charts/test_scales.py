"""Scales hold their values on round numbers; numbers are written as they are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.charts.figures import Figures
from oversight.charts.scales import months_between_labels, round_scale
from oversight.wording import write_number


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ([81.2, 101.3], (80, 85, 90, 95, 100, 105)),
        ([0, 1], (0, 0.2, 0.4, 0.6, 0.8, 1)),
        ([4.8, 6.0], (4.75, 5, 5.25, 5.5, 5.75, 6)),
        ([1007, 1440], (1000, 1100, 1200, 1300, 1400, 1500)),
        ([-3.1, 7.0], (-5, -2.5, 0, 2.5, 5, 7.5)),
    ],
)
def test_marks_are_round(values: list[float], marks: tuple[float, ...]) -> None:
    assert round_scale(values).marks == pytest.approx(marks)


@given(st.lists(st.floats(-1e6, 1e6), max_size=30))
def test_a_scale_holds_its_values_between_few_marks_that_can_be_told_apart(values: list[float]) -> None:
    scale = round_scale(values)
    assert 3 <= len(scale.marks) <= 8
    assert (scale.marks[0], scale.marks[-1]) == (scale.low, scale.high)
    slack = (scale.high - scale.low) * 1e-6
    assert all(scale.low - slack <= value <= scale.high + slack for value in values)
    written = [write_number(mark, scale.decimals) for mark in scale.marks]
    assert len(set(written)) == len(written)
    for mark, text in zip(scale.marks, written, strict=True):
        assert float(text.replace(",", "").replace("−", "-")) == pytest.approx(mark, abs=slack)


@given(st.floats(2, 100), st.floats(10, 80))
def test_labels_of_months_have_room(spacing: float, room: float) -> None:
    step = months_between_labels(spacing, room)
    assert step * spacing >= room
    assert step == 1 or any(less * spacing < room for less in range(1, step))


@pytest.mark.parametrize(
    ("unit", "decimals", "value", "text"),
    [
        ("%", 1, 93.65, "93.7%"),
        ("%", 0, -0.4, "0%"),
        ("hours", 1, 5.43165, "5.4 hours"),
        ("", 0, 1204, "1,204"),
        ("", 1, -2.25, "−2.3"),
    ],
)
def test_figures(unit: str, decimals: int, value: float, text: str) -> None:
    assert Figures(unit, decimals).write(value) == text


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_two_figures_are_told_apart_where_they_differ(one: float, other: float) -> None:
    texts = Figures("%", 1).write_apart(one, other)
    assert (texts[0] == texts[1]) == (one == other) or abs(one - other) < 1e-12
