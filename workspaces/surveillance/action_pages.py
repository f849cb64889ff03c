"""What a group set itself to do: a page to set an action, and one to say what came of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from inspections.pages.seeing import refuse_in
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused
from ratings.surveillance import acting
from ratings.surveillance.membership import members_of, trusts_of_group
from ratings.surveillance.models import GroupAction, GroupActionStep
from workspaces.surveillance.forms import ActionForm, StepForm
from workspaces.surveillance.group_pages import about
from workspaces.surveillance.seeing import action_in, own_group
from workspaces.surveillance.shown import ShownAction

_Kind = GroupActionStep.Kind


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SURVEY_QUALITY)
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what is to be done, by whom and by when; POST sets it."""
    group = own_group(request, code)
    form = ActionForm(request.POST or None, initial={"trust": request.GET.get("trust")})
    form.offer(members_of(group, clock.today()), trusts_of_group(group))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = acting.set_action(
                group=group,
                trust=told["trust"],
                purpose=GroupAction.Purpose(told["purpose"]),
                what=told["what"],
                owner=told["owner"],
                due_on=told["due_on"],
                save_id=told["save_id"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, not_in_region="trust", no_text="what", not_a_member="owner", too_early="due_on")
        else:
            messages.success(request, "The action is set.")
            return redirect("oversee:group_action", group.code, made.public_id)
    return render(
        request,
        "workspaces/surveillance/action_add.html.jinja",
        {**about(request, group), "form": form, "errors": bool(form.errors)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SURVEY_QUALITY)
def action(request: HttpRequest, code: str, item: UUID) -> HttpResponse:
    """Show an action and what came of it; POST says how it goes, moves it or ends it."""
    group = own_group(request, code)
    found = action_in(group, item)
    form = StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _step(found, form, by=person_of(request))
        except Refused as refused:
            refuse_in(form, refused, no_text="words", too_early="due_on", same_day="due_on")
            found = action_in(group, item)
        else:
            messages.success(request, "It is kept with the action.")
            return redirect("oversee:group_action", group.code, found.public_id)
    return render(
        request,
        "workspaces/surveillance/action.html.jinja",
        {
            **about(request, group),
            "shown": ShownAction(found, clock.today()),
            "action": found,
            "steps": found.steps.select_related("done_by"),
            "form": form,
            "errors": bool(form.errors),
        },
    )


def _step(found: GroupAction, form: StepForm, *, by: Person) -> None:
    told = form.cleaned_data
    how = {"action": found, "words": told["words"], "step_id": told["save_id"], "by": by, "now": clock.now()}
    kind = _Kind(told["kind"])
    if kind is _Kind.NOTE:
        acting.note_action(**how)
    elif kind is _Kind.MOVED:
        acting.move_action(due_on=told["due_on"], **how)
    else:
        acting.end_action(kind=kind, **how)
