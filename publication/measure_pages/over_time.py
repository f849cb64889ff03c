"""A trust's figure over time: the chart, and the words that say what it shows.

Months are judged by XmR as everywhere here. Quarters and years are set beside the period before and the year before,
and are judged only from 13 of them on, since fewer cannot tell chance from change (Making Data Count). Figures
that count several months up to the end of each period share months with those beside them: they move together, and
limits made of their steps would be too narrow, so that they are shown and not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from oversight.charts import Chart, ChartColumn, DrawnChart, xmr_chart
from oversight.charts.figures import Figures
from oversight.charts.watched_chart import AskedSeries, Place, watched_chart
from oversight.measures.covering import periods_apart, write_period_of
from oversight.measures.defining import Definition, Theme
from oversight.measures.defining import Direction as Improves
from oversight.measures.period_words import write_period
from oversight.measures.periods import Grain, Period
from oversight.wording import write_month, write_short_date
from publication.figures import Figure, Missing
from ratings.rule_sets import in_force
from ratings.rules.monthly_series import LATEST_24_MONTHS, XmrSeries
from ratings.rules.process_limits import ProcessLimits, process_limits
from ratings.rules.special_causes import Direction
from ratings.rules.watched_series import SeriesWord, WatchedMonth, watch

FEWEST_PERIODS = 2
PERIODS_SHOWN = 24
_A_YEAR = {Grain.MONTH: 12, Grain.QUARTER: 4, Grain.YEAR: 1}
_DIRECTIONS = {
    Improves.INCREASE: Direction.INCREASE,
    Improves.DECREASE: Direction.DECREASE,
    Improves.NEUTRAL: Direction.NEUTRAL,
}
_OVERLAP = (
    "Figures that stand side by side share most of their months, so they move slowly and are not judged one by one."
)
_COLUMN = {Grain.MONTH: "Month", Grain.QUARTER: "Quarter", Grain.YEAR: "Year", Grain.DAY: "Day"}


@dataclass(frozen=True, slots=True)
class PeriodFigure:
    """A period and its figure, or why there is none; ``revised``: another than was first published."""

    period: Period
    figure: Figure
    revised: bool = False


def figures_of(made: Definition) -> Figures:
    """Return how a measure's numbers are written."""
    return Figures("" if made.unit == "ratio" else made.unit, made.decimals)


def chart_over_time(
    series: Sequence[PeriodFigure], made: Definition, name: str, *, chart_id: str, joined_on: Sequence[date] = ()
) -> Chart | DrawnChart | None:
    """Draw a series up to its newest period; None where fewer than two periods have a figure.

    ``joined_on``: days on which another trust became part of this one. From then on figures are of other patients, so
    that each stretch is judged on its own.
    """
    present = [each for each in series if each.figure.value is not None]
    if len(present) < FEWEST_PERIODS:
        return None
    first, last = min(each.period for each in series), max(each.period for each in series)
    joined = [day for day in joined_on if first.first_day < day <= last.last_day]
    if last.grain is Grain.MONTH and not joined and made.covers_months is None:
        return _by_month(series, made, name, chart_id=chart_id)
    return _by_period(series, made, name, joined)


def _by_month(series: Sequence[PeriodFigure], made: Definition, name: str, *, chart_id: str) -> Chart | None:
    up_to = max(each.period.first_day for each in series)
    values: Mapping[date, float | None] = {each.period.first_day: _number(each) for each in series}
    # Ward staffing has rule sets of its own, in force from its first collection on.
    rules = in_force(up_to).special_causes if made.theme is Theme.STAFFING else LATEST_24_MONTHS
    watched = XmrSeries.of(values, direction=_DIRECTIONS[made.direction], rule_set=rules, up_to=up_to)
    if watched.analysis.present < FEWEST_PERIODS:
        return None
    figures = figures_of(made)
    return xmr_chart(
        watched,
        title_subject=name,
        unit=figures.unit,
        decimals=made.decimals,
        noun="figure",
        axis_title=made.on_the_axis or name,
        chart_id=chart_id,
    )


def _by_period(series: Sequence[PeriodFigure], made: Definition, name: str, joined: Sequence[date]) -> DrawnChart:
    step = periods_apart(made, series[-1].period)
    shown = every_period(series, step)[-PERIODS_SHOWN:]
    values = [_number(each) for each in shown]
    joined_at = [
        place
        for place, each in enumerate(shown)
        if place and any(each.period.first_day <= day <= each.period.last_day for day in joined)
    ]
    overlap = made.covers_months is not None
    watched = (
        _not_judged(values, joined_at)
        if overlap
        else watch(values, direction=_DIRECTIONS[made.direction], joined_at=joined_at)
    )
    figures = figures_of(made)
    write = partial(write_period_of, made)
    starts = [0, *joined_at]
    limits: list[ProcessLimits | None] = []
    for start, stop in zip(starts, [*joined_at, len(values)], strict=True):
        limits += [process_limits(values[start:stop])] * (stop - start)
    chart = watched_chart(
        [
            Place(
                _label(each.period),
                write(each.period),
                replace(one, revised=each.revised),
                of_stretch if one.word is SeriesWord.JUDGED else None,
            )
            for each, one, of_stretch in zip(shown, watched, limits, strict=True)
        ],
        AskedSeries(
            headline=headline(shown, name, figures, write=write, step=step),
            sentence=" ".join(
                [
                    sentence(shown, figures, write=write, step=step),
                    *([_OVERLAP] if overlap else []),
                    *(_joined(write(shown[place].period), afresh=not overlap) for place in joined_at),
                ]
            ),
            side=made.on_the_axis or name,
            unit=figures.unit,
            decimals=made.decimals,
        ),
    )
    # The table of a public chart has the figures alone; what is usual stands in the picture and its key.
    return replace(
        chart,
        columns=(
            ChartColumn("Period" if overlap or step > 1 else _COLUMN[shown[-1].period.grain]),
            ChartColumn("Figure", numeric=True),
        ),
        table_rows=tuple((write(each.period), _in_the_table(each, figures)) for each in shown),
    )


