"""What the head of a public page tells other programs: a preview for messages and networks, and schema.org markup.

A view passes what these return to ``publication.pages.answer`` as ``social``: lines for the head, safe as they are.
Addresses are absolute, from ``SITE_ADDRESS``, so that whoever keeps a page keeps these too, from whichever host it
came. The markup is a block of data (JSON-LD), which a browser does not run and the content policy lets pass.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from oversight.organisations.models import Body, Site, Trust
from publication.figures import StaffingFigures
from publication.models import Release
from publication.place_pages.belonging import hospitals_on
from publication.rating_grids import ShownRating
from publication.rating_summaries import HospitalRatings, TrustRatings
from publication.record import Releases
from publication.release_kinds import release_kind
from publication.released_rows import ShownHospital
from publication.sharing.facts import hospital_rows, rating_fact, staffing_fact, trust_figures, with_figures
from publication.sharing.schema import Thing, absolute, hospital_thing, release_thing, trail_thing, trust_thing
from publication.special_measures.answers import Panel

Trail = Sequence[tuple[str, str]]
FIRST = ("Find a hospital", "/")


@dataclass(frozen=True)
class Described:
    """What a preview shows, each address absolute; ``image`` is blank where the page has none."""

    title: str
    description: str
    address: str
    image: str = ""
    image_says: str = ""
    things: tuple[Thing, ...] = ()

    @property
    def markup(self) -> SafeString:
        """The things as JSON-LD: nothing in it can end the element that it stands in."""
        graph = json.dumps({"@context": "https://schema.org", "@graph": list(self.things)}, ensure_ascii=False)
        for character, written in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
            graph = graph.replace(character, written)
        return mark_safe(graph)  # noqa: S308  (JSON, with what is markup in HTML written as escapes)


def described_hospital(
    site: Site,
    *,
    releases: Releases,
    release: Release | None = None,
    ratings: HospitalRatings | None = None,
    special_measures: Panel | None = None,
    trust: Trust | None = None,
    path: str | None = None,
    shown: Sequence[ShownHospital] | None = None,
) -> SafeString:
    """Return the head of a hospital's page. path: of the view that is shown, where it is not the hospital's own.

    shown: the hospital's rows in the release, by a page that has read them already.
    """
    rating = ratings.grid.overall if ratings is not None and ratings.grid is not None else None
    rows = hospital_rows(site.code, releases, release) if shown is None else with_figures(shown)
    facts = _facts(rating, ratings is not None, release, rows[0].figures if len(rows) == 1 else None, special_measures)
    thing = hospital_thing(site, trust=trust, rating=rating, rated_by=rated_by(rating, site.is_demonstration))
    image = reverse("public:hospital_preview", args=[site.code])
    return _of_place(site, reverse("public:hospital", args=[site.code]), path, facts, image, thing)


def described_trust(
    record: Trust,
    *,
    releases: Releases,
    release: Release | None = None,
    ratings: TrustRatings | None = None,
    special_measures: Panel | None = None,
    path: str | None = None,
) -> SafeString:
    """Return the head of a trust's page. path: of the view that is shown, where it is not the trust's own."""
    rating = ratings.grid.overall if ratings is not None and ratings.grid is not None else None
    figures = trust_figures(record.code, releases, release)
    facts = _facts(rating, ratings is not None, release, figures, special_measures)
    hospitals = ratings.hospitals if ratings is not None else hospitals_on(record, None)
    thing = trust_thing(record, hospitals=hospitals, rating=rating, rated_by=rated_by(rating, record.is_demonstration))
    image = reverse("public:trust_preview", args=[record.code])
    return _of_place(record, reverse("public:trust", args=[record.code]), path, facts, image, thing)


def described_release(release: Release, *, levels: Sequence[str]) -> SafeString:
    """Return the head of a release's page: a dataset with its files, one for each level."""
    name = release_kind(release.kind).name
    title = f"{name}, {release.period_label}"
    description = f"{name} of hospitals in England, {release.period_label}: every figure with its files."
    if release.demonstration:
        description = f"{name} of invented hospitals, {release.period_label}: every figure with its files."
    path = reverse("public:release", args=[release.reference])
    thing = release_thing(release, name=title, description=description, levels=levels)
    trail = trail_thing([FIRST, ("Releases", reverse("public:releases"))], title)
    return head_of(Described(title, description, absolute(path), things=(thing, *([trail] if trail else []))))


def described_page(title: str, description: str, path: str, trail: Trail = (FIRST,)) -> SafeString:
    """Return the head of any other page: its title, description and address, and the way to it."""
    way = trail_thing(trail, title)
    return head_of(Described(title, description, absolute(path), things=(way,) if way else ()))


def head_of(described: Described) -> SafeString:
    """Return the lines for the head of a page."""
    return mark_safe(  # noqa: S308  (a template of ours, which escapes)
        render_to_string("publication/sharing/head.html.jinja", {"described": described}, using="jinja2")
    )


def rated_by(rating: ShownRating | None, demonstration: bool) -> str:
    """Return the name of the body that rated: the regulator of the day, blank where none is on record."""
    if rating is None:
        return ""
    bodies = Body.objects.on(rating.row.published_on).filter(role=Body.Role.REGULATOR).order_by("code")
    fitting = [body for body in bodies if demonstration or not body.is_demonstration]
    # Of the demonstration its own stands before a real one.
    fitting.sort(key=lambda body: not body.is_demonstration)
    return fitting[0].name if fitting else ""


def _facts(
    rating: ShownRating | None,
    shows_ratings: bool,
    release: Release | None,
    figures: StaffingFigures | None,
    special_measures: Panel | None,
) -> list[str]:
    said = [rating_fact(rating)] if shows_ratings else []
    if special_measures is not None and special_measures.is_in:
        said.append("In special measures.")
    said.append(staffing_fact(release, figures))
    return [each for each in said if each]


def _of_place(
    place: Site | Trust, own: str, path: str | None, facts: Sequence[str], image: str, thing: Thing
) -> SafeString:
    invented = "Invented, for a demonstration. " if place.is_demonstration else ""
    name = place.shown_name
    description = invented + (" ".join(facts) or f"What is published about {name}.")
    trail = trail_thing([FIRST], name)
    return head_of(
        Described(
            name,
            description,
            absolute(path or own),
            image=absolute(image),
            image_says=f"{name}. {description}",
            things=(thing, *([trail] if trail else [])),
        )
    )
