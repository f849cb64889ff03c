"""Reading plans and what is published of them: a function of what was signed and of the moment alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from oversight.clock import london_date
from ratings.cases.models import Case
from ratings.plans.composing import Lacking, compose, lacking
from ratings.plans.content import ReportContent, from_json
from ratings.plans.models import Plan, PlanReport, ProgressEvidence
from ratings.plans.states import FIXED, ReportState
from ratings.plans.updates import UpdateDue, UpdateState, updates_of, updates_of_case

__all__ = [
    "Lacking",
    "UpdateDue",
    "UpdateState",
    "all_published",
    "content_now",
    "content_of",
    "lacking_now",
    "plan_of",
    "published_evidence",
    "published_reports",
    "updates_of",
    "updates_of_case",
]


def plan_of(case: Case) -> Plan | None:
    """Return the plan of a case; None where none was opened."""
    return Plan.objects.select_related("case__trust", "case__spell").filter(case=case).first()


def content_now(report: PlanReport) -> ReportContent:
    """Return what the public will read of the report: as frozen once it is ready, as written before that."""
    return content_of(report) if ReportState(report.state) in FIXED else compose(report)


def content_of(report: PlanReport) -> ReportContent:
    """Return what was frozen of a report that is ready or signed; ``ValueError`` before that."""
    if report.content is None or ReportState(report.state) not in FIXED:
        raise ValueError(f"{report} is still being written")
    return from_json(report.content)


def lacking_now(report: PlanReport, *, now: datetime) -> list[Lacking]:
    """Return what is still to be done before the report can be made ready."""
    return lacking(report, on=london_date(now))


def published_reports(plan: Plan, at: datetime) -> list[PlanReport]:
    """Return the reports that stand published at a moment: the highest number of each month, the newest month first."""
    standing: dict[object, PlanReport] = {}
    for report in all_published(plan, at):
        standing.setdefault(report.month, report)
    return list(standing.values())


def all_published(plan: Plan, at: datetime) -> list[PlanReport]:
    """Return every report that is published at a moment, corrected ones too: the newest month and number first."""
    return list(PlanReport.objects.filter(plan=plan).published(at).order_by("-month", "-number"))


def published_evidence(public_id: str | UUID, at: datetime) -> ProgressEvidence | None:
    """Return evidence that the trust lets the public see, of a report that is published at a moment; else None."""
    try:
        wanted = public_id if isinstance(public_id, UUID) else UUID(public_id)
    except ValueError:
        return None
    found = ProgressEvidence.objects.filter(
        public_id=wanted,
        may_be_published=True,
        progress__report__state=str(ReportState.SIGNED),
        progress__report__publish_at__lte=at,
    )
    return found.select_related("progress__report__plan__case__trust", "stored").first()
