"""Organisations side by side: each mark where it belongs, lines cut at the edge, the key and the singled-out one."""

from __future__ import annotations

import re

from oversight.charts import ChartColumn
from oversight.charts.funnel_chart import Asked, Level, Line, Stroke, Unit, side_by_side

ASKED = Asked(
    headline="Waiting, September 2026: 1 at risk of 3 trusts",
    sentence="Each mark is a trust.",
    side="Per cent",
    foot="Attendances",
    unit="%",
    decimals=1,
    columns=(ChartColumn("Trust"), ChartColumn("Value", numeric=True)),
    rows=[("A & <b>B</b>", "5.0%")],
)
UNITS = [
    Unit("RX1", 100, 5.0, Level.OTHER),
    Unit("RX2", 200, 6.0, Level.OTHER),
    Unit("R<3", 900, 9.0, Level.RISK, singled_out=True),
]


def marks(svg: str, css: str) -> list[tuple[float, float]]:
    """Where the marks of a class lie."""
    path = re.search(rf'oversight-chart__point--{css}"[^>]* d="([^"]+)"', svg)
    return [] if path is None else [(float(x), float(y)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)", path[1])]


def test_every_organisation_has_its_mark_larger_ones_farther_right_and_higher_values_farther_up() -> None:
    svg = str(side_by_side(UNITS, [], ASKED).svg)
    (one, two), (far,) = marks(svg, "common"), marks(svg, "high")
    assert one[0] < two[0] < far[0]
    assert one[1] > two[1] > far[1]


def test_what_is_singled_out_has_a_ring_and_its_name_escaped() -> None:
    chart = side_by_side(UNITS, [], ASKED)
    assert marks(str(chart.svg), "absent") == marks(str(chart.svg), "high")
    assert "R&lt;3</text>" in str(chart.svg)
    assert [entry.text for entry in chart.key] == ["Risk", "No evidence of risk", "R<3"]
    assert "<style" not in chart.svg
    assert "style=" not in chart.svg


def test_a_line_that_leaves_the_scale_is_cut_and_presses_nothing_together() -> None:
    steep = Line(Stroke.RISK, [(100, 1_000.0), (200, 7.0), (900, 6.5)], "z of 2")
    svg = str(side_by_side(UNITS, [steep], ASKED).svg)
    line = re.search(r'oversight-chart__limit"[^>]* d="([^"]+)"', svg)[1]
    assert line.count("M") == 1
    assert line.count("L") == 1
    (one, _), _far = marks(svg, "common"), marks(svg, "high")
    assert one[1] - marks(svg, "high")[0][1] > 40


def test_lines_of_one_meaning_are_one_entry_of_the_key() -> None:
    lines = [
        Line(Stroke.RISK, [(100, 7.0), (900, 7.0)], "z of 2"),
        Line(Stroke.RISK, [(100, 4.0), (900, 4.0)], "z of 2"),
    ]
    texts = [entry.text for entry in side_by_side(UNITS, lines, ASKED).key]
    assert texts.count("z of 2") == 1


def test_nobody_to_show_has_no_picture_but_its_words_and_rows() -> None:
    chart = side_by_side([], [], ASKED)
    assert chart.svg == ""
    assert chart.key == ()
    assert chart.headline == ASKED.headline
    assert chart.table_rows == (("A & <b>B</b>", "5.0%"),)


def test_one_organisation_alone_and_equal_values_are_drawn() -> None:
    for units in ([UNITS[0]], [Unit("RX1", 5, 0.0, Level.OTHER), Unit("RX2", 5, 0.0, Level.OTHER)]):
        assert len(marks(str(side_by_side(units, [], ASKED).svg), "common")) == len(units)
