"""A measure of complaints quarter by quarter: a chart, and a sentence that is true of the numbers it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from complaints.periods import ComplaintsPeriod
from oversight.charts import ChartColumn, DrawnChart
from oversight.charts.figures import Figures
from oversight.charts.watched_chart import AskedSeries, Place, watched_chart
from publication.complaints.told import NoNumber, Told
from ratings.rules.process_limits import process_limits
from ratings.rules.special_causes import Direction
from ratings.rules.watched_series import SeriesWord, watch

QUARTERS_SHOWN = 20
FEWEST_QUARTERS = 2
_A_YEAR = 4


@dataclass(frozen=True, slots=True)
class QuarterFigure:
    """A quarter, its figure, and whether it was revised since it was first published."""

    period: ComplaintsPeriod
    figure: Told
    revised: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a series is spoken of. ``subject`` opens the headline; ``noun`` is one figure in a sentence.

    ``more`` and ``fewer`` are what a figure above and below another is called.
    """

    subject: str
    noun: str
    side: str
    unit: str
    decimals: int
    more: str
    fewer: str


def months_of(period: ComplaintsPeriod) -> str:
    """Return a period by its months alone: July to September 2026."""
    return period.label.partition(" (")[0]


def chart_of(quarters: Sequence[QuarterFigure], spoken: Spoken) -> DrawnChart | None:
    """Draw the last quarters up to the newest; None where fewer than two have a figure."""
    shown = _every_quarter(quarters)[-QUARTERS_SHOWN:]
    values = [None if each.figure.value is None else float(each.figure.value) for each in shown]
    if sum(value is not None for value in values) < FEWEST_QUARTERS:
        return None
    watched = watch(values, direction=Direction.NEUTRAL)
    judged = any(one.word is SeriesWord.JUDGED for one in watched)
    limits = process_limits(values) if judged else None
    figures = Figures(spoken.unit, spoken.decimals)
    chart = watched_chart(
        [
            Place(
                (f"Q{str(each.period)[-1]}", str(each.period.financial_year)[2:]),
                each.period.label,
                replace(one, revised=each.revised),
                limits if one.word is SeriesWord.JUDGED else None,
            )
            for each, one in zip(shown, watched, strict=True)
        ],
        AskedSeries(
            headline=headline(shown, spoken),
            sentence=sentence(shown, spoken),
            side=spoken.side,
            unit=spoken.unit,
            decimals=spoken.decimals,
        ),
    )
    # The table of a public chart has the figures alone; what is usual stands in the picture and its key.
    return replace(
        chart,
        columns=(ChartColumn("Quarter"), ChartColumn(spoken.side, numeric=True)),
        table_rows=tuple((each.period.label, _in_the_table(each, figures)) for each in shown),
    )


def headline(quarters: Sequence[QuarterFigure], spoken: Spoken) -> str:
    """Say the newest figure, and how it lies to that of a year before, or of the quarter before."""
    last = _last(quarters)
    if last is None:
        return f"{spoken.subject}: no figure yet"
    figures = Figures(spoken.unit, spoken.decimals)
    value = figures.write(float(_value(last)))
    for other, when in (
        (_at(quarters, last, _A_YEAR), "a year before"),
        (_at(quarters, last, 1), "the quarter before"),
    ):
        if other is not None and other.figure.value is not None:
            return f"{spoken.subject}: {value} in {months_of(last.period)}, {_beside(last, other, spoken)} {when}"
    return f"{spoken.subject}: {value} in {months_of(last.period)}"


def sentence(quarters: Sequence[QuarterFigure], spoken: Spoken) -> str:
    """Say the newest figure and set it beside the quarter before and the same quarter a year before.

    Where one of these has no figure it says so, and why. True of the unrounded values.
    """
    last = _last(quarters)
    if last is None:
        return f"There is no {spoken.noun} to show."
    figures = Figures(spoken.unit, spoken.decimals)
    said = [f"The {spoken.noun} was {figures.write(float(_value(last)))} in {months_of(last.period)}."]
    for back, when, then in (
        (1, "The quarter before", "in the quarter before"),
        (_A_YEAR, "A year before", "a year before"),
    ):
        other = _at(quarters, last, back)
        if other is None:
            said.append(f"{when}: nothing published.")
        elif other.figure.value is None:
            why = other.figure.missing.label if other.figure.missing else NoNumber.BLANK.label
            said.append(f"{when}: {why}.")
        else:
            before = figures.write_apart(float(other.figure.value), float(_value(last)))[0]
            said.append(f"That is {_beside(last, other, spoken)} {then} ({before}).")
    absent = [each for each in quarters if each.figure.value is None and each.period > last.period]
    if absent:
        why = absent[-1].figure.missing.label if absent[-1].figure.missing else NoNumber.BLANK.label
        said.append(f"For {months_of(absent[-1].period)} there is none: {why}.")
    return " ".join(said)


def _in_the_table(quarter: QuarterFigure, figures: Figures) -> str:
    value = quarter.figure.value
    return str(quarter.figure) if value is None else figures.write(float(value))


def _beside(one: QuarterFigure, other: QuarterFigure, spoken: Spoken) -> str:
    if _value(one) == _value(other):
        return "the same as"
    return f"{spoken.more if _value(one) > _value(other) else spoken.fewer} than"


def _value(quarter: QuarterFigure) -> Decimal:
    if quarter.figure.value is None:
        raise ValueError("a quarter without a figure has no value")
    return quarter.figure.value


def _last(quarters: Sequence[QuarterFigure]) -> QuarterFigure | None:
    return next((each for each in reversed(quarters) if each.figure.value is not None), None)


def _at(quarters: Sequence[QuarterFigure], last: QuarterFigure, back: int) -> QuarterFigure | None:
    wanted = last.period.plus(-back)
    return next((each for each in quarters if each.period == wanted), None)


def _every_quarter(quarters: Sequence[QuarterFigure]) -> list[QuarterFigure]:
    """Put a quarter of which nothing was published in its place, so that the foot of the chart is even."""
    by_period = {each.period: each for each in quarters}
    if not by_period:
        return []
    first, last = min(by_period), max(by_period)
    every = []
    while first <= last:
        every.append(by_period.get(first) or QuarterFigure(first, Told(None, NoNumber.NOT_SUBMITTED)))
        first = first.plus(1)
    return every
