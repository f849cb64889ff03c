"""The addresses of the published files and of their descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Site, Trust
from publication.complaints.csv_files import release_file
from publication.csv_files import described, hospitals_of_release, trusts_of_release, wards_of_release, written
from publication.csv_lines import FileRow, Level
from publication.models import Release, ReleasedHospital, ReleasedTrust, ReleasedWard
from publication.pages import chosen_release
from publication.periods import COMPLAINTS, SAFETY
from publication.record import Releases
from publication.safety_measures.csv_files import release_file as safety_file
from publication.ward_pages import months_of_ward

T = TypeVar("T")
R = TypeVar("R", bound=HttpResponseBase)

_OF_A_LEVEL = {Level.HOSPITAL: hospitals_of_release, Level.TRUST: trusts_of_release, Level.WARD: wards_of_release}


@access(PUBLIC)
@require_safe
def hospital_csv(request: HttpRequest, code: str, period: str, described_only: bool = False) -> HttpResponseBase:
    """Give out a hospital's wards of a month."""
    site = _found(Site.objects.filter(code=code).first())
    releases = Releases(demonstration=site.is_demonstration)
    release = _found(chosen_release(request, releases, period, None))
    _found(ReleasedHospital.objects.filter(release=release, code=code).first())
    title = f"Ward staffing at {site.name}, {release.period}"
    if described_only:
        return _description(request, Level.WARD, reverse("public:hospital_csv", args=[code, period]), title, release)
    rows = wards_of_release(release, releases.marks(release), hospital_code=code)
    return _file(request, rows, Level.WARD, f"{release.reference}-{code}", releases)


@access(PUBLIC)
@require_safe
def trust_csv(request: HttpRequest, code: str, period: str, described_only: bool = False) -> HttpResponseBase:
    """Give out a trust's wards of a month."""
    trust = _found(Trust.objects.filter(code=code).first())
    releases = Releases(demonstration=trust.is_demonstration)
    release = _found(chosen_release(request, releases, period, None))
    _found(ReleasedTrust.objects.filter(release=release, code=code).first())
    title = f"Ward staffing of {trust.name}, {release.period}"
    if described_only:
        return _description(request, Level.WARD, reverse("public:trust_csv", args=[code, period]), title, release)
    rows = wards_of_release(release, releases.marks(release), trust_code=code)
    return _file(request, rows, Level.WARD, f"{release.reference}-{code}", releases)


@access(PUBLIC)
@require_safe
def ward_csv(request: HttpRequest, ward_id: UUID, described_only: bool = False) -> HttpResponseBase:
    """Give out a ward's published months, the newest first."""
    known = _found(ReleasedWard.objects.filter(ward_id=ward_id).select_related("release").first())
    releases = Releases(demonstration=known.release.demonstration)
    if described_only:
        return _description(
            request, Level.WARD, reverse("public:ward_csv", args=[ward_id]), f"Ward staffing on {known.name}", None
        )
    rows = (
        FileRow(
            month.release,
            month.ward.row.hospital.trust,
            month.ward.row.hospital,
            month.ward.row,
            month.ward.mark,
            month.ward.explanation_mark,
        )
        for month in months_of_ward(ward_id, releases)
    )
    return _file(request, rows, Level.WARD, f"ward-{ward_id}", releases)


@access(PUBLIC)
@require_safe
def release_csv(request: HttpRequest, reference: str, level: str, described_only: bool = False) -> HttpResponseBase:
    """Give out all wards, hospitals or trusts of a release; of complaints its trusts, hospitals or lessons."""
    release = _found(Release.objects.filter(reference=reference, published_at__isnull=False).first())
    if release.kind == COMPLAINTS:
        return release_file(request, release, level, described_only=described_only)
    if release.kind == SAFETY:
        return safety_file(request, release, level, described_only=described_only)
    if level not in set(Level):
        raise Http404("There is no such file.")
    releases = Releases(demonstration=release.demonstration)
    of = Level(level)
    title = f"{release.title}: every {of.value}"
    if described_only:
        return _description(request, of, reverse("public:release_csv", args=[reference, level]), title, release)
    rows = _OF_A_LEVEL[of](release, releases.marks(release))
    return _file(request, rows, of, f"{release.reference}-{of.value}s", releases)


def _found(thing: T | None) -> T:
    if thing is None:
        raise Http404("There is no such file.")
    return thing


def _file(
    request: HttpRequest, rows: Iterator[FileRow], level: Level, name: str, releases: Releases
) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        (piece.encode() for piece in written(rows, level)), content_type="text/csv; charset=utf-8; header=present"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    address = request.build_absolute_uri(f"{request.path}-metadata.json{query}")
    response["Link"] = f'<{address}>; rel="describedby"; type="application/csvm+json"'
    return _kept_by_everyone(response, releases.demonstration)


def _description(request: HttpRequest, level: Level, address: str, title: str, release: Release | None) -> HttpResponse:
    published = release.published_at if release else None
    content = described(
        level,
        address=request.build_absolute_uri(address),
        title=title,
        modified=clock.london_date(published).isoformat() if published else None,
    )
    response = JsonResponse(content, json_dumps_params={"indent": 2}, content_type="application/csvm+json")
    return _kept_by_everyone(response, bool(release and release.demonstration))


def _kept_by_everyone(response: R, demonstration: bool) -> R:
    response["Cache-Control"] = "public, no-cache"
    if demonstration:
        response["X-Robots-Tag"] = "noindex"
    return response
