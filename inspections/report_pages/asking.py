"""What the team asks the trust for, and what it answered."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspections.information_requests import ask_trust, close_request
from inspections.kept_files import give_file
from inspections.models import InformationAnswer, InformationRequest, Inspection
from inspections.pages.seeing import refuse_in, say_refused, worked_on
from inspections.report_pages.forms import AskForm
from inspections.report_pages.seeing import about_report
from inspections.states.inspection import EVIDENCE_IN, InspectionState
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE)
def requests(request: HttpRequest, reference: str) -> HttpResponse:
    """List what was asked with the trust's answers; POST asks for something more."""
    inspection = worked_on(request, reference)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_trust(
                inspection=inspection,
                request_id=form.cleaned_data["save_id"],
                text=form.cleaned_data["text"],
                due_on=form.cleaned_data["due_on"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="text", too_early="due_on")
        else:
            messages.success(request, "It is asked. The trust sees it.")
            return redirect("reports:requests", reference)
    return render(
        request,
        "inspections/report/requests.html.jinja",
        {
            **about_report(request, inspection),
            "asked": asked_of(inspection),
            "form": form,
            "errors": bool(form.errors),
            "open": InspectionState(inspection.state) in EVIDENCE_IN,
        },
    )


@require_POST
@access(Action.JUDGE)
def close(request: HttpRequest, reference: str, wanted: UUID) -> HttpResponse:
    """Say that nothing more is wanted on a request."""
    inspection = worked_on(request, reference)
    found = get_object_or_404(InformationRequest, inspection=inspection, request_id=wanted)
    try:
        close_request(request=found, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, "The request is closed.")
    return redirect("reports:requests", reference)


@require_safe
@access(Action.JUDGE)
def answer_file(request: HttpRequest, reference: str, answer: UUID) -> HttpResponse:
    """Give a file that the trust sent with an answer."""
    inspection = worked_on(request, reference)
    sent = get_object_or_404(
        InformationAnswer.objects.select_related("stored"), request__inspection=inspection, answer_id=answer
    )
    return give_file(sent.stored, sent.filename)


def asked_of(inspection: Inspection) -> list[InformationRequest]:
    """Return what was asked in an inspection with its answers: open ones first, by the day on which they are due."""
    asked = inspection.information_requests.select_related("asked_by").prefetch_related("answers__given_by")
    return sorted(asked, key=lambda each: (each.closed_at is not None, each.due_on, each.pk))
