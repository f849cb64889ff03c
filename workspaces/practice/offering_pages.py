"""Offering an improvement of one's trust, and withdrawing it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from inspections.pages.seeing import refuse_in
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused
from ratings.practice.moved import Candidate, candidates_of
from ratings.practice.offering import offer_practice, withdraw_practice
from workspaces.improvement.indicators import choices_of, indicators_of
from workspaces.practice.forms import OfferForm, WithdrawalForm
from workspaces.practice.seeing import own_trust, own_trusts, seen_offer

_FIELDS = {
    "unknown_measure": "measure",
    "not_yet": "delivered_on",
    "no_title": "title",
    "no_done": "what_was_done",
    "no_took": "what_it_took",
    "no_job": "ask_whom",
    "bad_address": "ask_at",
}


@require_safe
@access(Action.KEEP_PLAN, Action.SIGN_PLAN)
def choose(request: HttpRequest) -> HttpResponse:
    """Show what of a trust's published plan moved its measure, and lead to offering that or something else."""
    now = clock.now()
    return render(
        request,
        "workspaces/practice/choose.html.jinja",
        {"trusts": [(trust, candidates_of(trust, at=now)) for trust in own_trusts(request)]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.KEEP_PLAN, Action.SIGN_PLAN)
def new_offer(request: HttpRequest, trust: str) -> HttpResponse:
    """Ask what was done and whom to ask; POST offers it. ``?plan=`` names a measure of the trust's published plan."""
    own = own_trust(request, trust)
    candidate = _candidate(candidates_of(own, at=clock.now()), request.GET.get("plan", ""))
    measures = choices_of(list(indicators_of(own, today=clock.today())))
    form = OfferForm(request.POST or None, measures=measures, of_plan=candidate is not None)
    if request.method == "POST" and form.is_valid():
        told = {"measure": "", "delivered_on": date.min, **form.told}
        try:
            made = offer_practice(
                trust=own,
                plan_measure=candidate.improvement.public_id if candidate else "",
                by=person_of(request),
                now=clock.now(),
                **told,
            )
        except Refused as refused:
            where = {code: field for code, field in _FIELDS.items() if field in form.fields}
            refuse_in(form, refused, **where)
        else:
            messages.success(request, "The improvement is offered to other trusts.")
            return redirect("workspace:practice_offer", made.public_id)
    return render(
        request,
        "workspaces/practice/new_offer.html.jinja",
        {
            "trust": own,
            "candidate": candidate,
            "measures": measures,
            "form": form,
            "errors": bool(form.errors),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.KEEP_PLAN, Action.SIGN_PLAN)
def withdraw(request: HttpRequest, offer: UUID) -> HttpResponse:
    """Ask why an offer is taken back; POST takes it back."""
    found = seen_offer(request, offer)
    own_trust(request, found.trust.code)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_practice(offer=found, because=form.cleaned_data["because"], by=person_of(request), now=clock.now())
        except Refused as refused:
            refuse_in(form, refused, no_text="because")
        else:
            messages.success(request, "The offer is withdrawn. A mark stands in its place.")
            return redirect("workspace:practice_offer", found.public_id)
    return render(
        request,
        "workspaces/practice/withdraw.html.jinja",
        {"offer": found, "form": form, "errors": bool(form.errors)},
    )


def _candidate(candidates: list[Candidate], wanted: str) -> Candidate | None:
    """Return the improvement of the plan that the address names; none named is none of the plan."""
    if not wanted:
        return None
    found = next((one for one in candidates if one.improvement.public_id == wanted), None)
    if found is None or found.offered is not None:
        raise Http404
    return found
