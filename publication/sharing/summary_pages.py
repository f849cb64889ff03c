"""The addresses of the one-page summaries."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.clock import london_date
from oversight.organisations.models import Site, Trust
from publication.found_by_code import of_hospital, of_trust
from publication.front import kept_in_front
from publication.sharing.kept_files import kept_file
from publication.sharing.place import PlaceNow
from publication.sharing.summary import summary_pdf, summary_words

# Asked again each time, as a page is: a paper that is printed today says what is true today.
_KEPT_FOR_SECONDS = 0


@access(PUBLIC)
@require_safe
@kept_in_front
@of_hospital
def hospital_summary(request: HttpRequest, site: Site) -> HttpResponse:
    """Give out a hospital's summary."""
    return _file(request, PlaceNow(site, clock.now()))


@access(PUBLIC)
@require_safe
@kept_in_front
@of_trust
def trust_summary(request: HttpRequest, trust: Trust) -> HttpResponse:
    """Give out a trust's summary."""
    return _file(request, PlaceNow(trust, clock.now()))


def _file(request: HttpRequest, place: PlaceNow) -> HttpResponse:
    words, today = summary_words(place), london_date(place.now)
    response = kept_file(
        request,
        key=("summary", today, sorted(words.items())),
        make=lambda: summary_pdf(words, today),
        content_type="application/pdf",
        invented=place.invented,
        max_age=_KEPT_FOR_SECONDS,
    )
    if response.status_code == 200:
        response["Content-Disposition"] = f'inline; filename="{place.organisation.code}-summary-{today}.pdf"'
    return response
