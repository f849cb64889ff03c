"""How a plan stands: what the newest signed report says of each action, and its measures beside what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from oversight.measures.defining import Definition, definition
from oversight.measures.period_words import write_period
from oversight.measures.periods import Period
from oversight.organisations.models import Trust
from ratings.plans.content import ActionContent, PeriodValue, ReportContent, from_json
from ratings.plans.measured import Asked, Measured, measured_all
from ratings.plans.models import Plan, PlanConcern, PlanMeasure, PlanReport
from ratings.plans.states import ActionStatus, ReportState

# What a tag of an action's status is coloured, as on the public's pages.
STATUS_COLOURS = {
    ActionStatus.DELIVERED: "green",
    ActionStatus.ON_TRACK: "blue",
    ActionStatus.LATE: "orange",
    ActionStatus.CHANGED: "yellow",
}


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A measure of a plan as it is written: its starting point and what is expected of it, in time order."""

    public_id: str
    code: str
    baseline: PeriodValue
    trajectory: tuple[PeriodValue, ...]


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """A measure of a concern with its chart, and what is expected of it in words."""

    row: PlanMeasure
    measured: Measured

    @property
    def definition(self) -> Definition:
        """What is measured."""
        return self.measured.measure

    @property
    def expected(self) -> list[str]:
        """Each period with what is expected in it, the last being the target."""
        return [
            f"{write_period(Period.parse(point.period))}: {self.definition.write(point.expected)}"
            for point in self.row.trajectory.all()
        ]

    @property
    def start(self) -> str:
        """Where it started, in words."""
        period = Period.parse(self.row.baseline_period)
        return f"{self.definition.write(self.row.baseline_value)} in {write_period(period)}"


def signed_content(plan: Plan) -> ReportContent | None:
    """Return what the newest signed report tells; None before the first is signed."""
    signed = PlanReport.objects.filter(plan=plan, state=str(ReportState.SIGNED))
    newest = signed.order_by("-month", "-number").first()
    return from_json(newest.content) if newest is not None and newest.content is not None else None


def standing_of_actions(content: ReportContent | None) -> dict[str, ActionContent]:
    """Return what a report says of each action, by the action's public id."""
    return {action.public_id: action for action in content.actions()} if content else {}


def delivered_days(content: ReportContent | None) -> dict[str, date | None]:
    """Return when the first action for each concern was delivered, by its public id, as a report says."""
    return {concern.public_id: concern.first_delivered_on for concern in content.concerns} if content else {}


def shown_measures(
    concern: PlanConcern, trust: Trust, *, delivered_on: date | None, now: datetime
) -> list[ShownMeasure]:
    """Return the measures of a concern with their figures up to now."""
    rows: Iterable[PlanMeasure] = concern.measures.all()
    rows = list(rows)
    asked = [Asked(trajectory_of(row), delivered_on) for row in rows]
    return [ShownMeasure(row, each) for row, each in zip(rows, measured_all(asked, trust, at=now), strict=True)]


def trajectory_of(row: PlanMeasure) -> Trajectory:
    """Return a measure as what was promised of it."""
    return Trajectory(
        str(row.public_id),
        row.code,
        PeriodValue(row.baseline_period, row.baseline_value),
        tuple(PeriodValue(point.period, point.expected) for point in row.trajectory.all()),
    )


def name_of(code: str) -> str:
    """Return what a measure is called."""
    return definition(code).name
