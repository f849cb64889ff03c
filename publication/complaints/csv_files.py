"""The published files of complaints: CSV by RFC 4180 in UTF-8 with one header row, each with its description (CSVW)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Trust
from publication.complaints.csv_columns import FORMAT_VERSION, Level, Line, columns_of
from publication.complaints.models import ReleasedComplaintsHospital, ReleasedComplaintsTrust, ReleasedLesson
from publication.complaints.record import TrustComplaints
from publication.complaints.told import NoNumber
from publication.csv_answers import description_answer, file_answer, modified_on
from publication.csv_writing import cells_of, csv_description, csv_text
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
    if described_only:
        address = request.build_absolute_uri(reverse("public:trust_complaints_csv", args=[record.code]))
        content = described(Level.TRUST, address=address, title=f"Complaints about {record.name}")
        return description_answer(content, demonstration=record.is_demonstration)
    lines = (Line(each.release, each.row, mark=each.mark) for each in periods)
    text = written(lines, Level.TRUST)
    return file_answer(request, text, name=f"complaints-{record.code}", demonstration=record.is_demonstration)


def release_file(request: HttpRequest, release: Release, level: str, *, described_only: bool) -> HttpResponse:
    """Give out all trusts, hospitals or lessons of a release of complaints, or the description of the file."""
    if level not in set(Level):
        raise Http404("There is no such file.")
    of = Level(level)
    if described_only:
        address = request.build_absolute_uri(reverse("public:release_csv", args=[release.reference, level]))
        title = f"{release.title}: every {level}"
        content = described(of, address=address, title=title, modified=modified_on(release))
        return description_answer(content, demonstration=release.demonstration)
    text = written(LINES_OF[of](release, Releases.marks(release)), of)
    return file_answer(request, text, name=f"{release.reference}-{level}s", demonstration=release.demonstration)


def written(lines: Iterable[Line], level: Level) -> str:
    """Return a file's text: the header row, then the lines."""
    columns = columns_of(level)
    return csv_text(columns, cells_of(lines, columns))


def described(level: Level, *, address: str, title: str, modified: str | None = None) -> dict[str, Any]:
    """Return the description of a file."""
    codes = [each.value for each in NoNumber]
    return csv_description(
        columns_of(level), codes, address=address, title=title, version=FORMAT_VERSION, modified=modified
    )
