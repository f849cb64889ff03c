"""One mortality alert: the sum and what it means, the steps taken, and the form of the next one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from inspections.kept_files import give_file
from oversight import clock
from oversight.accounts.access import access, person_of, powers_in
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused
from ratings.models import MortalityAlert, MortalityStep
from ratings.mortality.course import record_check, record_outcome, record_panel, send_letter
from ratings.mortality.reading import is_overdue, recorded_series
from ratings.mortality.states import AlertState
from ratings.rules.mortality_settings import mortality_settings_called, mortality_settings_in_force
from workspaces.inspector.mortality_forms import CheckForm, LetterForm, OutcomeForm, PanelForm
from workspaces.inspector.mortality_shown import ShownAlert, chart_of, raised_rows, shown_alerts

CHECK, LETTER, PANEL, OUTCOME = "check", "letter", "panel", "outcome"
# Where a refusal is shown, by its code and the step.
_BESIDE = {
    (CHECK, "no_text"): "data_quality",
    (CHECK, "no_case_mix"): "case_mix",
    (LETTER, "no_text"): "questions",
    (PANEL, "no_text"): "found",
    (PANEL, "nobody_attended"): "attended",
    (OUTCOME, "no_text"): "reason",
}
_DONE = {
    CHECK: "The check is kept.",
    LETTER: "The letter is sent. The trust's people see it and are told.",
    PANEL: "What the panel found is kept.",
    OUTCOME: "The outcome is kept.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.INSPECT, post=(Action.CHECK_MORTALITY, Action.DECIDE_MORTALITY))
def alert(request: HttpRequest, reference: str) -> HttpResponse:
    """Show an alert with its course; POST takes the step that ``step`` names."""
    found = get_object_or_404(MortalityAlert, reference=reference)
    sent = request.POST.get("step", "") if request.method == "POST" else ""
    steps = _next_steps(request, found)
    # A step that was open when the page was opened is tried, and refused with its reason.
    forms = {step: _form(step, request, found, bound=step == sent) for step in ({*steps, sent} & _FORMS.keys())}
    form = forms.get(sent)
    if form is not None and form.is_valid():
        try:
            _TAKEN[sent](request, found, form)
        except Refused as refused:
            form.add_error(_BESIDE.get((sent, refused.code)), refused.message)
            found.refresh_from_db()
        else:
            messages.success(request, _DONE[sent])
            return redirect("inspect:mortality_alert", reference)
    (shown,) = shown_alerts([found], today=clock.today())
    return render(request, "workspaces/inspect/mortality_alert.html.jinja", _context(request, shown, forms))


@require_safe
@access(Action.INSPECT)
def answer_file(request: HttpRequest, reference: str, step: UUID) -> HttpResponse:
    """Give a file that a trust sent with its answer."""
    sent = get_object_or_404(
        MortalityStep.objects.select_related("stored"),
        alert__reference=reference,
        step_id=step,
        kind=MortalityStep.Kind.ANSWER,
    )
    return give_file(sent.stored, sent.filename)


def _next_steps(request: HttpRequest, found: MortalityAlert) -> list[str]:
    """Return the steps that can come next and that the person may take, as far as the alert's state says."""
    powers = powers_in(request)
    state = AlertState(found.state)
    checks = {
        AlertState.RAISED: [CHECK],
        AlertState.EXPLAINED: [CHECK],
        AlertState.CHECKED: [LETTER],
        AlertState.CONSIDERED: [LETTER],
    }
    decides = {
        AlertState.EXPLAINED: [OUTCOME],
        AlertState.ANSWERED: [PANEL],
        AlertState.CONSIDERED: [OUTCOME],
    }
    if is_overdue(found, clock.today()):
        decides[AlertState.ASKED] = [PANEL]
    # Who has checked neither confirms their own check nor decides.
    own = found.steps.filter(kind=MortalityStep.Kind.CHECK, done_by=person_of(request)).exists()
    steps = decides.get(state, []) if powers.may(Action.DECIDE_MORTALITY) else []
    steps = [step for step in steps if not (step == OUTCOME and own)]
    if powers.may(Action.CHECK_MORTALITY):
        steps += [step for step in checks.get(state, []) if not (step == CHECK and own)]
    return steps


_FORMS: dict[str, type[Form]] = {CHECK: CheckForm, LETTER: LetterForm, PANEL: PanelForm, OUTCOME: OutcomeForm}


def _form(step: str, request: HttpRequest, found: MortalityAlert, *, bound: bool) -> Form:
    """Return the form of a step; each has its own ids on the page, which may show two."""
    given = request.POST if bound else None
    if step == OUTCOME:
        return OutcomeForm(given, auto_id=f"{step}-%s", explained=found.state == AlertState.EXPLAINED)
    return _FORMS[step](given, auto_id=f"{step}-%s")


def _check(request: HttpRequest, found: MortalityAlert, form: Form) -> None:
    sent = form.cleaned_data
    record_check(
        alert=found,
        data_quality=sent["data_quality"],
        case_mix=sent["case_mix"],
        explained=sent["explained"] == "yes",
        step_id=sent["save_id"],
        by=person_of(request),
        now=clock.now(),
    )


def _letter(request: HttpRequest, found: MortalityAlert, form: Form) -> None:
    send_letter(
        alert=found,
        questions=form.cleaned_data["questions"],
        step_id=form.cleaned_data["save_id"],
        by=person_of(request),
        now=clock.now(),
    )


def _panel(request: HttpRequest, found: MortalityAlert, form: Form) -> None:
    record_panel(
        alert=found,
        attended=form.cleaned_data["attended"],
        found=form.cleaned_data["found"],
        step_id=form.cleaned_data["save_id"],
        by=person_of(request),
        now=clock.now(),
    )


def _outcome(request: HttpRequest, found: MortalityAlert, form: Form) -> None:
    record_outcome(
        alert=found,
        outcome=MortalityStep.Outcome(form.cleaned_data["outcome"]),
        reason=form.cleaned_data["reason"],
        step_id=form.cleaned_data["save_id"],
        by=person_of(request),
        now=clock.now(),
    )


_TAKEN: dict[str, Callable[[HttpRequest, MortalityAlert, Form], None]] = {
    CHECK: _check,
    LETTER: _letter,
    PANEL: _panel,
    OUTCOME: _outcome,
}


def _context(request: HttpRequest, shown: ShownAlert, forms: dict[str, Form]) -> dict[str, object]:
    found = shown.alert
    steps = list(found.steps.select_related("done_by", "stored"))
    others = MortalityAlert.objects.filter(trust_code=found.trust_code).exclude(pk=found.pk).defer("evidence")
    return {
        "shown": shown,
        "alert": found,
        "trust": shown.trust,
        "made": shown.measure,
        "chart": chart_of(shown),
        "raised_rows": raised_rows(recorded_series(found)) if found.revised_at else [],
        "steps": steps,
        "forms": forms,
        "errors": any(form.errors for form in forms.values()),
        "settings": mortality_settings_called(found.settings),
        "answer_days": int(mortality_settings_in_force(clock.today()).answer_working_days.value),
        "own_check": any(
            step.kind == MortalityStep.Kind.CHECK and step.done_by_id == person_of(request).pk for step in steps
        ),
        "may_decide": powers_in(request).may(Action.DECIDE_MORTALITY),
        "others": shown_alerts(others, today=clock.today()),
    }
