"""Up to three hospitals or trusts side by side: chosen by name, town or postcode, or from places like the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight.accounts.access import PUBLIC, access
from oversight.clock import london_date
from oversight.organisations.finding import find
from oversight.organisations.search_index import Found
from oversight.wording import write_list
from publication.compare.peers import Peers, peers_of
from publication.compare.places import MOST, Chosen, chosen_places
from publication.compare.rows import parts_of
from publication.figures import Missing
from publication.home import LONGEST_QUERY
from publication.measure_pages.csv_files import description, file
from publication.measure_pages.readings import PublicMeasures
from publication.pages import answer
from publication.periods import COMPLAINTS, STAFFING
from publication.place_pages.known_on import KnownOn, by_day, reading
from publication.public_changes import public_stamp
from publication.rating_summaries import by_tag_alone
from publication.record import Releases
from publication.release_pages import worlds

MOST_FOUND = 10


@dataclass(frozen=True)
class FoundIn:
    """What one world has for a search: real places and invented ones are listed apart."""

    demonstration: bool
    found: Sequence[Found]


@access(PUBLIC)
@require_safe
@by_day
def compare(request: HttpRequest) -> HttpResponse:
    """Show the places of the address side by side, and how to choose others."""
    known = reading(request)
    chosen = chosen_places(request.GET.getlist("place"))
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_QUERY]
    group = request.GET.get("peers", "")
    invented = _is_invented(chosen)
    public = PublicMeasures(demonstration=invented, at=known.at)
    complaints = Releases(demonstration=invented, kind=COMPLAINTS, at=known.at)

    def told() -> Mapping[str, Any]:
        peers = _peers(chosen, known)
        return {
            "chosen": chosen,
            "known": known,
            "day": known.day.isoformat() if known.day else "",
            "query": query,
            "asked": "q" in request.GET,
            "found": _found(query, chosen, known) if query else [],
            "peers": peers,
            "group": next((each for each in peers if each.group.key == group), None),
            "parts": parts_of(chosen.places, public, complaints, known.moment) if chosen.places else [],
            "most": MOST,
            "missing": list(Missing),
        }

    names = write_list(place.name for place in chosen.places)
    return by_tag_alone(
        answer(
            request,
            public.of_kind[STAFFING],
            title=f"Compare {names}" if len(chosen.places) > 1 else "Compare hospitals or trusts",
            description="Up to three hospitals or trusts side by side: ratings, safety, staffing and complaints.",
            trail=[("Find a hospital", reverse("public:home"))],
            fragment="compare/compare.html.jinja",
            told=told,
            key=(
                "compare",
                [place.stamp for place in chosen.places],
                chosen.left_out,
                query,
                "q" in request.GET,
                group,
                known.day,
                # Everything that a comparison shows can change it: releases, ratings, decisions and the register.
                public_stamp(known.now),
            ),
        )
    )


@access(PUBLIC)
@require_safe
@by_day
def compare_csv(request: HttpRequest, described_only: bool = False) -> HttpResponse:
    """Give the comparison of the address as a file: a line for each figure of each place."""
    chosen = chosen_places(request.GET.getlist("place"))
    invented = _is_invented(chosen)
    if described_only:
        return description(request, reverse("public:compare_csv"), "Places side by side", invented)
    known = reading(request)
    public = PublicMeasures(demonstration=invented, at=known.at)
    complaints = Releases(demonstration=invented, kind=COMPLAINTS, at=known.at)
    parts = parts_of(chosen.places, public, complaints, known.moment) if chosen.places else []
    lines = [cell.line for part in parts for row in part.rows for cell in row.cells]
    return file(request, lines, "-".join(["compared", *chosen.codes]), invented)


def _is_invented(chosen: Chosen) -> bool:
    """Say which world the page is of: that of its first place, or of all that there is."""
    return chosen.first.is_invented if chosen.first else worlds()[0].demonstration


def _found(query: str, chosen: Chosen, known: KnownOn) -> list[FoundIn]:
    """Return the places that a search may mean: only those that can stand beside what is chosen."""
    first = chosen.first
    held = [first.is_invented] if first else [world.demonstration for world in worlds()]
    on = london_date(known.now)
    shown = []
    for demonstration in held:
        found = find(query, demonstration=demonstration, on=on, limit=MOST_FOUND * 2)
        fitting = [
            each for each in found if each.code not in chosen.codes and (first is None or each.what is first.what)
        ]
        shown.append(FoundIn(demonstration, fitting[:MOST_FOUND]))
    return [each for each in shown if each.found]


def _peers(chosen: Chosen, known: KnownOn) -> list[Peers]:
    if chosen.first is None or not chosen.may_grow:
        return []
    every = peers_of(chosen.first, on=london_date(known.now), at=known.at)
    kept = (
        Peers(each.group, tuple(place for place in each.places if place.code not in chosen.codes)) for each in every
    )
    return [each for each in kept if each.places]
