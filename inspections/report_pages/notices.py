"""Notices for inspectors: what is open and how it ages, and one notice with all that was said."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from inspections.enforcing import issuing
from inspections.enforcing.ageing import age_of
from inspections.enforcing.open_steps import notices_visible_to, open_steps, times_of
from inspections.kept_files import give_file
from inspections.models import Notice, NoticeAnswer
from inspections.notice_wording import said_of
from inspections.pages.seeing import demonstration_shown, may, say_refused
from inspections.states.notice import IN_FORCE, NoticeState
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused

_ON_A_PAGE = 30
_ENDED = (NoticeState.COMPLIED, NoticeState.LIFTED, NoticeState.CONCLUDED, NoticeState.WITHDRAWN)


@require_safe
@access(Action.ENFORCE)
def open_notices(request: HttpRequest) -> HttpResponse:
    """List the notices in force, the most pressing first, those being written, and those that ended."""
    now, person = clock.now(), person_of(request)
    demonstration = demonstration_shown(request)
    ended = (
        notices_visible_to(person, clock.today())
        .filter(state__in=[str(state) for state in _ENDED], trust__is_demonstration=demonstration)
        .select_related("trust")
        .order_by("-ended_at", "-pk")
    )
    steps = open_steps(person=person, now=now, demonstration=demonstration)
    issued = [step for step in steps if step.notice.issued_at is not None]
    # Those that this person began stand first, the oldest of them at the top.
    drafts = sorted(
        (step for step in steps if step.notice.issued_at is None),
        key=lambda step: (step.notice.drafted_by_id != person.pk, step.notice.drafted_at),
    )
    return render(
        request,
        "inspections/report/notices.html.jinja",
        {
            "steps": issued,
            "drafts": drafts,
            "me": person,
            "overdue": sum(bool(step.age.days_overdue) for step in steps),
            "waiting": sum(step.waiting for step in steps),
            "page": Paginator(ended, _ON_A_PAGE).get_page(request.GET.get("page")),
            "demonstration_shown": demonstration,
        },
    )


@require_safe
@access(Action.ENFORCE)
def notice(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a notice: what it says, how it ages, what the trust said, and what can be done next."""
    found = notice_of(request, reference)
    me = person_of(request).pk
    state = NoticeState(found.state)
    return render(
        request,
        "inspections/report/notice.html.jinja",
        {
            **said_of(found, today=clock.today()),
            "age": age_of(times_of(found), clock.today()),
            "in_force": state in IN_FORCE,
            "is_decided_on": found.kind in (Notice.Kind.REQUIREMENT, Notice.Kind.WARNING_29A, Notice.Kind.CONDITION),
            "may_decide_representations": me not in (found.issued_by_id, found.drafted_by_id),
            "may_lift": found.kind in (Notice.Kind.CONDITION, Notice.Kind.URGENT_CLOSURE),
            "may_conclude": found.kind == Notice.Kind.PROSECUTION or state is NoticeState.NOT_COMPLIED,
        },
    )


@require_POST
@access(Action.ENFORCE)
def issue(request: HttpRequest, reference: str) -> HttpResponse:
    """Issue a draft: the trust has it at this moment."""
    found = notice_of(request, reference)
    try:
        issuing.issue_notice(notice=found, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, f"It is issued. {found.trust.shown_name} sees it from now on.")
    return redirect("notices:notice", reference)


@require_POST
@access(Action.ENFORCE)
def publicity(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a notice to the public, or no longer."""
    shown = request.POST.get("public") == "yes"
    try:
        issuing.set_public(
            notice=notice_of(request, reference), is_public=shown, by=person_of(request), now=clock.now()
        )
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(
            request, "The public sees it from now on." if shown else "The public does not see it any more."
        )
    return redirect("notices:notice", reference)


@require_safe
@access(Action.ENFORCE)
def answer_file(request: HttpRequest, reference: str, answer: UUID) -> HttpResponse:
    """Give a file that the trust sent beside an answer."""
    found = notice_of(request, reference)
    sent = get_object_or_404(NoticeAnswer.objects.select_related("stored"), notice=found, answer_id=answer)
    return give_file(sent.stored, sent.filename)


def notice_of(request: HttpRequest, reference: str) -> Notice:
    """Return a notice that the person may see; any other is not found."""
    visible = notices_visible_to(person_of(request), clock.today())
    found = (
        visible.select_related("trust", "issuer", "inspection", "ward", "site", "drafted_by", "issued_by", "follows")
        .filter(reference=reference)
        .first()
    )
    if found is None or not may(request, Action.ENFORCE):
        raise Http404
    return found
