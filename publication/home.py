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
from publication.models import Release
from publication.record import Releases
from publication.release_kinds import release_kind
from publication.release_pages import worlds

LONGEST_QUERY = 100
MOST_FOUND = 20


@dataclass(frozen=True)
class NewestFigures:
    """The newest and the next release of one kind."""

    name: str
    latest: Release | None
    upcoming: Release | None


@dataclass(frozen=True)
class WorldFound:
    """What one world has for the query, and its releases of each kind."""

    demonstration: bool
    found: list[Found]
    every_kind: list[Releases]

    @property
    def hospitals(self) -> list[Found]:
        """The hospitals found, best first."""
        return [each for each in self.found if each.what is What.HOSPITAL]

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than is listed."""
        return len(self.found) >= MOST_FOUND

    @property
    def is_nearest_first(self) -> bool:
        """Whether what was found is the hospitals near a postcode: there are always more, further away."""
        return bool(self.found) and all(each.distance for each in self.found)

    @property
    def newest(self) -> list[NewestFigures]:
        """What came out last of each kind and what comes next, of the kinds that have either."""
        told = (NewestFigures(release_kind(of.kind).name, of.latest, of.upcoming) for of in self.every_kind)
        return [each for each in told if each.latest or each.upcoming]

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
            world.every_kind,
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
            "longest": str(LONGEST_QUERY),
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
