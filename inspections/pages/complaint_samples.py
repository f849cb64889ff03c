"""Samples of a trust's complaints, for inspectors: asking, what came, and reading it as evidence."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspections.complaint_samples.asking import ask_for_sample, read_as_evidence, summary_due_on, withdraw_sample
from inspections.complaint_samples.checklist import Check
from inspections.complaint_samples.drawing import Strata, fingerprint, in_words, order_key
from inspections.complaint_samples.found import cases_of, tally_of
from inspections.models import ComplaintSample, EvidencePiece, Inspection
from inspections.pages.complaint_sample_forms import AskForSampleForm, WithdrawSampleForm
from inspections.pages.membership import in_team
from inspections.pages.seeing import about, refuse_in, say_refused, worked_on
from inspections.states.complaint_sample import OPEN, SampleState
from inspections.states.inspection import EVIDENCE_IN, InspectionState
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE)
def samples(request: HttpRequest, reference: str) -> HttpResponse:
    """List the samples of the inspection; POST asks the trust for one."""
    inspection = worked_on(request, reference)
    form = AskForSampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            asked = ask_for_sample(
                inspection=inspection,
                sample_id=cleaned["save_id"],
                from_on=cleaned["from_on"],
                to_on=cleaned["to_on"],
                size=cleaned["size"],
                strata=Strata(cleaned["strata"]),
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, span="to_on", size="size")
        else:
            messages.success(request, "It is asked. The trust sees it.")
            return redirect("inspections:sample", reference, asked.sample_id)
    return render(
        request,
        "inspections/complaint_samples.html.jinja",
        {
            **about(request, inspection),
            "samples": [(each, SampleState(each.state)) for each in inspection.complaint_samples.order_by("-asked_at")],
            "form": form,
            "errors": bool(form.errors),
            "due_on": summary_due_on(clock.today()),
            "today": clock.today(),
            "open": InspectionState(inspection.state) in EVIDENCE_IN,
            "in_team": in_team(request, inspection),
        },
    )


@require_safe
@access(Action.JUDGE)
def sample(request: HttpRequest, reference: str, sample: UUID) -> HttpResponse:
    """Show one sample: the rule and the seed, what was drawn, and what the files show."""
    inspection = worked_on(request, reference)
    found = _sample(inspection, sample)
    cases = cases_of(found, today=clock.today())
    state = SampleState(found.state)
    return render(
        request,
        "inspections/complaint_sample.html.jinja",
        {
            **about(request, inspection),
            **about_sample(found),
            "cases": cases,
            "checks": list(Check),
            "tally": tally_of(cases) if state is SampleState.ANSWERED else {},
            "evidence": EvidencePiece.objects.filter(
                inspection=inspection, versions__cites_kind="complaint_sample", versions__cites_id=str(found.sample_id)
            ).first(),
            "withdraw": WithdrawSampleForm(),
            "is_open": state in OPEN,
            "open": InspectionState(inspection.state) in EVIDENCE_IN,
            "in_team": in_team(request, inspection),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE)
def withdraw(request: HttpRequest, reference: str, sample: UUID) -> HttpResponse:
    """Ask why the sample is not wanted any more, and call it off."""
    inspection = worked_on(request, reference)
    found = _sample(inspection, sample)
    form = WithdrawSampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_sample(sample=found, reason=form.cleaned_data["reason"], by=person_of(request), now=clock.now())
        except Refused as refused:
            refuse_in(form, refused, no_reason="reason")
        else:
            messages.success(request, "The sample is called off. The trust is told.")
            return redirect("inspections:sample", reference, sample)
    return render(
        request,
        "inspections/complaint_sample_withdraw.html.jinja",
        {
            **about(request, inspection),
            "sample": found,
            "form": form,
            "errors": bool(form.errors),
            "is_open": SampleState(found.state) in OPEN,
        },
    )


@require_POST
@access(Action.JUDGE)
def take_as_evidence(request: HttpRequest, reference: str, sample: UUID) -> HttpResponse:
    """Take what the sample shows into the evidence, and open the piece."""
    inspection = worked_on(request, reference)
    try:
        piece = read_as_evidence(sample=_sample(inspection, sample), by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
        return redirect("inspections:sample", reference, sample)
    messages.success(request, "It is in the evidence. Change the words as you need.")
    return redirect("inspections:piece", reference, piece.piece_id)


@require_safe
@access(Action.JUDGE)
def list_file(request: HttpRequest, reference: str, sample: UUID) -> HttpResponse:
    """Give the trust's list as CSV with each complaint's key and place, so that anybody can repeat the draw."""
    inspection = worked_on(request, reference)
    return list_csv(_sample(inspection, sample))


def list_csv(sample: ComplaintSample) -> HttpResponse:
    """Return the list with the keys: the seed is told, since the list is there."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8; header=present")
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"complaints-{sample.inspection.reference}.csv") or "attachment"
    )
    answer["Cache-Control"] = "private, no-store"
    csv.writer(answer).writerows(_rows(sample))
    return answer


def _rows(sample: ComplaintSample) -> Iterator[list[object]]:
    yield ["number", "received_on", "subject", "outcome", "key", "place"]
    for each in sample.listed.order_by("number"):
        key = order_key(sample.seed, each.number)
        yield [each.number, each.received_on.isoformat(), each.subject, each.outcome, key, each.place or ""]


def about_sample(sample: ComplaintSample) -> dict[str, object]:
    """Return what both sides are shown of a sample; the seed is in it only once the list is there."""
    return {
        "sample": sample,
        "sample_state": SampleState(sample.state),
        "rule": in_words(size=sample.size, strata=Strata(sample.strata)),
        "fingerprint": fingerprint(sample.seed),
        "seed": sample.seed if sample.listed_at else None,
        "listed": sample.listed.count(),
        "today": clock.today(),
    }


def _sample(inspection: Inspection, sample_id: UUID) -> ComplaintSample:
    samples = ComplaintSample.objects.select_related("inspection__trust", "asked_by", "answered_by", "listed_by")
    return get_object_or_404(samples, inspection=inspection, sample_id=sample_id)
