"""The trust's side: what its commissioners ask, and the plans for wards that it writes and carries out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspections.pages.seeing import refuse_in, say_refused
from oversight import clock
from oversight.accounts.access import access, person_of, powers_in
from oversight.accounts.permissions import Action, roles_allowing
from oversight.returns.refusals import Refused
from ratings.commissioning import planning
from ratings.commissioning.asking import answer_question
from ratings.commissioning.models import CommissionerQuestion, PlanWardAction, WardPlan
from ratings.commissioning.states import PlanState, QuestionState
from workspaces.commissioning.forms import AnswerForm, ProgressForm, WardActionForm, WordsForm
from workspaces.commissioning.shown import (
    ListedPlan,
    ShownQuestion,
    plan_shown,
    plans_listed,
    questions_shown,
)


@require_safe
@access(Action.ANSWER_COMMISSIONER)
def commissioners(request: HttpRequest) -> HttpResponse:
    """List what commissioners ask of the person's trusts, and the plans."""
    today = clock.today()
    return render(
        request,
        "workspaces/commissioning/trust_home.html.jinja",
        {
            "questions": questions_shown(_questions(request), today),
            "plans": plans_listed(_plans(request), today),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.ANSWER_COMMISSIONER)
def question_page(request: HttpRequest, item: UUID) -> HttpResponse:
    """Show a question to the person's trust; POST answers it."""
    found = _one(_questions(request), item)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_question(**_how(request, form, question=found))
        except Refused as refused:
            refuse_in(form, refused, no_text="words")
            found.refresh_from_db()
        else:
            messages.success(request, f"The answer is sent. {found.body.name} reads it.")
            return redirect("workspace:commissioner_question", found.public_id)
    (shown,) = questions_shown(CommissionerQuestion.objects.filter(pk=found.pk), clock.today())
    return render(
        request,
        "workspaces/commissioning/trust_question.html.jinja",
        {
            "shown": shown,
            "steps": found.steps.select_related("said_by"),
            "form": form if shown.question.state == QuestionState.ASKED or form.errors else None,
            "errors": bool(form.errors),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.ANSWER_COMMISSIONER)
def plan_page(request: HttpRequest, item: UUID) -> HttpResponse:
    """Show a plan as both sides see it; POST proposes it."""
    found = _one(_plans(request), item)
    form = WordsForm(request.POST or None)
    form.fields["words"].label = "What you want to say with it"
    if request.method == "POST" and form.is_valid():
        try:
            planning.propose_plan(**_how(request, form, plan=found))
        except Refused as refused:
            refuse_in(form, refused, no_text="words")
            found.refresh_from_db()
        else:
            messages.success(request, f"The plan is proposed. {found.body.name} agrees to it or sends it back.")
            return redirect("workspace:ward_plan", found.public_id)
    shown = plan_shown(found, clock.today())
    return render(
        request,
        "workspaces/commissioning/trust_plan.html.jinja",
        {
            "shown": shown,
            "form": form if shown.state is PlanState.ASKED or form.errors else None,
            "errors": bool(form.errors),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.ANSWER_COMMISSIONER)
def ward_action_add(request: HttpRequest, item: UUID, ward: UUID) -> HttpResponse:
    """Ask what the trust does for a ward of a plan; POST writes it down."""
    found = _one(_plans(request), item)
    of = found.wards.select_related("ward").filter(ward__public_id=ward).first()
    if of is None:
        raise Http404
    form = WardActionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            planning.add_ward_action(
                plan_ward=of,
                what=told["what"],
                owner=told["owner"],
                due_on=told["due_on"],
                save_id=told["save_id"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="what", no_owner="owner", too_early="due_on")
        else:
            messages.success(request, "It is written in the plan.")
            return redirect("workspace:ward_plan", found.public_id)
    return render(
        request,
        "workspaces/commissioning/ward_action_add.html.jinja",
        {"plan": found, "ward": of, "form": form, "errors": bool(form.errors)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.ANSWER_COMMISSIONER)
def ward_action(request: HttpRequest, item: UUID, action: UUID) -> HttpResponse:
    """Show an action of a plan; POST says how it goes, moves it or says that it is done."""
    found = _one(_plans(request), item)
    of = _action(found, action)
    form = ProgressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        how, kind = _how(request, form, action=of), form.cleaned_data["kind"]
        try:
            if kind == "moved":
                planning.move_ward_action(due_on=form.cleaned_data["due_on"], **how)
            elif kind == "done":
                planning.finish_ward_action(**how)
            else:
                planning.note_ward_action(**how)
        except Refused as refused:
            refuse_in(form, refused, no_text="words", too_early="due_on")
            found.refresh_from_db()
        else:
            messages.success(request, f"It is kept. {found.body.name} sees it.")
            return redirect("workspace:ward_plan", found.public_id)
    shown = plan_shown(found, clock.today())
    one = next(each for each in shown.actions if each.action.pk == of.pk)
    return render(
        request,
        "workspaces/commissioning/ward_action.html.jinja",
        {
            "plan": found,
            "shown": one,
            "ward": of.plan_ward,
            "state": shown.state,
            "form": form if shown.state is PlanState.AGREED or form.errors else None,
            "errors": bool(form.errors),
        },
    )


@require_POST
@access(Action.ANSWER_COMMISSIONER)
def ward_action_take_out(request: HttpRequest, item: UUID, action: UUID) -> HttpResponse:
    """Take an action out of a plan that is being written."""
    found = _one(_plans(request), item)
    try:
        planning.take_out_action(action=_action(found, action), by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, "It is taken out of the plan.")
    return redirect("workspace:ward_plan", found.public_id)


def waiting_from_commissioners(request: HttpRequest) -> tuple[list[ShownQuestion], list[ListedPlan]]:
    """Return what commissioners wait for from the person's trusts: answers, plans to write, actions overdue."""
    today = clock.today()
    asked = _questions(request).filter(state=str(QuestionState.ASKED))
    plans = plans_listed(_plans(request).filter(Q(state=str(PlanState.ASKED)) | Q(state=str(PlanState.AGREED))), today)
    waiting = [one for one in plans if one.plan.state == PlanState.ASKED or one.overdue]
    return questions_shown(asked, today), waiting


def _own(request: HttpRequest) -> frozenset[int]:
    return powers_in(request).trust_ids(roles_allowing(Action.ANSWER_COMMISSIONER))


def _questions(request: HttpRequest) -> QuerySet[CommissionerQuestion]:
    return CommissionerQuestion.objects.filter(trust_id__in=_own(request))


def _plans(request: HttpRequest) -> QuerySet[WardPlan]:
    return WardPlan.objects.filter(trust_id__in=_own(request))


def _one(found: QuerySet[Any], item: UUID) -> Any:
    one = found.filter(public_id=item).select_related("trust", "body").first()
    if one is None:
        raise Http404
    return one


def _action(plan: WardPlan, action: UUID) -> PlanWardAction:
    actions = PlanWardAction.objects.filter(plan_ward__plan=plan).select_related("plan_ward__ward", "plan_ward__plan")
    found = actions.filter(public_id=action).first()
    if found is None:
        raise Http404
    return found


def _how(request: HttpRequest, form: Any, **of: object) -> dict[str, Any]:
    told = form.cleaned_data
    return {**of, "words": told["words"], "step_id": told["save_id"], "by": person_of(request), "now": clock.now()}
