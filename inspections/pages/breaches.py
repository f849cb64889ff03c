"""The breaches that an inspection found: recorded with their places, followed as the trust responds, ended."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from inspections.enforcing.areas import Place
from inspections.enforcing.breaches import change_breach, end_breach, record_breach
from inspections.enforcing.fundamental_standards import fundamental_standards
from inspections.models import Breach, Inspection
from inspections.pages.breach_forms import BreachForm, EndForm, ExtentForm
from inspections.pages.membership import in_team
from inspections.pages.seeing import about, refuse_in, worked_on
from inspections.states.inspection import IN_WORK
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused
from ratings.rules.ratings_words import KeyQuestion

_OPEN = {str(state) for state in IN_WORK}


@require_safe
@access(Action.JUDGE)
def breaches(request: HttpRequest, reference: str) -> HttpResponse:
    """List the breaches that the inspection found, with where and how far."""
    inspection = worked_on(request, reference)
    return render(
        request,
        "inspections/breaches.html.jinja",
        {
            **about(request, inspection),
            "breaches": [
                (breach, _regulation(breach)) for breach in inspection.breaches.prefetch_related("areas__site")
            ],
            "open": inspection.state in _OPEN,
            "in_team": in_team(request, inspection),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE)
def new_breach(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for regulation, places, extent and response, and record the breach."""
    inspection = worked_on(request, reference)
    form = BreachForm(
        request.POST if request.method == "POST" else None,
        inspection=inspection,
        on=clock.today(),
        at=_asked_for(request, inspection),
        initial={"found_on": clock.today()},
    )
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            record_breach(
                breach_id=cleaned["save_id"],
                trust=inspection.trust,
                regulation=cleaned["regulation"],
                extent=Breach.Extent(cleaned["extent"]),
                response=Breach.Response(cleaned["response"]),
                what_was_found=cleaned["what_was_found"],
                found_on=cleaned["found_on"],
                areas=form.areas(),
                by=person_of(request),
                now=clock.now(),
                inspection=inspection,
            )
        except Refused as refused:
            refuse_in(form, refused, regulation="regulation", no_text="what_was_found", future="found_on")
        else:
            messages.success(request, "The breach is recorded.")
            return redirect("inspections:breaches", reference)
    return render(
        request,
        "inspections/new_breach.html.jinja",
        {
            **about(request, inspection),
            "form": form,
            "errors": bool(form.errors),
            "open": inspection.state in _OPEN,
            "in_team": in_team(request, inspection),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE)
def breach(request: HttpRequest, reference: str, breach: UUID) -> HttpResponse:
    """Show a breach; POST changes how far it goes and how the trust responded, or ends it."""
    inspection = worked_on(request, reference)
    found = get_object_or_404(
        Breach.objects.select_related("inspection", "recorded_by", "ended_by"), public_id=breach, inspection=inspection
    )
    ends = request.method == "POST" and "ended_on" in request.POST
    changes = request.method == "POST" and not ends
    extent = ExtentForm(request.POST if changes else None, initial={"extent": found.extent, "response": found.response})
    ending = EndForm(request.POST if ends else None, initial={"ended_on": clock.today()})
    try:
        if changes and extent.is_valid():
            change_breach(
                breach=found,
                extent=Breach.Extent(extent.cleaned_data["extent"]),
                response=Breach.Response(extent.cleaned_data["response"]),
                by=person_of(request),
                now=clock.now(),
            )
            messages.success(request, "The breach is changed.")
            return redirect("inspections:breaches", reference)
        if ends and ending.is_valid():
            end_breach(breach=found, **ending.cleaned_data, by=person_of(request), now=clock.now())
            messages.success(request, "The breach has ended. It stays on record with the reason.")
            return redirect("inspections:breaches", reference)
    except Refused as refused:
        refuse_in(ending if ends else extent, refused, dates="ended_on", no_text="reason")
    return render(
        request,
        "inspections/breach.html.jinja",
        {
            **about(request, inspection),
            "breach": found,
            "regulation": _regulation(found),
            "areas": found.areas.select_related("site"),
            "extent": extent,
            "ending": ending,
            "forms": [extent, ending],
            "errors": bool(extent.errors or ending.errors),
            "may_change": found.ended_on is None and (inspection.state not in _OPEN or in_team(request, inspection)),
        },
    )


def _regulation(breach: Breach) -> str:
    standard = fundamental_standards().get(breach.regulation)
    return standard.label if standard else f"Regulation {breach.regulation}"


def _asked_for(request: HttpRequest, inspection: Inspection) -> Place | None:
    """Return the place from whose page the form was opened, or None."""
    asked = request.GET
    part = (
        inspection.services.select_related("site")
        .filter(site__code=asked.get("site", ""), service=asked.get("service", ""))
        .first()
    )
    question = asked.get("key_question", "")
    if part is None or question not in {str(each) for each in KeyQuestion}:
        return None
    return Place(part.site, part.service, KeyQuestion(question))
