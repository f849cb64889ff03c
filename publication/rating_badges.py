"""The badge: the latest overall rating as a picture for a trust's own site, which brings itself up to date."""

from __future__ import annotations

import hashlib
import textwrap
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from inspections.models import RatingLevel
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Site, Trust
from oversight.wording import write_date
from publication import page_cache
from publication.place_pages.known_on import by_day, reading
from publication.rating_grids import ShownRating, shown
from publication.rating_record import RatingRecord

# Short, since the page that shows it belongs to somebody else: a new rating is there within minutes.
KEPT_FOR_SECONDS = 300
_LETTERS_OF_A_LINE = 36


@dataclass(frozen=True)
class Badge:
    """What the picture says; ``rating`` is None where no overall rating stands."""

    name: str
    rating: ShownRating | None
    # Where the rating is explained, without the scheme, as it is written in the picture.
    address: str
    invented: bool
    # The day as known on which it is drawn; None for a badge that keeps itself up to date.
    day: date | None = None

    @property
    def word(self) -> str:
        """The rating's word, or that there is none."""
        return self.rating.label if self.rating else "No rating published"

    @property
    def code(self) -> str:
        """The rating's code, for its symbol."""
        return self.rating.code if self.rating else "none"

    @property
    def lines(self) -> list[str]:
        """The name on one line or two."""
        return textwrap.wrap(self.name, _LETTERS_OF_A_LINE, max_lines=2, placeholder=" ...")

    @property
    def sentence(self) -> str:
        """All that it says, for whoever does not see it."""
        when = f", rated {write_date(self.rating.row.published_on)}" if self.rating else ""
        invented = " Demonstration: it is invented." if self.invented else ""
        return f"Inspection rating of {self.name}: {self.word}{when}.{self.as_known}{invented}"

    @property
    def as_known(self) -> str:
        """What a badge of the past says of itself, so that nobody takes it for the rating of today; else nothing."""
        return f" As known on {write_date(self.day)}." if self.day else ""


def badge_of(organisation: Site | Trust, request: HttpRequest) -> Badge:
    """Return the badge of a hospital or a trust, with the overall rating that stands now or stood on the day asked for.

    ``NoSuchDay``: the address asks for what is no day of the past.
    """
    known = reading(request)
    if isinstance(organisation, Site):
        record = RatingRecord(locations=[organisation.code], now=known.moment)
        row = record.find(RatingLevel.LOCATION, location=organisation.code)
        page = reverse("public:hospital", args=[organisation.code])
    else:
        record = RatingRecord(provider=organisation.code, now=known.moment)
        row = record.find(RatingLevel.TRUST)
        page = reverse("public:trust", args=[organisation.code])
    return Badge(
        organisation.shown_name,
        shown(record, row) if row is not None else None,
        f"{request.get_host()}{page}",
        organisation.is_demonstration,
        known.day,
    )


@access(PUBLIC)
@require_safe
@by_day
def hospital_badge(request: HttpRequest, code: str) -> HttpResponse:
    """Give out a hospital's badge."""
    return _picture(request, Site.objects.filter(code=code.upper()).first())


@access(PUBLIC)
@require_safe
@by_day
def trust_badge(request: HttpRequest, code: str) -> HttpResponse:
    """Give out a trust's badge."""
    return _picture(request, Trust.objects.filter(code=code.upper()).first())


def _picture(request: HttpRequest, organisation: Site | Trust | None) -> HttpResponse:
    if organisation is None:
        raise Http404("No organisation has this code.")
    badge = badge_of(organisation, request)
    told = (page_cache.template_version(), badge.sentence, badge.address)
    tag = f'W/"{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"'
    response: HttpResponse
    if page_cache.holds(request, tag):
        response = HttpResponseNotModified()
    else:
        drawing = render_to_string("publication/rating_badge.svg.jinja", {"badge": badge}, using="jinja2")
        response = HttpResponse(drawing, content_type="image/svg+xml; charset=utf-8")
    response["ETag"] = tag
    # It is made to be shown on pages of other sites.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if badge.invented:
        response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, public=True, max_age=KEPT_FOR_SECONDS)
    return response
