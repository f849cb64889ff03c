"""How plans and their reports are called elsewhere, where their pages are, and what news of them says."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from oversight.records.references import Described, Reference
from oversight.returns.periods import Month
from ratings.plans.models import Plan, PlanReport


def plan_reference(plan: Plan) -> Reference:
    """Return how records refer to a plan."""
    return Reference("plan", str(plan.public_id))


def report_reference(report: PlanReport) -> Reference:
    """Return how records refer to a report on a plan."""
    return Reference("plan_report", str(report.public_id))


def news_of(report: PlanReport) -> dict[str, object]:
    """Return what news of a report says of it: ids and codes, never a word of it."""
    trust = report.plan.case.trust
    return {
        "trust": trust.code,
        "plan": str(report.plan.public_id),
        "month": str(Month.of(report.month)),
        "number": report.number,
        "demonstration": trust.is_demonstration,
    }


def describe_plan(public_id: str) -> Described | None:
    """Resolve a reference of the kind ``plan``: whose it is, never what it says."""
    wanted = _uuid(public_id)
    plan = Plan.objects.select_related("case__trust").filter(public_id=wanted).first() if wanted else None
    if plan is None:
        return None
    trust = plan.case.trust
    return Described(f"Improvement plan of {trust.shown_name}", _address(trust.code))


def describe_report(public_id: str) -> Described | None:
    """Resolve a reference of the kind ``plan_report``: of whose plan and which month, never what it says."""
    wanted = _uuid(public_id)
    found = PlanReport.objects.select_related("plan__case__trust").filter(public_id=wanted).first() if wanted else None
    if found is None:
        return None
    trust = found.plan.case.trust
    return Described(
        f"Report of {trust.shown_name} on its plan for {Month.of(found.month).label}", _address(trust.code)
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _address(trust_code: str) -> str:
    """Return the page on which anybody reads it; blank where this installation serves no such page."""
    try:
        return reverse("public:special_measures_of", args=[trust_code])
    except NoReverseMatch:
        return ""
