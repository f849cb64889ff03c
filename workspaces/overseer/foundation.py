"""Foundation status: which trusts could be authorised, what waits for a decision, and one trust's gate and history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from oversight import clock
from oversight.accounts.access import access, person_of, powers_in
from oversight.accounts.areas import bodies_of
from oversight.accounts.permissions import Action, roles_allowing
from oversight.organisations.bodies import kind_of_trust, oversight_body_of
from oversight.organisations.models import Trust, TrustKind
from oversight.returns.refusals import Refused
from ratings.cases.foundation_applications import (
    authorising_body,
    decide_application,
    put_forward,
    withdraw_application,
)
from ratings.cases.foundation_gate import gate_of, gate_times, gates_of
from ratings.cases.models import FoundationApplication
from ratings.rules.foundation_gate import GateState, GateTime, JudgedGate, JudgedGatePart, LooksAt, Outcome
from ratings.rules.foundation_gate_files import gate_in_force, gate_sets
from ratings.rules.ratings_words import Rating
from workspaces.inspector.case_shown import for_how_long
from workspaces.inspector.world import world_of
from workspaces.overseer.foundation_forms import ApplicationDecisionForm, ForwardForm, WithdrawalForm
from workspaces.overseer.foundation_sight import trusts_to_found

FORWARD, DECIDE, WITHDRAW = "forward", "decide", "withdraw"
_ON_A_PAGE = 20
_GATE_COLOURS = {
    GateState.OPEN: "green",
    GateState.CLOSED: "orange",
    GateState.NOT_KNOWN: "yellow",
    GateState.NOT_APPLICABLE: "grey",
}
_STATE_COLOURS = {"waiting": "yellow", "authorised": "green", "refused": "orange", "withdrawn": "grey"}
# Where a refusal is shown, by its code and the step.
_BESIDE = {
    (FORWARD, "no_reason"): "words",
    (FORWARD, "future"): "on",
    (FORWARD, "foundation"): "on",
    (FORWARD, "followed"): "on",
    (DECIDE, "no_reason"): "reason",
    (DECIDE, "future"): "on",
    (DECIDE, "before"): "on",
    (DECIDE, "gate"): "outcome",
    (WITHDRAW, "no_reason"): "reason",
}


@dataclass(frozen=True, slots=True)
class WaitingApplication:
    """An application that waits, and for how many days."""

    application: FoundationApplication
    days: int

    @property
    def waits(self) -> str:
        """How long it waits, in words."""
        return for_how_long(self.days)


@require_safe
@access(Action.SEE_CASES)
def foundation(request: HttpRequest) -> HttpResponse:
    """List the applications that wait, the oldest first, and the trusts in sight with their gate today."""
    world, today = world_of(request), clock.today()
    trusts = trusts_to_found(person_of(request), today, demonstration=world.demonstration)
    page = Paginator(trusts, _ON_A_PAGE).get_page(request.GET.get("page"))
    waiting = FoundationApplication.objects.filter(state=FoundationApplication.State.WAITING, trust__in=trusts)
    return render(
        request,
        "workspaces/oversee/foundation.html.jinja",
        {
            "world": world,
            "today": today,
            "waiting": [
                WaitingApplication(one, (today - one.applied_on).days)
                for one in waiting.select_related("trust", "referred_by").order_by("applied_on", "pk")
            ],
            "page": page,
            "gates": gates_of(list(page.object_list), today),
            "gate_colour": _GATE_COLOURS.get,
            "rules": gate_in_force(today, demonstration=world.demonstration),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_CASES, post=Action.DECIDE_MEASURES)
def foundation_trust(request: HttpRequest, code: str) -> HttpResponse:
    """Show one trust's gate part by part, its history and applications; POST takes the step that ``step`` names."""
    today = clock.today()
    trust = _in_sight(request, code, today)
    waiting = trust.foundation_applications.filter(state=FoundationApplication.State.WAITING).first()
    sent = request.POST.get("step", "") if request.method == "POST" else ""
    steps = _steps(request, trust, waiting, today)
    # A step that was open when the page was opened is tried, and refused with its reason.
    shown = steps + ([sent] if sent in _FORMS and sent not in steps else [])
    forms = {step: _form(step, request, today, bound=step == sent) for step in shown}
    form = forms.get(sent)
    if form is not None and form.is_valid():
        try:
            _TAKEN[sent](request, trust, waiting or _last(trust), form)
        except Refused as refused:
            form.add_error(_BESIDE.get((sent, refused.code)), refused.message)
        else:
            messages.success(request, _DONE[sent])
            return redirect("oversee:foundation_trust", trust.code)
    gate = gate_of(trust, today)
    return render(
        request,
        "workspaces/oversee/foundation_trust.html.jinja",
        {
            "trust": trust,
            "today": today,
            "gate": gate,
            "rules": gate_sets().by_version(gate.rule_set),
            "because": because,
            "why": why,
            "gate_colour": _GATE_COLOURS.get,
            "state_colour": _STATE_COLOURS.get,
            "times": gate_times(trust, today),
            "applications": trust.foundation_applications.select_related("referred_by", "body"),
            "waiting": waiting,
            "waits": for_how_long((today - waiting.applied_on).days) if waiting else "",
            "decides": authorising_body(trust, today),
            "overseen_by": oversight_body_of(trust, today),
            "forms": forms,
            "errors": any(form.errors for form in forms.values()),
        },
    )


