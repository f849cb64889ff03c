"""Answering what the team asks for."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from inspections.information_requests import answer_request
from inspections.kept_files import LARGEST_FILE, give_file
from inspections.models import InformationAnswer, InformationRequest
from inspections.pages.seeing import refuse_in
from inspections.trust_pages.forms import AnswerForm
from inspections.trust_pages.seeing import about, shown_inspection
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused
from oversight.returns.uploads import takes_files, was_too_large


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(largest=LARGEST_FILE)
@access(Action.SEE_INSPECTIONS, post=Action.ANSWER_INSPECTION)
def answer(request: HttpRequest, reference: str, wanted: UUID) -> HttpResponse:
    """Show what is asked with the answers so far; POST sends one more."""
    inspection = shown_inspection(request, reference)
    asked = get_object_or_404(InformationRequest, inspection=inspection, request_id=wanted)
    form = AnswerForm(request.POST or None, request.FILES or None, too_large=was_too_large(request))
    if request.method == "POST" and form.is_valid():
        filename, content = form.file_sent()
        try:
            answer_request(
                request=asked,
                answer_id=form.cleaned_data["save_id"],
                text=form.cleaned_data["text"],
                filename=filename,
                content=content,
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="text", too_large="file", replaced="file")
        else:
            messages.success(request, "The answer is sent. The inspection team sees it.")
            return redirect("trust_inspections:request", reference, wanted)
    return render(
        request,
        "inspections/trust/request.html.jinja",
        {
            **about(request, inspection),
            "asked": asked,
            "answers": asked.answers.select_related("given_by").defer("stored__content"),
            "form": form,
            "errors": bool(form.errors),
        },
    )


@require_safe
@access(Action.SEE_INSPECTIONS)
def answer_file(request: HttpRequest, reference: str, answer: UUID) -> HttpResponse:
    """Give a file that the trust sent with an answer."""
    inspection = shown_inspection(request, reference)
    sent = get_object_or_404(
        InformationAnswer.objects.select_related("stored"), request__inspection=inspection, answer_id=answer
    )
    return give_file(sent.stored, sent.filename)
