"""Composing what a report will tell the public, and what is still to be done before it can be made ready."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import QuerySet

from oversight.returns.periods import Month
from oversight.wording import write_date
from ratings.plans.content import (
    ActionContent,
    ConcernContent,
    EvidenceContent,
    MeasureContent,
    PeriodValue,
    ReportContent,
    from_json,
)
from ratings.plans.models import (
    ActionProgress,
    Plan,
    PlanAction,
    PlanConcern,
    PlanMeasure,
    PlanReport,
    ProgressEvidence,
)
from ratings.plans.states import ActionStatus, ReportState

Told = TypeVar("Told", PlanAction, PlanMeasure)


@dataclass(frozen=True, slots=True)
class Lacking:
    """Something without which a report is not made ready. ``about``: the public id of the concern or action; blank."""

    code: str
    message: str
    about: str = ""


def compose(report: PlanReport) -> ReportContent:
    """Return what the public will read of the report as it is written now.

    An action of which nothing is said yet is left out: ``lacking`` names it.
    """
    said = _progress(report)
    days = promised_days(report)
    told = _told_of(report)
    concerns = []
    for concern in _concerns(report.plan):
        if told is not None and str(concern.public_id) not in told:
            continue
        concerns.append(
            ConcernContent(
                public_id=str(concern.public_id),
                number=concern.number,
                title=concern.title,
                what=concern.what,
                source_kind=concern.source_kind,
                source_id=concern.source_id,
                source_said=concern.source_said,
                actions=tuple(
                    _action(action, said[action.pk], days.get(str(action.public_id), action.due_on))
                    for action in _of(concern.actions.all(), told)
                    if action.pk in said
                ),
                measures=tuple(_measure(measure) for measure in _of(concern.measures.all(), told)),
            )
        )
    return ReportContent(
        trust_code=report.plan.case.trust.code,
        month=report.month,
        number=report.number,
        correction_reason=report.correction_reason,
        concerns=tuple(concerns),
    )


def lacking(report: PlanReport, *, on: date) -> list[Lacking]:
    """Return what is still to be done before the report can be made ready on a day, in the plan's order."""
    found: list[Lacking] = []
    if not is_over(report, on=on):
        found.append(
            Lacking("not_over", f"A report is made ready once its month is over: {write_date(_last_day(report))}.")
        )
    said, days, told = _progress(report), promised_days(report), _told_of(report)
    concerns = [each for each in _concerns(report.plan) if told is None or str(each.public_id) in told]
    if not concerns:
        found.append(Lacking("empty", "The plan has no concern yet."))
    for concern in concerns:
        actions = _of(concern.actions.all(), told)
        if not actions:
            found.append(Lacking("no_action", f"Concern {concern.number} has no action yet.", str(concern.public_id)))
        if not _of(concern.measures.all(), told):
            message = f"Concern {concern.number} has no measure yet that should move, with what is expected of it."
            found.append(Lacking("no_measure", message, str(concern.public_id)))
        for action in actions:
            lacks = _lacking_of(report, action, said.get(action.pk), days, on)
            if lacks is not None:
                found.append(Lacking(*lacks, about=str(action.public_id)))
    return found


def is_over(report: PlanReport, *, on: date) -> bool:
    """Whether the month is one to report on: over by the day, or the first of the plan, which publishes the plan."""
    return _last_day(report) < on or not signed_before(report.plan, report.month).exists()


def signed_before(plan: Plan, month: date) -> QuerySet[PlanReport]:
    """Return the signed reports of earlier months, the newest first, with what stands of each month before the rest."""
    signed = PlanReport.objects.filter(plan=plan, state=str(ReportState.SIGNED), month__lt=month)
    return signed.order_by("-month", "-number")


def promised_days(report: PlanReport) -> dict[str, date]:
    """Return by when each action is promised as the newest earlier month has it, by its public id."""
    before = signed_before(report.plan, report.month).first()
    if before is None or before.content is None:
        return {}
    return {action.public_id: action.due_on for action in from_json(before.content).actions()}


