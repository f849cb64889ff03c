"""Publishing the report: what it says and its ratings before anybody else sees them, now or at a time."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from inspections.models import Inspection
from inspections.pages.seeing import may, refuse_in, say_refused, worked_on
from inspections.report_pages.forms import PublishAtForm, WithdrawPlanForm
from inspections.report_pages.seeing import about_report, ratings_now, sections_of
from inspections.reporting import publishing
from inspections.reporting.quality import hold_reviewed, hold_whole
from inspections.states.inspection import REPORTED, InspectionState
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.PUBLISH_REPORT)
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what will be published; POST chooses the time at which it comes out."""
    inspection = worked_on(request, reference)
    form = PublishAtForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            planned = publishing.plan_publication(
                inspection=inspection, publish_at=form.publish_at(), by=person_of(request), now=clock.now()
            )
        except Refused as refused:
            refuse_in(form, refused, past="on")
        else:
            messages.success(request, "The time is chosen. The report comes out by itself then.")
            return redirect("reports:publish", planned.inspection.reference)
    return _shown(request, inspection, form, WithdrawPlanForm())


@require_POST
@access(Action.PUBLISH_REPORT)
def publish_now(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish the report at this moment."""
    inspection = worked_on(request, reference)
    try:
        publishing.publish_report(inspection=inspection, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, "The report and its ratings are published.")
    return redirect("reports:publish", reference)


@require_POST
@access(Action.PUBLISH_REPORT)
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back the time that was chosen, with the reason."""
    inspection = worked_on(request, reference)
    form = WithdrawPlanForm(request.POST)
    if not form.is_valid():
        return _shown(request, inspection, PublishAtForm(), form)
    try:
        publishing.withdraw_plan(
            inspection=inspection, reason=form.cleaned_data["reason"], by=person_of(request), now=clock.now()
        )
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, "The time is taken back. The report does not come out by itself.")
    return redirect("reports:publish", reference)


def _shown(
    request: HttpRequest, inspection: Inspection, form: PublishAtForm, withdraw_form: WithdrawPlanForm
) -> HttpResponse:
    state = InspectionState(inspection.state)
    waiting = inspection.planned_publications.filter(done_at__isnull=True, withdrawn_at__isnull=True).first()
    return render(
        request,
        "inspections/report/publish.html.jinja",
        {
            **about_report(request, inspection),
            "sections": sections_of(inspection),
            "ratings": ratings_now(inspection),
            "waiting": waiting,
            "has_passed": waiting is not None and waiting.publish_at <= clock.now(),
            "lacks": _lacks(inspection),
            "open": state is InspectionState.FACTUAL_ACCURACY_RESOLVED,
            "is_published": state in REPORTED,
            "published": inspection.published_reports.select_related("published_by").order_by("-number"),
            "form": form,
            "withdraw_form": withdraw_form,
            "errors": bool(form.errors or withdraw_form.errors),
            "may_publish": may(request, Action.PUBLISH_REPORT),
        },
    )


def _lacks(inspection: Inspection) -> str:
    """Return what keeps the report from being published, blank where nothing does."""
    try:
        hold_reviewed(inspection, hold_whole(inspection, now=clock.now()))
    except Refused as refused:
        return refused.message
    return ""
