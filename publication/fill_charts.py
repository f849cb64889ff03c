"""Charts of fill rates over the published months; they read the released rows and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from oversight.charts import Chart, xmr_chart
from oversight.measures.defining import definition
from publication.figures import StaffingFigures
from publication.frozen_often_short import SHIFTS_AND_GROUPS
from ratings.rule_sets import in_force
from ratings.rules.monthly_series import XmrSeries
from ratings.rules.special_causes import Direction

FEWEST_MONTHS = 2


def fill_charts(months: Mapping[date, StaffingFigures | None], *, up_to: date, chart_id: str) -> list[Chart]:
    """Return a chart for each of the four fill rates; none where fewer than two months have figures.

    A month without a return, or with a withdrawn one, is None: a gap.
    """
    rule_set = in_force(up_to).special_causes
    charts = []
    for name in SHIFTS_AND_GROUPS:
        measure = definition(f"fill_{name}")
        values = {month: None if figures is None else _number(figures, name) for month, figures in months.items()}
        series = XmrSeries.of(values, direction=Direction.NEUTRAL, rule_set=rule_set, up_to=up_to)
        if series.analysis.present >= FEWEST_MONTHS:
            charts.append(
                xmr_chart(
                    series,
                    title_subject=measure.short_name,
                    unit=measure.unit,
                    decimals=measure.decimals,
                    noun="fill rate",
                    axis_title=measure.on_the_axis,
                    chart_id=f"{chart_id}-{name}",
                )
            )
    return charts


def _number(figures: StaffingFigures, name: str) -> float | None:
    value = figures.fill[name].value
    return None if value is None else float(value)
