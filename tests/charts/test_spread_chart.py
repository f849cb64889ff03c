"""How organisations spread along a scale: each at its own value, none hidden, and only the one singled out is named."""

from __future__ import annotations

import re
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from oversight.charts import ChartColumn
from oversight.charts.drawing import HEIGHT, WIDTH
from oversight.charts.funnel_chart import Level
from oversight.charts.spread_chart import ACROSS, AskedSpread, Dot, heaped, spread_chart

ASKED = AskedSpread(
    headline="Hours worked, October 2026: half of 6 trusts or more from 91.0% to 96.0%",
    sentence="6 trusts have a figure.",
    foot="Per cent of planned hours",
    unit="%",
    decimals=1,
    columns=(ChartColumn("Trust"), ChartColumn("Figure", numeric=True)),
    rows=[("A & <b>B</b>", "91.0%")],
    other="A trust",
    middle=(91.0, 96.0),
    middle_meaning="The middle half",
)


def marks(svg: str, css: str) -> list[tuple[float, float]]:
    """Where the marks of a class lie."""
    path = re.search(rf'oversight-chart__point--{css}"[^>]* d="([^"]+)"', svg)
    return [] if path is None else [(float(x), float(y)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)", path[1])]


@given(st.lists(st.floats(min_value=0, max_value=480), max_size=200))
def test_no_mark_lies_on_another(across: list[float]) -> None:
    placed = list(zip(across, heaped(across), strict=True))
    for (one, height), (other, other_height) in combinations(placed, 2):
        assert height != other_height or abs(one - other) >= ACROSS


@given(st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=1, max_size=160))
def test_every_mark_is_in_the_picture_and_higher_values_lie_farther_right(values: list[float]) -> None:
    dots = [Dot(f"R{place}", value, Level.OTHER, place == 0) for place, value in enumerate(values)]
    found = marks(str(spread_chart(dots, ASKED).svg), "common")
    assert len(found) == len(values)
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in found)
    # The one singled out is drawn first, the others in the order of their values.
    others = [x for x, _ in found[1:]]
    assert others == sorted(others)


def test_who_is_singled_out_lies_at_the_foot_with_a_ring_and_its_label_escaped() -> None:
    dots = [*(Dot(f"RX{place}", 93.0, Level.OTHER) for place in range(9)), Dot("R<3", 93.0, Level.WORSE, True)]
    chart = spread_chart(dots, ASKED)
    (worse,), common = marks(str(chart.svg), "concern"), marks(str(chart.svg), "common")
    assert marks(str(chart.svg), "absent") == [worse]
    assert worse[1] == max(y for _, y in [worse, *common])
    assert "R&lt;3</text>" in str(chart.svg)
    assert [entry.text for entry in chart.key] == ["Worse than expected", "A trust", "The middle half", "R<3"]
    assert "style" not in str(chart.svg)
    assert "<script" not in str(chart.svg)


def test_nobody_to_show_has_no_picture_but_its_words_and_rows() -> None:
    chart = spread_chart([], ASKED)
    assert chart.svg == ""
    assert chart.key == ()
    assert chart.table_rows == (("A & <b>B</b>", "91.0%"),)
