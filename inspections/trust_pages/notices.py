"""A notice for the trust: what must improve by when, its answers, and its representations."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from inspections.enforcing.answering import answer_notice, make_representation
from inspections.kept_files import LARGEST_FILE, give_file
from inspections.models import Notice, NoticeAnswer
from inspections.notice_wording import said_of
from inspections.pages.seeing import refuse_in
from inspections.states.notice import IN_FORCE, NoticeState
from inspections.trust_pages.forms import NoticeAnswerForm, RepresentationForm
from inspections.trust_pages.seeing import may_here, shown_notices
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.organisations.working_days import working_days_between
from oversight.returns.refusals import Refused
from oversight.returns.uploads import takes_files, was_too_large
from oversight.wording import write_date


@require_safe
@access(Action.SEE_INSPECTIONS)
def notice(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a notice with what the trust answered and what was decided."""
    found = _notice(request, reference)
    return render(
        request,
        "inspections/trust/notice.html.jinja",
        {**_about(request, found), **said_of(found, today=clock.today())},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(largest=LARGEST_FILE)
@access(Action.SEE_INSPECTIONS, post=Action.SEND_ANSWER)
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask what the trust is doing, on the notice or on one requirement, and send it."""
    found = _notice(request, reference)
    requirements = {str(each.position): each for each in found.requirements.all()}
    form = NoticeAnswerForm(
        request.POST or None,
        request.FILES or None,
        requirements=[
            (position, f"Requirement {position}, by {write_date(each.due_on)}")
            for position, each in requirements.items()
        ],
        too_large=was_too_large(request),
        initial={"on": request.GET.get("on", "0")},
    )
    if request.method == "POST" and form.is_valid():
        filename, content = form.file_sent()
        try:
            answer_notice(
                notice=found,
                requirement=requirements.get(form.cleaned_data["on"]),
                text=form.cleaned_data["text"],
                answer_id=form.cleaned_data["save_id"],
                filename=filename,
                content=content,
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="text", too_large="file", replaced="file")
        else:
            messages.success(request, "The answer is sent. The regulator sees it.")
            return redirect("trust_inspections:notice", reference)
    return _asked(request, "notice_answer", found, form)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_INSPECTIONS, post=Action.SEND_ANSWER)
def represent(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask what the trust has to say against the notice, and send it while there is time."""
    found = _notice(request, reference)
    if found.representations_until is None:
        raise Http404
    form = RepresentationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            make_representation(
                notice=found,
                text=form.cleaned_data["text"],
                representation_id=form.cleaned_data["save_id"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="text")
        else:
            messages.success(request, "The representations are sent. You see the decision here.")
            return redirect("trust_inspections:notice", reference)
    return _asked(request, "represent", found, form)


@require_safe
@access(Action.SEE_INSPECTIONS)
def answer_file(request: HttpRequest, reference: str, answer: UUID) -> HttpResponse:
    """Give a file that the trust sent with an answer."""
    found = _notice(request, reference)
    sent = get_object_or_404(NoticeAnswer.objects.select_related("stored"), notice=found, answer_id=answer)
    return give_file(sent.stored, sent.filename)


def _notice(request: HttpRequest, reference: str) -> Notice:
    """Return a notice that was issued to the person's trust; any other is not found."""
    found = shown_notices(request).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def _about(request: HttpRequest, found: Notice) -> dict[str, object]:
    until = found.representations_until
    now = clock.now()
    in_force = NoticeState(found.state) in IN_FORCE
    return {
        "notice": found,
        "trust": found.trust,
        "in_force": in_force,
        "may_send": may_here(request, Action.SEND_ANSWER, found.trust),
        "may_represent": in_force and until is not None and now <= until,
        "days_left": working_days_between(clock.today(), london_date(until)) if until else 0,
    }


def _asked(request: HttpRequest, page: str, found: Notice, form: NoticeAnswerForm | RepresentationForm) -> HttpResponse:
    return render(
        request,
        f"inspections/trust/{page}.html.jinja",
        {**_about(request, found), "form": form, "errors": bool(form.errors)},
    )
