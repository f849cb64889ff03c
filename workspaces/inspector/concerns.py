"""The list of concerns, for inspectors: what waits, for how long, by what is asked of it; and the same as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.concerns.following import place_in_words
from complaints.concerns.models import Concern, Route, Urgency
from complaints.concerns.states import ConcernState
from complaints.concerns.themes import Theme
from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.wording import write_iso
from workspaces.inspector.concern_filters import ConcernFilters, waits_days
from workspaces.inspector.world import world_of
from workspaces.trust_desk.downloads import csv_attachment

_ON_A_PAGE = 30


@dataclass(frozen=True)
class ShownConcern:
    """A concern as the list shows it, without a word of what was told."""

    concern: Concern
    place: str
    theme: str
    state: ConcernState
    urgency: Urgency | None
    waits: int | None


def shown(concern: Concern, *, today: date) -> ShownConcern:
    """Return a concern as lists show it: by the place that was found, else as it was told."""
    theme = concern.theme or concern.told_theme
    return ShownConcern(
        concern,
        _place(concern),
        Theme(theme).label if theme else "",
        ConcernState(concern.state),
        Urgency(concern.urgency) if concern.urgency else None,
        waits_days(concern, today),
    )


def _place(concern: Concern) -> str:
    if concern.trust is None:
        return place_in_words(concern) if concern.told_trust else "No place found yet"
    named = concern.site.shown_name if concern.site else concern.trust.shown_name
    return f"{concern.ward.name}, {named}" if concern.ward else named


@require_safe
@access(Action.HANDLE_CONCERNS)
def concerns(request: HttpRequest) -> HttpResponse:
    """Show the concerns, what is urgent first and then the oldest."""
    world = world_of(request)
    filters = ConcernFilters(request.GET, world=world)
    today = clock.today()
    page = Paginator(filters.concerns().annotate(photo_count=Count("photos")), _ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "workspaces/inspect/concerns.html.jinja",
        {
            "world": world,
            "filters": filters,
            "page": page,
            "concerns": [shown(each, today=today) for each in page.object_list],
        },
    )


@require_safe
@access(Action.HANDLE_CONCERNS)
def concerns_csv(request: HttpRequest) -> HttpResponseBase:
    """Give the concerns that the list shows, all pages of them, as CSV: what was found, and no word that was told."""
    filters = ConcernFilters(request.GET, world=world_of(request))
    today = clock.today()
    return csv_attachment(_rows([shown(each, today=today) for each in filters.concerns()]), "concerns.csv")


def _rows(listed: Sequence[ShownConcern]) -> Iterator[Sequence[object]]:
    yield [
        "Concern",
        "Received",
        "From",
        "Trust code",
        "Trust",
        "Site code",
        "Ward",
        "Theme",
        "Urgency",
        "Safeguarding",
        "State",
        "State since",
        "Waits (days)",
        "Joined with",
    ]
    for each in listed:
        concern = each.concern
        main = getattr(concern, "joined_to", None)
        yield [
            str(concern.public_id),
            write_iso(concern.received_on),
            "staff" if concern.route == Route.STAFF else "public",
            concern.trust.code if concern.trust else None,
            concern.trust.shown_name if concern.trust else None,
            concern.site.code if concern.site else None,
            concern.ward.name if concern.ward else None,
            concern.theme or None,
            concern.urgency or None,
            {True: "yes", False: "no", None: None}[concern.safeguarding],
            concern.state,
            write_iso(concern.state_at),
            each.waits,
            str(main.main.public_id) if main else None,
        ]
