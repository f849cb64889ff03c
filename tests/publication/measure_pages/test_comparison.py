"""The picture of all trusts agrees with what was said of each: random countries, judged by the plain statistics."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from math import asin, sqrt

from hypothesis import given, settings
from hypothesis import strategies as st

from oversight.measures.periods import Grain, Period
from publication.figures import Figure, Missing
from publication.measure_pages.among import Official
from publication.measure_pages.catalogue import PublicMeasure, measures
from publication.measure_pages.comparison import Comparison
from publication.measure_pages.readings import Reading
from publication.models import Release
from ratings.rules.funnel_limits import Scale, funnel_limits

FALLS = "thermometer_falls_with_harm"
NEUTRAL = "fill_day_registered"
OCTOBER, SEPTEMBER = (Period(date(2026, month, 1), Grain.MONTH) for month in (10, 9))
AT = 2.0
POINT = "point oversight-chart__point--"


def told(
    measure: PublicMeasure, place: int, value: Decimal | None, period: Period = OCTOBER, **more: object
) -> Reading:
    figure = Figure(None, Missing.NOT_SUBMITTED) if value is None else Figure(value, text=f"{value:.1f}%")
    label = "October 2026" if period == OCTOBER else "September 2026"
    return Reading(measure, f"R{place}", f"Trust {place}", Release(), period, label, figure, None, **more)


@st.composite
def judged_countries(draw: st.DrawFn) -> list[Reading]:
    """Trusts by a share, each with the limits of its size and the word that goes with them."""
    measure = measures()[FALLS]
    counts = draw(st.lists(st.tuples(st.integers(40, 5_000), st.floats(0, 0.2)), min_size=3, max_size=40, unique=True))
    pairs = [(round(size * share), size) for size, share in counts]
    target = asin(sqrt(sum(part for part, _ in pairs) / sum(size for _, size in pairs)))
    made = []
    for place, (part, size) in enumerate(pairs):
        limits = funnel_limits(target=target, standard_error=1 / (2 * sqrt(size)), scale=Scale.ARCSINE, at=AT)
        value = 100 * part / size
        lower, upper = 100 * limits.lower, 100 * limits.upper
        word = {1: Official.WORSE, -1: Official.BETTER, 0: Official.AS_EXPECTED}[(value > upper) - (value < lower)]
        edges = {"lower": Decimal(lower), "upper": Decimal(upper), "denominator": Decimal(size)}
        made.append(told(measure, place, Decimal(value), word=str(word), numerator=Decimal(part), **edges))
    return made


def points(svg: str, css: str) -> list[tuple[float, float]]:
    return [
        (float(x), float(y))
        for path in re.findall(rf'class="oversight-chart__{css}"[^>]* d="([^"]+)"', svg)
        for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)
    ]


@settings(max_examples=60)
@given(judged_countries())
def test_no_mark_lies_beyond_a_line_without_having_been_judged_so(readings: list[Reading]) -> None:
    svg = str(Comparison(measures()[FALLS], readings).chart().svg)
    edges = points(svg, "limit")
    # Up the picture is down the page; a tenth of a step is rounding.
    for css, beyond in (
        ("point oversight-chart__point--concern", 1),
        ("point oversight-chart__point--improvement", -1),
    ):
        for x, y in points(svg, css):
            at = [edge for across, edge in edges if across == x]
            assert not at or (min(at) >= y - 0.15 if beyond > 0 else max(at) <= y + 0.15)
    for x, y in points(svg, f"{POINT}common"):
        at = sorted(edge for across, edge in edges if across == x)
        if len(at) == 2:
            assert at[0] - 0.15 <= y <= at[1] + 0.15
    marks = sum(
        len(points(svg, f"point oversight-chart__point--{css}")) for css in ("concern", "improvement", "common")
    )
    assert marks == len(readings)


@settings(max_examples=40)
@given(judged_countries())
def test_the_words_of_the_picture_are_those_of_the_trusts(readings: list[Reading]) -> None:
    chart = Comparison(measures()[FALLS], readings).chart("R0")
    present = {each.word for each in readings}
    shown = {entry.text for entry in chart.key}
    for word in Official:
        assert (str(word).capitalize() in shown) == (str(word) in present)
    assert chart.headline.endswith(f", {readings[0].word}")
    assert "This trust" in shown
    assert "Small numbers move more by chance" in chart.sentence


@given(st.lists(st.decimals(min_value=0, max_value=200, places=2), min_size=1, max_size=60))
def test_a_measure_by_which_nobody_is_compared_has_no_words_and_no_limits(values: list[Decimal]) -> None:
    measure = measures()[NEUTRAL]
    chart = Comparison(measure, [told(measure, place, value) for place, value in enumerate(values)]).chart("R0")
    assert len(points(str(chart.svg), f"{POINT}common")) == len(values)
    assert not any(word in chart.headline + chart.sentence for word in Official)
    assert {entry.text for entry in chart.key} <= {"A trust", "The ends of the middle half", "This trust"}


def test_figures_of_one_time_are_compared_and_older_ones_stand_aside() -> None:
    measure = measures()[NEUTRAL]
    readings = [told(measure, place, Decimal(90 + place)) for place in range(5)]
    readings.append(told(measure, 5, Decimal(10), SEPTEMBER))
    comparison = Comparison(measure, readings)
    assert comparison.period_label == "October 2026"
    assert [each.code for each in comparison.shown] == [f"R{place}" for place in range(5)]
    assert "All lie from 90.0% to 94.0%." in comparison.among.sentence()
    assert comparison.of({"R0", "R5"}, "in the same region").shown[0].code == "R0"
    assert "no figure to compare" in comparison.chart("R5").headline


def test_nobody_with_a_figure_has_no_picture() -> None:
    measure = measures()[FALLS]
    chart = Comparison(measure, [told(measure, 0, None)]).chart()
    assert chart.svg == ""
    assert "no figure yet" in chart.headline
