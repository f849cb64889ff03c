"""The page of a submission: how far it is, what must be fixed and explained, and what can be done next."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.returns import signing
from oversight.returns.checking import check_again as have_checked_again
from oversight.returns.explaining import waiting_findings
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.moving import standing_version
from oversight.returns.refusals import Refused
from oversight.returns.states import CLOSED, EXPLAINABLE, UNCHECKED, State
from workspaces.trust_desk.about import about, say_refused
from workspaces.trust_desk.findings import Choice, groups_by_rule, listed
from workspaces.trust_desk.headings import headings_in
from workspaces.trust_desk.lessons import lessons_of
from workspaces.trust_desk.scoped import may_here, own_submission, person_of, powers_in
from workspaces.trust_desk.standing import next_step

_SECONDS_BETWEEN_LOOKS = 3
# Its findings are there to be read.
_CHECKED = EXPLAINABLE | {State.AWAITING_SIGNATURE, State.ACCEPTED}


@dataclass(frozen=True)
class Progress:
    """How far the check is: of the file's rows or bytes, whichever the reader counts; 0 of 0 before it began."""

    done: int
    total: int

    @property
    def percent(self) -> int | None:
        """Whole percent read, None where that is not known yet; never 100 before the check has ended."""
        return min(99, self.done * 100 // self.total) if self.total else None


@require_safe
@access(Action.SEE_RETURNS)
def submission_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a submission: its progress while it is checked, then all that was found."""
    submission = own_submission(request, reference)
    state = State(submission.state)
    may_prepare = may_here(request, Action.PREPARE_RETURN, submission.trust)
    choice = Choice.of(request.GET)
    is_checked = state in _CHECKED or (state is State.WITHDRAWN and submission.layout != "")
    waiting = waiting_findings(submission).count() if is_checked else 0
    standing = standing_version(submission.kind, submission.trust_id, submission.period)
    return render(
        request,
        "workspaces/trust/submission.html.jinja",
        {
            **about(submission),
            "step": next_step(submission, powers_in(request), person_of(request)),
            "may_prepare": may_prepare,
            "is_waiting": state in UNCHECKED,
            "is_checked": is_checked,
            "is_closed": state in CLOSED,
            "is_stale": state not in CLOSED and is_checked and _number(standing) != submission.base_version,
            "standing": standing,
            "progress": Progress(submission.progress_done, submission.progress_total),
            "refresh_after": _SECONDS_BETWEEN_LOOKS if state in UNCHECKED else None,
            "waiting": waiting,
            "lessons": lessons_of(submission) if may_prepare else {},
            "has_headings": state is State.UNREADABLE and may_prepare and headings_in(submission) is not None,
            "rules": groups_by_rule(submission) if is_checked else [],
            "found": listed(submission, choice, request.GET.get("page")) if is_checked else None,
            "version": ReturnVersion.objects.filter(submission=submission).first() if state is State.ACCEPTED else None,
        },
    )


def _number(version: ReturnVersion | None) -> int | None:
    return version.number if version else None


@require_safe
@access(Action.SEE_RETURNS)
def progress(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the part of the page that says how far the check is; once it has ended, say that the page is to be read."""
    submission = own_submission(request, reference)
    if submission.state not in UNCHECKED:
        return HttpResponse(status=204)
    return render(
        request,
        "workspaces/trust/progress.html.jinja",
        {
            "state": State(submission.state),
            "progress": Progress(submission.progress_done, submission.progress_total),
            "submission": submission,
        },
    )


@require_POST
@access(Action.PREPARE_RETURN)
def check_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Have the file checked once more: after a failure, or when another version was accepted since."""
    submission = _to_prepare(request, reference)
    try:
        have_checked_again(submission=submission, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    return redirect("workspace:submission", reference)


@require_POST
@access(Action.PREPARE_RETURN)
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back what was sent; it stays readable."""
    submission = own_submission(request, reference)
    try:
        signing.withdraw(submission=submission, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
        return redirect("workspace:submission", reference)
    messages.success(request, f"{submission.filename} was withdrawn.")
    return redirect("workspace:return", submission.kind, submission.trust.code, submission.period)


def _to_prepare(request: HttpRequest, reference: str) -> Submission:
    """Return a submission that the person may prepare; ``check_again`` itself does not ask whose it is."""
    submission = own_submission(request, reference)
    if not may_here(request, Action.PREPARE_RETURN, submission.trust):
        raise Http404
    return submission
