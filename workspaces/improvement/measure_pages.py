"""Choosing a measure that should move: beside its own chart, by how much and by when is said."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from inspections.pages.seeing import refuse_in, say_refused
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.measures.defining import definition
from oversight.measures.period_words import write_period
from oversight.measures.periods import Period
from oversight.returns.refusals import Refused
from ratings.plans.content import PeriodValue
from ratings.plans.measured import measured
from ratings.plans.models import PlanConcern, PlanMeasure
from ratings.plans.writing import add_measure, remove_measure
from workspaces.improvement.about import about
from workspaces.improvement.forms import MeasureForm
from workspaces.improvement.indicators import choices_of, indicators_of, later_periods, newest_figure
from workspaces.improvement.seeing import own_plan
from workspaces.improvement.standing import Trajectory


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.KEEP_PLAN)
def new_measure(request: HttpRequest, case: str, concern: UUID) -> HttpResponse:
    """Offer the indicators of which the trust has figures; of the one in ``?measure=`` show its chart and ask on."""
    plan = own_plan(request, case)
    found = get_object_or_404(PlanConcern.objects.filter(plan=plan), public_id=concern)
    trust = plan.case.trust
    taken = set(found.measures.values_list("code", flat=True))
    grains = {code: grain for code, grain in indicators_of(trust, today=clock.today()).items() if code not in taken}
    shown = {**about(request, plan.case), "plan": plan, "concern": found, "themes": choices_of(list(grains))}
    code = request.GET.get("measure", "")
    baseline = newest_figure(trust, code, grains[code]) if code in grains else None
    if baseline is None:
        shown["problem"] = _problem(code, chosen="measure" in request.GET, taken=taken)
        shown["errors"] = bool(shown["problem"])
        return render(request, "workspaces/improvement/choose_measure.html.jinja", shown)
    start = Period.parse(baseline.period)
    form = MeasureForm(request.POST or None, choices=later_periods(start))
    if request.method == "POST" and form.is_valid():
        try:
            add_measure(
                concern=found,
                code=code,
                baseline=baseline,
                words=form.cleaned_data["words"],
                trajectory=[PeriodValue(str(each.period), each.expected) for each in form.expectations],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_trajectory="period_1", bad_period="period_1", bad_figure="expected_1")
        else:
            messages.success(request, "The measure is in the plan, with what you expect of it.")
            return redirect("workspace:plan_concern", case, concern)
    made = definition(code)
    promised = tuple(PeriodValue(str(each.period), each.expected) for each in form.expectations)
    return render(
        request,
        "workspaces/improvement/new_measure.html.jinja",
        {
            **shown,
            "made": made,
            "start": f"{made.write(baseline.value)} in {write_period(start)}",
            "measured": measured(
                Trajectory("new", code, baseline, promised), trust, delivered_on=None, at=clock.now(), public=False
            ),
            "form": form,
            "errors": bool(form.errors),
        },
    )


@require_POST
@access(Action.KEEP_PLAN)
def remove(request: HttpRequest, case: str, measure: UUID) -> HttpResponse:
    """Take a measure out of the plan that was not promised yet."""
    plan = own_plan(request, case)
    found = get_object_or_404(
        PlanMeasure.objects.select_related("concern").filter(concern__plan=plan), public_id=measure
    )
    try:
        remove_measure(measure=found, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, "The measure is taken out of the plan.")
    return redirect("workspace:plan_concern", case, found.concern.public_id)


def _problem(code: str, *, chosen: bool, taken: set[str]) -> str:
    """Say why there is no measure to go on with; blank where none was chosen yet."""
    if not chosen:
        return ""
    if not code:
        return "Choose a measure"
    if code in taken:
        return "This concern has this measure already. Choose another"
    return "There are no figures of your trust for this measure. Choose another"
