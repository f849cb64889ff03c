"""Deciding on a departure from a computed rating: approved or refused by a second person, or taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from inspections.judging.criteria import departure_criteria
from inspections.judging.departures import approve_departure, refuse_departure, row_of, withdraw_departure
from inspections.models import RatingDeparture
from inspections.pages.membership import in_team
from inspections.pages.rating_places import address_of, input_name, named, reached
from inspections.pages.seeing import about, say_refused, worked_on
from inspections.states.departure import DepartureState
from inspections.states.inspection import JUDGED_IN
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused
from ratings.rules.aggregation_files import rule_sets
from ratings.rules.ratings_words import Rating, rated


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE)
def departure(request: HttpRequest, reference: str, departure: UUID) -> HttpResponse:
    """Show a departure beside what the rules give, with what each person can do; POST decides."""
    inspection = worked_on(request, reference)
    found = get_object_or_404(
        RatingDeparture.objects.select_related("inspection__trust", "site", "proposed_by", "decided_by"),
        departure_id=departure,
        inspection=inspection,
    )
    if request.method == "POST":
        try:
            messages.success(request, _decide(request, found))
        except Refused as refused:
            say_refused(request, refused)
        return redirect("inspections:departure", reference, departure)
    row = row_of(found, now=clock.now())
    me = person_of(request)
    state = DepartureState(found.state)
    return render(
        request,
        "inspections/departure.html.jinja",
        {
            **about(request, inspection),
            "departure": found,
            "departure_state": state,
            "name": named(row) if row else found.get_level_display(),
            "reached": reached(row) if row else "",
            "row": row,
            "rule": found.rule if len(found.rule) == 1 else "",
            "rules": rule_sets().get(found.rule_set),
            "inputs": [(input_name(code), Rating(word)) for code, word in row.inputs.items()] if row else [],
            "is_stale": row is None or (rated(row.computed) or "") != found.computed,
            "rating_address": address_of(inspection, row.place) if row else "",
            "criteria": [departure_criteria().get(code, code) for code in found.criteria],
            "is_own": found.proposed_by_id == me.pk,
            "in_team": in_team(request, inspection),
            "open": inspection.state in {str(each) for each in JUDGED_IN},
            "waits": state is DepartureState.PROPOSED,
            "stands": state in (DepartureState.PROPOSED, DepartureState.APPROVED),
        },
    )


def _decide(request: HttpRequest, found: RatingDeparture) -> str:
    """Do what was chosen; return what is said of it."""
    by, now, reason = person_of(request), clock.now(), request.POST.get("reason", "")
    match request.POST.get("decision"):
        case "approve":
            approve_departure(departure=found, by=by, now=now)
            return "The departure is approved. What is awarded counts from now on."
        case "refuse":
            refuse_departure(departure=found, reason=reason, by=by, now=now)
            return "The departure is not approved. The computed rating counts."
        case "withdraw":
            withdraw_departure(departure=found, reason=reason, by=by, now=now)
            return "The departure is taken back. The computed rating counts."
    raise Refused("decision", "Nothing was decided: choose to approve, to refuse or to take back.")
