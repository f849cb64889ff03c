"""The chart of a plan's measure: the figures shown, and apart from them what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from oversight.charts.drawn import DrawnChart
from oversight.charts.trajectory_chart import AskedTrajectory, Delivery, TrajectoryPlace, trajectory_chart
from oversight.measures.periods import Grain, Period
from oversight.wording import write_month
from ratings.plans.measured_series import MeasuredPoint, Told
from ratings.plans.measured_words import Series, WhatIsSaid, cause_note
from ratings.rules.plan_progress import Progress, Verdict
from ratings.rules.plan_trajectory import Expected, expected_on
from ratings.rules.special_causes import PointType, SpecialCause, point_type

if TYPE_CHECKING:
    from ratings.plans.measured import Promised

_MOST_TO_COME = 24
"""A trajectory is drawn no further than so many periods past the latest figure."""

_BLANKS = {
    Told.NO_FIGURE: "No figure",
    Told.NOT_APPLICABLE: "Not applicable",
    Told.SUPPRESSED: "Withheld",
    Told.TOO_SMALL: "Too few",
}
_KINDS = {PointType.IMPROVEMENT: ", for the better", PointType.CONCERN: ", for the worse"}


def chart_of(series: Series, said: WhatIsSaid, measure: Promised, *, chart_id: str) -> DrawnChart:
    """Draw the periods that say what was usual, those since, and those to come for which something is expected."""
    ends = {Period.parse(point.period).last_day: point.value for point in measure.trajectory}
    trajectory = [Expected(day, ends[day]) for day in sorted(ends)]
    start = _first_shown(series)
    shown = series.points[start:]
    places = [_place(series, place, start + place, point, ends, trajectory) for place, point in enumerate(shown)]
    periods = [point.period for point in shown]
    for period in _to_come(series, periods, trajectory, measure):
        periods.append(period)
        places.append(_still_to_come(series, period, ends, trajectory))
    progress = series.progress
    judged = progress.before if progress.verdict is not Verdict.NOT_KNOWN else None
    return trajectory_chart(
        places,
        AskedTrajectory(
            headline=said.headline,
            sentence=f"{said.sentence} {said.evidence}".strip(),
            side=series.measure.on_the_axis,
            unit=series.measure.unit,
            decimals=series.measure.decimals,
            limits=judged.limits if judged else None,
            before_start=judged.start - start if judged else 0,
            before_stop=judged.stop - start if judged else 0,
            delivery=_delivery(series.delivered_on, periods),
            chart_id=chart_id,
        ),
    )


def _first_shown(series: Series) -> int:
    """The place from which on periods are shown: as many before the delivery as say what was usual."""
    before = series.progress.before
    most = int(series.progress.settings.most_before.value)
    return max(0, (before.stop if before else len(series.points)) - most)


def _place(
    series: Series,
    place: int,
    at: int,
    point: MeasuredPoint,
    ends: dict[date, Decimal],
    trajectory: Sequence[Expected],
) -> TrajectoryPlace:
    expected = expected_on(point.period.last_day, trajectory)
    cause = _cause(series.progress, at)
    kind = point_type(cause, series.progress.wanted) if cause is not None else None
    return TrajectoryPlace(
        label=_label(point.period),
        name=_name(series, point.period),
        value=None if point.value is None else float(point.value),
        blank=_BLANKS.get(point.told, ""),
        kind=kind,
        note=_note(series, at, cause, kind),
        expected=None if expected is None else float(expected),
        set_by_plan=point.period.last_day in ends,
        # Nothing goes before the first place, so that a join there is no join of what is drawn.
        joined=point.joined and place > 0,
    )


def _still_to_come(
    series: Series, period: Period, ends: dict[date, Decimal], trajectory: Sequence[Expected]
) -> TrajectoryPlace:
    expected = expected_on(period.last_day, trajectory)
    return TrajectoryPlace(
        label=_label(period),
        name=_name(series, period),
        value=None,
        blank="None yet",
        kind=None,
        note="To come",
        expected=None if expected is None else float(expected),
        set_by_plan=period.last_day in ends,
        to_come=True,
    )


def _to_come(
    series: Series, periods: Sequence[Period], trajectory: Sequence[Expected], measure: Promised
) -> list[Period]:
    """The periods from the latest figure to the end of the trajectory; without any figure, those of the trajectory."""
    if not trajectory or series.grain is Grain.DAY:
        return []
    step = 2 if series.is_half_yearly else 1
    if periods:
        period = periods[-1].plus(step)
    else:
        period = Period.of(trajectory[0].on, series.grain)
    found: list[Period] = []
    while period.last_day <= trajectory[-1].on and len(found) < _MOST_TO_COME:
        found.append(period)
        period = period.plus(step)
    return found


def _cause(progress: Progress, at: int) -> SpecialCause | None:
    """What marks a place by the limits of before; None where nothing was judged by them, or there is no figure."""
    before, since = progress.before, progress.since
    if progress.verdict is Verdict.NOT_KNOWN or before is None or since is None:
        return None
    if before.start <= at < before.stop:
        return before.causes[at - before.start]
    return since.causes[at - since.start] if at >= since.start else None


def _note(series: Series, at: int, cause: SpecialCause | None, kind: PointType | None) -> str:
    before, since = series.progress.before, series.progress.since
    if before is None or series.delivered_on is None:
        return "Not compared"
    if at < before.stop:
        when = "Before the delivery"
    elif since is not None and at >= since.start:
        when = "Since the delivery"
    else:
        return "The delivery is in this period" if since is not None else "Not compared"
    if cause is None or kind is None:
        return when
    return f"{when}: {cause_note(cause, _KINDS.get(kind, ''))}"


def _delivery(delivered_on: date | None, periods: Sequence[Period]) -> Delivery | None:
    """Where the day lies among the periods drawn; none where it lies before or after all of them."""
    if delivered_on is None:
        return None
    label = f"Delivered {write_month(delivered_on)}"
    for at, period in enumerate(periods):
        if period.first_day <= delivered_on <= period.last_day:
            days = (period.last_day - period.first_day).days + 1
            return Delivery(at - 0.5 + (delivered_on - period.first_day).days / days, label)
    return None


def _label(period: Period) -> tuple[str, ...]:
    """One or two short lines for the foot of the picture."""
    if period.grain is Grain.YEAR:
        return (str(period),)
    if period.grain is Grain.DAY:
        month, year = write_month(period.first_day).split()
        return (f"{period.first_day.day} {month[:3]}", year)
    if period.grain is Grain.QUARTER:
        last = write_month(period.last_day).split()
        return (f"to {last[0][:3]}", last[1])
    month, year = write_month(period.first_day).split()
    return (month[:3], year)


def _name(series: Series, period: Period) -> str:
    name = series.name(period)
    return name[:1].upper() + name[1:]
