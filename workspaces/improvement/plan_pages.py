"""Writing the plan: its concerns, each with the actions that are promised and the measures that should move."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from inspections.pages.seeing import refuse_in, say_refused
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.records.references import Reference
from oversight.returns.refusals import Refused
from ratings.plans import writing
from ratings.plans.models import Plan, PlanAction, PlanConcern
from workspaces.improvement.about import about
from workspaces.improvement.changing import again_from, change_action_seen, change_concern_seen, seen_of
from workspaces.improvement.forms import ActionForm, ConcernForm, ConcernWordsForm, written_day
from workspaces.improvement.home import ActionStands
from workspaces.improvement.seeing import own_case, own_plan
from workspaces.improvement.sources import Heading, Source, sources_of
from workspaces.improvement.standing import delivered_days, shown_measures, signed_content, standing_of_actions


@require_POST
@access(Action.KEEP_PLAN)
def begin(request: HttpRequest, case: str) -> HttpResponse:
    """Begin the plan."""
    found = own_case(request, case)
    try:
        writing.open_plan(case=found, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
        return redirect("workspace:plan", case)
    messages.success(request, "The plan is begun. Add what has to become better.")
    return redirect("workspace:plan_concern_new", case)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.KEEP_PLAN)
def new_concern(request: HttpRequest, case: str) -> HttpResponse:
    """Ask what has to become better and from what on record that comes; POST adds it to the plan."""
    plan = own_plan(request, case)
    offered = {each.token: each for each in sources_of(plan.case, now=clock.now())}
    form = ConcernForm(request.POST or None, sources=[(token, each.said) for token, each in offered.items()])
    if request.method == "POST" and form.is_valid():
        source = offered[form.cleaned_data["source"]]
        try:
            concern = writing.add_concern(
                plan=plan,
                title=form.cleaned_data["title"],
                what=form.cleaned_data["what"],
                source=Reference(source.kind, source.public_id),
                source_said=source.said,
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_title="title", too_long="title", no_text="what", no_source="source")
        else:
            messages.success(request, "The concern is in the plan. Add what you do for it and what should move.")
            return redirect("workspace:plan_concern", case, concern.public_id)
    return render(
        request,
        "workspaces/improvement/new_concern.html.jinja",
        {**about(request, plan.case), "form": form, "errors": bool(form.errors), "groups": grouped(offered.values())},
    )


def grouped(offered: Iterable[Source]) -> list[tuple[Heading, list[Source]]]:
    """Return what the record offers by heading, in its order."""
    return [(heading, list(each)) for heading, each in groupby(offered, key=lambda source: source.heading)]


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_PLAN, post=Action.KEEP_PLAN)
def concern(request: HttpRequest, case: str, concern: UUID) -> HttpResponse:
    """Show a concern with its actions and measures; POST changes its words while nothing of it was promised."""
    plan = own_plan(request, case)
    found = _concern(plan, concern)
    form = ConcernWordsForm(
        request.POST or None, initial={"title": found.title, "what": found.what, "seen": seen_of(found.written_at)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_concern_seen(
                concern=found,
                seen=form.cleaned_data["seen"],
                title=form.cleaned_data["title"],
                what=form.cleaned_data["what"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            found.refresh_from_db()
            form = again_from(form, refused, found.written_at)
            refuse_in(form, refused, no_title="title", too_long="title", no_text="what")
        else:
            messages.success(request, "The change is saved.")
            return redirect("workspace:plan_concern", case, concern)
    shown = about(request, plan.case)
    content = signed_content(plan)
    said, today = standing_of_actions(content), clock.today()
    return render(
        request,
        "workspaces/improvement/concern.html.jinja",
        {
            **shown,
            "plan": plan,
            "concern": found,
            "form": form,
            "errors": bool(form.errors),
            "is_open": shown["may_keep"] and found.promised_at is None,
            "actions": [
                ActionStands(each, said.get(str(each.public_id)), today)
                for each in found.actions.select_related("concern")
            ],
            "measures": shown_measures(
                found,
                plan.case.trust,
                delivered_on=delivered_days(content).get(str(found.public_id)),
                now=clock.now(),
            ),
        },
    )


@require_POST
@access(Action.KEEP_PLAN)
def remove_concern(request: HttpRequest, case: str, concern: UUID) -> HttpResponse:
    """Take a concern out of the plan that was not promised yet."""
    found = _concern(own_plan(request, case), concern)
    removed = _removed(
        request, lambda: writing.remove_concern(concern=found, by=person_of(request), now=clock.now()), "concern"
    )
    return redirect("workspace:plan", case) if removed else redirect("workspace:plan_concern", case, concern)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.KEEP_PLAN)
def new_action(request: HttpRequest, case: str, concern: UUID) -> HttpResponse:
    """Ask what will be done, by whom and by when; POST adds it to the concern."""
    plan = own_plan(request, case)
    found = _concern(plan, concern)
    form = ActionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.add_action(
                concern=found,
                what=form.cleaned_data["what"],
                owner=form.cleaned_data["owner"],
                due_on=form.cleaned_data["due_on"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            _refuse_action(form, refused)
        else:
            messages.success(request, "The action is in the plan.")
            return redirect("workspace:plan_concern", case, concern)
    return _action_page(request, plan, found, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.KEEP_PLAN)
def action(request: HttpRequest, case: str, action: UUID) -> HttpResponse:
    """Show an action to change; POST changes it while it was not promised."""
    plan = own_plan(request, case)
    found = _action(plan, action)
    form = ActionForm(
        request.POST or None,
        initial={
            "what": found.what,
            "owner": found.owner,
            "due_on": written_day(found.due_on),
            "seen": seen_of(found.written_at),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_action_seen(
                action=found,
                seen=form.cleaned_data["seen"],
                what=form.cleaned_data["what"],
                owner=form.cleaned_data["owner"],
                due_on=form.cleaned_data["due_on"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            found.refresh_from_db()
            form = again_from(form, refused, found.written_at)
            _refuse_action(form, refused)
        else:
            messages.success(request, "The change is saved.")
            return redirect("workspace:plan_concern", case, found.concern.public_id)
    return _action_page(request, plan, found.concern, form, found)


@require_POST
@access(Action.KEEP_PLAN)
def remove_action(request: HttpRequest, case: str, action: UUID) -> HttpResponse:
    """Take an action out of the plan that was not promised yet."""
    found = _action(own_plan(request, case), action)
    _removed(request, lambda: writing.remove_action(action=found, by=person_of(request), now=clock.now()), "action")
    return redirect("workspace:plan_concern", case, found.concern.public_id)


def _action_page(
    request: HttpRequest, plan: Plan, concern: PlanConcern, form: ActionForm, found: PlanAction | None
) -> HttpResponse:
    return render(
        request,
        "workspaces/improvement/action.html.jinja",
        {
            **about(request, plan.case),
            "plan": plan,
            "concern": concern,
            "action": found,
            "form": form,
            "errors": bool(form.errors),
        },
    )


def _refuse_action(form: ActionForm, refused: Refused) -> None:
    refuse_in(form, refused, no_text="what", no_owner="owner", too_long="owner", due_before_entry="due_on")


def _removed(request: HttpRequest, remove: Callable[[], None], what: str) -> bool:
    try:
        remove()
    except Refused as refused:
        say_refused(request, refused)
        return False
    messages.success(request, f"The {what} is taken out of the plan.")
    return True


def _concern(plan: Plan, public_id: UUID) -> PlanConcern:
    concerns = PlanConcern.objects.select_related("written_by").prefetch_related("measures__trajectory")
    return get_object_or_404(concerns, plan=plan, public_id=public_id)


def _action(plan: Plan, public_id: UUID) -> PlanAction:
    actions = PlanAction.objects.select_related("concern", "written_by")
    return get_object_or_404(actions, concern__plan=plan, public_id=public_id)
