"""Who belongs to a group, the agreements under which they share, and the log of who shared what with whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from inspections.pages.seeing import refuse_in
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.organisations.models import Body
from oversight.returns.refusals import Refused
from oversight.wording import write_iso
from ratings.surveillance.logs import LogEntry, log_of
from ratings.surveillance.membership import seat_of, take_seat, usual_seat
from ratings.surveillance.memoranda import end_memorandum, memoranda_of, record_memorandum
from workspaces.surveillance.forms import EndForm, MemorandumForm, SeatForm, write_day
from workspaces.surveillance.group_pages import about
from workspaces.surveillance.seeing import own_group
from workspaces.trust_desk.downloads import csv_attachment

_ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SURVEY_QUALITY)
def members(request: HttpRequest, code: str) -> HttpResponse:
    """List the members; POST says from which organisation the person comes."""
    group, me = own_group(request, code), person_of(request)
    form = SeatForm(request.POST or None, initial={"organisation": seat_of(me, group) or usual_seat(me, clock.today())})
    if request.method == "POST" and form.is_valid():
        try:
            take_seat(group=group, organisation=form.cleaned_data["organisation"], by=me, now=clock.now())
        except Refused as refused:
            refuse_in(form, refused, no_text="organisation")
        else:
            messages.success(request, "It stands beside your name from now on.")
            return redirect("oversee:group_members", group.code)
    return render(
        request,
        "workspaces/surveillance/members.html.jinja",
        {**about(request, group), "form": form, "errors": bool(form.errors)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SURVEY_QUALITY)
def agreements(request: HttpRequest, code: str) -> HttpResponse:
    """List the agreements to share; POST puts one on record."""
    group = own_group(request, code)
    form = MemorandumForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_memorandum(group=group, by=person_of(request), now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            refuse_in(
                form,
                refused,
                no_title="title",
                no_parties="parties",
                no_where="where",
                not_yet="agreed_on",
                too_early="review_on",
            )
        else:
            messages.success(request, "The agreement is on record. Members can share under it.")
            return redirect("oversee:group_agreements", group.code)
    return render(
        request,
        "workspaces/surveillance/agreements.html.jinja",
        {**about(request, group), "memoranda": memoranda_of(group), "form": form, "errors": bool(form.errors)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SURVEY_QUALITY)
def agreement_end(request: HttpRequest, code: str, item: UUID) -> HttpResponse:
    """Ask from when and why an agreement holds no more; POST ends it."""
    group = own_group(request, code)
    found = memoranda_of(group).filter(public_id=item).first()
    if found is None:
        raise Http404
    form = EndForm(request.POST or None, initial={"ended_on": write_day(clock.today())})
    if request.method == "POST" and form.is_valid():
        try:
            end_memorandum(memorandum=found, by=person_of(request), now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            refuse_in(form, refused, no_text="reason", too_early="ended_on")
        else:
            messages.success(request, "It is recorded that the agreement holds no more.")
            return redirect("oversee:group_agreements", group.code)
    return render(
        request,
        "workspaces/surveillance/agreement_end.html.jinja",
        {**about(request, group), "memorandum": found, "form": form, "errors": bool(form.errors)},
    )


@require_safe
@access(Action.SURVEY_QUALITY)
def log(request: HttpRequest, code: str) -> HttpResponse:
    """Show who shared what with whom and who opened it, of what the person may see."""
    group = own_group(request, code)
    page = Paginator(_entries(request, group), _ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "workspaces/surveillance/log.html.jinja", {**about(request, group), "page": page})


@require_safe
@access(Action.SURVEY_QUALITY)
def log_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    """Give the log, all pages of it, as CSV: without the words."""
    group = own_group(request, code)
    return csv_attachment(_rows(_entries(request, group)), f"shared-{group.code}.csv")


def _entries(request: HttpRequest, group: Body) -> list[LogEntry]:
    return log_of(group, reader=person_of(request), on=clock.today())


def _rows(entries: Sequence[LogEntry]) -> Iterator[Sequence[object]]:
    yield ["When", "What", "Intelligence", "Trust code", "Who", "From", "With whom", "Of", "Agreement"]
    for one in entries:
        shared = one.deed == "Shared"
        yield [
            write_iso(one.at),
            str(one.deed),
            str(one.intelligence.public_id),
            one.intelligence.trust.code,
            str(one.who),
            one.organisation or None,
            (str(one.reader) if one.reader else "the whole group") if shared else None,
            one.reader_organisation or None,
            one.memorandum.title if one.memorandum else None,
        ]