def because(judged: JudgedGatePart) -> str:
    """Say what came of a part of the gate, and from what, in a sentence without its day."""
    match judged.part.looks_at:
        case LooksAt.NHS_TRUST:
            if judged.outcome is Outcome.NOT_KNOWN:
                return "What kind of trust it is, is not on record."
            return "It is an NHS trust." if judged.outcome is Outcome.MET else "It is a foundation trust already."
        case LooksAt.OVERALL_AT_LEAST:
            if judged.word is None:
                return "No overall rating of the trust is published."
            word = judged.word.label
            return f"Published as rated {word}." if isinstance(judged.word, Rating) else f"Published as “{word}”."
        case _:
            return "It is not in special measures." if judged.outcome is Outcome.MET else "It is in special measures."


def why(time: GateTime) -> str:
    """Say why the gate stood as it did in a time: what was not met or not known, else all that was met."""
    gate: JudgedGate = time.gate
    if not gate.parts:
        rules = gate_sets().by_version(gate.rule_set)
        return rules.not_known if rules else "The rules begin on 19 November 2013."
    told = [part for part in gate.parts if part.outcome is not Outcome.MET] or list(gate.parts)[1:]
    return " ".join(because(part) for part in told)


def _in_sight(request: HttpRequest, code: str, today: date) -> Trust:
    """Return a trust whose foundation status the person may see; any other is not found."""
    found = Trust.objects.filter(code=code.upper()).first()
    if found is None:
        raise Http404
    seen = trusts_to_found(person_of(request), today, demonstration=found.is_demonstration)
    if not seen.filter(pk=found.pk).exists():
        raise Http404
    return found


def _steps(request: HttpRequest, trust: Trust, waiting: FoundationApplication | None, today: date) -> list[str]:
    """Return the steps that can come next and that the person may take."""
    if not powers_in(request).may(Action.DECIDE_MEASURES):
        return []
    mine = {body.pk for body in bodies_of(person_of(request), today, roles_allowing(Action.DECIDE_MEASURES))}
    overseer, authoriser = oversight_body_of(trust, today), authorising_body(trust, today)
    oversees = overseer is not None and overseer.pk in mine
    if waiting is None:
        founded = kind_of_trust(trust, today) == TrustKind.Kind.FOUNDATION_TRUST
        return [FORWARD] if oversees and not founded else []
    decides = authoriser is not None and authoriser.pk in mine and waiting.recorded_by_id != person_of(request).pk
    return [DECIDE] * decides + [WITHDRAW] * (oversees or waiting.referred_by_id in mine)


def _last(trust: Trust) -> FoundationApplication | None:
    return trust.foundation_applications.first()


_FORMS: dict[str, type[Form]] = {FORWARD: ForwardForm, DECIDE: ApplicationDecisionForm, WITHDRAW: WithdrawalForm}


def _form(step: str, request: HttpRequest, today: date, *, bound: bool) -> Form:
    """Return the form of a step; each has its own ids on the page, which may show two."""
    return _FORMS[step](request.POST if bound else None, auto_id=f"{step}-%s", initial={"on": today})


def _forward(request: HttpRequest, trust: Trust, waiting: FoundationApplication | None, form: Form) -> None:
    put_forward(trust=trust, **form.cleaned_data, by=person_of(request), now=clock.now())


def _decide(request: HttpRequest, trust: Trust, waiting: FoundationApplication | None, form: Form) -> None:
    if waiting is None:
        raise Refused("none", f"No application of {trust.shown_name} is on record.")
    told = form.cleaned_data
    decide_application(
        application=waiting,
        authorised=told["outcome"] == FoundationApplication.State.AUTHORISED,
        on=told["on"],
        reason=told["reason"],
        by=person_of(request),
        now=clock.now(),
    )


def _withdraw(request: HttpRequest, trust: Trust, waiting: FoundationApplication | None, form: Form) -> None:
    if waiting is None:
        raise Refused("none", f"No application of {trust.shown_name} is on record.")
    withdraw_application(
        application=waiting, reason=form.cleaned_data["reason"], by=person_of(request), now=clock.now()
    )


_TAKEN: dict[str, Callable[[HttpRequest, Trust, FoundationApplication | None, Form], None]] = {
    FORWARD: _forward,
    DECIDE: _decide,
    WITHDRAW: _withdraw,
}
_DONE = {
    FORWARD: "The application is put forward. It waits for a decision.",
    DECIDE: "The decision is recorded.",
    WITHDRAW: "The application is withdrawn. It stays on record with the reason.",
}
