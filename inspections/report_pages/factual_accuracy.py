"""Factual accuracy for inspectors: the trust's time, its points once it has sent them, and a manager's decisions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspections.models import DraftReport, FactualAccuracyPoint, Inspection
from inspections.pages.seeing import may, refuse_in, say_refused, worked_on
from inspections.report_pages.forms import ExtensionForm, PointDecisionForm
from inspections.report_pages.seeing import about_report, kept_apart
from inspections.reporting import deciding
from inspections.reporting.factual_accuracy import is_closed, points_visible_to, standing_points
from inspections.reporting.sending import extend_time
from inspections.states.inspection import InspectionState
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.organisations.working_days import working_days_between
from oversight.returns.refusals import Refused


@require_safe
@access(Action.JUDGE)
def factual_accuracy(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the draft's clock and, once the trust's answer is closed, its points with what was decided."""
    inspection = worked_on(request, reference)
    draft = _draft(inspection)
    return render(
        request,
        "inspections/report/factual_accuracy.html.jinja",
        {**about_report(request, inspection), **_standing(request, inspection, draft)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE, post=Action.DECIDE_FACTUAL_ACCURACY)
def extend(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the trust more time, with the reason."""
    inspection = worked_on(request, reference)
    draft = _draft(inspection)
    if draft is None:
        raise Http404
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            extend_time(
                draft=draft,
                until=form.cleaned_data["until"],
                reason=form.cleaned_data["reason"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="reason", dates="until")
        else:
            messages.success(request, "The trust has more time, and sees it with the reason.")
            return redirect("reports:factual_accuracy", reference)
    return render(
        request,
        "inspections/report/extend.html.jinja",
        {
            **about_report(request, inspection),
            "draft": draft,
            "form": form,
            "errors": bool(form.errors),
            "may_decide": may(request, Action.DECIDE_FACTUAL_ACCURACY),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE, post=Action.DECIDE_FACTUAL_ACCURACY)
def point(request: HttpRequest, reference: str, point: UUID) -> HttpResponse:
    """Show one of the trust's points beside the draft's words; POST decides on it."""
    inspection = worked_on(request, reference)
    visible = points_visible_to(person_of(request), clock.today(), clock.now())
    found = (
        visible.filter(point_id=point, draft__inspection=inspection)
        .select_related("section", "draft", "decided_by")
        .first()
    )
    if found is None:
        raise Http404
    form = PointDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.decide_point(
                point=found,
                outcome=FactualAccuracyPoint.Outcome(form.cleaned_data["outcome"]),
                reason=form.cleaned_data["reason"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="reason")
        else:
            messages.success(request, "The decision is recorded. The trust sees it with its reason.")
            return _on_to_the_next(inspection, found)
    versions = next(versions for each, versions in standing_points(found.draft) if each.pk == found.pk)
    return render(
        request,
        "inspections/report/point.html.jinja",
        {
            **about_report(request, inspection),
            "point": found,
            "versions": versions,
            "draft": found.draft,
            "sent_text": next(
                (each["text"] for each in found.draft.sections if each["code"] == found.section.code), ""
            ),
            "form": form,
            "errors": bool(form.errors),
            "may_decide": may(request, Action.DECIDE_FACTUAL_ACCURACY),
            "kept_apart": kept_apart(person_of(request), inspection),
        },
    )


@require_POST
@access(Action.DECIDE_FACTUAL_ACCURACY)
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Resolve a draft to which the trust said nothing in its time."""
    inspection = worked_on(request, reference)
    draft = _draft(inspection)
    if draft is None:
        raise Http404
    try:
        deciding.close_without_answer(draft=draft, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, "Factual accuracy is resolved: the trust said nothing in its time.")
    return redirect("reports:factual_accuracy", reference)


def _on_to_the_next(inspection: Inspection, decided: FactualAccuracyPoint) -> HttpResponse:
    """Lead on to the next point that waits for a decision, or back to them all."""
    waiting = decided.draft.points.filter(outcome="", withdrawn_at__isnull=True).exclude(pk=decided.pk).first()
    if waiting is None:
        return redirect("reports:factual_accuracy", inspection.reference)
    return redirect("reports:point", inspection.reference, waiting.point_id)


def _draft(inspection: Inspection) -> DraftReport | None:
    """Return the draft that was sent last, if any was."""
    return inspection.drafts.select_related("sent_by", "answered_by", "resolved_by").order_by("-number").first()


def _standing(request: HttpRequest, inspection: Inspection, draft: DraftReport | None) -> dict[str, object]:
    if draft is None:
        return {"draft": None}
    now = clock.now()
    closed = is_closed(draft, now)
    points = [pair for pair in standing_points(draft) if pair[0].withdrawn_at is None] if closed else []
    undecided = sum(not point.outcome for point, _ in points)
    return {
        "draft": draft,
        "closed": closed,
        "is_over": now > draft.due_at,
        "days_left": working_days_between(clock.today(), london_date(draft.due_at)),
        "extensions": draft.extensions.select_related("given_by"),
        "points": points,
        "undecided": undecided,
        "may_decide": may(request, Action.DECIDE_FACTUAL_ACCURACY),
        "kept_apart": kept_apart(person_of(request), inspection),
        "open": InspectionState(inspection.state) is InspectionState.FACTUAL_ACCURACY_OPEN,
    }
