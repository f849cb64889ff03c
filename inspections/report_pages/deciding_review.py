"""Deciding on a trust's request that its published ratings be reviewed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from inspections.core_services import service_name
from inspections.judging.grid import GridRow
from inspections.models import Inspection, ReviewRequest
from inspections.pages.seeing import may, refuse_in, worked_on
from inspections.report_pages.forms import ReviewDecisionForm
from inspections.report_pages.seeing import about_report
from inspections.reporting.reviewing import decide_review, grid_to_review
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE, post=Action.REVIEW_QUALITY)
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the trust's request; POST decides on it, as a manager who had no part in the report."""
    inspection = worked_on(request, reference)
    asked = ReviewRequest.objects.filter(inspection=inspection).select_related("requested_by", "decided_by").first()
    if asked is None:
        raise Http404
    form = ReviewDecisionForm(request.POST or None, judged=[] if asked.outcome else _judged(inspection))
    if request.method == "POST" and form.is_valid():
        try:
            decide_review(
                request=asked,
                outcome=ReviewRequest.Outcome(form.cleaned_data["outcome"]),
                reason=form.cleaned_data["reason"],
                changes=form.changes(),
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="reason", changes="outcome")
        else:
            messages.success(request, "The decision is recorded. The trust sees it with its reason.")
            return redirect("reports:review", reference)
    return render(
        request,
        "inspections/report/review.html.jinja",
        {
            **about_report(request, inspection),
            "asked": asked,
            "form": form,
            "errors": bool(form.errors),
            "may_decide": may(request, Action.REVIEW_QUALITY),
        },
    )


def _judged(inspection: Inspection) -> list[tuple[str, GridRow]]:
    """Return what the inspection judged, each with its name."""
    rows = [row for row in grid_to_review(inspection, on=clock.today()).rows if row.judgement is not None]
    return [(_name(row), row) for row in rows if row.key_question is not None]


def _name(row: GridRow) -> str:
    question = row.key_question.label if row.key_question else ""
    if row.site is None:
        return f"The trust: {question}"
    return f"{row.site.shown_name}, {service_name(row.service)}: {question}"
