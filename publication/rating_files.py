"""The addresses of the files of ratings and of their descriptions."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Site, Trust
from publication.csv_answers import description_answer, file_answer
from publication.place_pages.belonging import hospitals_on
from publication.rating_csv import described, lines, written
from publication.rating_record import RatingRecord


@access(PUBLIC)
@require_safe
def hospital_ratings_csv(request: HttpRequest, code: str, described_only: bool = False) -> HttpResponse:
    """Give out every rating of a hospital."""
    site = Site.objects.filter(code=code).first()
    if site is None:
        raise Http404("There is no such file.")
    return _answer(
        request,
        RatingRecord(locations=[site.code], now=clock.now()),
        address=reverse("public:hospital_ratings_csv", args=[code]),
        title=f"Ratings of {site.shown_name}",
        name=f"ratings-{code}",
        described_only=described_only,
        demonstration=site.is_demonstration,
    )


@access(PUBLIC)
@require_safe
def trust_ratings_csv(request: HttpRequest, code: str, described_only: bool = False) -> HttpResponse:
    """Give out every rating of a trust and of the hospitals that it has today."""
    trust = Trust.objects.filter(code=code).first()
    if trust is None:
        raise Http404("There is no such file.")
    sites = [site.code for site in hospitals_on(trust, None)]
    return _answer(
        request,
        RatingRecord(locations=sites, provider=trust.code, now=clock.now()),
        address=reverse("public:trust_ratings_csv", args=[code]),
        title=f"Ratings of {trust.shown_name}",
        name=f"ratings-{code}",
        described_only=described_only,
        demonstration=trust.is_demonstration,
    )


def _answer(
    request: HttpRequest,
    record: RatingRecord,
    *,
    address: str,
    title: str,
    name: str,
    described_only: bool,
    demonstration: bool,
) -> HttpResponse:
    if described_only:
        content = described(address=request.build_absolute_uri(address), title=title)
        return description_answer(content, demonstration=demonstration)
    return file_answer(request, written(lines(record)), name=name, demonstration=demonstration)
