"""What is said of a figure over quarters and years is true of the series, whatever it is; months are judged by XmR."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from oversight.measures.defining import definition
from oversight.measures.period_words import write_period
from oversight.measures.periods import Grain, Period
from publication.figures import Figure, Missing
from publication.measure_pages.over_time import (
    PeriodFigure,
    chart_over_time,
    every_period,
    figures_of,
    headline,
    sentence,
)

FALLS = definition("thermometer_falls_with_harm")
NUMBER = r"(−?[\d,]+(?:\.\d+)?)%"
_STARTS = {
    Grain.MONTH: date(2014, 1, 1),
    Grain.QUARTER: date(2014, 4, 1),
    Grain.YEAR: date(2014, 4, 1),
}


def figure(value: Decimal | None) -> Figure:
    return Figure(None, Missing.NOT_SUBMITTED) if value is None else Figure(value, text=f"{value}%")


@st.composite
def courses(draw: st.DrawFn) -> list[PeriodFigure]:
    """A series of any grain in time order, with gaps and with periods that are not there."""
    grain = draw(st.sampled_from([Grain.MONTH, Grain.QUARTER, Grain.YEAR]))
    values = st.one_of(st.none(), st.decimals(min_value=-50, max_value=50, places=3))
    first = Period(_STARTS[grain], grain)
    given_values = draw(st.lists(st.tuples(st.booleans(), values), max_size=40))
    return [
        PeriodFigure(first.plus(place), figure(value)) for place, (there, value) in enumerate(given_values) if there
    ]


def read(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", ""))


def rounds_to(value: Decimal, shown: Decimal) -> bool:
    return value.quantize(Decimal(1).scaleb(shown.as_tuple().exponent), ROUND_HALF_UP) == shown


def beside(value: Decimal, other: Decimal) -> str:
    return "the same as" if value == other else ("higher than" if value > other else "lower than")


@given(courses())
def test_every_statement_is_true_of_the_series(course: list[PeriodFigure]) -> None:
    figures = figures_of(FALLS)
    text, head = sentence(course, figures), headline(course, "Falls", figures)
    held = {each.period: each.figure for each in course}
    told = [each for each in course if each.figure.value is not None]
    if not told:
        assert text == "There is no figure to show."
        assert head == "Falls: no figure yet"
        return
    last = told[-1]
    found = re.match(rf"The figure was {NUMBER} in (.+?)\. ", text + " ")
    assert rounds_to(last.figure.value, read(found[1]))
    assert found[2] == write_period(last.period)
    assert head.startswith(f"Falls: {found[1]}% in {write_period(last.period)}")
    a_year = {Grain.MONTH: 12, Grain.QUARTER: 4, Grain.YEAR: 1}[last.period.grain]
    for when, back in (("The period before", 1), ("A year before", a_year)):
        if when == "The period before" and a_year == 1:
            continue
        other = held.get(last.period.plus(-back))
        if other is None:
            assert f"{when}: nothing published." in text
        elif other.value is None:
            assert f"{when}: not submitted." in text
        else:
            said = re.search(
                rf"That is ((?:higher|lower|the same)[^(]*?) {when[0].lower()}{when[1:]} \({NUMBER}\)\.", text
            )
            assert rounds_to(other.value, read(said[2]))
            assert said[1] == beside(last.figure.value, other.value)
            if when == "A year before":
                assert head.endswith(f", {said[1]} a year before")
    later = [each for each in course if each.period > last.period]
    assert ("there is none" in text) == bool(later)


@given(courses())
def test_the_chart_has_a_row_for_each_period_without_a_hole(course: list[PeriodFigure]) -> None:
    chart = chart_over_time(course, FALLS, "Falls", chart_id="course")
    told = [each for each in course if each.figure.value is not None]
    if len(told) < 2:
        assert chart is None
        return
    if chart is None:
        # Fewer than two of them lie within the months that are looked at.
        assert course[-1].period.grain is Grain.MONTH
        return
    assert chart.svg
    names = [row[0] for row in chart.table_rows]
    every = [write_period(each.period) for each in every_period(course)]
    assert names == every[len(every) - len(names) :]


def test_a_verdict_needs_thirteen_points_and_a_stretch_of_its_own_after_a_join() -> None:
    quarters = [
        PeriodFigure(Period(date(2020, 4, 1), Grain.QUARTER).plus(place), figure(Decimal(value)))
        for place, value in enumerate([2, 3] * 6)
    ]
    twelve = chart_over_time(quarters, FALLS, "Falls", chart_id="a")
    assert {entry.text for entry in twelve.key} == {"A period with a figure"}
    thirteen = [*quarters, PeriodFigure(quarters[-1].period.plus(1), figure(Decimal(40)))]
    judged = chart_over_time(thirteen, FALLS, "Falls", chart_id="a")
    assert any("concern" in entry.text for entry in judged.key)
    joined = thirteen[6].period.first_day
    apart = chart_over_time(thirteen, FALLS, "Falls", chart_id="a", joined_on=[joined])
    assert not any("concern" in entry.text for entry in apart.key)
    assert apart.sentence.endswith(
        "In October to December 2021 another trust became part of this one, so what is usual starts afresh there."
    )


def test_a_month_with_too_few_before_it_is_not_judged() -> None:
    months = [PeriodFigure(Period(date(2026, month, 1), Grain.MONTH), figure(Decimal(2))) for month in range(1, 7)]
    chart = chart_over_time(months, FALLS, "Falls", chart_id="a")
    assert chart.headline == "Falls: too few months to say what is usual"


def test_figures_that_share_months_are_shown_and_not_judged() -> None:
    never_events = definition("never_events")
    assert never_events.covers_months == 12
    # A rise that would be called a concern by the limits of its own steps.
    rising = [
        PeriodFigure(Period(date(2024, 1, 1), Grain.MONTH).plus(place), figure(Decimal(value)))
        for place, value in enumerate([1, 2] * 8 + [9] * 8)
    ]
    judged = chart_over_time(rising, FALLS, "Falls", chart_id="a")
    assert any("concern" in entry.text.lower() for entry in judged.key)
    chart = chart_over_time(rising, never_events, "Never events", chart_id="a")
    assert [entry.text for entry in chart.key] == ["A period with a figure"]
    assert "share most of their months" in chart.sentence
    assert chart.sentence.startswith("The figure was 9.00 per 100,000 bed days in the year to December 2025.")
    assert [row[0] for row in chart.table_rows][-2:] == ["the year to November 2025", "the year to December 2025"]
    joined = chart_over_time(rising, never_events, "Never events", chart_id="a", joined_on=[date(2025, 1, 1)])
    assert joined.sentence.endswith("In the year to January 2025 another trust became part of this one.")


def test_no_figure_is_missed_between_two_half_years() -> None:
    reports = definition("incidents_reported")
    halves = [
        PeriodFigure(Period(date(2023, 7, 1), Grain.QUARTER).plus(2 * place), figure(Decimal(value)))
        for place, value in enumerate([30, 32, 31, 35])
    ]
    chart = chart_over_time(halves, reports, "Reports", chart_id="a")
    assert [row[0] for row in chart.table_rows] == [
        "the half year to September 2023",
        "the half year to March 2024",
        "the half year to September 2024",
        "the half year to March 2025",
    ]
    assert "That is higher than the period before (31" in chart.sentence
    # One that did not come is missed.
    chart = chart_over_time([halves[0], halves[2], halves[3]], reports, "Reports", chart_id="a")
    assert [row[1] for row in chart.table_rows][1] == "not submitted"
