"""Reading the report as the public will and signing it, or giving it back to be mended; and its receipt."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspections.pages.seeing import say_refused
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.confirming import NotConfirmed, confirm
from oversight.accounts.network import network_address
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused
from ratings.plans.declaration import statement_for
from ratings.plans.models import ActionProgress, PlanReport
from ratings.plans.reporting import take_back
from ratings.plans.signing import receipt_of, sign_report
from ratings.plans.states import ReportState
from workspaces.improvement.forms import TakeBackForm
from workspaces.improvement.reports import about_report, as_the_public_reads, newest_report, numbered_report
from workspaces.improvement.seeing import may_here, own_plan
from workspaces.trust_desk.forms import SignatureForm


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_PLAN, post=Action.SIGN_PLAN)
def sign(request: HttpRequest, case: str, month: str) -> HttpResponse:
    """Show the report as the public will read it, and the declaration; POST signs it with password and code."""
    report = newest_report(own_plan(request, case), month)
    if ReportState(report.state) is not ReportState.READY:
        if request.method == "POST":
            label = ReportState(report.state).label.lower()
            say_refused(request, Refused("moved_on", f"Nothing was signed: this report is now {label}."))
        return redirect("workspace:plan_month", case, month)
    form = SignatureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            signed = _signed(request, report, form)
        except NotConfirmed as not_confirmed:
            form.add_error(not_confirmed.field, not_confirmed.message)
        except Refused as refused:
            say_refused(request, refused)
            return redirect("workspace:plan_month", case, month)
        else:
            messages.success(request, f"Signed. The receipt is {signed.receipt}.")
            return redirect("workspace:plan_report", case, month, signed.number)
    return render(request, "workspaces/improvement/sign.html.jinja", _to_sign(request, report, form, TakeBackForm()))


@require_POST
@access(Action.KEEP_PLAN, Action.SIGN_PLAN)
def give_back(request: HttpRequest, case: str, month: str) -> HttpResponse:
    """Take the report back before it is signed: a signatory says what is to be mended."""
    report = newest_report(own_plan(request, case), month)
    form = TakeBackForm(request.POST)
    prepares = may_here(request, Action.KEEP_PLAN, report.plan.case.trust)
    if not prepares and not form.is_valid() and ReportState(report.state) is ReportState.READY:
        shown = _to_sign(request, report, SignatureForm(), form)
        return render(request, "workspaces/improvement/sign.html.jinja", shown)
    try:
        take_back(report=report, reason=request.POST.get("reason", ""), by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, "The report is taken back to be mended.")
    return redirect("workspace:plan_month", case, month)


@require_safe
@access(Action.SEE_PLAN)
def signed(request: HttpRequest, case: str, month: str, number: int) -> HttpResponse:
    """Show a signed report as it was frozen, with its receipt."""
    report = numbered_report(own_plan(request, case), month, number)
    receipt = receipt_of(report)
    if receipt is None:
        raise Http404
    return render(
        request,
        "workspaces/improvement/signed.html.jinja",
        {**about_report(request, report), **as_the_public_reads(report), "receipt": receipt},
    )


def _signed(request: HttpRequest, report: PlanReport, form: SignatureForm) -> PlanReport:
    """Have the person show that it is they, and sign; refuse before a code is used up what would be refused after."""
    person = person_of(request)
    if not may_here(request, Action.SIGN_PLAN, report.plan.case.trust):
        raise Refused("not_allowed", f"You cannot sign for {report.plan.case.trust.shown_name}.")
    if report.prepared_by_id == person.pk or ActionProgress.objects.filter(report=report, saved_by=person).exists():
        raise Refused("own_work", "You wrote a part of this report. Another person with authority has to sign it.")
    shown = request.POST.get("shown", "")
    if shown != report.sha256:
        raise Refused("stale", "The report has changed since you read it. Nothing was signed: read it again.")
    how = confirm(request, password=form.cleaned_data["password"], code=form.cleaned_data["code"])
    return sign_report(
        report=report,
        shown=shown,
        confirmed_with=how,
        by=person,
        now=clock.now(),
        network_address=network_address(request) or None,
    )


def _to_sign(
    request: HttpRequest, report: PlanReport, form: SignatureForm, reason_form: TakeBackForm
) -> dict[str, object]:
    return {
        **about_report(request, report),
        **as_the_public_reads(report),
        "statement": statement_for(clock.today()),
        "form": form,
        "reason_form": reason_form,
        "errors": bool(form.errors or reason_form.errors),
    }
