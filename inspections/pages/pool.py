"""The pool of people who offered to take part: who is in it, what they bring, when they can come, their interests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from inspections import pool as keeping
from inspections.interests import declare_interest, end_interest
from inspections.models import Availability, Interest, PoolMember
from inspections.pages.pool_forms import InterestForm, JoinForm, OfferForm, SkillsForm
from inspections.pages.seeing import may, refuse_in
from inspections.pages.team_forms import PoolFilters
from inspections.skills import skills
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.models import Membership, Person, Role
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused

_KINDS = {
    Role.SPECIALIST_ADVISER: PoolMember.Kind.SPECIALIST_ADVISER,
    Role.EXPERT_BY_EXPERIENCE: PoolMember.Kind.EXPERT_BY_EXPERIENCE,
}
_ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.PLAN_INSPECTIONS)
def pool(request: HttpRequest) -> HttpResponse:
    """List the pool by skill and kind; POST takes somebody into it."""
    today = clock.today()
    filters = PoolFilters(request.GET)
    present = PoolMember.objects.filter(left_on__isnull=True).select_related("person")
    found = present.prefetch_related("availabilities", "person__interests__trust")
    if filters.asked_skill:
        found = found.filter(skills__contains=[filters.asked_skill])
    if filters.asked_kind:
        found = found.filter(kind=filters.asked_kind)
    form = JoinForm(request.POST if request.method == "POST" else None, people=_outside(today))
    if request.method == "POST" and form.is_valid():
        person, kind = form.chosen()
        try:
            keeping.join_pool(
                person=person,
                kind=kind,
                skill_codes=form.cleaned_data["skill_codes"],
                experience=form.cleaned_data["experience"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, role="person", skill="skill_codes")
        else:
            messages.success(request, f"{person} is in the pool. Say next when they can come.")
            return redirect("inspections:pool_member", person.public_id)
    return render(
        request,
        "inspections/pool.html.jinja",
        {
            "page": Paginator(found, _ON_A_PAGE).get_page(request.GET.get("page")),
            "all": present.count(),
            "filters": filters,
            "form": form,
            "errors": bool(form.errors),
            "skill_names": skills(),
            "today": today,
        },
    )


@dataclass(frozen=True)
class _Forms:
    skills: SkillsForm
    days: OfferForm
    interest: InterestForm

    def all(self) -> list[forms.Form]:
        return [self.skills, self.days, self.interest]


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.GATHER_EVIDENCE)
def member(request: HttpRequest, person: UUID) -> HttpResponse:
    """Show what somebody of the pool brings, offers and declares; they and who plans change it."""
    found = PoolMember.objects.select_related("person").filter(person__public_id=person).first()
    if found is None or not (may(request, Action.PLAN_INSPECTIONS) or found.person_id == person_of(request).pk):
        raise Http404
    asked = request.POST.get("change", "") if request.method == "POST" else ""
    given = _Forms(
        SkillsForm(request.POST if asked == "skills" else None, initial={"skill_codes": found.skills}),
        OfferForm(request.POST if asked == "days" else None),
        InterestForm(request.POST if asked == "interest" else None, on=clock.today()),
    )
    form: forms.Form | None = {"skills": given.skills, "days": given.days, "interest": given.interest}.get(asked)
    if asked and (form is None or form.is_valid()):
        try:
            messages.success(request, _CHANGES.get(asked, _nothing)(request, found, given))
        except Refused as refused:
            if form is not None:
                refuse_in(form, refused, dates="last" if asked == "days" else "from_on", known="trust")
            else:
                messages.warning(request, refused.message)
        if form is None or not form.errors:
            return redirect("inspections:pool_member", person)
    return render(
        request,
        "inspections/pool_member.html.jinja",
        {
            "member": found,
            "is_own": found.person_id == person_of(request).pk,
            "plans": may(request, Action.PLAN_INSPECTIONS),
            "given": given,
            "forms": given.all(),
            "errors": any(each.errors for each in given.all()),
            "days": found.availabilities.filter(to_on__gte=clock.today()),
            "interests": Interest.objects.filter(person=found.person).select_related("trust").order_by("-declared_at"),
            "skill_names": skills(),
        },
    )


def _keep_skills(request: HttpRequest, found: PoolMember, given: _Forms) -> str:
    codes = given.skills.cleaned_data["skill_codes"]
    keeping.change_skills(member=found, skill_codes=codes, by=person_of(request), now=clock.now())
    return "The skills are kept."


def _offer(request: HttpRequest, found: PoolMember, given: _Forms) -> str:
    keeping.offer_days(member=found, **given.days.cleaned_data, by=person_of(request), now=clock.now())
    return "The days are offered."


def _declare(request: HttpRequest, found: PoolMember, given: _Forms) -> str:
    cleaned = given.interest.cleaned_data
    trust = given.interest.trusts[cleaned["trust"]]
    declare_interest(
        person=found.person,
        trust=trust,
        kind=Interest.Kind(cleaned["kind"]),
        from_on=cleaned["from_on"],
        by=person_of(request),
        now=clock.now(),
    )
    return f"The interest is declared. It keeps {found.person} out of inspections of {trust.shown_name}."


def _withdraw(request: HttpRequest, found: PoolMember, given: _Forms) -> str:
    days = Availability.objects.filter(member=found, pk=_number(request)).first()
    if days is None:
        raise Refused("days", "These days were taken back before.")
    keeping.withdraw_days(availability=days, by=person_of(request), now=clock.now())
    return "The days are taken back."


def _end(request: HttpRequest, found: PoolMember, given: _Forms) -> str:
    interest = Interest.objects.filter(person=found.person, pk=_number(request), to_on__isnull=True).first()
    if interest is None:
        raise Refused("interest", "This interest ended before.")
    end_interest(interest=interest, last_day=clock.today(), by=person_of(request), now=clock.now())
    return "The interest ends today. It still counts for a time."


def _leave(request: HttpRequest, found: PoolMember, given: _Forms) -> str:
    keeping.leave_pool(member=found, by=person_of(request), now=clock.now())
    return f"{found.person} has left the pool."


def _nothing(request: HttpRequest, found: PoolMember, given: _Forms) -> str:
    raise Refused("change", "Nothing was changed: choose what is to change.")


_CHANGES: dict[str, Callable[[HttpRequest, PoolMember, _Forms], str]] = {
    "skills": _keep_skills,
    "days": _offer,
    "interest": _declare,
    "withdraw": _withdraw,
    "end": _end,
    "leave": _leave,
}


def _number(request: HttpRequest) -> int:
    given = request.POST.get("which", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def _outside(today: date) -> list[tuple[Person, PoolMember.Kind]]:
    """Return the advisers and experts who are not in the pool, each with what they would join as."""
    inside = PoolMember.objects.filter(left_on__isnull=True).values("person_id")
    held = (
        Membership.objects.on(today)
        .filter(role__in=list(_KINDS), person__is_active=True)
        .exclude(person_id__in=inside)
        .select_related("person")
        .order_by("person__name", "person__email")
    )
    return [(each.person, _KINDS[Role(each.role)]) for each in held]
