"""The commissioner's side: trusts of the area with their signals, questions about them, and plans for wards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from inspections.pages.seeing import refuse_in
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.organisations.areas import trusts_of_area
from oversight.organisations.models import Body, Trust
from oversight.returns.refusals import Refused
from ratings.commissioning import asking, planning
from ratings.commissioning.askable import often_short, raised, raised_of
from ratings.commissioning.models import CommissionerQuestion, WardPlan
from ratings.commissioning.permitting import commissioners_of
from ratings.commissioning.states import OPEN, PlanState, QuestionState
from workspaces.commissioning.forms import AgainForm, AskForm, PlanForm, WordsForm
from workspaces.commissioning.shown import plan_shown, plans_listed, questions_shown

_USUAL_DAYS = 28


@require_safe
@access(Action.COMMISSION)
def commissioning(request: HttpRequest) -> HttpResponse:
    """Show what waits between a commissioner and the trusts of its area, and what the record raises of them."""
    bodies = _own(request)
    if not bodies:
        return render(request, "workspaces/commissioning/nobody.html.jinja", {})
    body, today = _asked_for(request), clock.today()
    trusts = list(trusts_of_area(body, today))
    return render(
        request,
        "workspaces/commissioning/area.html.jinja",
        {
            "body": body,
            "bodies": bodies,
            "trusts": trusts,
            "raised": raised_of(trusts),
            "questions": questions_shown(CommissionerQuestion.objects.filter(body=body), today),
            "plans": plans_listed(WardPlan.objects.filter(body=body), today),
        },
    )


@require_safe
@access(Action.COMMISSION)
def trust_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the record raises of a trust of the area, to ask about, and what was asked of it."""
    body, trust = _of_area(request, code)
    today = clock.today()
    plans = WardPlan.objects.filter(body=body, trust=trust)
    questions = CommissionerQuestion.objects.filter(body=body, trust=trust)
    return render(
        request,
        "workspaces/commissioning/trust.html.jinja",
        {
            "body": body,
            "trust": trust,
            "raised": raised_of([trust])[trust.code],
            "open": {one.signal_key: one for one in questions.exclude(state=str(QuestionState.SETTLED))},
            "short": often_short(trust),
            "open_plan": plans.filter(state__in=[str(state) for state in OPEN]).first(),
            "questions": questions_shown(questions, today),
            "plans": plans_listed(plans, today),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.COMMISSION)
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a trust about the signal that the address names; POST sends the question."""
    body, trust = _of_area(request, code)
    signal = raised(trust, request.POST.get("signal") or request.GET.get("signal", ""))
    if signal is None:
        messages.warning(request, "The record does not say this of the trust any more.")
        return redirect(_with_body("oversee:commissioning_trust", body, trust.code))
    form = AskForm(request.POST or None, initial={"signal": signal.key, "answer_by": _in_days()})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = asking.ask_about(
                body=body,
                trust=trust,
                signal_key=told["signal"],
                words=told["words"],
                answer_by=told["answer_by"],
                save_id=told["save_id"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="words", too_early="answer_by")
        else:
            messages.success(request, "Your question is on the trust's desk.")
            return redirect("oversee:commissioner_question", made.public_id)
    return render(
        request,
        "workspaces/commissioning/ask.html.jinja",
        {"body": body, "trust": trust, "signal": signal, "form": form, "errors": bool(form.errors)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.COMMISSION)
def ask_for_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a trust for a plan for wards that are often short; POST sends it."""
    body, trust = _of_area(request, code)
    short = often_short(trust)
    form = PlanForm(request.POST or None, initial={"propose_by": _in_days()})
    form.offer(short)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = planning.ask_for_plan(
                body=body,
                trust=trust,
                wards=form.chosen,
                words=told["words"],
                propose_by=told["propose_by"],
                save_id=told["save_id"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_wards="wards", not_short="wards", no_text="words", too_early="propose_by")
        else:
            messages.success(request, "The trust is asked for a plan.")
            return redirect("oversee:ward_plan", made.public_id)
    return render(
        request,
        "workspaces/commissioning/ask_for_plan.html.jinja",
        {"body": body, "trust": trust, "short": short, "form": form, "errors": bool(form.errors)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.COMMISSION)
def question_page(request: HttpRequest, item: UUID) -> HttpResponse:
    """Show a question with its answers; POST asks further or settles it."""
    found = _one(CommissionerQuestion.objects.filter(body__in=_own(request)), item)
    step = request.POST.get("step", "")
    again = AgainForm(request.POST if step == "again" else None, initial={"answer_by": _in_days()}, prefix=None)
    settle = WordsForm(request.POST if step == "settle" else None, auto_id="id_settle_%s")
    settle.fields["words"].label = "What came of it"
    form = {"again": again, "settle": settle}.get(step)
    if request.method == "POST" and form is not None and form.is_valid():
        how = _how(request, form, question=found)
        try:
            if step == "again":
                asking.ask_again(answer_by=form.cleaned_data["answer_by"], **how)
            else:
                asking.settle_question(**how)
        except Refused as refused:
            refuse_in(form, refused, no_text="words", too_early="answer_by")
            found.refresh_from_db()
        else:
            messages.success(request, "It is with the trust again." if step == "again" else "The question is settled.")
            return redirect("oversee:commissioner_question", found.public_id)
    (shown,) = questions_shown(CommissionerQuestion.objects.filter(pk=found.pk), clock.today())
    state = QuestionState(shown.question.state)
    return render(
        request,
        "workspaces/commissioning/question.html.jinja",
        {
            "body": found.body,
            "shown": shown,
            "steps": found.steps.select_related("said_by"),
            "again": again if state is QuestionState.ANSWERED else None,
            "settle": settle if state is not QuestionState.SETTLED else None,
            "forms": [again, settle],
            "errors": bool(again.errors or settle.errors),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.COMMISSION)
def plan_page(request: HttpRequest, item: UUID) -> HttpResponse:
    """Show a plan as both sides see it; POST agrees to it, sends it back, finishes or ends it."""
    found = _one(WardPlan.objects.filter(body__in=_own(request)), item)
    step = request.POST.get("step", "")
    offered = {name: WordsForm(auto_id=f"id_{name}_%s") for name in _STEPS}
    if request.method == "POST" and step in _STEPS:
        form = offered[step] = WordsForm(request.POST, auto_id=f"id_{step}_%s")
        if form.is_valid():
            more = {"seen": request.POST.get("seen", "")} if step == "agree" else {}
            try:
                _STEPS[step][0](**_how(request, form, plan=found), **more)
            except Refused as refused:
                refuse_in(form, refused, no_text="words")
                found.refresh_from_db()
            else:
                messages.success(request, _STEPS[step][1])
                return redirect("oversee:ward_plan", found.public_id)
    shown = plan_shown(found, clock.today())
    may = _offered(shown.state, all_done=shown.all_done)
    for name, label in _LABELS.items():
        offered[name].fields["words"].label = label
    return render(
        request,
        "workspaces/commissioning/plan.html.jinja",
        {
            "body": found.body,
            "shown": shown,
            # Where somebody else was first, the refusal stands beside a step that is offered no more.
            "offered": [(name, offered[name]) for name in _STEPS if name in may or offered[name].errors],
            "forms": list(offered.values()),
            "errors": any(form.errors for form in offered.values()),
        },
    )


_STEPS: dict[str, tuple[Callable[..., object], str]] = {
    "agree": (planning.agree_plan, "The plan is agreed, and under way."),
    "send_back": (planning.send_back_plan, "The plan is with the trust again."),
    "finish": (planning.finish_plan, "The plan is finished."),
    "end": (planning.end_plan, "The plan is ended."),
}
_LABELS = {
    "agree": "What you want to say with it",
    "send_back": "What should be otherwise",
    "finish": "What came of the plan",
    "end": "Why it ends before it is finished",
}


def _offered(state: PlanState, *, all_done: bool) -> set[str]:
    """Return what a commissioner may do with a plan in a state."""
    if state is PlanState.PROPOSED:
        return {"agree", "send_back", "end"}
    if state is PlanState.AGREED:
        return {"finish", "end"} if all_done else {"end"}
    return {"end"} if state is PlanState.ASKED else set()


def _how(request: HttpRequest, form: Any, **of: object) -> dict[str, Any]:
    told = form.cleaned_data
    return {**of, "words": told["words"], "step_id": told["save_id"], "by": person_of(request), "now": clock.now()}


def _own(request: HttpRequest) -> list[Body]:
    return commissioners_of(person_of(request), clock.today())


def _asked_for(request: HttpRequest) -> Body:
    """Return the commissioner that the address names, else the person's first; one that is not theirs is not found."""
    asked = request.GET.get("body")
    body = next((one for one in _own(request) if asked in (None, one.code)), None)
    if body is None:
        raise Http404
    return body


def _of_area(request: HttpRequest, code: str) -> tuple[Body, Trust]:
    """Return the commissioner and a trust of its area; of a person with several, the first whose area has the trust."""
    asked = request.GET.get("body")
    for body in _own(request):
        if asked not in (None, body.code):
            continue
        trust = trusts_of_area(body, clock.today()).filter(code=code).first()
        if trust is not None:
            return body, trust
    raise Http404


def _one(found: QuerySet[Any], item: UUID) -> Any:
    one = found.filter(public_id=item).select_related("trust", "body").first()
    if one is None:
        raise Http404
    return one


def _in_days() -> str:
    day = clock.today() + timedelta(days=_USUAL_DAYS)
    return f"{day.day} {day.month} {day.year}"


def _with_body(name: str, body: Body, code: str) -> str:
    return f"{reverse(name, args=[code])}?body={body.code}"
