"""The month's report: how far each action has come, with what shows it, previewed as the public will read it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspections.kept_files import LARGEST_FILE, give_file
from inspections.pages.seeing import refuse_in, say_refused
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.models import Role
from oversight.accounts.permissions import Action, people_with
from oversight.records.references import Reference
from oversight.returns.periods import Month
from oversight.returns.refusals import Refused
from oversight.returns.uploads import takes_files, was_too_large
from ratings.plans.composing import lacking, promised_days
from ratings.plans.evidence import as_given
from ratings.plans.models import ActionProgress, PlanAction, PlanReport, ProgressEvidence
from ratings.plans.reporting import begin_report, correct_report, make_ready
from ratings.plans.states import WRITTEN_IN, ActionStatus, ReportState
from workspaces.improvement.about import about
from workspaces.improvement.changing import AddedEvidence, again_from, save_progress_seen, seen_of
from workspaces.improvement.forms import CorrectForm, ProgressForm, written_day
from workspaces.improvement.reports import (
    about_report,
    as_the_public_reads,
    evidence_of,
    lines_of,
    month_of,
    newest_report,
    reports_of,
    returns_of,
    said_of_action,
)
from workspaces.improvement.seeing import own_plan

_FIELD_OF = {
    "no_day": "delivered_on",
    "not_yet": "delivered_on",
    "no_words": "words",
    "day_past": "new_due_on",
    "not_on_track": "status",
    "no_evidence_words": "evidence_words",
    "no_filename": "file",
    "too_large": "file",
    "replaced": "file",
}


@require_safe
@access(Action.SEE_PLAN)
def month(request: HttpRequest, case: str, month: str) -> HttpResponse:
    """Show where the month's report stands: every action with what is said of it, and what is still to be done."""
    plan = own_plan(request, case)
    reports = list(reports_of(plan).filter(month=month_of(month)).order_by("-number"))
    if not reports:
        return render(
            request,
            "workspaces/improvement/month_not_begun.html.jinja",
            {
                **about(request, plan.case),
                "plan": plan,
                "month": Month.parse(month),
                "is_first": not reports_of(plan).exists(),
            },
        )
    report = reports[0]
    is_written = ReportState(report.state) in WRITTEN_IN
    return render(
        request,
        "workspaces/improvement/month.html.jinja",
        {
            **about_report(request, report),
            "earlier": reports[1:],
            "is_written": is_written,
            "concerns": lines_of(report) if is_written else [],
            "lacking": lacking(report, on=clock.today()) if is_written else [],
        },
    )


