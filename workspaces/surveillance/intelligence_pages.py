"""Adding, reading, sharing and withdrawing soft intelligence; each reading is logged."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from inspections.pages.seeing import refuse_in
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.organisations.models import Body
from oversight.returns.refusals import Refused
from ratings.surveillance import sharing
from ratings.surveillance.logs import log_of
from ratings.surveillance.membership import Member, members_of, seat_of, trusts_of_group
from ratings.surveillance.memoranda import in_force
from workspaces.surveillance.forms import IntelligenceForm, SharingForm, WithdrawalForm, offer_trusts, write_day
from workspaces.surveillance.group_pages import about
from workspaces.surveillance.seeing import own_group, readable


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SURVEY_QUALITY)
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a member what they know; POST adds it. Whoever has not said where they come from is asked that first."""
    group = own_group(request, code)
    if not seat_of(person_of(request), group):
        messages.warning(request, "Say first which organisation you come from.")
        return redirect("oversee:group_members", group.code)
    today = clock.today()
    form = IntelligenceForm(
        request.POST or None,
        initial={"trust": request.GET.get("trust"), "heard_on": write_day(today), "with_whom": "all"},
    )
    offer_trusts(form, trusts_of_group(group))
    form.offer(_others(request, group), in_force(group, today))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = sharing.add_intelligence(
                group=group,
                trust=told["trust"],
                heading=told["heading"],
                words=told["words"],
                heard_on=told["heard_on"],
                save_id=told["save_id"],
                by=person_of(request),
                now=clock.now(),
                **form.shares,
            )
        except Refused as refused:
            refuse_in(
                form,
                refused,
                not_in_region="trust",
                no_heading="heading",
                no_text="words",
                not_yet="heard_on",
                not_a_member="readers",
                memorandum="memorandum",
            )
        else:
            messages.success(request, "It is added, and shared as you said.")
            return redirect("oversee:group_intelligence", group.code, made.public_id)
    return render(
        request,
        "workspaces/surveillance/intelligence_add.html.jinja",
        {**about(request, group), "form": form, "errors": bool(form.errors)},
    )


@require_safe
@access(Action.SURVEY_QUALITY)
def read(request: HttpRequest, code: str, item: UUID) -> HttpResponse:
    """Show a piece of intelligence with who may read it and its log; that it was read is a line of the log."""
    group = own_group(request, code)
    found = readable(request, group, item)
    reader = person_of(request)
    withdrawn = getattr(found, "withdrawal", None)
    if withdrawn is None and request.method == "GET" and found.added_by_id != reader.pk:
        try:
            sharing.open_intelligence(intelligence=found, by=reader, now=clock.now())
        except Refused:
            # It was withdrawn in between: then its mark is shown.
            found = readable(request, group, item)
            withdrawn = getattr(found, "withdrawal", None)
    return render(
        request,
        "workspaces/surveillance/intelligence.html.jinja",
        {
            **about(request, group),
            "item": found,
            "withdrawn": withdrawn,
            "shares": sharing.shared_with(found),
            "log": log_of(group, reader=reader, on=clock.today(), of=found),
            "own": found.added_by_id == reader.pk,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SURVEY_QUALITY)
def share(request: HttpRequest, code: str, item: UUID) -> HttpResponse:
    """Ask with whom a member shares what they added; POST shares it."""
    group = own_group(request, code)
    found = readable(request, group, item)
    form = SharingForm(request.POST or None, initial={"with_whom": "some"})
    form.offer(_others(request, group), in_force(group, clock.today()))
    if request.method == "POST" and form.is_valid():
        try:
            sharing.share(intelligence=found, by=person_of(request), now=clock.now(), **form.shares)
        except Refused as refused:
            refuse_in(form, refused, nobody="readers", not_a_member="readers", memorandum="memorandum")
        else:
            messages.success(request, "It is shared as you said.")
            return redirect("oversee:group_intelligence", group.code, found.public_id)
    return render(
        request,
        "workspaces/surveillance/intelligence_share.html.jinja",
        {**about(request, group), "item": found, "form": form, "errors": bool(form.errors)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SURVEY_QUALITY)
def withdraw(request: HttpRequest, code: str, item: UUID) -> HttpResponse:
    """Ask why a piece of intelligence is taken back; POST takes it back."""
    group = own_group(request, code)
    found = readable(request, group, item)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sharing.withdraw_intelligence(
                intelligence=found,
                reason=form.cleaned_data["reason"],
                held_personal_data=form.cleaned_data["personal"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="reason")
        else:
            messages.success(request, "It is withdrawn. A mark stands in its place.")
            return redirect("oversee:group_intelligence", group.code, found.public_id)
    return render(
        request,
        "workspaces/surveillance/intelligence_withdraw.html.jinja",
        {
            **about(request, group),
            "item": found,
            "own": found.added_by_id == person_of(request).pk,
            "form": form,
            "errors": bool(form.errors),
        },
    )


def _others(request: HttpRequest, group: Body) -> list[Member]:
    """Return the members besides the person who asks."""
    me = person_of(request)
    return [one for one in members_of(group, clock.today()) if one.person.pk != me.pk]
