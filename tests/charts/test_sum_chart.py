"""The chart of the sum by which deaths are watched: picture, key and table, each true of the same series."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.charts.drawn import DrawnChart
from oversight.charts.sum_chart import SumPlace, sum_chart
from ratings.rules.mortality_watch import Figure, watch_series

H = 5.3


def chart(*figures: Figure, known_before: list[Figure] | None = None) -> DrawnChart:
    watched = watch_series(figures, rate_ratio=2, threshold=H, known_before=known_before)
    return sum_chart(
        [
            SumPlace(("Sep", str(2000 + at)), f"Period {at}", str(figure.observed), str(figure.expected), one)
            for at, (figure, one) in enumerate(zip(figures, watched, strict=True))
        ],
        threshold=H,
        headline="Deaths <of> patients: a headline",
        sentence="A sentence & more.",
    )


def drawn(made: DrawnChart, css: str) -> str:
    found = re.search(rf'class="oversight-chart__{css}"[^>]* d="([^"]*)"', str(made.svg))
    return found.group(1) if found else ""


CROSSING = (Figure(8, 4), Figure(7, 4), Figure(9, 4), Figure(10, 4), Figure(6, 4))


def test_the_line_breaks_after_an_alert_and_the_threshold_lies_across() -> None:
    made = chart(*CROSSING)
    assert drawn(made, "line").count("M") == 2
    assert drawn(made, "limit").count("M") == 1
    assert drawn(made, "point oversight-chart__point--concern").count("M") == 1
    assert drawn(made, "point oversight-chart__point--common").count("M") == 4
    assert [entry.text for entry in made.key] == [
        "The sum at the end of the period",
        "Reaches the threshold, and begins again",
        "Threshold, 5.3",
    ]


def test_the_table_says_what_each_period_added() -> None:
    made = chart(*CROSSING)
    assert [column.text for column in made.columns] == [
        "Period",
        "Deaths",
        "Expected",
        "Added",
        "Sum",
        "What it shows",
    ]
    assert made.table_rows[0] == ("Period 0", "8", "4", "1.55", "1.55", "Below the threshold")
    assert made.table_rows[3][3:] == ("2.93", "7.57", "Reaches the threshold; the sum begins again")
    assert made.table_rows[4][3:] == ("0.16", "0.16", "Below the threshold")


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        pytest.param(Figure(None, 4), "No figure", id="gap"),
        pytest.param(Figure(4, 0), "No expected number", id="nothing expected"),
        pytest.param(Figure(-4, 4), "No number that can be right", id="negative"),
    ],
)
def test_a_period_that_cannot_be_added_is_marked_and_passed_over(figure: Figure, said: str) -> None:
    made = chart(Figure(8, 4), figure, Figure(7, 4))
    assert made.table_rows[1][3:] == ("Nothing", "None", said)
    assert "No figure that can be added" in [entry.text for entry in made.key]
    # The sum stayed as it was, so that the line goes on.
    assert drawn(made, "line").count("M") == 1


def test_a_merger_and_a_revision_are_marked() -> None:
    figures = [Figure(8, 4), Figure(6, 4), Figure(9, 4, joined=True), Figure(7, 4)]
    made = chart(*figures, known_before=[*figures[:2], Figure(3, 4)])
    assert made.table_rows[2][5] == "The sum begins afresh after a merger; below the threshold; revised since the alert"
    assert drawn(made, "set").count("M") == 1
    assert drawn(made, "line").count("M") == 2
    texts = [entry.text for entry in made.key]
    assert "From here on the sum begins afresh, after a merger" in texts
    assert "Revised since the alert was raised" in texts


def test_without_a_figure_there_is_no_picture_but_a_table() -> None:
    made = chart(Figure(None, None), Figure(None, None))
    assert (str(made.svg), made.key) == ("", ())
    assert len(made.table_rows) == 2
    assert str(chart(Figure(90, 4)).svg) == ""


@given(
    st.lists(
        st.builds(
            Figure, st.one_of(st.none(), st.integers(0, 200)), st.one_of(st.none(), st.floats(0, 90)), st.booleans()
        ),
        max_size=30,
    )
)
def test_every_picture_is_sound_and_escaped(figures: list[Figure]) -> None:
    made = chart(*figures)
    assert len(made.table_rows) == len(figures)
    if made.svg:
        ElementTree.fromstring(str(made.svg))  # noqa: S314  (our own)
        assert "&lt;of&gt;" in made.svg
        assert "nan" not in made.svg
        assert "style=" not in made.svg
