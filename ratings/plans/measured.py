"""A plan's measure beside the claim that it bears on: its figures, its verdict, a sentence true of it, its chart.

One account for all who read it: what the public may see. Worked out in the request from a few dozen figures, by
``ratings.rules.plan_progress``; nothing of it is stored, so that it is always of what stands at the moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from oversight.charts.drawn import DrawnChart
from oversight.clock import london_date
from oversight.measures.covering import first_day_of
from oversight.measures.defined import Definition
from oversight.measures.defined import Direction as Better
from oversight.measures.defining import definition
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from ratings.plans.content import MeasureContent, PeriodValue
from ratings.plans.measured_chart import chart_of
from ratings.plans.measured_series import Holders, MeasuredPoint, holders_of, moments_of, rows_of, series_of
from ratings.plans.measured_words import Series, WhatIsSaid, say
from ratings.rules.plan_progress import Progress, ProgressPoint, judge_progress
from ratings.rules.plan_progress_settings import progress_settings_in_force
from ratings.rules.plan_trajectory import Expected
from ratings.rules.special_causes import Direction

_DIRECTIONS = {
    Better.INCREASE: Direction.INCREASE,
    Better.DECREASE: Direction.DECREASE,
    Better.NEUTRAL: Direction.NEUTRAL,
}


class Promised(Protocol):
    """What a plan says of a measure: ``MeasureContent``, or anything that has its parts."""

    @property
    def public_id(self) -> str: ...

    @property
    def code(self) -> str: ...

    @property
    def baseline(self) -> PeriodValue: ...

    @property
    def trajectory(self) -> Sequence[PeriodValue]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure, and since when it should have moved; None while nothing is delivered."""

    measure: Promised
    delivered_on: date | None


@dataclass(frozen=True, slots=True)
class Measured:
    """What is shown of a measure beside a claim.

    ``points`` are all its periods in time order. ``sentence`` says the verdict, ``evidence`` what it rests on, each as
    plain text; the chart's own sentence is both.
    """

    measure: Definition
    trust: Trust
    holders: Holders
    delivered_on: date | None
    points: tuple[MeasuredPoint, ...]
    progress: Progress
    said: WhatIsSaid
    chart: DrawnChart

    @property
    def sentence(self) -> str:
        """When it was delivered and whether the measure moved since."""
        return self.said.sentence

    @property
    def evidence(self) -> str:
        """What the sentence rests on, what was expected, and which figures are missing."""
        return self.said.evidence


def measured(
    measure: MeasureContent | Promised, trust: Trust, *, delivered_on: date | None, at: datetime, public: bool = True
) -> Measured:
    """Return what there is to say of one measure as known on a moment; see ``measured_all``."""
    return measured_all([Asked(measure, delivered_on)], trust, at=at, public=public)[0]


def measured_all(asked: Sequence[Asked], trust: Trust, *, at: datetime, public: bool = True) -> list[Measured]:
    """Return what there is to say of measures of a trust's plan, in their order: a fixed number of queries.

    ``public``: figures of returns that are released (staffing, complaints, safety) are those that a release holds;
    without it those that stand accepted. An unknown code is ``KeyError``; a day before there were settings,
    ``LookupError``.
    """
    today = london_date(at)
    holders = holders_of(trust, today)
    made = [definition(one.measure.code) for one in asked]
    grains = [Period.parse(one.measure.baseline.period).grain for one in asked]
    rows = rows_of(holders, [one.code for one in made], grains, at) if asked else {}
    moments = moments_of(made, holders, at) if public else {}
    found = [
        series_of(each, grain, holders, rows, at=at, moments=moments.get(each.code))
        for each, grain in zip(made, grains, strict=True)
    ]
    return [
        _measured(one, each, holders, points, trust, grain, today)
        for one, each, points, grain in zip(asked, made, found, grains, strict=True)
    ]


def _measured(
    asked: Asked,
    made: Definition,
    holders: Holders,
    found: tuple[MeasuredPoint, ...],
    trust: Trust,
    grain: Grain,
    today: date,
) -> Measured:
    # A definition that was not reviewed is never shown to the public, whatever a plan says of it.
    points = found if made.is_public else ()
    delivered_on = asked.delivered_on if asked.delivered_on is None or asked.delivered_on <= today else None
    settings = progress_settings_in_force(today)
    progress = judge_progress(
        [
            ProgressPoint(first_day_of(made, point.period), point.period.last_day, point.value, point.joined)
            for point in points
        ],
        better=_wanted(made, asked.measure),
        delivered_on=delivered_on,
        trajectory=_trajectory(asked.measure),
        settings=settings,
        decimals=made.decimals,
        overlapping=made.code in settings.overlapping.measures,
    )
    series = Series(made, grain, points, progress, delivered_on, holders.joins)
    said = say(series)
    chart = chart_of(series, said, asked.measure, chart_id=f"measure-{asked.measure.public_id}")
    return Measured(made, trust, holders, delivered_on, points, progress, said, chart)


def _trajectory(measure: Promised) -> list[Expected]:
    """The points by the last days of their periods; of two that end on one day the later of the plan counts."""
    ends = {Period.parse(point.period).last_day: point.value for point in measure.trajectory}
    return [Expected(day, ends[day]) for day in sorted(ends)]


def _wanted(made: Definition, measure: Promised) -> Direction:
    """Which way is better; where the measure does not say, which way the plan wants it from what it was."""
    better = _DIRECTIONS[made.direction]
    target = measure.trajectory[-1].value if measure.trajectory else measure.baseline.value
    if better is not Direction.NEUTRAL or target == measure.baseline.value:
        return better
    return Direction.INCREASE if target > measure.baseline.value else Direction.DECREASE
