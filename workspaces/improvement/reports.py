"""A plan's reports as the trust's pages show them: found, listed by action, and as the public reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from oversight import clock
from oversight.accounts.access import person_of
from oversight.organisations.models import Trust
from oversight.returns.kinds import kind_of
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from ratings.plans.composing import promised_days
from ratings.plans.models import ActionProgress, Plan, PlanAction, PlanConcern, PlanReport, ProgressEvidence
from ratings.plans.previewing import preview_of
from ratings.plans.publishing import publishing_time
from ratings.plans.reading import content_now
from ratings.plans.states import ActionStatus, ReportState
from workspaces.improvement.about import about

_RETURNS_OFFERED = 12
# What a tag of a report's state is coloured.
STATE_COLOURS = {
    ReportState.DRAFT: "blue",
    ReportState.READY: "purple",
    ReportState.SIGNED: "green",
    ReportState.TAKEN_BACK: "orange",
}


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action in the list of a report: by when it is promised now, and what the report says of it so far."""

    action: PlanAction
    due_on: date
    said: ActionProgress | None

    @property
    def status(self) -> ActionStatus | None:
        """How far it has come, as the report says; None while it says nothing."""
        return ActionStatus(self.said.status) if self.said else None


@dataclass(frozen=True, slots=True)
class ConcernLines:
    """A concern with the actions of which a report has to tell."""

    concern: PlanConcern
    actions: tuple[ActionLine, ...]


def month_of(text: str) -> date:
    """Return the first day of a month of an address; what is no month is not found."""
    try:
        return Month.parse(text).first_day
    except ValueError:
        raise Http404 from None


def reports_of(plan: Plan) -> QuerySet[PlanReport]:
    """Return every report on the plan."""
    return PlanReport.objects.filter(plan=plan).select_related("prepared_by", "signed_by", "supersedes")


def newest_report(plan: Plan, month: str) -> PlanReport:
    """Return the newest number of a month's report; where none is begun, not found."""
    report = reports_of(plan).filter(month=month_of(month)).order_by("-number").first()
    if report is None:
        raise Http404
    report.plan = plan
    return report


def numbered_report(plan: Plan, month: str, number: int) -> PlanReport:
    """Return one number of a month's report; any other is not found."""
    report = reports_of(plan).filter(month=month_of(month), number=number).first()
    if report is None:
        raise Http404
    report.plan = plan
    return report


def about_report(request: HttpRequest, report: PlanReport) -> dict[str, object]:
    """Return what the templates of a report's pages share."""
    state = ReportState(report.state)
    person = person_of(request)
    wrote = report.prepared_by_id == person.pk or ActionProgress.objects.filter(report=report, saved_by=person).exists()
    return {
        **about(request, report.plan.case),
        "plan": report.plan,
        "report": report,
        "month": Month.of(report.month),
        "report_state": state,
        "report_colour": STATE_COLOURS[state],
        "is_published": report.publish_at is not None and report.publish_at <= clock.now(),
        "wrote": wrote,
    }


def lines_of(report: PlanReport) -> list[ConcernLines]:
    """Return the plan's concerns with their actions, each with what the report says of it."""
    said = {each.action_id: each for each in ActionProgress.objects.filter(report=report).select_related("saved_by")}
    days = promised_days(report)
    concerns = PlanConcern.objects.filter(plan=report.plan).prefetch_related("actions__concern")
    return [
        ConcernLines(
            concern,
            tuple(
                ActionLine(action, days.get(str(action.public_id), action.due_on), said.get(action.pk))
                for action in concern.actions.all()
            ),
        )
        for concern in concerns
    ]


def said_of_action(report: PlanReport, action: PlanAction) -> ActionProgress | None:
    """Return what the report says of an action so far."""
    return ActionProgress.objects.filter(report=report, action=action).select_related("saved_by").first()


def evidence_of(said: ActionProgress | None) -> list[ProgressEvidence]:
    """Return what shows it, without the bytes of files."""
    return list(said.evidence.select_related("stored").defer("stored__content")) if said else []


def returns_of(trust: Trust) -> list[tuple[str, str]]:
    """Return the trust's newest accepted returns, to name as evidence: each by its receipt, and in words."""
    versions = ReturnVersion.objects.filter(trust=trust, stands=True).order_by("-accepted_at", "-pk")
    named = [(each, kind_of(each.kind)) for each in versions[:_RETURNS_OFFERED]]
    return [(each.receipt, f"{kind.title}, {kind.period_label(each.period)}") for each, kind in named]


def as_the_public_reads(report: PlanReport) -> dict[str, object]:
    """Return what the public reads or will read of the report, each measure as it stands now, and when it is out."""
    now = clock.now()
    case = report.plan.case

    def file_address(public_id: str) -> str:
        return reverse("workspace:plan_evidence_file", args=[case.reference, public_id])

    return {
        "public": preview_of(content_now(report), case.trust, at=now, file_address=file_address),
        "publish_at": report.publish_at or publishing_time(now),
    }
