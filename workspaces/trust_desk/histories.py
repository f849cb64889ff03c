"""A ward's last accepted months, shown beside what is asked of it: the table, and a chart of the figure in question."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from oversight.charts import Chart, xmr_chart
from oversight.returns.checked import ReturnRow
from oversight.returns.models import FindingRecord, Submission
from oversight.returns.periods import Month
from ratings.rules.monthly_series import XmrSeries
from ratings.rules.special_causes import Direction
from staffing.canonical_rows import is_new, ward_of
from staffing.columns import BY_CODE, Shift, StaffGroup
from staffing.headings import meanings
from staffing.models import HeadingMapping, WardMonth
from staffing.on_record import hours_of
from staffing.wards import Figures, WardHours, figures

MONTHS_IN_TABLE = 12
_MONTHS_IN_CHART = 24
_KIND = "staffing"


class Measure(Enum):
    """What a chart shows: the words for it, its unit, and how it is counted."""

    FILL_RATE = ("fill rate", "%")
    HOURS = ("hours worked", "hours")
    CARE_HOURS = ("care hours per patient day", "hours")

    @property
    def noun(self) -> str:
        """What one value is called."""
        return self.value[0]

    @property
    def unit(self) -> str:
        """What follows each number."""
        return self.value[1]


# Which figure a rule questions; care hours per patient day for all others, in which patients and staff both show.
_QUESTIONED = {
    "staffing.fill_rate_out_of_bounds": Measure.FILL_RATE,
    "staffing.planned_zero": Measure.HOURS,
    "staffing.hours_changed": Measure.HOURS,
}


def has_histories(submission: Submission) -> bool:
    """Say whether the months of what a finding is about are shown beside it: for returns of wards."""
    return submission.kind == _KIND


@dataclass(frozen=True)
class MonthOfWard:
    """One month of a ward: None where no return was accepted for it, or the ward was not in it."""

    month: Month
    hours: WardHours | None
    figures: Figures | None

    @classmethod
    def of(cls, month: Month, hours: WardHours | None) -> MonthOfWard:
        """Work out the figures of a month."""
        return cls(month, hours, None if hours is None else figures(hours))


@dataclass(frozen=True)
class PlaceHistory:
    """A ward's months: what the file says now, the last twelve before it, the newest first, and up to 24 for charts."""

    key: str
    name: str
    now: MonthOfWard
    months: Sequence[MonthOfWard]
    charted: Mapping[Month, MonthOfWard]

    def chart(
        self,
        chart_id: str,
        measure: Measure = Measure.CARE_HOURS,
        group: StaffGroup | None = None,
        shift: Shift | None = None,
    ) -> Chart:
        """Return the chart of a figure over the accepted months; of hours: of the group by day and night together."""
        values: dict[date, float | None] = {
            month.first_day: _value(one, measure, group, shift) for month, one in self.charted.items()
        }
        series = XmrSeries.of(values, direction=Direction.NEUTRAL, up_to=self.now.month.plus(-1).first_day)
        subject = self.name
        if group is not None and measure is not Measure.CARE_HOURS:
            by_shift = f", {shift.label.lower()}" if shift and measure is Measure.FILL_RATE else ""
            subject = f"{self.name}, {group.template_label}{by_shift}"
        return xmr_chart(
            series,
            title_subject=f"{subject}: {measure.noun}",
            unit=measure.unit,
            decimals=0 if measure is Measure.HOURS else 1,
            noun=measure.noun,
            chart_id=chart_id,
        )


class Histories:
    """The histories of the wards that findings are about, in a fixed number of queries however many there are."""

    def __init__(self, submission: Submission, place_keys: Collection[str]) -> None:
        """Read the months of the places that are wards on record; ``submission`` with its rows."""
        self._own: dict[str, str] = {}
        self._by_key: dict[str, PlaceHistory] = {}
        known = [key for key in place_keys if key and not is_new(key)]
        if not has_histories(submission) or not known:
            return
        self._own = dict(
            HeadingMapping.objects.filter(trust_id=submission.trust_id).values_list("heading_key", "column")
        )
        period = Month.parse(submission.period)
        now = {
            row.key: ward_of(row, period)
            for row in (ReturnRow.from_json(kept) for kept in submission.rows)
            if row.key in place_keys
        }
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
        read: dict[str, dict[Month, MonthOfWard]] = {}
        names: dict[str, str] = {}
        for one in months:
            key = str(one.ward.public_id)
            month = Month.of(one.period)
            read.setdefault(key, {})[month] = MonthOfWard.of(month, hours_of(one))
            names[key] = one.ward.name
        for key, kept in read.items():
            before = (period.plus(-back) for back in range(1, MONTHS_IN_TABLE + 1))
            self._by_key[key] = PlaceHistory(
                key=key,
                name=names[key],
                now=MonthOfWard.of(period, now.get(key)),
                months=[kept.get(month) or MonthOfWard(month, None, None) for month in before],
                charted=kept,
            )

    def of(self, place_key: str) -> PlaceHistory | None:
        """Return the history of a place; None for one that was never accepted before."""
        return self._by_key.get(place_key)

    def chart_for(self, finding: FindingRecord) -> Chart | None:
        """Return the chart of the figure that the finding questions, over its ward's accepted months."""
        history = self.of(finding.place_key)
        if history is None:
            return None
        [code] = meanings([finding.column or ""], self._own)
        column = BY_CODE.get(code or "")
        measure = _QUESTIONED.get(finding.rule, Measure.CARE_HOURS)
        if column is None or column.group is None:
            measure = Measure.CARE_HOURS
        return history.chart(
            f"chart-{finding.position}",
            measure,
            column.group if column else None,
            column.shift if column else None,
        )


def _value(one: MonthOfWard, measure: Measure, group: StaffGroup | None, shift: Shift | None) -> float | None:
    if one.hours is None or one.figures is None:
        return None
    figure: Fraction | Decimal | None
    if measure is Measure.FILL_RATE and group is not None and shift is not None:
        figure = one.hours.fill_rate(shift, group)
    elif measure is Measure.HOURS and group is not None:
        figure = one.hours.worked((group,))
    else:
        figure = one.figures.chppd_overall
    return None if figure is None else float(figure)