def _not_judged(values: Sequence[float | None], joined_at: Sequence[int]) -> tuple[WatchedMonth, ...]:
    return tuple(
        WatchedMonth(value, SeriesWord.NO_VALUE if value is None else SeriesWord.OVERLAPPING, joined=place in joined_at)
        for place, value in enumerate(values)
    )


def _joined(period: str, *, afresh: bool) -> str:
    said = f"In {period} another trust became part of this one"
    return f"{said}, so what is usual starts afresh there." if afresh else f"{said}."


def every_period(series: Sequence[PeriodFigure], step: int = 1) -> list[PeriodFigure]:
    """Put a period of which nothing was published in its place, so that the foot of the chart is even.

    ``step``: how many periods lie from one figure to the next. A figure that stands between them is shown all the same.
    """
    by_period = {each.period: each for each in series}
    first, last = min(by_period), max(by_period)
    while first <= last:
        by_period.setdefault(first, PeriodFigure(first, Figure(None, Missing.NOT_SUBMITTED)))
        first = first.plus(step)
    return [by_period[each] for each in sorted(by_period)]


def headline(
    series: Sequence[PeriodFigure],
    name: str,
    figures: Figures,
    *,
    write: Callable[[Period], str] = write_period,
    step: int = 1,
) -> str:
    """Say the newest figure, and how it lies to that of a year before, or of the period before."""
    last = _last(series)
    if last is None:
        return f"{name}: no figure yet"
    said = f"{name}: {figures.write(_value(last))} in {write(last.period)}"
    for other, when in (
        (_at(series, last, _A_YEAR.get(last.period.grain, 0)), "a year before"),
        (_at(series, last, step), "the period before"),
    ):
        if other is not None and other.figure.value is not None:
            return f"{said}, {_beside(last, other)} {when}"
    return said


def sentence(
    series: Sequence[PeriodFigure],
    figures: Figures,
    *,
    write: Callable[[Period], str] = write_period,
    step: int = 1,
) -> str:
    """Say the newest figure and set it beside the period before and a year before; what has no figure is said so."""
    last = _last(series)
    if last is None:
        return "There is no figure to show."
    said = [f"The figure was {figures.write(_value(last))} in {write(last.period)}."]
    back = {step: "The period before", _A_YEAR.get(last.period.grain, 1): "A year before"}
    for count, when in back.items():
        other = _at(series, last, count)
        if other is None:
            said.append(f"{when}: nothing published.")
        elif other.figure.value is None:
            said.append(f"{when}: {other.figure}.")
        else:
            before = figures.write_apart(_value(other), _value(last))[0]
            said.append(f"That is {_beside(last, other)} {when[0].lower()}{when[1:]} ({before}).")
    absent = [each for each in series if each.figure.value is None and each.period > last.period]
    if absent:
        said.append(f"For {write(absent[-1].period)} there is none: {absent[-1].figure}.")
    return " ".join(said)


def _beside(one: PeriodFigure, other: PeriodFigure) -> str:
    if _value(one) == _value(other):
        return "the same as"
    return "higher than" if _value(one) > _value(other) else "lower than"


def _value(one: PeriodFigure) -> float:
    if one.figure.value is None:
        raise ValueError("a period without a figure has no value")
    return float(one.figure.value)


def _number(one: PeriodFigure) -> float | None:
    return None if one.figure.value is None else float(one.figure.value)


def _last(series: Sequence[PeriodFigure]) -> PeriodFigure | None:
    return next((each for each in reversed(series) if each.figure.value is not None), None)


def _at(series: Sequence[PeriodFigure], last: PeriodFigure, back: int) -> PeriodFigure | None:
    if not back:
        return None
    wanted = last.period.plus(-back)
    return next((each for each in series if each.period == wanted), None)


def _in_the_table(one: PeriodFigure, figures: Figures) -> str:
    return str(one.figure) if one.figure.value is None else figures.write(float(one.figure.value))


def _label(period: Period) -> tuple[str, ...]:
    if period.grain is Grain.MONTH:
        name, year = write_month(period.first_day).split()
        return name[:3], year
    if period.grain is Grain.QUARTER:
        return f"Q{str(period)[-1]}", str(period)[2:4]
    if period.grain is Grain.YEAR:
        return (str(period)[2:],)
    return (write_short_date(period.first_day),)
