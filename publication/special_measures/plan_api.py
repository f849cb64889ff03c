"""The improvement plan for programs: each month's update, what was promised and done, and each measure's figures.

Where a measure has no figure the value is null, and ``missing`` says why: no figure, not applicable, suppressed and too
small stay four things.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from publication.api.shapes import DAY, MOMENT, NUMBER, TEXT, WHOLE, YES_NO, Field, Listed, Object, word_of
from publication.special_measures.measures_told import ShownMeasure, measures_of
from publication.special_measures.plan_told import ShownConcern, ShownReport
from publication.special_measures.record import ShownCase
from ratings.plans.measured_series import Told
from ratings.plans.reading import UpdateState
from ratings.plans.states import ActionStatus
from ratings.rules.plan_progress import Verdict
from ratings.rules.plan_trajectory import AgainstTrajectory


@dataclass(frozen=True)
class ToldConcern:
    """A concern of the newest report with its measures as their figures stand."""

    shown: ShownConcern
    measures: tuple[ShownMeasure, ...]


@dataclass(frozen=True)
class ToldPlan:
    """The newest published report of a case with its concerns."""

    report: ShownReport
    concerns: tuple[ToldConcern, ...]


def plan_of(case: ShownCase) -> ToldPlan | None:
    """Return the newest published report with its measures as their figures stand; None where none was published."""
    newest = case.plan.newest if case.plan else None
    if newest is None:
        return None
    measures = measures_of(case, case.now)
    return ToldPlan(
        newest,
        tuple(ToldConcern(concern, tuple(measures.get(concern.content.public_id, ()))) for concern in newest.concerns),
    )


def _in_words(told: Told) -> str:
    """Return why there is no figure, in the words of all answers."""
    return str(told).replace("_", " ")


_NO_FIGURE = tuple(_in_words(each) for each in Told if each is not Told.FIGURE)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


UPDATE = Object(
    "PlanUpdate",
    "One month's update on the plan.",
    (
        Field("month", "The month, as 2026-10.", TEXT, lambda it, asked: _month(it.month)),
        Field("due_on", "By when it was due; null where none was owed.", DAY.or_null()),
        Field("state", "Whether it came.", word_of(*UpdateState), lambda it, asked: str(it.state)),
        Field("sentence", "The same in words.", TEXT),
        Field(
            "published_at",
            "When each report of the month came out, the newest first.",
            Listed(MOMENT),
            lambda it, asked: [one.publish_at for one in it.reports],
        ),
    ),
)
_ACTION = Object(
    "PlanAction",
    "One thing that the trust promised to do, and how it stands.",
    (
        Field("number", "Its number in the plan.", TEXT),
        Field("what", "What was promised.", TEXT),
        Field("owner", "Who answers for it, by job title.", TEXT),
        Field(
            "status",
            "How far it has come, as the trust says.",
            word_of(*ActionStatus),
            lambda it, asked: it.content.status,
        ),
        Field("overdue", "Whether its day is over and it is not delivered.", YES_NO, lambda it, asked: it.is_overdue),
        Field(
            "first_due_on",
            "By when it was promised at first; null where no day was given.",
            DAY.or_null(),
            lambda it, asked: it.content.was_due_on or it.content.due_on,
        ),
        Field(
            "due_on",
            "By when it is promised now; null where no day is.",
            DAY.or_null(),
            lambda it, asked: it.content.due_on,
        ),
        Field(
            "delivered_on",
            "The day on which the trust says that it was delivered; null where it is not.",
            DAY.or_null(),
            lambda it, asked: it.content.delivered_on,
        ),
        Field("words", "What the trust says of it.", TEXT),
        Field("sentence", "How it stands, in words.", TEXT),
        Field(
            "evidence",
            "What shows that it was done, in the trust's words.",
            Listed(TEXT),
            lambda it, asked: [each.words for each in it.evidence],
        ),
    ),
)
_PERIOD_VALUE = Object(
    "ExpectedFigure",
    "A figure that is expected, or was usual, in a period.",
    (Field("period", "The period.", TEXT), Field("value", "The figure, in the measure's unit.", NUMBER)),
)
_POINT = Object(
    "PlanPoint",
    "A measure's figure in a period.",
    (
        Field("period", "The period.", TEXT, lambda it, asked: str(it.period)),
        Field("value", "The figure, in the measure's unit; null where missing says why.", NUMBER.or_null()),
        Field(
            "missing",
            "Why there is no figure; null where there is one.",
            word_of(*_NO_FIGURE).or_null(),
            lambda it, asked: None if it.value is not None else _in_words(it.told),
        ),
    ),
)
_MEASURE = Object(
    "PlanMeasure",
    "What should move, with what its figures show since the first action for its concern was delivered.",
    (
        Field("code", "The measure's code.", TEXT, lambda it, asked: it.found.measure.code),
        Field("name", "What is measured.", TEXT),
        Field(
            "unit", "The unit of its figures; empty for a plain number.", TEXT, lambda it, asked: it.found.measure.unit
        ),
        Field(
            "since",
            "The day on which the first action was delivered; null where none is.",
            DAY.or_null(),
            lambda it, asked: it.found.delivered_on,
        ),
        Field("verdict", "What is said of it.", word_of(*Verdict)),
        Field(
            "against_trajectory",
            "What the latest figure comes to against what was expected for its period.",
            word_of(*AgainstTrajectory),
            lambda it, asked: it.found.progress.against_trajectory,
        ),
        Field("sentence", "Since when it should have moved, and whether it did.", TEXT),
        Field("evidence", "What the verdict rests on, in words.", TEXT, lambda it, asked: it.found.evidence),
        Field(
            "baseline", "What was usual when the plan was made.", _PERIOD_VALUE, lambda it, asked: it.promised.baseline
        ),
        Field(
            "trajectory",
            "What is expected, period by period.",
            Listed(_PERIOD_VALUE),
            lambda it, asked: it.promised.trajectory,
        ),
        Field("points", "Its figures, the oldest first.", Listed(_POINT), lambda it, asked: it.found.points),
    ),
)
_CONCERN = Object(
    "PlanConcern",
    "A concern of the plan, with its actions and measures.",
    (
        Field("number", "Its number in the plan.", WHOLE, lambda it, asked: it.shown.content.number),
        Field("title", "Its title.", TEXT, lambda it, asked: it.shown.content.title),
        Field("what", "What is wrong.", TEXT, lambda it, asked: it.shown.content.what),
        Field("comes_from", "Where it comes from.", TEXT, lambda it, asked: it.shown.content.source_said),
        Field("actions", "What was promised.", Listed(_ACTION), lambda it, asked: it.shown.actions),
        Field("measures", "What should move by it.", Listed(_MEASURE)),
    ),
)
PLAN = Object(
    "ImprovementPlan",
    "The newest published report on the improvement plan.",
    (
        Field("month", "The report's month, as 2026-10.", TEXT, lambda it, asked: _month(it.report.content.month)),
        Field(
            "number",
            "1 for the first report of the month, more for a correction.",
            WHOLE,
            lambda it, asked: it.report.content.number,
        ),
        Field("published_at", "When it came out.", MOMENT, lambda it, asked: it.report.report.publish_at),
        Field("concerns", "Its concerns.", Listed(_CONCERN)),
    ),
)
