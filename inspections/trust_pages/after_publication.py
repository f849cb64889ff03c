"""What follows a published report: displaying its ratings, and one request to review them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from inspections.deadlines import review_request_due
from inspections.models import ReviewRequest
from inspections.pages.seeing import refuse_in
from inspections.reporting.displaying import record_display
from inspections.reporting.reviewing import MOST_WORDS, request_review
from inspections.states.inspection import InspectionState
from inspections.trust_pages.forms import DisplayForm, ReviewForm
from inspections.trust_pages.home import duties_of, where_of
from inspections.trust_pages.seeing import about, shown_inspection
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_INSPECTIONS, post=Action.ANSWER_INSPECTION)
def display(request: HttpRequest, reference: str, duty: int) -> HttpResponse:
    """Ask since when and how the ratings are displayed at a place, and record it."""
    inspection = shown_inspection(request, reference)
    wanted = next((each for each in duties_of([inspection]) if each.pk == duty), None)
    if wanted is None:
        raise Http404
    form = DisplayForm(
        request.POST or None,
        initial={"displayed_on": wanted.displayed_on or clock.today(), "how": wanted.how},
    )
    if request.method == "POST" and form.is_valid():
        try:
            record_display(
                duty=wanted,
                displayed_on=form.cleaned_data["displayed_on"],
                how=form.cleaned_data["how"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, dates="displayed_on", no_text="how")
        else:
            messages.success(request, f"It is recorded: {where_of(wanted)}.")
            return redirect("trust_inspections:inspection", reference)
    return render(
        request,
        "inspections/trust/display.html.jinja",
        {
            **about(request, inspection),
            "duty": wanted,
            "where": where_of(wanted),
            "form": form,
            "errors": bool(form.errors),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_INSPECTIONS, post=Action.SEND_ANSWER)
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask where the process was not followed, and send the request; once sent, show what came of it."""
    inspection = shown_inspection(request, reference)
    first = inspection.published_reports.order_by("number").first()
    if first is None:
        raise Http404
    asked = ReviewRequest.objects.filter(inspection=inspection).select_related("requested_by").first()
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            request_review(
                inspection=inspection,
                request_id=form.cleaned_data["save_id"],
                grounds=form.cleaned_data["grounds"],
                about_process_alone=form.cleaned_data["about_process_alone"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, not_process="about_process_alone", too_long="grounds", no_text="grounds")
        else:
            messages.success(request, "The request is sent. You see the decision here.")
            return redirect("trust_inspections:review", reference)
    due_at = review_request_due(first.published_at)
    return render(
        request,
        "inspections/trust/review.html.jinja",
        {
            **about(request, inspection),
            "asked": asked,
            "due_at": due_at,
            "open": clock.now() <= due_at and InspectionState(inspection.state) is InspectionState.PUBLISHED,
            "most_words": MOST_WORDS,
            "form": form,
            "errors": bool(form.errors),
        },
    )
