"""Writing a notice: the trust, the step, the care that it concerns, and then what it says, kept as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from inspections.core_services import services_on
from inspections.enforcing import issuing
from inspections.enforcing.powers import Power, powers, powers_for
from inspections.models import Inspection, Notice
from inspections.pages.seeing import demonstration_shown, refuse_in, say_refused
from inspections.report_pages.notice_forms import NoticeForm, grounds_of, places_of, rows_of, words_of
from inspections.report_pages.notices import notice_of
from inspections.states.notice import NoticeState
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.organisations.models import Trust
from oversight.organisations.sites import sites_of
from oversight.returns.refusals import Refused

_MOST_TRUSTS = 30


@require_safe
@access(Action.ENFORCE)
def choose(request: HttpRequest) -> HttpResponse:
    """Find the trust that a new notice is for; with one chosen, the powers by which it can be given."""
    asked = request.GET.get("q", "").strip()
    found = Trust.objects.none()
    if asked:
        named = Trust.objects.filter(name__icontains=asked) | Trust.objects.filter(code__iexact=asked)
        found = named.filter(is_demonstration=demonstration_shown(request)).order_by("name", "code")
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


@require_safe
@access(Action.ENFORCE)
def choose_care(request: HttpRequest, code: str, power: str) -> HttpResponse:
    """Ask which sites a notice concerns that follows no inspection, and with these chosen, which of their services.

    ``?draft=`` is the draft to go back to, ``?place=`` what was chosen before.
    """
    trust = get_object_or_404(Trust, code=code)
    known = _power(power)
    today = clock.today()
    draft = notice_of(request, request.GET["draft"]) if request.GET.get("draft") else None
    if draft is not None and draft.trust_id != trust.pk:
        raise Http404
    sites = list(sites_of(trust, today))
    before = request.GET.getlist("place")
    asked = set(request.GET.getlist("site"))
    chosen = sites if len(sites) == 1 else [site for site in sites if site.code in asked]
    return render(
        request,
        "inspections/report/notice_care.html.jinja",
        {
            "trust": trust,
            "power": known,
            "draft": draft,
            "sites": sites,
            "sites_before": {place.partition("|")[0] for place in before},
            "chosen": chosen,
            "services": services_on(today),
            "before": before,
            "onward": reverse("notices:revise", args=[draft.reference])
            if draft
            else reverse("notices:new", args=[trust.code, known.code]),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.ENFORCE)
def new_notice(request: HttpRequest, code: str, power: str) -> HttpResponse:
    """Ask for what the notice says, and keep it as a draft."""
    trust = get_object_or_404(Trust, code=code)
    known = _power(power)
    inspection = _inspection_asked(request, trust)
    if inspection is None and request.method != "POST" and "place" not in request.GET:
        return redirect("notices:choose_care", code, power)
    places = request.GET.getlist("place")
    form = NoticeForm(
        request.POST or None,
        power=known,
        grounds=grounds_of(trust, inspection, clock.today(), places=places),
        on=clock.today(),
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
            "further_care": "" if inspection else _choosing(trust, known, places),
        },
    )


_FIELDS = {"no_text": "reasons", "area": "areas", "lacking": "closed"}


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.ENFORCE)
def revise(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a draft anew; ``?place=`` adds services to those that it names."""
    notice = notice_of(request, reference)
    if notice.state != NoticeState.DRAFT:
        say_refused(request, Refused("moved_on", "It is no draft any more and stays as it is."))
        return redirect("notices:notice", reference)
    power = powers()[notice.legal_basis]
    places = [*places_of(notice), *request.GET.getlist("place")]
    form = NoticeForm(
        request.POST or None,
        power=power,
        grounds=grounds_of(notice.trust, notice.inspection, clock.today(), places=places),
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
            "further_care": "" if notice.inspection else _choosing(notice.trust, power, places, draft=notice),
        },
    )


def _choosing(trust: Trust, power: Power, places: Sequence[str], *, draft: Notice | None = None) -> str:
    """Return the address where other services are chosen, with those chosen so far."""
    asked = [("place", place) for place in places if place]
    if draft is not None:
        asked.append(("draft", draft.reference))
    return f"{reverse('notices:choose_care', args=[trust.code, power.code])}?{urlencode(asked)}"


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