def as_of(report: PlanReport, *, on: date) -> date:
    """Return the day of which the report speaks: the last of its month, or the day itself before that."""
    return min(_last_day(report), on)


def _lacking_of(
    report: PlanReport, action: PlanAction, said: ActionProgress | None, days: dict[str, date], on: date
) -> tuple[str, str] | None:
    if said is None:
        return "no_progress", f"Say how far action {action} has come."
    if said.status == ActionStatus.DELIVERED and not said.evidence.all():
        return "no_evidence", f"Action {action} is said to be delivered: add what shows it."
    due_on = days.get(str(action.public_id), action.due_on)
    if said.status == ActionStatus.ON_TRACK and is_past(report, due_on, on=on):
        return "not_on_track", not_on_track(str(action), due_on)
    return None


def is_past(report: PlanReport, due_on: date, *, on: date) -> bool:
    """Whether the day by which an action was promised lies behind what the report speaks of."""
    return due_on < on and due_on <= _last_day(report)


def not_on_track(action: str, due_on: date) -> str:
    """Say that an action cannot be on track any more."""
    return f"Action {action} was promised by {write_date(due_on)}: say that it is delivered, late or changed."


def _last_day(report: PlanReport) -> date:
    return Month.of(report.month).last_day


def _progress(report: PlanReport) -> dict[int, ActionProgress]:
    rows = ActionProgress.objects.filter(report=report).select_related("report").prefetch_related("evidence")
    return {row.action_id: row for row in rows}


def _concerns(plan: Plan) -> list[PlanConcern]:
    found = PlanConcern.objects.filter(plan=plan).order_by("number")
    return list(found.prefetch_related("actions__concern", "measures__trajectory"))


def _told_of(report: PlanReport) -> frozenset[str] | None:
    """Return the public ids of which the report may tell; None where it tells of the plan as it is.

    A correction tells of what its first told of, and a report of a month before others of what was promised by then:
    what is new in a plan is told first in its newest report.
    """
    if report.supersedes is not None:
        return _ids([report.supersedes])
    signed = PlanReport.objects.filter(plan=report.plan, state=str(ReportState.SIGNED))
    if not signed.filter(month__gt=report.month).exists():
        return None
    return _ids(signed.filter(month__lt=report.month))


def _ids(reports: Iterable[PlanReport]) -> frozenset[str]:
    found = set()
    for report in reports:
        for concern in from_json(report.content).concerns if report.content else ():
            found |= {concern.public_id}
            found |= {each.public_id for each in concern.actions} | {each.public_id for each in concern.measures}
    return frozenset(found)


def _of(rows: Iterable[Told], told: frozenset[str] | None) -> list[Told]:
    return sorted((row for row in rows if told is None or str(row.public_id) in told), key=lambda row: row.number)


def _action(action: PlanAction, said: ActionProgress, promised_by: date) -> ActionContent:
    due_on = said.new_due_on or promised_by
    shown = [each for each in said.evidence.all() if each.may_be_published]
    return ActionContent(
        public_id=str(action.public_id),
        number=action.number,
        what=action.what,
        owner=action.owner,
        status=ActionStatus(said.status),
        words=said.words,
        delivered_on=said.delivered_on,
        due_on=due_on,
        was_due_on=action.due_on if action.due_on != due_on else None,
        evidence=tuple(_evidence(each) for each in shown),
        evidence_kept=len(said.evidence.all()) - len(shown),
    )


def _evidence(row: ProgressEvidence) -> EvidenceContent:
    return EvidenceContent(str(row.public_id), row.words, row.reference_kind, row.reference_id, row.filename)


def _measure(row: PlanMeasure) -> MeasureContent:
    return MeasureContent(
        public_id=str(row.public_id),
        number=row.number,
        code=row.code,
        words=row.words,
        baseline=PeriodValue(row.baseline_period, row.baseline_value),
        trajectory=tuple(PeriodValue(point.period, point.expected) for point in row.trajectory.all()),
    )
