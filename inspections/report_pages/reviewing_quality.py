"""The quality review: the report to read as a whole, and a second person's word on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from inspections.pages.seeing import may, refuse_in, worked_on
from inspections.report_pages.forms import QualityForm
from inspections.report_pages.seeing import about_report, kept_apart, ratings_now, sections_of
from inspections.reporting.quality import REVIEWED_IN, quality_criteria, review_quality
from inspections.states.inspection import InspectionState
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE, post=Action.REVIEW_QUALITY)
def quality(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the report as it stands with its ratings; POST records a manager's review."""
    inspection = worked_on(request, reference)
    form = QualityForm(request.POST or None, criteria=quality_criteria())
    if request.method == "POST" and form.is_valid():
        passed = form.cleaned_data["outcome"] == "passed"
        try:
            review_quality(
                inspection=inspection,
                passed=passed,
                criteria_met=form.cleaned_data["criteria"],
                remarks=form.cleaned_data["remarks"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="outcome" if passed else "remarks", criteria="criteria")
        else:
            messages.success(
                request,
                "The review is recorded: the report passes." if passed else "The review is recorded: it goes back.",
            )
            return redirect("reports:quality", reference)
    return render(
        request,
        "inspections/report/quality.html.jinja",
        {
            **about_report(request, inspection),
            "sections": sections_of(inspection),
            "ratings": ratings_now(inspection),
            "reviews": inspection.quality_reviews.select_related("reviewed_by").order_by("-reviewed_at"),
            "criteria": quality_criteria(),
            "form": form,
            "errors": bool(form.errors),
            "open": InspectionState(inspection.state) in REVIEWED_IN,
            "may_review": may(request, Action.REVIEW_QUALITY),
            "kept_apart": kept_apart(person_of(request), inspection),
        },
    )
