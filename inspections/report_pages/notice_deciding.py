"""Deciding on a notice: each requirement, the decision at the end of its time, representations, and its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from inspections.enforcing import answering, deciding, issuing
from inspections.models import Notice, NoticeDecision, NoticeRequirement, Representation
from inspections.notice_wording import said_of
from inspections.pages.seeing import refuse_in
from inspections.report_pages.notice_decision_forms import DecisionForm, EndForm, RepresentationForm, RequirementForm
from inspections.report_pages.notices import notice_of
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.ENFORCE)
def requirement(request: HttpRequest, reference: str, position: int) -> HttpResponse:
    """Record of one requirement whether it is met, beside what the trust reports on it."""
    notice = notice_of(request, reference)
    wanted = get_object_or_404(NoticeRequirement, notice=notice, position=position)
    begins = {"finding": wanted.finding}
    if wanted.met is not None:
        begins["met"] = "yes" if wanted.met else "no"
    form = RequirementForm(request.POST or None, initial=begins)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.decide_requirement(
                requirement=wanted,
                met=form.cleaned_data["met"] == "yes",
                finding=form.cleaned_data["finding"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="finding")
        else:
            messages.success(request, f"What was found of requirement {position} is recorded.")
            return redirect("notices:notice", reference)
    answers = notice.answers.filter(requirement=wanted).select_related("given_by").defer("stored__content")
    return _asked(request, "requirement", notice, form, {"requirement": wanted, "answers": answers})


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.ENFORCE)
def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide at the end of the notice's time whether it was complied with, and what follows."""
    notice = notice_of(request, reference)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.decide_notice(
                notice=notice,
                complied=form.cleaned_data["complied"] == "yes",
                next_step=NoticeDecision.Next(form.cleaned_data["next_step"]),
                reason=form.cleaned_data["reason"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(
                form,
                refused,
                no_text="reason",
                no_next_step="next_step",
                contradiction="complied",
                too_early="complied",
            )
        else:
            messages.success(request, "The decision is recorded. The trust sees it.")
            return redirect("notices:notice", reference)
    return _asked(request, "decision", notice, form, said_of(notice, today=clock.today()))


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.ENFORCE)
def representation(request: HttpRequest, reference: str, representation: UUID) -> HttpResponse:
    """Decide on the trust's representations, as somebody who neither wrote nor issued the notice."""
    notice = notice_of(request, reference)
    made = get_object_or_404(
        Representation.objects.select_related("made_by"), notice=notice, representation_id=representation
    )
    form = RepresentationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answering.decide_representation(
                representation=made,
                outcome=Representation.Outcome(form.cleaned_data["outcome"]),
                reason=form.cleaned_data["reason"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="reason")
        else:
            messages.success(request, "The decision is recorded. The trust sees it with its reason.")
            return redirect("notices:notice", reference)
    own = person_of(request).pk in (notice.issued_by_id, notice.drafted_by_id)
    return _asked(request, "representation", notice, form, {"representation": made, "is_own": own})


@dataclass(frozen=True)
class _End:
    """A way in which a notice ends: what the page is called, what it says, its service, and what is said then."""

    title: str
    explained: str
    service: Callable[..., Notice]
    said: str


_ENDS = {
    "withdraw": _End(
        "Withdraw it",
        "For a draft that is not wanted, or a notice that should not have been issued.",
        issuing.withdraw_notice,
        "It is withdrawn.",
    ),
    "lift": _End(
        "Lift it",
        "The condition ends, or what was closed opens again.",
        deciding.lift_notice,
        "It is lifted.",
    ),
    "conclude": _End(
        "Conclude it",
        "The prosecution is over, or something else has taken the place of a notice that was not complied with.",
        deciding.conclude_notice,
        "It is concluded.",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.ENFORCE)
def end(request: HttpRequest, reference: str, how: str) -> HttpResponse:
    """Ask why, and end the notice."""
    notice = notice_of(request, reference)
    if how not in _ENDS:
        raise Http404
    wanted = _ENDS[how]
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            wanted.service(notice=notice, reason=form.cleaned_data["reason"], by=person_of(request), now=clock.now())
        except Refused as refused:
            refuse_in(form, refused, no_text="reason")
        else:
            messages.success(request, f"{wanted.said} The reason is kept with it.")
            return redirect("notices:notice", reference)
    return _asked(request, "end", notice, form, {"end": wanted})


def _asked(request: HttpRequest, page: str, notice: Notice, form: Form, further: dict[str, object]) -> HttpResponse:
    return render(
        request,
        f"inspections/report/notice_{page}.html.jinja",
        {"notice": notice, "trust": notice.trust, "form": form, "errors": bool(form.errors), **further},
    )
