"""A ward's last accepted months, shown beside what is asked of it: the table, and a chart of the rate in question."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from oversight.charts import Chart, xmr_chart
from oversight.returns.models import Submission
from oversight.returns.periods import Month
from ratings.rules.monthly_series import XmrSeries
from ratings.rules.special_causes import Direction
from staffing.canonical_rows import is_new
from staffing.models import WardMonth
from staffing.on_record import hours_of
from staffing.wards import Figures, WardHours, figures

MONTHS_IN_TABLE = 12
_MONTHS_IN_CHART = 24
_KIND = "staffing"


@dataclass(frozen=True)
class MonthOfWard:
    """One month of a ward: None where no return was accepted for it, or the ward was not in it."""

    month: Month
    hours: WardHours | None
    figures: Figures | None


@dataclass(frozen=True)
class PlaceHistory:
    """A ward's last twelve months before the period, the newest first, and a chart of up to twenty-four."""

    id: str
    name: str
    months: Sequence[MonthOfWard]
    chart: Chart

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever accepted for the ward in that time."""
        return all(month.hours is None for month in self.months)


def histories_of(submission: Submission, place_keys: Collection[str]) -> dict[str, PlaceHistory]:
    """Return the history of each place that is a ward on record, by its key, in one query."""
    known = [key for key in place_keys if not is_new(key)]
    if submission.kind != _KIND or not known:
        return {}
    period = Month.parse(submission.period)
    found: dict[str, dict[Month, WardMonth]] = {key: {} for key in known}
    months = (
        WardMonth.objects.filter(
            ward__public_id__in=known,
            version__stands=True,
            period__lt=period.first_day,
            period__gte=period.plus(-_MONTHS_IN_CHART).first_day,
        )
        .select_related("ward", "site")
        .order_by("period", "version_id")
    )
    names: dict[str, str] = {}
    for one in months:
        key = str(one.ward.public_id)
        found[key][Month.of(one.period)] = one
        names[key] = one.ward.name
    return {key: _history(key, names.get(key, ""), kept, period) for key, kept in found.items() if kept}


def _history(key: str, name: str, kept: Mapping[Month, WardMonth], period: Month) -> PlaceHistory:
    worked_out = {}
    for month, row in kept.items():
        hours = hours_of(row)
        worked_out[month] = MonthOfWard(month, hours, figures(hours))
    table = [
        worked_out.get(month, MonthOfWard(month, None, None))
        for month in (period.plus(-back) for back in range(1, MONTHS_IN_TABLE + 1))
    ]
    return PlaceHistory(f"history-{key}", name, table, _chart(key, name, worked_out, period))


def _chart(key: str, name: str, months: Mapping[Month, MonthOfWard], period: Month) -> Chart:
    """Return the chart of care hours per patient day, in which patients and staff both show."""
    values: dict[date, float | None] = {
        month.first_day: _number(one.figures.chppd_overall) for month, one in months.items() if one.figures
    }
    series = XmrSeries.of(values, direction=Direction.NEUTRAL, up_to=period.plus(-1).first_day)
    return xmr_chart(
        series,
        title_subject=f"{name}: care hours per patient day",
        unit="hours",
        decimals=1,
        noun="care hours per patient day",
        axis_title="Hours per patient day",
        chart_id=f"history-{key}",
    )


def _number(figure: Fraction | None) -> float | None:
    return None if figure is None else figure.numerator / figure.denominator
