"""Notices for inspectors: what is open and how it ages, one notice with all that was said, and its draft."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspections.enforcing import issuing
from inspections.enforcing.ageing import age_of
from inspections.enforcing.open_steps import notices_visible_to, open_steps, times_of
from inspections.enforcing.powers import Power, powers, powers_for
from inspections.kept_files import give_file
from inspections.models import Inspection, Notice, NoticeAnswer
from inspections.notice_wording import said_of
from inspections.pages.seeing import may, refuse_in, say_refused
from inspections.report_pages.notice_forms import NoticeForm, grounds_of, rows_of, words_of
from inspections.states.notice import IN_FORCE, NoticeState
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.organisations.models import Trust
from oversight.returns.refusals import Refused

_ON_A_PAGE = 30
_MOST_TRUSTS = 30
_ENDED = (NoticeState.COMPLIED, NoticeState.LIFTED, NoticeState.CONCLUDED, NoticeState.WITHDRAWN)


@require_safe
@access(Action.ENFORCE)
def open_notices(request: HttpRequest) -> HttpResponse:
    """List the open notices, the most pressing first, and those that ended."""
    now, person = clock.now(), person_of(request)
    demonstration = _demonstration_shown(request)
    ended = (
        notices_visible_to(person, clock.today())
        .filter(state__in=[str(state) for state in _ENDED], trust__is_demonstration=demonstration)
        .select_related("trust")
        .order_by("-ended_at", "-pk")
    )
    steps = open_steps(person=person, now=now, demonstration=demonstration)
    return render(
        request,
        "inspections/report/notices.html.jinja",
        {
            "steps": steps,
            "overdue": sum(bool(step.age.days_overdue) for step in steps),
            "waiting": sum(step.waiting for step in steps),
            "page": Paginator(ended, _ON_A_PAGE).get_page(request.GET.get("page")),
            "demonstration_shown": demonstration,
        },
    )


@require_safe
@access(Action.ENFORCE)
def choose(request: HttpRequest) -> HttpResponse:
    """Find the trust that a new notice is for; with one chosen, the powers by which it can be given."""
    asked = request.GET.get("q", "").strip()
    found = Trust.objects.none()
    if asked:
        named = Trust.objects.filter(name__icontains=asked) | Trust.objects.filter(code__iexact=asked)
        found = named.filter(is_demonstration=_demonstration_shown(request)).order_by("name", "code")
    return render(
        request, "inspections/report/notice_choose.html.jinja", {"asked": asked, "trusts": found[:_MOST_TRUSTS]}
    )


@require_safe
@access(Action.ENFORCE)
def choose_power(request: HttpRequest, code: str) -> HttpResponse:
    """Offer the powers in force, each with its basis."""
    trust = get_object_or_404(Trust, code=code)
    today = clock.today()
    return render(
        request,
        "inspections/report/notice_power.html.jinja",
        {
            "trust": trust,
            "kinds": [(label, powers_for(kind, today)) for kind, label in Notice.Kind.choices],
            "inspection": _inspection_asked(request, trust),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.ENFORCE)
def new_notice(request: HttpRequest, code: str, power: str) -> HttpResponse:
    """Ask for what the notice says, and keep it as a draft."""
    trust = get_object_or_404(Trust, code=code)
    known = _power(power)
    inspection = _inspection_asked(request, trust)
    form = NoticeForm(
        request.POST or None, power=known, grounds=grounds_of(trust, inspection, clock.today()), on=clock.today()
    )
    if request.method == "POST" and form.is_valid():
        try:
            drafted = issuing.draft_notice(
                trust=trust,
                draft_id=form.cleaned_data["save_id"],
                content=form.content(),
                by=person_of(request),
                now=clock.now(),
                inspection=inspection,
            )
        except Refused as refused:
            refuse_in(form, refused, **_FIELDS)
        else:
            messages.success(request, "The draft is kept. The trust sees nothing of it until it is issued.")
            return redirect("notices:notice", drafted.reference)
    return render(
        request,
        "inspections/report/notice_form.html.jinja",
        {
            "trust": trust,
            "power": known,
            "form": form,
            "errors": bool(form.errors),
            "inspection": inspection,
            "notice": None,
        },
    )


_FIELDS = {"no_text": "reasons", "area": "areas", "lacking": "closed"}


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.ENFORCE)
def revise(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a draft anew."""
    notice = notice_of(request, reference)
    if notice.state != NoticeState.DRAFT:
        say_refused(request, Refused("moved_on", "It is no draft any more and stays as it is."))
        return redirect("notices:notice", reference)
    power = powers()[notice.legal_basis]
    form = NoticeForm(
        request.POST or None,
        power=power,
        grounds=grounds_of(notice.trust, notice.inspection, clock.today()),
        on=clock.today(),
        rows=rows_of(notice),
        initial=words_of(notice),
    )
    if request.method == "POST" and form.is_valid():
        try:
            issuing.revise_notice(notice=notice, content=form.content(), by=person_of(request), now=clock.now())
        except Refused as refused:
            refuse_in(form, refused, **{code: field for code, field in _FIELDS.items() if field in form.fields})
        else:
            messages.success(request, "The draft is kept.")
            return redirect("notices:notice", reference)
    return render(
        request,
        "inspections/report/notice_form.html.jinja",
        {
            "trust": notice.trust,
            "power": power,
            "form": form,
            "errors": bool(form.errors),
            "inspection": notice.inspection,
            "notice": notice,
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


def _power(code: str) -> Power:
    """Return a power that is in force today; any other is not found."""
    known = powers().get(code)
    if known is None or not known.in_force_on(clock.today()):
        raise Http404
    return known


def _inspection_asked(request: HttpRequest, trust: Trust) -> Inspection | None:
    """Return the inspection of the trust that the address names, if it names one."""
    asked = request.GET.get("inspection", "")
    return Inspection.objects.filter(trust=trust, reference=asked).first() if asked else None


def _demonstration_shown(request: HttpRequest) -> bool:
    asked = request.GET.get("trusts")
    return asked == "demonstration" if asked in ("real", "demonstration") else bool(settings.DEMONSTRATION)
