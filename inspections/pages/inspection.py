"""An inspection: its task list, and the moves from one state to the next."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspections import programme
from inspections.models import Inspection
from inspections.pages.membership import in_team
from inspections.pages.plan_forms import CancelForm
from inspections.pages.seeing import about, may, refuse_in, say_refused, worked_on
from inspections.pages.tasks import tasks_of
from inspections.states.inspection import WAYS, InspectionState
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused


@require_safe
@access(Action.GATHER_EVIDENCE)
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """Show where the inspection stands and what there is to do, in any order."""
    inspection = worked_on(request, reference)
    today = clock.today()
    state = InspectionState(inspection.state)
    return render(
        request,
        "inspections/inspection.html.jinja",
        {
            **about(request, inspection),
            "groups": tasks_of(inspection, today=today, judges=may(request, Action.JUDGE)),
            "in_team": in_team(request, inspection),
            "services": inspection.services.select_related("site"),
            "may_announce": state is InspectionState.PLANNED and inspection.is_announced,
            "may_draft": state is InspectionState.ON_SITE,
            "may_cancel": WAYS.way(state, InspectionState.CANCELLED) is not None,
        },
    )


_MOVES: dict[str, tuple[Callable[..., Inspection], str]] = {
    "announce": (programme.announce, "The inspection is announced. The trust sees it from now on."),
    "draft": (programme.start_drafting, "The team has left the site. The report can be written."),
}


@require_POST
@access(Action.JUDGE)
def move_on(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Announce the inspection, or say that the team has left the site."""
    inspection = worked_on(request, reference)
    if move not in _MOVES:
        raise Http404
    service, said = _MOVES[move]
    try:
        service(inspection=inspection, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, said)
    return redirect("inspections:inspection", reference)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.PLAN_INSPECTIONS)
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask why the inspection is given up, and cancel it."""
    inspection = worked_on(request, reference)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            programme.cancel(
                inspection=inspection, reason=form.cleaned_data["reason"], by=person_of(request), now=clock.now()
            )
        except Refused as refused:
            refuse_in(form, refused, no_reason="reason")
        else:
            messages.success(request, "The inspection is cancelled. It stays on record with the reason.")
            return redirect("inspections:inspection", reference)
    return render(
        request,
        "inspections/cancel.html.jinja",
        {
            **about(request, inspection),
            "form": form,
            "errors": bool(form.errors),
            "may_cancel": WAYS.way(InspectionState(inspection.state), InspectionState.CANCELLED) is not None,
        },
    )
