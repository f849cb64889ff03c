"""The team of an inspection: who is in it, whom of the pool to ask, and who joins or leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from inspections import teams
from inspections.models import PoolMember, TeamMember
from inspections.pages.client_ids import read_uuid
from inspections.pages.seeing import about, may, refuse_in, say_refused, worked_on
from inspections.pages.team_forms import PARTS, PoolFilters, StaffForm
from inspections.pool import Candidate, candidates
from inspections.skills import skills
from inspections.states.inspection import OPEN
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.models import Membership, Person, Role
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused

_REGULATORS = (Role.INSPECTOR, Role.CHIEF_INSPECTOR, Role.INSPECTION_MANAGER)
_CANDIDATES_SHOWN = 30


@dataclass(frozen=True)
class Offer:
    """Somebody of the pool, in the words of the page."""

    candidate: Candidate
    skills: list[str]
    parts: list[TeamMember.Role]


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.GATHER_EVIDENCE, post=Action.PLAN_INSPECTIONS)
def team(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the team and, to who plans, whom of the pool to ask; POST takes a person of the regulator into it."""
    inspection = worked_on(request, reference)
    today = clock.today()
    builds = may(request, Action.PLAN_INSPECTIONS) and inspection.state in {str(state) for state in OPEN}
    present = list(TeamMember.objects.on(today).filter(inspection=inspection).select_related("person"))
    form = StaffForm(
        request.POST if request.method == "POST" else None,
        people=_regulators(today, present),
        initial=_part(request, present),
    )
    if request.method == "POST" and form.is_valid():
        person, role = form.chosen()
        try:
            teams.add_to_team(inspection=inspection, person=person, role=role, by=person_of(request), now=clock.now())
        except Refused as refused:
            refuse_in(form, refused, conflict="person", role="role", in_team="person", one_lead="role")
        else:
            messages.success(request, f"{person} is in the team: {role.label.lower()}.")
            return redirect("inspections:team", reference)
    filters = PoolFilters(request.GET)
    found = (
        candidates(inspection=inspection, on=today, skill=filters.asked_skill, kind=filters.asked_kind)
        if builds
        else []
    )
    return render(
        request,
        "inspections/team.html.jinja",
        {
            **about(request, inspection),
            "present": present,
            "earlier": inspection.team.filter(left_on__lt=today).select_related("person"),
            "builds": builds,
            "form": form,
            "errors": bool(form.errors),
            "filters": filters,
            "offers": [_offer(each) for each in found[:_CANDIDATES_SHOWN]],
            "offers_count": len(found),
            "me_in_team": any(place.person_id == person_of(request).pk for place in present),
            "me": person_of(request),
        },
    )


@require_POST
@access(Action.PLAN_INSPECTIONS)
def add_from_pool(request: HttpRequest, reference: str) -> HttpResponse:
    """Take somebody of the pool into the team, in the part that was chosen."""
    inspection = worked_on(request, reference)
    person_id = read_uuid(request.POST.get("member"))
    member = PoolMember.objects.filter(person__public_id=person_id).first() if person_id else None
    parts = PARTS.get(member.kind, []) if member else []
    if member is None or request.POST.get("role") not in [str(part) for part in parts]:
        messages.warning(request, "Nobody was added: choose somebody of the pool and their part in the team.")
        return redirect("inspections:team", reference)
    role = TeamMember.Role(request.POST["role"])
    try:
        teams.add_to_team(
            inspection=inspection, person=member.person, role=role, by=person_of(request), now=clock.now()
        )
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, f"{member.person} is in the team: {role.label.lower()}.")
    return redirect(reverse("inspections:team", args=[reference]) + "#pool")


@require_POST
@access(Action.PLAN_INSPECTIONS)
def leave(request: HttpRequest, reference: str, place: int) -> HttpResponse:
    """End a person's place in the team."""
    inspection = worked_on(request, reference)
    member = get_object_or_404(
        TeamMember.objects.select_related("inspection", "person"), pk=place, inspection=inspection
    )
    try:
        teams.remove_from_team(place=member, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, f"{member.person} has left the team. What they recorded stays.")
    return redirect("inspections:team", reference)


def _regulators(today: date, present: list[TeamMember]) -> list[Person]:
    roles = Membership.objects.on(today).filter(role__in=_REGULATORS)
    return list(
        Person.objects.filter(is_active=True, pk__in=roles.values("person_id"))
        .exclude(pk__in=[place.person_id for place in present])
        .order_by("name", "email")
    )


def _part(request: HttpRequest, present: list[TeamMember]) -> dict[str, object]:
    """Propose the person themselves as lead of a team that has none."""
    led = any(place.role == TeamMember.Role.LEAD for place in present)
    return {
        "role": TeamMember.Role.INSPECTOR if led else TeamMember.Role.LEAD,
        "person": "" if present else str(person_of(request).public_id),
    }


def _offer(candidate: Candidate) -> Offer:
    names = skills()
    member = candidate.member
    return Offer(candidate, [names.get(code, code) for code in member.skills], PARTS.get(member.kind, []))
