"""The XmR chart as a page gets it: picture, headline, key and table agree with the series."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.charts import Chart, xmr_chart
from ratings.rules.monthly_series import XmrRuleSet, XmrSeries, months_between
from ratings.rules.special_causes import Direction, PointType, SpecialCause
from ratings.rules.xmr import analyse

CHECKOUT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
MONTHS = months_between(date(2024, 1, 1), date(2026, 12, 1))
CALM = [95.0, 97.0] * 6
"""Twelve months about 96, limits 90.68 and 101.32."""

FIXED = XmrRuleSet("fixed", window_months=None, fix_after_n_points=12, screen_outliers=True)


def series(values: Sequence[float | None], direction: Direction = Direction.NEUTRAL) -> XmrSeries:
    return XmrSeries.of(
        dict(zip(MONTHS, values, strict=False)),
        direction=direction,
        rule_set=FIXED,
        up_to=MONTHS[len(values) - 1] if values else None,
    )


def chart(values: Sequence[float | None], direction: Direction = Direction.NEUTRAL, **options: str) -> Chart:
    return xmr_chart(
        series(values, direction), title_subject="Ward 4", unit="%", decimals=1, noun="fill rate", **options
    )


def picture(drawn: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(drawn.svg)  # noqa: S314 - made here


def shapes(drawn: Chart, css: str) -> int:
    """How many shapes of one class the picture holds; shapes of a class are joined in one path."""
    paths = [path for path in picture(drawn).iter(f"{SVG}path") if css in path.get("class", "").split()]
    return sum(path.get("d", "").count("M") for path in paths)


months_of_values = st.lists(st.none() | st.integers(-500, 2000).map(lambda tenths: tenths / 10), max_size=36)
directions = st.sampled_from(list(Direction))


class TestPicture:
    @given(months_of_values, directions)
    def test_is_well_formed_and_needs_no_inline_style_or_script(
        self, values: list[float | None], direction: Direction
    ) -> None:
        drawn = chart(values, direction)
        if not drawn.svg:
            assert set(values) <= {None}
            return
        for element in picture(drawn).iter():
            assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "path", "text", "tspan", "g"}
            assert not {name for name in element.attrib if name == "style" or name.startswith("on") or "href" in name}
        assert "url(" not in drawn.svg
        assert "nan" not in drawn.svg
        assert len(drawn.svg) < 12_000

    @given(months_of_values, directions)
    def test_has_one_mark_for_each_month_of_the_kind_that_was_found(
        self, values: list[float | None], direction: Direction
    ) -> None:
        drawn, found = chart(values, direction), series(values, direction)
        if not drawn.svg:
            return
        kinds = {
            "common": PointType.COMMON,
            "high": PointType.NEUTRAL_HIGH,
            "low": PointType.NEUTRAL_LOW,
            "improvement": PointType.IMPROVEMENT,
            "concern": PointType.CONCERN,
        }
        counted = {css: shapes(drawn, f"oversight-chart__point--{css}") for css in kinds}
        assert shapes(drawn, "oversight-chart__point--absent") == sum(
            point.value is None for point in found.analysis.points
        )
        if shapes(drawn, "oversight-chart__limit"):
            assert counted == {
                css: sum(point.point_type is kind for point in found.analysis.points) for css, kind in kinds.items()
            }
        else:
            assert counted == {**dict.fromkeys(kinds, 0), "common": found.analysis.present}

    @given(months_of_values)
    def test_a_missing_month_is_a_gap_in_the_line(self, values: list[float | None]) -> None:
        drawn, found = chart(values), series(values)
        if drawn.svg:
            stretches = [held for held, _ in groupby(point.value is not None for point in found.analysis.points)]
            assert shapes(drawn, "oversight-chart__line") == stretches.count(True)

    @given(months_of_values)
    def test_the_line_goes_through_every_month_at_its_height(self, values: list[float | None]) -> None:
        drawn = chart(values)
        if not drawn.svg:
            return
        line = next(path for path in picture(drawn).iter(f"{SVG}path") if path.get("class") == "oversight-chart__line")
        places = [tuple(map(float, pair)) for pair in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", line.get("d", ""))]
        shown = [point.value for point in series(values).analysis.points if point.value is not None]
        assert len(places) == len(shown)
        assert [x for x, _ in places] == sorted(x for x, _ in places)
        for (_, y), value in zip(places, shown, strict=True):
            for (_, other_y), other in zip(places, shown, strict=True):
                assert (y >= other_y) if value < other else True
        assert all(0 <= x <= 480 and 0 <= y <= 290 for x, y in places)

    def test_is_named_and_described_for_screen_readers(self) -> None:
        drawn = chart([*CALM, 80.0])
        root = picture(drawn)
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert title.text == drawn.headline
        assert str(description.text).startswith(drawn.sentence)
        assert "from January 2024 to January 2025, on a scale from 80% to 105%" in str(description.text)

    def test_two_charts_on_a_page_have_names_of_their_own(self) -> None:
        one, other = picture(chart([*CALM, 80.0])), picture(chart([*CALM, 81.0]))
        assert one.get("aria-labelledby") != other.get("aria-labelledby")
        assert picture(chart([*CALM, 80.0], chart_id="ward-4")).get("aria-labelledby") == (
            "ward-4-title ward-4-description"
        )

    def test_text_from_outside_stays_text(self) -> None:
        drawn = xmr_chart(
            series([1.0]),
            title_subject='<script>alert("x")</script> & Ward \x00\x1b4',
            unit='"><b>',
            decimals=0,
            noun="<i>",
            axis_title="<b>'",
            chart_id='"><script>',
        )
        assert {element.tag.removeprefix(SVG) for element in picture(drawn).iter()} == {
            "svg", "title", "desc", "path", "text", "tspan", "g",
        }  # fmt: skip
        title = picture(drawn).find(f"{SVG}title")
        assert title is not None
        assert str(title.text).startswith('<script>alert("x")</script> & Ward 4:')

    def test_every_class_has_its_style(self) -> None:
        styles = (CHECKOUT / "static" / "oversight" / "charts.css").read_text()
        drawn = [chart([*CALM, None, 80.0, 110.0], direction) for direction in Direction]
        symbols = [entry.symbol for one in drawn for entry in one.key]
        for name in set(re.findall(r'class="([^"]+)"', "".join([one.svg for one in drawn] + symbols))):
            for css in name.split():
                assert f".{css}" in styles or css == "oversight-chart__point--common"

    def test_shapes_differ_by_kind(self) -> None:
        both = chart([*CALM, 80.0, 110.0])
        judged = [chart([*CALM, 80.0, 110.0], Direction.INCREASE), both]
        forms = {
            re.sub(r"M-?[\d.]+ -?[\d.]+", "", one.get("d", "")).split("z")[0]: one.get("class")
            for each in judged
            for one in picture(each).iter(f"{SVG}path")
            if "oversight-chart__point" in one.get("class", "")
        }
        assert len(forms) == len(set(forms.values())) == 5

    def test_limits_start_afresh_where_they_were_reset(self) -> None:
        months = MONTHS[:24]
        analysis = analyse([*CALM, *[85.0, 87.0] * 6], direction=Direction.NEUTRAL, rebase_at=[12])
        drawn = xmr_chart(
            XmrSeries(months, analysis, FIXED), title_subject="Ward 4", unit="%", decimals=1, noun="fill rate"
        )
        assert shapes(drawn, "oversight-chart__mean") == 2
        assert shapes(drawn, "oversight-chart__limit") == 4
        assert drawn.rows[0].cells[2] == "96.0%"
        assert drawn.rows[23].cells[2] == "86.0%"


class TestTooFewMonths:
    def test_nothing_is_judged(self) -> None:
        drawn = chart([95.0, 96.0, 20.0, 95.0, 300.0], Direction.INCREASE)
        assert drawn.headline == "Ward 4: too few months to say what is usual"
        assert shapes(drawn, "oversight-chart__limit") == shapes(drawn, "oversight-chart__mean") == 0
        assert shapes(drawn, "oversight-chart__point--common") == 5
        assert [column.text for column in drawn.columns] == ["Month", "Fill rate"]
        assert {(row.special_cause, row.point_type) for row in drawn.rows} == {(None, None)}
        assert drawn.key == ()

    def test_thirteen_are_enough(self) -> None:
        assert "too few" in chart([*CALM]).headline
        assert "too few" in chart([*CALM, None, None]).headline
        assert "too few" not in chart([*CALM, 96.0]).headline

    @pytest.mark.parametrize("values", [[], [None, None]])
    def test_no_figures(self, values: list[float | None]) -> None:
        drawn = chart(values)
        assert (drawn.svg, drawn.key, drawn.rows) == ("", (), ())
        assert drawn.headline == "Ward 4: no figures yet"
        assert drawn.sentence == "There is no fill rate to show."


class TestTable:
    def test_shows_every_month_as_it_is(self) -> None:
        drawn = chart([*CALM, None, 80.04])
        assert [column.text for column in drawn.columns] == [
            "Month", "Fill rate", "Mean", "Lower limit", "Upper limit", "What it shows",
        ]  # fmt: skip
        assert [column.numeric for column in drawn.columns] == [False, True, True, True, True, False]
        assert drawn.table_rows[0] == ("January 2024", "95.0%", "96.0%", "90.7%", "101.3%", "Usual variation")
        assert drawn.table_rows[12] == ("January 2025", "No fill rate", "96.0%", "90.7%", "101.3%", "No fill rate")
        assert drawn.table_rows[13] == (
            "February 2025", "80.0%", "96.0%", "90.7%", "101.3%", "Below the lower limit",
        )  # fmt: skip
        last = drawn.rows[13]
        assert (last.month, last.value) == (date(2025, 2, 1), 80.04)
        assert (last.special_cause, last.point_type) == (SpecialCause.BELOW_LIMIT, PointType.NEUTRAL_LOW)

    @given(months_of_values, directions)
    def test_has_a_row_for_each_month_and_a_cell_for_each_column(
        self, values: list[float | None], direction: Direction
    ) -> None:
        drawn, found = chart(values, direction), series(values, direction)
        assert tuple(row.month for row in drawn.rows) == found.months
        assert [row.value for row in drawn.rows] == [point.value for point in found.analysis.points]
        assert all(len(row.cells) == len(drawn.columns) for row in drawn.rows)

    def test_says_improvement_or_concern_only_where_there_is_a_direction(self) -> None:
        assert chart([*CALM, 80.0], Direction.INCREASE).table_rows[-1][-1] == "Below the lower limit: concern"
        assert chart([*CALM, 80.0], Direction.DECREASE).table_rows[-1][-1] == "Below the lower limit: improvement"


class TestKey:
    def test_names_what_is_drawn_and_nothing_else(self) -> None:
        assert [entry.text for entry in chart([*CALM, None, 80.0]).key] == [
            "Usual variation",
            "Stands out as low, or falling",
            "Mean, 96.0%",
            "Limits, 90.7% and 101.3%",
            "The mean and the limits are set by the 12 months before this line",
            "No figure for the month",
        ]

    def test_no_line_where_every_month_sets_the_limits(self) -> None:
        analysis = analyse([*CALM, 96.0], direction=Direction.NEUTRAL)
        drawn = xmr_chart(XmrSeries(MONTHS[:13], analysis, FIXED), title_subject="Ward 4", unit="%", decimals=1)
        assert shapes(drawn, "oversight-chart__set") == 0
        assert not any("before this line" in entry.text for entry in drawn.key)


def test_units_that_are_words() -> None:
    drawn = xmr_chart(
        series([5.4, 5.6] * 6 + [4.0]),
        title_subject="Care hours",
        unit="hours",
        decimals=1,
        noun="number of care hours per patient day",
    )
    assert drawn.sentence.startswith(
        "The number of care hours per patient day for January 2025 is 4.0 hours, below the lower limit of 5.0 hours."
    )
    assert "Number of care hours per patient day, hours" in drawn.svg
