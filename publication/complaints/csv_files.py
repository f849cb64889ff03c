"""The published files of complaints: CSV by RFC 4180 in UTF-8 with one header row, each with its description (CSVW)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Trust
from publication.complaints.csv_columns import FORMAT_VERSION, Column, Level, Line, columns_of
from publication.complaints.models import ReleasedComplaintsHospital, ReleasedComplaintsTrust, ReleasedLesson
from publication.complaints.record import TrustComplaints
from publication.complaints.told import NoNumber
from publication.csv_files import LICENCE
from publication.csv_lines import Kind
from publication.found_by_code import of_trust
from publication.models import Release
from publication.periods import COMPLAINTS
from publication.record import Marks, Releases


def trusts_of_release(release: Release, marks: Marks) -> Iterator[Line]:
    """Yield a line for each trust of a release."""
    for row in ReleasedComplaintsTrust.objects.filter(release=release).order_by("code"):
        yield Line(release, row, mark=marks.trust(row.code))


def hospitals_of_release(release: Release, marks: Marks) -> Iterator[Line]:
    """Yield a line for each hospital of a release."""
    rows = ReleasedComplaintsHospital.objects.filter(release=release).select_related("trust")
    for row in rows.order_by("trust__code", "code"):
        yield Line(release, row.trust, row, mark=marks.hospital(row.code, row.trust.code))


def lessons_of_release(release: Release, marks: Marks) -> Iterator[Line]:
    """Yield a line for each lesson of a release; a withdrawn one has its mark in place of its words."""
    rows = ReleasedLesson.objects.filter(release=release).select_related("trust")
    for row in rows.order_by("trust__code", "number"):
        yield Line(release, row.trust, lesson=row, mark=marks.trust(row.trust.code) or marks.lesson(row.key))


LINES_OF = {Level.TRUST: trusts_of_release, Level.HOSPITAL: hospitals_of_release, Level.LESSON: lessons_of_release}


@access(PUBLIC)
@require_safe
@of_trust
def trust_complaints_csv(request: HttpRequest, record: Trust, described_only: bool = False) -> HttpResponse:
    """Give out every period of a trust as the newest releases have it, the newest first."""
    releases = Releases(demonstration=record.is_demonstration, kind=COMPLAINTS)
    periods = sorted(
        TrustComplaints(record.code, releases).by_period.values(), key=lambda each: each.period, reverse=True
    )
    if not periods:
        raise Http404("Nothing has been published of this trust's complaints.")
    address = reverse("public:trust_complaints_csv", args=[record.code])
    if described_only:
        return description(
            request, Level.TRUST, address, f"Complaints about {record.name}", None, record.is_demonstration
        )
    lines = (Line(each.release, each.row, mark=each.mark) for each in periods)
    return file(request, lines, Level.TRUST, f"complaints-{record.code}", record.is_demonstration)


def release_file(request: HttpRequest, release: Release, level: str, *, described_only: bool) -> HttpResponseBase:
    """Give out all trusts, hospitals or lessons of a release of complaints."""
    if level not in set(Level):
        raise Http404("There is no such file.")
    of = Level(level)
    if described_only:
        address = reverse("public:release_csv", args=[release.reference, level])
        return description(request, of, address, f"{release.title}: every {level}", release, release.demonstration)
    lines = LINES_OF[of](release, Releases.marks(release))
    return file(request, lines, of, f"{release.reference}-{level}s", release.demonstration)


def written(lines: Iterable[Line], level: Level) -> str:
    """Return a file's text: the header row, then the lines, each ended by CR and LF."""
    columns = columns_of(level)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([column.write(line) for column in columns] for line in lines)
    return text.getvalue()


def file(request: HttpRequest, lines: Iterable[Line], level: Level, name: str, demonstration: bool) -> HttpResponse:
    """Answer with a file, and say where its description is."""
    response = HttpResponse(written(lines, level), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    address = request.build_absolute_uri(f"{request.path}-metadata.json")
    response["Link"] = f'<{address}>; rel="describedby"; type="application/csvm+json"'
    return _kept_by_everyone(response, demonstration)


def description(
    request: HttpRequest, level: Level, address: str, title: str, release: Release | None, demonstration: bool
) -> HttpResponse:
    """Answer with a file's description as CSV on the Web asks for it."""
    published = release.published_at if release else None
    modified = clock.london_date(published).isoformat() if published else None
    content = described(level, address=request.build_absolute_uri(address), title=title, modified=modified)
    response = JsonResponse(content, json_dumps_params={"indent": 2}, content_type="application/csvm+json")
    return _kept_by_everyone(response, demonstration)


def described(level: Level, *, address: str, title: str, modified: str | None = None) -> dict[str, Any]:
    """Return the description of a file as CSV on the Web asks for it (W3C, Metadata Vocabulary for Tabular Data)."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": address,
        "dc:title": title,
        "dc:license": {"@id": LICENCE},
        **({"dc:modified": modified} if modified else {}),
        "schema:version": FORMAT_VERSION,
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": [_described(column) for column in columns_of(level)]},
    }


def _described(column: Column) -> dict[str, Any]:
    null = [each.value for each in NoNumber] if column.may_hold_codes else [] if column.kind is Kind.TEXT else [""]
    return {
        "name": column.name,
        "titles": [column.name, column.title],
        "dc:description": column.description,
        "datatype": column.kind.value,
        **({"null": null} if null else {}),
    }


def _kept_by_everyone(response: HttpResponse, demonstration: bool) -> HttpResponse:
    response["Cache-Control"] = "public, no-cache"
    if demonstration:
        response["X-Robots-Tag"] = "noindex"
    return response
