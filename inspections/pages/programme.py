"""The programme at a glance, the order in which trusts are to be inspected with the reasons, and its waves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from inspections import programme
from inspections.coverage import coverage
from inspections.due import DueTrust, due_trusts
from inspections.models import PoolMember, TeamMember, Wave
from inspections.pages.programme_forms import ProgrammeFilters, WaveForm
from inspections.pages.seeing import demonstration_shown, may, refuse_in
from inspections.pages.trust_signals import signals_of_trusts
from inspections.programme_board import Board, Entry, Standing, programme_board
from inspections.programme_settings import settings_on
from inspections.special_measures import special_measures_since
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused

_DUE_SHOWN = 10
_ON_A_PAGE = 50
# What is over is long after some years: this many of it stand under what is to do.
_OVER = frozenset({Standing.DONE, Standing.CANCELLED})
_OVER_SHOWN = 10


@dataclass(frozen=True)
class WaveProgress:
    """How far a wave has come: the inspections in it, and those that are published or cancelled."""

    wave: Wave
    planned: int
    under_way: int
    done: int
    overdue: int

    @property
    def all(self) -> int:
        """How many inspections the wave holds, without those that were cancelled."""
        return self.planned + self.under_way + self.done + self.overdue


@require_safe
@access(Action.GATHER_EVIDENCE)
def overview(request: HttpRequest) -> HttpResponse:
    """Show what is overdue, due soon, planned, under way and done, as far as the person may see it."""
    demonstration, today = demonstration_shown(request), clock.today()
    plans = may(request, Action.PLAN_INSPECTIONS)
    board = programme_board(person=person_of(request), on=today, demonstration=demonstration)
    waves = list(Wave.objects.filter(is_demonstration=demonstration)) if plans else []
    filters = ProgrammeFilters(request.GET, waves=waves)
    due = _due(demonstration) if plans else []
    unplanned = [each for each in due if each.planned is None and (each.is_overdue(today) or each.comes_up(today))]
    return render(
        request,
        "inspections/programme.html.jinja",
        {
            "plans": plans,
            "demonstration_shown": demonstration,
            "board": board,
            "counts": board.counts,
            "sections": _sections(board, filters, mine=_mine(request)),
            "query": urlencode(
                [("trusts", "demonstration" if demonstration else "real")]
                + [(name, value) for name, value in filters.cleaned_data.items() if value and name != "standing"]
            ),
            "filters": filters,
            "waves": [_progress(board, wave) for wave in waves],
            "unplanned": unplanned[:_DUE_SHOWN],
            "unplanned_count": len(unplanned),
            "coming_up_days": settings_on(today).coming_up_days,
            "today": today,
            "own_offer": PoolMember.objects.select_related("person").filter(person=person_of(request)).first(),
            "coverage": coverage(on=today, demonstration=demonstration) if plans else None,
        },
    )


@require_safe
@access(Action.PLAN_INSPECTIONS)
def order(request: HttpRequest) -> HttpResponse:
    """Show every trust in the order in which it is to be inspected, each with the reasons."""
    demonstration, today = demonstration_shown(request), clock.today()
    asked = request.GET.get("q", "").strip()
    ranked = list(enumerate(_due(demonstration), start=1))
    if asked:
        wanted = asked.casefold()
        ranked = [(n, one) for n, one in ranked if wanted in f"{one.trust.code} {one.trust.name}".casefold()]
    return render(
        request,
        "inspections/order.html.jinja",
        {
            "demonstration_shown": demonstration,
            "page": Paginator(ranked, _ON_A_PAGE).get_page(request.GET.get("page")),
            "asked": asked,
            "settings": settings_on(today),
            "today": today,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.PLAN_INSPECTIONS)
def new_wave(request: HttpRequest) -> HttpResponse:
    """Ask for a wave's name, aim and time, and add it to the programme."""
    demonstration = demonstration_shown(request)
    form = WaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            wave = programme.plan_wave(
                **form.cleaned_data, by=person_of(request), now=clock.now(), demonstration=demonstration
            )
        except Refused as refused:
            refuse_in(form, refused, known="name", no_name="name", dates="ends_on")
        else:
            messages.success(request, f"{wave.name} is in the programme.")
            return redirect("inspections:programme")
    return render(request, "inspections/wave.html.jinja", {"form": form, "errors": bool(form.errors)})


def _due(demonstration: bool) -> list[DueTrust]:
    today = clock.today()
    return due_trusts(
        on=today,
        demonstration=demonstration,
        signals=signals_of_trusts(demonstration=demonstration),
        special_measures=special_measures_since(today),
    )


_SECTIONS = (
    Standing.OVERDUE,
    Standing.DUE_SOON,
    Standing.UNDER_WAY,
    Standing.PLANNED,
    Standing.DONE,
    Standing.CANCELLED,
)


@dataclass(frozen=True)
class Section:
    """The inspections that stand in one way: those shown, and how many there are."""

    standing: Standing
    entries: tuple[Entry, ...]
    all: int


def _sections(board: Board, filters: ProgrammeFilters, *, mine: Collection[int]) -> list[Section]:
    """Return the sections in order of urgency; what is over the newest first, and the newest alone unless asked for."""
    sections = []
    for standing in _SECTIONS:
        entries = [entry for entry in board.of(standing) if filters.holds(entry, mine=mine)]
        if standing in _OVER:
            entries.reverse()
        shown = entries[:_OVER_SHOWN] if standing in _OVER and not filters.asked_standing else entries
        if entries:
            sections.append(Section(standing, tuple(shown), len(entries)))
    return sections


def _mine(request: HttpRequest) -> frozenset[int]:
    places = TeamMember.objects.on(clock.today()).filter(person=person_of(request))
    return frozenset(places.order_by().values_list("inspection_id", flat=True))


def _progress(board: Board, wave: Wave) -> WaveProgress:
    own = [entry.standing for entry in board.entries if entry.inspection.wave_id == wave.pk]
    return WaveProgress(
        wave,
        planned=own.count(Standing.PLANNED) + own.count(Standing.DUE_SOON),
        under_way=own.count(Standing.UNDER_WAY),
        done=own.count(Standing.DONE),
        overdue=own.count(Standing.OVERDUE),
    )
