"""A measure of a plan as a picture: expected apart from observed, the delivery marked, a table of the same values."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from oversight.charts.trajectory_chart import AskedTrajectory, Delivery, TrajectoryPlace, trajectory_chart
from ratings.rules.process_limits import process_limits
from ratings.rules.special_causes import PointType

SVG = "{http://www.w3.org/2000/svg}"


def place(at: int, value: float | None, expected: float | None = None, **told: object) -> TrajectoryPlace:
    defaults: dict[str, object] = {"kind": None, "blank": "No figure", "note": "Before the delivery"}
    return TrajectoryPlace(
        label=(f"M{at}", "2026"),
        name=f"Month {at}",
        value=value,
        expected=expected,
        **{**defaults, **told},  # type: ignore[arg-type]
    )


ASKED = AskedTrajectory(
    headline="Falls <with harm>: not changed since",
    sentence="Delivered in March 2026.",
    side="Per cent",
    unit="%",
    decimals=1,
    limits=process_limits([5, 6, 5, 4]),
    before_start=0,
    before_stop=4,
    delivery=Delivery(3.5, "Delivered March 2026"),
    chart_id="measure-1",
)
PLACES = [
    place(0, 5, kind=PointType.COMMON),
    place(1, 6, kind=PointType.COMMON),
    place(2, None),
    place(3, 4, kind=PointType.IMPROVEMENT),
    place(4, 5, 4.5, set_by_plan=True, kind=PointType.COMMON),
    place(5, 0, 4.0, kind=PointType.CONCERN, joined=True),
    place(6, None, 3.5, set_by_plan=True, to_come=True, blank="None yet", note="To come"),
]


def drawn(places: list[TrajectoryPlace], asked: AskedTrajectory = ASKED) -> ElementTree.Element:
    return ElementTree.fromstring(str(trajectory_chart(places, asked).svg))  # noqa: S314 - our own


def of_class(picture: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in picture.iter() if name in one.get("class", "").split()]


def test_the_picture_says_its_title_and_what_the_eye_would_see() -> None:
    picture = drawn(PLACES)
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "measure-1-title measure-1-description"
    assert picture.find(f"{SVG}title").text == ASKED.headline  # type: ignore[union-attr]
    said = picture.find(f"{SVG}desc").text or ""  # type: ignore[union-attr]
    assert said.startswith(ASKED.sentence)
    assert "from Month 0 to Month 6 with what the plan expected" in said


def test_expected_and_observed_are_two_lines_and_two_shapes() -> None:
    picture = drawn(PLACES)
    [expected], [observed] = of_class(picture, "oversight-chart__expected"), of_class(picture, "oversight-chart__line")
    assert expected.get("d") != observed.get("d")
    [squares] = of_class(picture, "oversight-chart__point--expected")
    # Open squares at the two months that the plan names; the one between lies on the line alone.
    assert squares.get("fill") == "none"
    assert squares.get("d", "").count("M") == 2
    assert all(one.get("fill") == "currentColor" for one in of_class(picture, "oversight-chart__point--common"))


def test_a_blank_month_has_a_cross_and_one_to_come_has_none() -> None:
    [crosses] = of_class(drawn(PLACES), "oversight-chart__point--absent")
    assert crosses.get("d", "").count("M") == 1
    assert not of_class(drawn([*PLACES[:2], *PLACES[6:]]), "oversight-chart__point--absent")


def test_a_gap_and_a_join_break_the_line() -> None:
    [line] = of_class(drawn(PLACES), "oversight-chart__line")
    assert line.get("d", "").count("M") == 3
    assert of_class(drawn(PLACES), "oversight-chart__set")


def test_the_delivery_is_a_line_with_its_word_inside_the_picture() -> None:
    picture = drawn(PLACES)
    assert len(of_class(picture, "oversight-chart__delivered")) == 1
    [word] = of_class(picture, "oversight-chart__delivered-word")
    assert word.text == "Delivered"
    assert word.get("text-anchor") == "end"  # it lies in the right half, where there is no room to its right
    [early] = of_class(
        drawn(PLACES, replace(ASKED, delivery=Delivery(0.5, "Delivered"))), "oversight-chart__delivered-word"
    )
    assert early.get("text-anchor") == "start"
    assert not of_class(drawn(PLACES, replace(ASKED, delivery=None)), "oversight-chart__delivered")


def test_the_limits_of_before_go_on_to_the_end() -> None:
    [mean] = of_class(drawn(PLACES), "oversight-chart__mean")
    [line] = of_class(drawn(PLACES), "oversight-chart__expected")
    end = float(mean.get("d", "").split("H")[1])
    last = float(line.get("d", "").split("L")[-1].split()[0])
    assert end >= last
    assert not of_class(drawn(PLACES, replace(ASKED, limits=None)), "oversight-chart__mean")


def test_the_table_has_every_period_with_the_words_for_a_blank() -> None:
    chart = trajectory_chart(PLACES, ASKED)
    assert [column.text for column in chart.columns] == ["Period", "Figure", "Expected", "What it shows"]
    assert chart.table_rows[2] == ("Month 2", "No figure", "Nothing", "Before the delivery")
    assert chart.table_rows[5][:3] == ("Month 5", "0.0%", "4.0%")
    assert chart.table_rows[6] == ("Month 6", "None yet", "3.5%", "To come")


def test_the_key_names_what_is_drawn_and_nothing_else() -> None:
    said = [entry.text for entry in trajectory_chart(PLACES, ASKED).key]
    assert said == [
        "Usual variation",
        "Stands out as an improvement",
        "Stands out as a concern",
        "No figure shown for the period",
        "What the plan expected",
        "Delivered March 2026",
        "Mean of before, 5.0%",
        "Limits of usual variation before, 2.3% and 7.7%",
        "From here on the figures are of other patients too",
    ]
    bare = trajectory_chart([place(0, 5), place(1, 6)], replace(ASKED, limits=None, delivery=None))
    assert [entry.text for entry in bare.key] == ["A period with a figure"]


def test_without_figures_and_expectations_there_is_no_picture() -> None:
    chart = trajectory_chart([place(0, None)], ASKED)
    assert (chart.svg, chart.key) == ("", ())
    assert len(chart.table_rows) == 1
    assert trajectory_chart([], ASKED).svg == ""
    # What was expected is drawn before the first figure comes.
    assert "oversight-chart__expected" in str(trajectory_chart([place(0, None, 3), place(1, None, 2)], ASKED).svg)
