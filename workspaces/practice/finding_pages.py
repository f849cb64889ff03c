"""Finding improvements that other trusts offer: by theme, with what the measure shows now and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.measures.defined import Theme
from ratings.plans.measured import Measured
from ratings.practice.finding import count_by_theme, offers_of
from ratings.practice.models import PracticeOffer
from ratings.practice.moved import has_moved, now_of
from ratings.rules.plan_progress import Verdict
from workspaces.practice.forms import ThemeForm
from workspaces.practice.seeing import offers_it, own_trusts, practice_world, seen_offer

_ON_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """An offer, with what its measure shows now."""

    offer: PracticeOffer
    now: Measured

    @property
    def still_moved(self) -> bool:
        """Whether the measure bears it out today."""
        return has_moved(self.now)

    @property
    def tag(self) -> tuple[str, str]:
        """How it stands today in words, and the colour that goes with them."""
        if self.still_moved:
            return "Still better", "green"
        words = {
            Verdict.WORSE: ("Worse since", "red"),
            Verdict.NOT_CHANGED: ("No longer better", "yellow"),
            Verdict.TOO_EARLY: ("Too early to say again", "grey"),
        }
        return words.get(self.now.progress.verdict, ("Not known today", "grey"))


@require_safe
@access(Action.SEE_PRACTICE)
def practice(request: HttpRequest) -> HttpResponse:
    """List the improvements that trusts offer, the newest first; of one theme where the address names it."""
    world = practice_world(request)
    counted = count_by_theme(demonstration=world.demonstration)
    form = ThemeForm(
        request.GET,
        themes=[(str(theme), f"{theme.label} ({count})") for theme, count in counted.items()],
    )
    theme = next((each for each in counted if str(each) == request.GET.get("theme")), None)
    offers = offers_of(demonstration=world.demonstration, theme=theme)
    page = Paginator(offers, _ON_A_PAGE).get_page(request.GET.get("page"))
    now = now_of(page.object_list, at=clock.now())
    return render(
        request,
        "workspaces/practice/practice.html.jinja",
        {
            "world": world,
            "form": form,
            "theme": theme,
            "has_any": bool(counted),
            "page": page,
            "shown": [ShownOffer(one, now[one.pk]) for one in page.object_list],
            "may_offer": bool(own_trusts(request)),
        },
    )


@require_safe
@access(Action.SEE_PRACTICE)
def offer(request: HttpRequest, offer: UUID) -> HttpResponse:
    """Show an offer: what was done, whom to ask, and the measure as it stands; of a withdrawn one its mark alone."""
    found = seen_offer(request, offer)
    shown = None if found.withdrawn_at else ShownOffer(found, now_of([found], at=clock.now())[found.pk])
    return render(
        request,
        "workspaces/practice/offer.html.jinja",
        {
            "offer": found,
            "shown": shown,
            "theme": Theme(shown.now.measure.theme) if shown else None,
            "own": offers_it(request, found),
        },
    )
