"""The page of a partner: the one case that its trust helps with, what it promised there, and what it did of that."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from inspections.pages.seeing import refuse_in
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.returns.refusals import Refused
from ratings.cases.models import PartnerPromise, Partnership
from ratings.cases.states import CaseState
from ratings.cases.supporting import record_promise_done
from ratings.plans.content import ReportContent
from ratings.plans.reading import content_of, plan_of, published_reports
from ratings.plans.updates import updates_of_case
from workspaces.improvement.forms import PromiseDoneForm, written_day
from workspaces.improvement.seeing import helped, helped_one, may_here
from workspaces.improvement.sources import why_entered


@require_safe
@access(Action.SEE_PLAN)
def helping(request: HttpRequest) -> HttpResponse:
    """List the trusts that the person's trusts help, each with what is still to be done of the contract."""
    today = clock.today()
    partnerships = helped(request, today).prefetch_related("promises")
    listed = []
    for each in partnerships:
        waiting = [promise for promise in each.promises.all() if promise.done_on is None]
        listed.append((each, len(waiting), any(promise.due_on < today for promise in waiting)))
    return render(request, "workspaces/improvement/helping.html.jinja", {"listed": listed})


@require_safe
@access(Action.SEE_PLAN)
def partnership(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Show the case that the trust helps with: why, the contract with its promises, and the plan as it is published."""
    found = helped_one(request, partnership)
    now = clock.now()
    case = found.case
    return render(
        request,
        "workspaces/improvement/partnership.html.jinja",
        {
            **_about_partner(request, found),
            "state": CaseState(case.state),
            "why": why_entered(case),
            "promises": found.promises.order_by("due_on", "number"),
            "director": case.directors.filter(to_on__isnull=True).first(),
            "content": _published(found),
            "updates": updates_of_case(case, london_date(now), now),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_PLAN, post=(Action.KEEP_PLAN, Action.SIGN_PLAN))
def promise(request: HttpRequest, partnership: UUID, promise: UUID) -> HttpResponse:
    """Ask what was done of a promise and since when; POST records it, once."""
    found = helped_one(request, partnership)
    wanted = get_object_or_404(PartnerPromise.objects.filter(partnership=found), public_id=promise)
    wanted.partnership = found
    form = PromiseDoneForm(request.POST or None, initial={"done_on": written_day(clock.today())})
    if request.method == "POST" and form.is_valid():
        try:
            record_promise_done(
                promise=wanted,
                words=form.cleaned_data["words"],
                on=form.cleaned_data["done_on"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            wanted.refresh_from_db()
            refuse_in(form, refused, no_words="words", future="done_on", before="done_on")
        else:
            messages.success(request, "It is recorded. The trust and the oversight body see it.")
            return redirect("workspace:helping_one", partnership)
    return render(
        request,
        "workspaces/improvement/promise.html.jinja",
        {**_about_partner(request, found), "promise": wanted, "form": form, "errors": bool(form.errors)},
    )


def _about_partner(request: HttpRequest, partnership: Partnership) -> dict[str, object]:
    writes = any(may_here(request, action, partnership.partner) for action in (Action.KEEP_PLAN, Action.SIGN_PLAN))
    return {
        "partnership": partnership,
        "case": partnership.case,
        "trust": partnership.case.trust,
        "today": clock.today(),
        "may_write": writes,
    }


def _published(partnership: Partnership) -> ReportContent | None:
    """Return the newest report that anyone can read: a partner sees no drafts."""
    plan = plan_of(partnership.case)
    reports = published_reports(plan, clock.now()) if plan else []
    return content_of(reports[0]) if reports else None
