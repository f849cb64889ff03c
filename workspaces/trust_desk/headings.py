"""Saying once what the headings of a trust's own files mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.returns.checking import check_again
from oversight.returns.models import Submission
from oversight.returns.reading.files import read_file
from oversight.returns.reading.folding import folded
from oversight.returns.reading.unreadable import Unreadable
from oversight.returns.refusals import Refused
from oversight.returns.states import CLOSED, State
from staffing.columns import COLUMNS, Column
from staffing.own_headings import HeadingRow, heading_row, map_headings, mapping_of
from workspaces.trust_desk.about import about, say_refused
from workspaces.trust_desk.scoped import may_here, own_submission, person_of

_KIND = "staffing"
_TEACHABLE = frozenset(State) - CLOSED - {State.RECEIVED, State.CHECKING, State.AWAITING_SIGNATURE}


@dataclass(frozen=True)
class HeadingChoice:
    """One heading of the file: how it is read, and what the trust said of it (blank: nothing)."""

    name: str
    text: str
    read_as: str
    said: str


def headings_in(submission: Submission) -> HeadingRow | None:
    """Return the headings of a submission's file; None where it holds none, or cannot be opened at all."""
    content = submission.file.content
    if submission.kind != _KIND or content is None:
        return None
    try:
        return heading_row(read_file(bytes(content), submission.filename), mapping_of(submission.trust))
    except Unreadable:
        return None


def can_be_taught(submission: Submission) -> bool:
    """Whether the file waits in a state in which saying what its headings mean can help."""
    return submission.kind == _KIND and submission.state in _TEACHABLE


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_RETURNS, post=Action.PREPARE_RETURN)
def headings_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the file's headings as they are read; POST keeps what the trust says of them and checks the file again."""
    submission = own_submission(request, reference)
    row = headings_in(submission) if can_be_taught(submission) else None
    if row is None:
        if submission.kind != _KIND:
            raise Http404
        refused = Refused("no_headings", "There is no row of headings in this file that could be explained.")
        say_refused(request, refused)
        return redirect("workspace:submission", reference)
    choices = _choices(row, mapping_of(submission.trust))
    fault = ""
    if request.method == "POST":
        choices = [
            HeadingChoice(one.name, one.text, one.read_as, request.POST.get(one.name, one.said)) for one in choices
        ]
        try:
            with transaction.atomic():
                changes = map_headings(
                    trust=submission.trust,
                    said={one.text: one.said for one in choices},
                    by=person_of(request),
                    now=clock.now(),
                )
                if changes:
                    check_again(submission=submission, by=person_of(request), now=clock.now())
        except Refused as refused:
            fault = refused.message
        else:
            if changes:
                messages.success(request, "Kept for this and every later file. Your file is checked again.")
            return redirect("workspace:submission", reference)
    return render(
        request,
        "workspaces/trust/headings.html.jinja",
        {
            **about(submission),
            "row": row,
            "choices": choices,
            "columns": _by_use(),
            "fault": fault,
            "errors": bool(fault),
            "may_prepare": may_here(request, Action.PREPARE_RETURN, submission.trust),
        },
    )


def _choices(row: HeadingRow, own: dict[str, str]) -> list[HeadingChoice]:
    """Return each heading once, with a name for its field."""
    once = {folded(heading.text): heading for heading in row.headings if folded(heading.text)}
    named = {column.code: column.heading for column in COLUMNS}
    return [
        HeadingChoice(
            name=f"heading-{number}",
            text=heading.text,
            read_as=named.get(heading.code or "", ""),
            said=own.get(key, ""),
        )
        for number, (key, heading) in enumerate(once.items(), start=1)
    ]


def _by_use() -> Sequence[Column]:
    """Return the columns that a heading may be said to mean, in the order of the return."""
    return COLUMNS
