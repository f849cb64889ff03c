"""The first page: find a hospital by name, town or postcode."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.finding import PostcodeAsked, find, postcode_asked
from oversight.organisations.models import Site
from oversight.organisations.page_names import as_written_on_a_page
from oversight.organisations.search_index import Found, What
from publication.record import Releases
from publication.release_pages import worlds

LONGEST_QUERY = 100
MOST_FOUND = 20


@dataclass(frozen=True)
class WorldFound:
    """What one world has for the query, and its newest and next release."""

    demonstration: bool
    found: list[Found]
    releases: Releases

    @property
    def hospitals(self) -> list[Found]:
        """The hospitals found, best first."""
        return [each for each in self.found if each.what is What.HOSPITAL]

    @property
    def trusts(self) -> list[Found]:
        """The trusts found, best first."""
        return [each for each in self.found if each.what is What.TRUST]


@access(PUBLIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, or invite to; real and invented organisations are found apart and listed apart."""
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_QUERY]
    shown = [
        WorldFound(
            world.demonstration,
            find(query, demonstration=world.demonstration, on=clock.today(), limit=MOST_FOUND) if query else [],
            world.releases,
        )
        for world in worlds()
    ]
    request.shows_real_organisations = any(not world.demonstration for world in shown)  # type: ignore[attr-defined]
    response = render(
        request,
        "publication/home.html.jinja",
        {
            "title": "Find a hospital",
            "query": query,
            "unknown_postcode": _unknown(postcode_asked(query)) if query else "",
            "asked": "q" in request.GET,
            "examples": _examples(shown),
            "worlds": shown,
            "count": sum(len(world.found) for world in shown),
        },
    )
    patch_cache_control(response, no_cache=True, **({"private": True} if request.user.is_authenticated else {}))
    return response


def _unknown(asked: PostcodeAsked | None) -> str:
    """Return the postcode that was asked for and that the directory does not have; blank where there is none such."""
    return str(asked.postcode) if asked is not None and asked.is_known is False else ""


def _examples(shown: list[WorldFound]) -> str:
    """Return what one could search for: well-known places, or, where all is invented, places of that country."""
    if any(not world.demonstration for world in shown):
        return "St George's, Leeds or SW17 0QT"
    invented = Site.objects.filter(is_demonstration=True, is_hospital=True, closed_on__isnull=True).exclude(town="")
    first = invented.exclude(postcode="").order_by("code").first()
    if first is None:
        return "St George's, Leeds or SW17 0QT"
    return f"{first.shown_name}, {as_written_on_a_page(first.town)} or {first.postcode}"
