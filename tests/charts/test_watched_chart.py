"""A watched series as a picture: a gap stays a gap, a join cuts the line, a revision has its ring."""

from __future__ import annotations

import re

from oversight.charts.watched_chart import AskedSeries, Place, note, watched_chart
from ratings.rules.process_limits import process_limits
from ratings.rules.special_causes import Direction
from ratings.rules.watched_series import watch

ASKED = AskedSeries(headline="Falls: 3.0 in May", sentence="Usual.", side="Falls", unit="", decimals=1)


def places(values: list[float | None], *, joined_at: tuple[int, ...] = (), before: list[float | None] | None = None):
    limits = process_limits([value for value in values if value is not None])
    watched = watch(values, direction=Direction.DECREASE, joined_at=joined_at, known_before=before)
    return [
        Place((f"M{at}", "2026"), f"Month {at} of 2026", month, limits if month.kind else None)
        for at, month in enumerate(watched)
    ]


def line(svg: str) -> str:
    return re.search(r'oversight-chart__line"[^>]* d="([^"]+)"', svg)[1]


def test_a_gap_and_a_join_break_the_line() -> None:
    values: list[float | None] = [3.0 + at % 2 for at in range(28)]
    values[5] = None
    chart = watched_chart(places(values, joined_at=(14,)), ASKED)
    svg = str(chart.svg)
    # One stroke up to the gap, one up to the join, one from there on.
    assert line(svg).count("M") == 3
    assert 'oversight-chart__set"' in svg
    assert [entry.text for entry in chart.key] == [
        "Usual variation",
        "No figure for the period",
        "Mean of the stretch",
        "Limits of usual variation",
        "From here on the limits start afresh",
    ]
    assert chart.table_rows[5][:3] == ("Month 5 of 2026", "No figure", "None")
    assert chart.table_rows[14][5] == "Limits start afresh here; usual variation"


def test_a_revision_has_a_ring_and_says_so() -> None:
    values: list[float | None] = [3.0 + at % 2 for at in range(14)]
    before = [*values]
    before[2] = 9.0
    chart = watched_chart(places(values, before=before), ASKED)
    rings = re.search(r'oversight-chart__point--absent"[^>]* d="([^"]+)"', str(chart.svg))[1]
    assert rings.count("a8 8") == 2
    assert chart.table_rows[2][5] == "Usual variation; revised since it was first known"
    assert chart.key[-1].text == "Revised since it was first known"


def test_too_few_periods_have_no_limits_and_no_marks_that_judge() -> None:
    chart = watched_chart(places([3.0, 9.0, 3.0]), ASKED)
    assert "oversight-chart__limit" not in str(chart.svg)
    assert [entry.text for entry in chart.key] == ["A period with a figure"]
    assert {row[5] for row in chart.table_rows} == {"Too few periods to judge by"}


def test_a_change_for_the_worse_is_told_apart_from_one_for_the_better() -> None:
    values: list[float | None] = [*[3.0 + at % 2 for at in range(20)], 30.0]
    assert note(places(values)[-1].watched) == "Above the upper limit, for the worse"
    values[-1] = -30.0
    assert note(places(values)[-1].watched) == "Below the lower limit, for the better"


def test_nothing_to_draw_has_rows_and_no_picture() -> None:
    chart = watched_chart(places([None, None]), ASKED)
    assert chart.svg == ""
    assert chart.key == ()
    assert [row[1] for row in chart.table_rows] == ["No figure", "No figure"]
    assert watched_chart([], ASKED).table_rows == ()


def test_words_in_the_picture_are_escaped() -> None:
    asked = AskedSeries(headline="A & <b>", sentence="<i>", side="<u>", unit="%", decimals=0)
    svg = str(watched_chart(places([1.0, 2.0]), asked).svg)
    assert "<b>" not in svg
    assert "<u>" not in svg
    assert "A &amp; &lt;b&gt;" in svg
