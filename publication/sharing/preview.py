"""The picture that messages and networks show beside the address of a place: PNG, 1200 by 630."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.jinja import SERVICE_NAME
from oversight.organisations.models import Site, Trust
from oversight.typesetting import picture_of_template
from oversight.wording import write_date
from publication.found_by_code import of_hospital, of_trust
from publication.sharing.facts import staffing_fact
from publication.sharing.kept_files import kept_file
from publication.sharing.place import PlaceNow
from publication.sharing.schema import absolute

_TEMPLATE = "typesetting/preview.typ"
_PIXELS_PER_INCH = 144
# A preview is made from it by programs of others, which keep it as long as they like.
_KEPT_FOR_SECONDS = 300


@access(PUBLIC)
@require_safe
@of_hospital
def hospital_preview(request: HttpRequest, site: Site) -> HttpResponse:
    """Give out the picture of a hospital."""
    return _answer(request, PlaceNow(site, clock.now()))


@access(PUBLIC)
@require_safe
@of_trust
def trust_preview(request: HttpRequest, trust: Trust) -> HttpResponse:
    """Give out the picture of a trust."""
    return _answer(request, PlaceNow(trust, clock.now()))


def words_of(place: PlaceNow) -> dict[str, object]:
    """Return what the picture says: the rating with its symbol, its day, special measures and staffing."""
    rating = place.rating
    lines = []
    if rating is not None:
        lines.append(f"Inspectors' overall rating, {write_date(rating.row.published_on)}")
    if place.special_measures is not None and place.special_measures.is_in:
        lines.append("In special measures")
    staffing = staffing_fact(place.release, place.figures)
    lines += [staffing] if staffing else []
    shape = {"code": rating.code, "word": rating.label} if rating is not None else {"code": "none", "word": ""}
    return {
        "name": place.name,
        "service": SERVICE_NAME,
        "invented": place.invented,
        "symbol": render_to_string("publication/sharing/symbol.svg.jinja", shape, using="jinja2").strip(),
        "colour": COLOURS.get(shape["code"], COLOURS["none"]),
        "word": rating.label if rating is not None else "No overall rating published",
        "lines": lines,
        "address": absolute(place.path).partition("://")[2],
    }


# As on the page and the badge; the shape and the word say the same without them.
COLOURS = {
    "outstanding": "#005eb8",
    "good": "#007f3b",
    "requires_improvement": "#b35900",
    "inadequate": "#d5281b",
    "none": "#4c6272",
}


def picture(words: dict[str, object]) -> bytes:
    """Return the picture that says the words."""
    return picture_of_template(_TEMPLATE, words, pixels_per_inch=_PIXELS_PER_INCH)


def _answer(request: HttpRequest, place: PlaceNow) -> HttpResponse:
    words = words_of(place)
    return kept_file(
        request,
        key=("preview", sorted(words.items())),
        make=lambda: picture(words),
        content_type="image/png",
        invented=place.invented,
        max_age=_KEPT_FOR_SECONDS,
    )