@require_POST
@access(Action.KEEP_PLAN)
def begin(request: HttpRequest, case: str, month: str) -> HttpResponse:
    """Begin the month's report."""
    plan = own_plan(request, case)
    try:
        begin_report(plan=plan, month=month_of(month), by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
        if refused.code not in ("being_written", "signed_already"):
            return redirect("workspace:plan", case)
    return redirect("workspace:plan_month", case, month)


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(largest=LARGEST_FILE)
@access(Action.KEEP_PLAN)
def progress(request: HttpRequest, case: str, month: str, action: UUID) -> HttpResponse:
    """Ask how far an action has come and what shows it; POST keeps it in place of what the report said before."""
    report = newest_report(own_plan(request, case), month)
    actions = PlanAction.objects.select_related("concern").filter(concern__plan=report.plan)
    wanted = get_object_or_404(actions, public_id=action)
    if ReportState(report.state) not in WRITTEN_IN:
        if request.method == "POST":
            say_refused(request, Refused("fixed", f"This report is now: {ReportState(report.state).label.lower()}."))
        return redirect("workspace:plan_month", case, month)
    said = said_of_action(report, wanted)
    kept = evidence_of(said)
    form = ProgressForm(
        request.POST or None,
        request.FILES or None,
        initial=_words_of(said),
        kept=[(str(each.public_id), each.words) for each in kept],
        on_record=returns_of(report.plan.case.trust),
        too_large=was_too_large(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, report, wanted, form, kept)
        except Refused as refused:
            said = said_of_action(report, wanted)
            form = again_from(form, refused, said.saved_at if said else None)
            refuse_in(form, refused, **_FIELD_OF)
        else:
            messages.success(request, f"What you say of action {wanted} is kept.")
            if "another" in request.POST:
                return redirect("workspace:plan_progress", case, month, action)
            return redirect("workspace:plan_month", case, month)
    return render(
        request,
        "workspaces/improvement/progress.html.jinja",
        {
            **about_report(request, report),
            "action": wanted,
            "concern": wanted.concern,
            "due_on": promised_days(report).get(str(wanted.public_id), wanted.due_on),
            "said": said,
            "evidence": evidence_of(said),
            "form": form,
            "errors": bool(form.errors),
            "file_again": bool(form.errors) and bool(request.FILES),
        },
    )


def _save(
    request: HttpRequest, report: PlanReport, action: PlanAction, form: ProgressForm, kept: list[ProgressEvidence]
) -> None:
    said = form.cleaned_data
    file = said["file"]
    added = AddedEvidence(
        said["evidence_words"],
        Reference("return_version", said["on_record"]) if said["on_record"] else None,
        (file.name or "file") if file else "",
        file.read() if file else None,
        said["may_be_published"],
    )
    save_progress_seen(
        report=report,
        action=action,
        seen=said["seen"],
        status=ActionStatus(said["status"]),
        words=said["words"],
        delivered_on=said["delivered_on"],
        new_due_on=said["new_due_on"],
        evidence=[as_given(each) for each in kept if str(each.public_id) not in said["take_out"]],
        added=added if added.words else None,
        by=person_of(request),
        now=clock.now(),
    )


def _words_of(said: ActionProgress | None) -> dict[str, object]:
    """Return what the form begins with: what the report says so far."""
    if said is None:
        return {"seen": ""}
    return {
        "status": said.status,
        "delivered_on": written_day(said.delivered_on),
        "new_due_on": written_day(said.new_due_on),
        "words": said.words,
        "seen": seen_of(said.saved_at),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_PLAN, post=Action.KEEP_PLAN)
def preview(request: HttpRequest, case: str, month: str) -> HttpResponse:
    """Show the report exactly as the public will read it; POST puts it before those who sign."""
    report = newest_report(own_plan(request, case), month)
    if request.method == "POST":
        try:
            make_ready(report=report, by=person_of(request), now=clock.now())
        except Refused as refused:
            say_refused(request, refused)
            return redirect("workspace:plan_preview", case, month)
        messages.success(request, "The report waits for a signature by somebody else.")
        return redirect("workspace:plan_month", case, month)
    is_written = ReportState(report.state) in WRITTEN_IN
    return render(
        request,
        "workspaces/improvement/preview.html.jinja",
        {
            **about_report(request, report),
            **as_the_public_reads(report),
            "is_written": is_written,
            "lacking": lacking(report, on=clock.today()) if is_written else [],
            "signatories": [
                person
                for person in people_with(Role.SIGNATORY, clock.today(), trust=report.plan.case.trust)
                if person.pk != person_of(request).pk
            ],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.KEEP_PLAN)
def correct(request: HttpRequest, case: str, month: str) -> HttpResponse:
    """Ask why a signed report is corrected; POST begins its next number."""
    report = newest_report(own_plan(request, case), month)
    if ReportState(report.state) is not ReportState.SIGNED:
        return redirect("workspace:plan_month", case, month)
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            correct_report(report=report, reason=form.cleaned_data["reason"], by=person_of(request), now=clock.now())
        except Refused as refused:
            refuse_in(form, refused, no_reason="reason")
        else:
            messages.success(request, "The correction is begun, with all that the report said.")
            return redirect("workspace:plan_month", case, month)
    return render(
        request,
        "workspaces/improvement/correct.html.jinja",
        {**about_report(request, report), "form": form, "errors": bool(form.errors)},
    )


@require_safe
@access(Action.SEE_PLAN)
def evidence_file(request: HttpRequest, case: str, evidence: UUID) -> HttpResponse:
    """Give a file that was kept as evidence."""
    plan = own_plan(request, case)
    found = ProgressEvidence.objects.select_related("stored").filter(progress__report__plan=plan)
    row = get_object_or_404(found, public_id=evidence)
    return give_file(row.stored, row.filename)
