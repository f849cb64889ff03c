"""Special measures as an overseeing body sees them: what waits and how long, one case, and the decision."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from oversight import clock
from oversight.accounts.access import access, person_of, powers_in
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from ratings.cases.clocks import ClockOf, clocks_of
from ratings.cases.deciding import decide
from ratings.cases.models import Case, Recommendation
from ratings.cases.standing import waiting
from ratings.cases.states import OPEN, CaseState
from workspaces.inspector.case import file_of_case
from workspaces.inspector.case_arrangements import arrangements_of
from workspaces.inspector.case_list import listed_cases
from workspaces.inspector.case_shown import (
    OUTCOME_COLOURS,
    for_how_long,
    outcome_word,
    shown_case,
    shown_recommendation,
)
from workspaces.inspector.case_timeline import all_that_happened
from workspaces.inspector.world import world_of
from workspaces.overseer.case_deeds import Deed, deeds_page
from workspaces.overseer.case_forms import DecisionForm
from workspaces.overseer.case_licence import licensed_trust
from workspaces.overseer.case_sight import decided_case, deciding_bodies_of, seen_case, seen_cases

_ON_A_PAGE = 20
# What waits, and what only the Board and its body know of, is not for others.
_FOR_ALL = (ClockOf.REINSPECTION, ClockOf.LONGEST_TIME, ClockOf.PROMISE)


@require_safe
@access(Action.SEE_CASES)
def special_measures(request: HttpRequest) -> HttpResponse:
    """List what waits for the person's bodies, the oldest first, and the cases of their area."""
    world, today, person = world_of(request), clock.today(), person_of(request)
    rows = Case.objects.filter(trust__is_demonstration=world.demonstration).select_related("trust", "spell")
    seen = [one.case for one in seen_cases(person, rows, today)]
    listed = listed_cases(seen, today)
    bodies = deciding_bodies_of(person, today)
    return render(
        request,
        "workspaces/oversee/special_measures.html.jinja",
        {
            "world": world,
            "bodies": bodies,
            "for_how_long": for_how_long,
            "waits": [
                one
                for one in (waiting(bodies, today) if bodies else [])
                if one.recommendation.case.trust.is_demonstration == world.demonstration
            ],
            "going_on": [one for one in listed if one.state in OPEN and one.case.spell_id],
            "page": Paginator([one for one in listed if one.state not in OPEN], _ON_A_PAGE).get_page(
                request.GET.get("page")
            ),
        },
    )


@require_safe
@access(Action.SEE_CASES)
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a case: to the body that decides with all that waits and what it can arrange, to others what was decided."""
    seen, today = seen_case(request, reference), clock.today()
    found = seen.case
    shown = shown_case(found, today, undecided=seen.decides)
    decides = seen.decides and powers_in(request).may(Action.DECIDE_MEASURES)
    return render(
        request,
        "workspaces/oversee/case.html.jinja",
        {
            "shown": shown,
            "case": found,
            "trust": found.trust,
            "today": today,
            "decides": decides,
            "outcome_word": outcome_word,
            "outcome_colour": OUTCOME_COLOURS.get,
            "arranged": arrangements_of(found, today, undecided=seen.decides),
            "clocks": [one for one in clocks_of(found, today) if seen.decides or one.what in _FOR_ALL],
            "timeline": all_that_happened(found, today, clock.now(), public=not seen.decides),
            "addresses": _addresses(found) if decides else {},
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.DECIDE_MEASURES)
def decision(request: HttpRequest, reference: str, made: UUID) -> HttpResponse:
    """Show what was recommended with its evidence; POST decides on it, once."""
    found = decided_case(request, reference)
    rows = Recommendation.objects.select_related("made_by", "decided_by", "body", "case__trust", "case__spell")
    row = get_object_or_404(rows, case=found, public_id=made)

    def decides(form: forms.Form, *, by: Person, now: datetime) -> object:
        told = form.cleaned_data
        more = {"reinspect_by": told["reinspect_by"]} if told.get("reinspect_by") else {}
        return decide(
            recommendation=row,
            agreed=told["agreed"] == "yes",
            reason=told["reason"],
            on=told["on"],
            by=by,
            now=now,
            **more,
        )

    deed = Deed(
        step="decide",
        heading="Decide",
        button="Record the decision",
        form=DecisionForm,
        given={"recommendation": row},
        does=decides,
        done="The decision is recorded.",
        beside={"directed": "agreed", "followed": "on", "overlaps": "on", "already_in": "on", "too_long": "on"},
        is_open=row.state == Recommendation.State.WAITING,
    )
    return deeds_page(
        request,
        found,
        "workspaces/oversee/case_decision.html.jinja",
        [deed],
        lambda: {"told": shown_recommendation(row, clock.today())},
    )


@require_safe
@access(Action.DECIDE_MEASURES)
def attachment(request: HttpRequest, reference: str, piece: UUID) -> HttpResponse:
    """Give a file that was attached in a case, to the body that decides in it."""
    return file_of_case(decided_case(request, reference), piece)


def _addresses(found: Case) -> dict[str, str]:
    """Return the addresses at which what comes with the case is arranged, as far as that can be done now."""
    if found.spell_id is None:
        return {}
    always = {"partner": "oversee:case_partner", "review": "oversee:case_review", "board": "oversee:case_board"}
    pages = ["director", *(["licence"] if licensed_trust(found) else [])]
    if CaseState(found.state) is not CaseState.LEFT:
        pages += ["partners", "reviews", "boards"]
    return {**always, **{page: reverse(f"oversee:case_{page}", args=[found.reference]) for page in pages}}
