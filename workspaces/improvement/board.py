"""What the oversight body asks the Board to show, what the Board shows, and whether that was accepted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from inspections.kept_files import LARGEST_FILE, give_file
from inspections.pages.seeing import refuse_in
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.organisations.bodies import oversight_body_of
from oversight.returns.refusals import Refused
from oversight.returns.uploads import takes_files, was_too_large
from ratings.cases.attaching import Attached
from ratings.cases.board import show_board
from ratings.cases.models import Attachment, BoardDemonstration
from workspaces.improvement.about import about
from workspaces.improvement.forms import ShownForm
from workspaces.improvement.seeing import own_case


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(largest=LARGEST_FILE)
@access(Action.SEE_PLAN, post=Action.SIGN_PLAN)
def demonstration(request: HttpRequest, case: str, demonstration: UUID) -> HttpResponse:
    """Show what the Board was asked, what it showed and what came of it; POST shows it, once."""
    found = own_case(request, case)
    asked = get_object_or_404(BoardDemonstration.objects.filter(case=found), public_id=demonstration)
    asked.case = found
    form = ShownForm(request.POST or None, request.FILES or None, too_large=was_too_large(request))
    if request.method == "POST" and form.is_valid():
        try:
            show_board(
                demonstration=asked,
                shown=form.cleaned_data["words"],
                on=clock.today(),
                attached=_attached(form),
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            asked.refresh_from_db()
            refuse_in(form, refused, no_words="words", no_evidence="file", too_large="file", replaced="file")
        else:
            messages.success(request, "It is sent. The oversight body reads it, and says whether it is accepted.")
            return redirect("workspace:plan_board", case, demonstration)
    return render(
        request,
        "workspaces/improvement/board.html.jinja",
        {
            **about(request, found),
            "asked": asked,
            "body": oversight_body_of(found.trust, clock.today()),
            "attachments": Attachment.objects.filter(demonstration=asked)
            .select_related("stored")
            .defer("stored__content"),
            "form": form,
            "errors": bool(form.errors),
            "file_again": bool(form.errors) and bool(request.FILES),
        },
    )


@require_safe
@access(Action.SEE_PLAN)
def attached_file(request: HttpRequest, case: str, demonstration: UUID, attachment: int) -> HttpResponse:
    """Give a file that the trust sent with what its Board showed."""
    found = own_case(request, case)
    attachments = Attachment.objects.select_related("stored").filter(
        demonstration__case=found, demonstration__public_id=demonstration
    )
    kept = get_object_or_404(attachments, pk=attachment)
    return give_file(kept.stored, kept.filename)


def _attached(form: ShownForm) -> list[Attached]:
    file = form.cleaned_data["file"]
    if not file:
        return []
    return [Attached(words=form.cleaned_data["file_words"], content=file.read(), filename=file.name or "file")]
