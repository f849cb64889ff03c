"""Visits and listening events of an inspection: planned, moved, begun, ended, called off, and who came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspections import visiting
from inspections.models import Inspection, ListeningEvent, TeamMember, Visit
from inspections.pages.membership import in_team
from inspections.pages.seeing import about, may, refuse_in, say_refused, worked_on
from inspections.pages.visit_forms import CallOffForm, CameForm, ListeningForm, MoveForm, VisitForm, WhoCameForm
from inspections.states.inspection import IN_WORK, TO_COME, InspectionState
from inspections.visit_clashes import VisitClash, visit_clashes
from inspections.whereabouts import sites_to_go_to
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.organisations.models import Site
from oversight.returns.refusals import Refused

_VISITED_IN = {str(state) for state in TO_COME | {InspectionState.ON_SITE, InspectionState.DRAFTING}}
_CORRECTED_IN = {str(state) for state in IN_WORK}


@require_safe
@access(Action.GATHER_EVIDENCE)
def visits(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the visits and listening events, each with what can be done next."""
    inspection = worked_on(request, reference)
    return render(
        request,
        "inspections/visits.html.jinja",
        {
            **about(request, inspection),
            "visits": inspection.visits.select_related("site").prefetch_related(
                "people", "moves__moved_by", "attendance_corrections__person", "attendance_corrections__corrected_by"
            ),
            "events": inspection.listening_events.all(),
            "in_team": in_team(request, inspection),
            "open": inspection.state in _VISITED_IN,
            "corrects": inspection.state in _CORRECTED_IN,
            "plans": may(request, Action.JUDGE),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE)
def new_visit(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask where, when and who, and plan the visit."""
    inspection = worked_on(request, reference)
    form = VisitForm(
        request.POST if request.method == "POST" else None,
        inspection=inspection,
        sites=_sites(inspection),
        people=_team(inspection),
        initial={"on": inspection.starts_on, "starts": "09:00", "ends": "17:00"},
    )
    if request.method == "POST" and form.is_valid():
        starts_at, ends_at = form.times()
        try:
            visit = visiting.plan_visit(
                visit_id=form.cleaned_data["save_id"],
                inspection=inspection,
                site=form.sites[form.cleaned_data["site"]],
                starts_at=starts_at,
                ends_at=ends_at,
                is_announced=form.is_announced,
                by=person_of(request),
                now=clock.now(),
                purpose=form.cleaned_data["purpose"],
                people=form.chosen_people(),
            )
        except Refused as refused:
            refuse_in(form, refused, site="site", dates="ends", unannounced="announced")
        else:
            messages.success(request, f"The visit to {visit.site.shown_name} is planned.")
            return redirect("inspections:visits", reference)
    return render(
        request,
        "inspections/new_visit.html.jinja",
        {
            **about(request, inspection),
            "form": form,
            "errors": bool(form.errors),
            "in_team": in_team(request, inspection),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE)
def new_listening_event(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for whom, where and when, and plan the listening event."""
    inspection = worked_on(request, reference)
    form = ListeningForm(
        request.POST if request.method == "POST" else None,
        initial={"on": inspection.starts_on, "starts": "18:00", "ends": "20:00"},
    )
    if request.method == "POST" and form.is_valid():
        starts_at, ends_at = form.times()
        try:
            visiting.plan_listening_event(
                event_id=form.cleaned_data["save_id"],
                inspection=inspection,
                audience=ListeningEvent.Audience(form.cleaned_data["audience"]),
                place=form.cleaned_data["place"],
                starts_at=starts_at,
                ends_at=ends_at,
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, dates="ends", no_place="place")
        else:
            messages.success(request, "The listening event is planned.")
            return redirect("inspections:visits", reference)
    return render(
        request,
        "inspections/new_listening_event.html.jinja",
        {
            **about(request, inspection),
            "form": form,
            "errors": bool(form.errors),
            "in_team": in_team(request, inspection),
        },
    )


@require_POST
@access(Action.GATHER_EVIDENCE)
def begin(request: HttpRequest, reference: str, visit: UUID) -> HttpResponse:
    """Say that the team is there; with the first visit the inspection is on site."""
    inspection = worked_on(request, reference)
    found = get_object_or_404(Visit, visit_id=visit, inspection=inspection)
    try:
        begun = visiting.begin_visit(visit=found, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, f"The visit to {begun.site.shown_name} has begun. The trust sees the inspection.")
    return redirect("inspections:visits", reference)


@require_POST
@access(Action.GATHER_EVIDENCE)
def end(request: HttpRequest, reference: str, visit: UUID) -> HttpResponse:
    """Say that the team has left."""
    inspection = worked_on(request, reference)
    found = get_object_or_404(Visit, visit_id=visit, inspection=inspection)
    try:
        visiting.end_visit(visit=found, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, "The visit has ended.")
    return redirect("inspections:visits", reference)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE)
def call_off(request: HttpRequest, reference: str, visit: UUID) -> HttpResponse:
    """Ask why, and call the visit off."""
    inspection = worked_on(request, reference)
    found = get_object_or_404(Visit.objects.select_related("site"), visit_id=visit, inspection=inspection)
    form = CallOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            visiting.call_off_visit(
                visit=found, reason=form.cleaned_data["reason"], by=person_of(request), now=clock.now()
            )
        except Refused as refused:
            refuse_in(form, refused, no_reason="reason")
        else:
            messages.success(request, f"The visit to {found.site.shown_name} is called off.")
            return redirect("inspections:visits", reference)
    return render(
        request,
        "inspections/call_off.html.jinja",
        {**about(request, inspection), "visit": found, "form": form, "errors": bool(form.errors)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE)
def move(request: HttpRequest, reference: str, visit: UUID) -> HttpResponse:
    """Ask for other times and why; what speaks against them is shown first, and decided on by a person."""
    inspection = worked_on(request, reference)
    found = get_object_or_404(Visit.objects.select_related("site"), visit_id=visit, inspection=inspection)
    form = MoveForm(request.POST if request.method == "POST" else None, initial=MoveForm.words_of(found))
    clashes: tuple[VisitClash, ...] = ()
    if request.method == "POST" and form.is_valid():
        starts_at, ends_at = form.times()
        clashes = visit_clashes(found.people.all(), starts_at, ends_at, apart_from=found)
        if clashes and not form.cleaned_data["all_the_same"]:
            form.add_error("all_the_same", "Give other times, or say that it moves all the same")
        elif _moved(request, found, form, starts_at, ends_at):
            return redirect("inspections:visits", reference)
    return render(
        request,
        "inspections/move_visit.html.jinja",
        {
            **about(request, inspection),
            "visit": found,
            "form": form,
            "clashes": clashes,
            "errors": bool(form.errors),
            "in_team": in_team(request, inspection),
        },
    )


def _moved(request: HttpRequest, visit: Visit, form: MoveForm, starts_at: datetime, ends_at: datetime) -> bool:
    """Move the visit; False where that is refused, with the form saying why."""
    try:
        visiting.reschedule_visit(
            visit=visit,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=form.cleaned_data["reason"],
            by=person_of(request),
            now=clock.now(),
        )
    except Refused as refused:
        refuse_in(form, refused, no_reason="reason", dates="ends")
        return False
    messages.success(request, f"The visit to {visit.site.shown_name} is moved.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE)
def who_came(request: HttpRequest, reference: str, visit: UUID) -> HttpResponse:
    """Ask who came to a visit that began and why that is corrected."""
    inspection = worked_on(request, reference)
    found = get_object_or_404(Visit.objects.select_related("site"), visit_id=visit, inspection=inspection)
    recorded = list(found.people.all())
    form = WhoCameForm(
        request.POST if request.method == "POST" else None,
        people=_ever_in_team(inspection, recorded),
        initial={"people": [str(person.public_id) for person in recorded]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = visiting.correct_who_came(
                visit=found,
                people=form.chosen_people(),
                reason=form.cleaned_data["reason"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_reason="reason", nobody="people", not_in_team="people")
        else:
            messages.success(
                request, "Who came is corrected." if made else "Nothing was changed: that is who is on record."
            )
            return redirect("inspections:visits", reference)
    return render(
        request,
        "inspections/who_came.html.jinja",
        {
            **about(request, inspection),
            "visit": found,
            "form": form,
            "errors": bool(form.errors),
            "may_correct": in_team(request, inspection)
            and inspection.state in _CORRECTED_IN
            and found.began_at is not None,
        },
    )


@require_POST
@access(Action.GATHER_EVIDENCE)
def count(request: HttpRequest, reference: str, event: UUID) -> HttpResponse:
    """Record how many came to a listening event."""
    inspection = worked_on(request, reference)
    found = get_object_or_404(ListeningEvent, event_id=event, inspection=inspection)
    form = CameForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Nothing was changed: give the number of people who came in digits.")
        return redirect("inspections:visits", reference)
    try:
        visiting.count_people_who_came(
            event=found, people=form.cleaned_data["people"], by=person_of(request), now=clock.now()
        )
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, "The number of people who came is recorded.")
    return redirect("inspections:visits", reference)


def _sites(inspection: Inspection) -> list[Site]:
    return list(sites_to_go_to(inspection, clock.today()))


def _team(inspection: Inspection) -> list[Person]:
    present = TeamMember.objects.on(clock.today()).filter(inspection=inspection).select_related("person")
    return sorted((place.person for place in present), key=str)


def _ever_in_team(inspection: Inspection, recorded: Sequence[Person]) -> list[Person]:
    """Return whoever is or was in the team, and who is on record as having come."""
    people = {place.person_id: place.person for place in inspection.team.select_related("person")}
    return sorted({**people, **{person.pk: person for person in recorded}}.values(), key=str)
