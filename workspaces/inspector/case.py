"""One case of special measures for inspectors: its criteria for leaving one by one, and what can be recommended."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from inspections.kept_files import give_file
from oversight import clock
from oversight.accounts.access import access, person_of, powers_in
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused
from ratings.cases.clocks import clocks_of
from ratings.cases.criteria import exit_criteria, judge_exit_part
from ratings.cases.models import Attachment, Case, Recommendation
from ratings.cases.recommending import action_for, withdraw
from ratings.cases.states import CaseState
from workspaces.inspector.case_arrangements import arrangements_of
from workspaces.inspector.case_evidence import on_record
from workspaces.inspector.case_forms import JudgementForm, WithdrawForm
from workspaces.inspector.case_shown import OUTCOME_COLOURS, outcome_word, shown_case, shown_recommendation
from workspaces.inspector.case_timeline import all_that_happened

_KIND = Recommendation.Kind


@require_safe
@access(Action.INSPECT)
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a case: where it stands, what waits, its criteria for leaving, what was decided, and what comes with it."""
    found, today = case_called(reference), clock.today()
    shown = shown_case(found, today)
    return render(
        request,
        "workspaces/inspect/case.html.jinja",
        {
            "shown": shown,
            "case": found,
            "trust": found.trust,
            "today": today,
            "kinds": recommendable(request, found),
            "may_judge": shown.in_force and powers_in(request).may(Action.RECOMMEND_IN_CASE),
            "outcome_word": outcome_word,
            "outcome_colour": OUTCOME_COLOURS.get,
            "arranged": arrangements_of(found, today),
            "clocks": clocks_of(found, today),
            "timeline": all_that_happened(found, today, clock.now(), public=False),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.INSPECT, post=Action.RECOMMEND_IN_CASE)
def recommendation(request: HttpRequest, reference: str, made: UUID) -> HttpResponse:
    """Show a recommendation with its evidence and the criteria as they stood; POST takes it back."""
    found = case_called(reference)
    rows = Recommendation.objects.select_related("made_by", "decided_by", "body", "case")
    row = get_object_or_404(rows, case=found, public_id=made)
    sent = request.POST if request.method == "POST" else None
    form = WithdrawForm(sent, initial={"on": clock.today()})
    if sent is not None and form.is_valid():
        try:
            withdraw(recommendation=row, **form.cleaned_data, by=person_of(request), now=clock.now())
        except Refused as refused:
            form.add_error({"no_reason": "reason", "future": "on", "before": "on"}.get(refused.code), refused.message)
            row.refresh_from_db()
        else:
            messages.success(request, "The recommendation is withdrawn. It stays on record with the reason.")
            return redirect("inspect:case", reference)
    told = shown_recommendation(row, clock.today())
    return render(
        request,
        "workspaces/inspect/case_recommendation.html.jinja",
        {
            "case": found,
            "trust": found.trust,
            "told": told,
            "form": form,
            "errors": bool(form.errors),
            "may_withdraw": told.waits and powers_in(request).may(action_for(_KIND(row.kind))),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.RECOMMEND_IN_CASE)
def exit_part(request: HttpRequest, reference: str, part: str) -> HttpResponse:
    """Show a part of the criteria for leaving that is for people, with what was judged of it; POST judges it."""
    found, today = case_called(reference), clock.today()
    asked = next((each for each in exit_criteria(found, today) if each.id == part), None)
    if asked is None or not asked.is_for_people or asked.is_the_bodys:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = JudgementForm(sent, candidates=on_record(found.trust, today), initial={"on": today})
    if sent is not None and form.is_valid():
        told = form.cleaned_data
        try:
            judge_exit_part(
                case=found,
                part=part,
                met=told["met"] == "yes",
                words=told["words"],
                on=told["on"],
                reference=form.reference(),
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            beside = {"no_reason": "words", "future": "on", "before": "on", "unknown_reference": "rests_on"}
            form.add_error(beside.get(refused.code), refused.message)
        else:
            messages.success(request, "The judgement is kept.")
            return redirect("inspect:case", reference)
    return render(
        request,
        "workspaces/inspect/case_exit_part.html.jinja",
        {
            "case": found,
            "trust": found.trust,
            "part": asked,
            "outcome_word": outcome_word,
            "outcome_colour": OUTCOME_COLOURS.get,
            "judgements": found.exit_judgements.filter(part=part).order_by("-judged_at").select_related("judged_by"),
            "form": form,
            "errors": bool(form.errors),
        },
    )


@require_safe
@access(Action.INSPECT)
def attachment(request: HttpRequest, reference: str, piece: UUID) -> HttpResponse:
    """Give a file that was attached in a case."""
    return file_of_case(case_called(reference), piece)


def file_of_case(found: Case, piece: UUID) -> HttpResponse:
    """Give a file that was attached to something of the case; any other is not found."""
    rows = Attachment.objects.select_related("stored").filter(public_id=piece, stored__isnull=False)
    row = next(
        (
            each
            for each in rows.select_related("recommendation", "demonstration", "review")
            if (each.recommendation or each.demonstration or each.review).case_id == found.pk  # type: ignore[union-attr]
        ),
        None,
    )
    if row is None:
        raise Http404
    return give_file(row.stored, row.filename)


def case_called(reference: str) -> Case:
    """Return the case of the reference; any other is not found."""
    return get_object_or_404(Case.objects.select_related("trust", "spell"), reference=reference)


def recommendable(request: HttpRequest, found: Case) -> list[Recommendation.Kind]:
    """Return what the person can recommend in the case now; nothing while a recommendation waits."""
    state = CaseState(found.state)
    if found.recommendations.filter(state=Recommendation.State.WAITING).exists():
        return []
    kinds = {
        CaseState.IN_MEASURES: [_KIND.EXIT, _KIND.EXTENSION, _KIND.FURTHER_ACTION, _KIND.ADMINISTRATION],
        CaseState.IN_ADMINISTRATION: [_KIND.EXIT, _KIND.FURTHER_ACTION],
    }.get(state, [])
    if found.spell is not None and found.spell.extended_to is not None:
        kinds = [kind for kind in kinds if kind is not _KIND.EXTENSION]
    powers = powers_in(request)
    return [kind for kind in kinds if powers.may(action_for(kind))]
