"""A sample of the trust's complaints, for its people: the list, the facts of the files that were drawn, and sending."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspections.complaint_samples.answering import list_complaints, save_facts, send_sample
from inspections.complaint_samples.found import cases_of
from inspections.complaint_samples.listing import MOST_BYTES
from inspections.complaint_samples.subjects import OUTCOMES, SUBJECTS
from inspections.models import ComplaintSample, Inspection, ListedComplaint
from inspections.pages.complaint_samples import about_sample, list_csv
from inspections.pages.seeing import refuse_in, say_refused
from inspections.states.complaint_sample import SampleState
from inspections.trust_pages.complaint_sample_forms import FactsForm, ListForm, words_of
from inspections.trust_pages.seeing import about, shown_inspection
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused
from oversight.returns.uploads import takes_files, was_too_large


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(largest=MOST_BYTES)
@access(Action.SEE_INSPECTIONS, post=Action.ANSWER_INSPECTION)
def sample(request: HttpRequest, reference: str, sample: UUID) -> HttpResponse:
    """Show what is wanted and how far it is; POST gives the list."""
    inspection = shown_inspection(request, reference)
    found = _sample(inspection, sample)
    form = ListForm(request.POST or None, request.FILES or None, sample=found, too_large=was_too_large(request))
    if request.method == "POST" and form.is_valid():
        try:
            list_complaints(
                sample=found,
                rows=form.read.rows,
                none_received=form.cleaned_data["none_received"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_rows="text")
        else:
            messages.success(request, "The list is taken. What was drawn from it stands below.")
            return redirect("trust_inspections:sample", reference, sample)
    cases = cases_of(found, today=clock.today())
    return render(
        request,
        "inspections/trust/complaint_sample.html.jinja",
        {
            **about(request, inspection),
            **about_sample(found),
            "cases": cases,
            "whole": bool(cases) and all(each.case is not None for each in cases),
            "subjects": SUBJECTS,
            "outcomes": OUTCOMES,
            "form": form,
            "errors": bool(form.errors),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_INSPECTIONS, post=Action.ANSWER_INSPECTION)
def case(request: HttpRequest, reference: str, sample: UUID, place: int) -> HttpResponse:
    """Show what is asked of one file; POST saves its facts, which may be changed until the sample is sent."""
    inspection = shown_inspection(request, reference)
    found = _sample(inspection, sample)
    listed = get_object_or_404(ListedComplaint.objects.select_related("case", "sample"), sample=found, place=place)
    saved = getattr(listed, "case", None)
    form = FactsForm(request.POST or None, listed=listed, initial=words_of(saved))
    if request.method == "POST" and form.is_valid():
        try:
            save_facts(listed=listed, facts=form.facts(), by=person_of(request), now=clock.now())
        except Refused as refused:
            refuse_in(
                form,
                refused,
                acknowledged="acknowledged_on",
                agreed="agreed_by",
                answered="answered_on",
                signed="signed",
                upheld="what_was_upheld",
                what_changed="what_changed",
            )
        else:
            messages.success(request, f"The facts of {listed.number} are kept.")
            return redirect("trust_inspections:sample", reference, sample)
    return render(
        request,
        "inspections/trust/complaint_case.html.jinja",
        {
            **about(request, inspection),
            "sample": found,
            "listed": listed,
            "saved": saved,
            "form": form,
            "errors": bool(form.errors),
            "is_open": SampleState(found.state) is SampleState.LISTED,
        },
    )


@require_POST
@access(Action.SEND_ANSWER)
def send(request: HttpRequest, reference: str, sample: UUID) -> HttpResponse:
    """Send the facts of every file that was drawn."""
    inspection = shown_inspection(request, reference)
    try:
        send_sample(sample=_sample(inspection, sample), by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, "The answer is sent. The inspection team sees it.")
    return redirect("trust_inspections:sample", reference, sample)


@require_safe
@access(Action.SEE_INSPECTIONS)
def list_file(request: HttpRequest, reference: str, sample: UUID) -> HttpResponse:
    """Give the trust its own list with the keys, to repeat the draw."""
    found = _sample(shown_inspection(request, reference), sample)
    if found.listed_at is None:
        # The seed is not told before the list is there.
        raise Http404
    return list_csv(found)


def _sample(inspection: Inspection, sample_id: UUID) -> ComplaintSample:
    samples = ComplaintSample.objects.select_related("inspection__trust", "asked_by", "answered_by", "listed_by")
    return get_object_or_404(samples, inspection=inspection, sample_id=sample_id)
