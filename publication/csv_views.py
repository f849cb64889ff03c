"""The addresses of the published files and of their descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Site, Trust
from publication.complaints.csv_files import release_file
from publication.csv_answers import description_answer, modified_on, query_of, streamed_answer
from publication.csv_files import described, hospitals_of_release, trusts_of_release, wards_of_release, written
from publication.csv_lines import FileRow, Level
from publication.models import Release, ReleasedHospital, ReleasedTrust, ReleasedWard
from publication.pages import chosen_release
from publication.periods import COMPLAINTS, SAFETY
from publication.record import Releases
from publication.safety_measures.csv_files import release_file as safety_file
from publication.ward_pages import months_of_ward

T = TypeVar("T")

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
) -> HttpResponseBase:
    return streamed_answer(
        request,
        written(rows, level),
        name=name,
        demonstration=releases.demonstration,
        # Of a period, the query can ask for another release than the newest.
        query=query_of(request),
    )


def _description(request: HttpRequest, level: Level, address: str, title: str, release: Release | None) -> HttpResponse:
    content = described(
        level,
        address=request.build_absolute_uri(address),
        title=title,
        modified=modified_on(release) if release else None,
    )
    return description_answer(content, demonstration=bool(release and release.demonstration))
