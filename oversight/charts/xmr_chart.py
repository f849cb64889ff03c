"""An XmR chart: picture, headline, sentence, key and table, each true of the same series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html import escape

from markupsafe import Markup

from oversight.charts.drawing import line_symbol, symbol
from oversight.charts.drawn import ChartColumn, KeyEntry, key_of
from oversight.charts.figures import Figures
from oversight.charts.finding import headline, note, sentence
from oversight.charts.latest import JudgedMonth
from oversight.charts.marks import ABSENT, MARKS
from oversight.charts.xmr_svg import last_place_that_sets_limits, xmr_svg
from oversight.wording import write_month
from ratings.rules.monthly_series import XmrSeries
from ratings.rules.special_causes import PointType, SpecialCause
from ratings.rules.xmr import XmrPoint


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One month of the table: as shown (`cells`, in the order of the columns) and as it is.

    `value` is unrounded, None where the month has no figure; `special_cause` and `point_type` are None
    there, and where there are too few months or no limits to judge by.
    """

    month: date
    value: float | None
    special_cause: SpecialCause | None
    point_type: PointType | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart for a page.

    `svg` is safe to write as it is, and empty where no month has a figure; all else is plain text, to
    be escaped.
    """

    svg: Markup
    headline: str
    sentence: str
    key: tuple[KeyEntry, ...]
    columns: tuple[ChartColumn, ...]
    rows: tuple[ChartRow, ...]

    @property
    def table_rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells of each row, as the table's macro takes them."""
        return tuple(row.cells for row in self.rows)


def xmr_chart(
    series: XmrSeries,
    *,
    title_subject: str,
    unit: str,
    decimals: int,
    noun: str = "figure",
    axis_title: str = "",
    chart_id: str = "",
) -> Chart:
    """Chart a monthly series that has been analysed.

    `title_subject` opens the headline ("Registered nurses, day: lower than usual in October 2026").
    `unit` follows each number, "%" or a word; `noun` is what one number is called ("fill rate").
    `chart_id` must be unique on its page; without it, it is made from what is drawn.
    Under 13 months with a figure nothing is judged: no mean, no limits, no special marks.
    Source: Making Data Count; the version of the rules is the series' rule set.
    """
    figures = Figures(unit, decimals)
    found, said = headline(series, title_subject), sentence(series, figures, noun)
    axis_title = axis_title or (f"{noun[:1].upper()}{noun[1:]}" + (f", {unit}" if unit and unit != "%" else ""))
    identity = escape(chart_id, quote=True) or _identity(series, found, said, axis_title)
    svg = ""
    if series.analysis.present:
        svg = xmr_svg(series, identity=identity, title=found, description=said, figures=figures, axis_title=axis_title)
    judged = JudgedMonth.of(series) is not None
    columns = [ChartColumn("Month"), ChartColumn(f"{noun[:1].upper()}{noun[1:]}", numeric=True)]
    if judged:
        columns += [ChartColumn(text, numeric=True) for text in ("Mean", "Lower limit", "Upper limit")]
        columns.append(ChartColumn("What it shows"))
    rows = tuple(
        _row(month, point, figures, noun, judged)
        for month, point in zip(series.months, series.analysis.points, strict=True)
    )
    # Every text in the picture was escaped as it was written there.
    return Chart(Markup(svg), found, said, _key(series, figures, judged), tuple(columns), rows)  # noqa: S704


def _row(month: date, point: XmrPoint, figures: Figures, noun: str, judged: bool) -> ChartRow:
    value = f"No {noun}" if point.value is None else figures.write(point.value)
    cells = [write_month(month), value]
    if judged:
        limits = point.limits
        spread = limits.spread if limits else None
        cells.append(figures.write(limits.mean) if limits else "None")
        cells += [figures.write(spread.lower), figures.write(spread.upper)] if spread else ["None", "None"]
        cells.append(note(point, noun))
    return ChartRow(
        month,
        point.value,
        point.special_cause if judged else None,
        point.point_type if judged else None,
        tuple(cells),
    )


def _key(series: XmrSeries, figures: Figures, judged: bool) -> tuple[KeyEntry, ...]:
    points = series.analysis.points
    entries = []
    latest = series.analysis.latest
    if judged and latest and latest.limits and latest.limits.spread:
        present = {point.point_type for point in points if point.point_type}
        entries += [(symbol(mark), mark.meaning) for kind, mark in MARKS.items() if kind in present]
        spread = latest.limits.spread
        entries.append((line_symbol("mean"), f"Mean, {figures.write(latest.limits.mean)}"))
        entries.append(
            (line_symbol("limit"), f"Limits, {figures.write(spread.lower)} and {figures.write(spread.upper)}")
        )
        if last_place_that_sets_limits(series) is not None:
            entries.append(
                (
                    line_symbol("set", upright=True),
                    f"The mean and the limits are set by the {latest.limits.points} months before this line",
                )
            )
    if latest and any(point.value is None for point in points):
        entries.append((symbol(ABSENT), ABSENT.meaning))
    return key_of(entries)


def _identity(series: XmrSeries, *texts: str) -> str:
    drawn = repr((texts, series.months, [point.value for point in series.analysis.points]))
    return f"chart-{sha256(drawn.encode()).hexdigest()[:12]}"
