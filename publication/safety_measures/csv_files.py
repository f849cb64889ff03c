"""The published files of the safety measures: every trust's or hospital's newest figure by each measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from publication.csv_answers import description_answer, modified_on, streamed_answer
from publication.csv_writing import cells_of, csv_description, csv_pieces, csv_text
from publication.figures import Missing
from publication.models import Release
from publication.record import Marks, Releases
from publication.safety_measures.csv_columns import FORMAT_VERSION, Level, Line, columns_of, period_of
from publication.safety_measures.models import ReleasedFigure, ReleasedHospitalMeasure, ReleasedMeasure
from publication.safety_measures.reading import withdrawn_figures
from publication.safety_measures.releases import figure_subject
from publication.safety_measures.sections import sections

_AT_ONCE = 2_000


def rows_of_release(level: Level, release: Release) -> QuerySet[ReleasedFigure]:
    """Return the figures on pages of a release, without series: by trust, hospital where there is one, and measure."""
    on_pages = [code for section in sections() for code in section.measures]
    rows: QuerySet[Any]
    if level is Level.TRUST:
        rows = ReleasedMeasure.objects.select_related("trust").order_by("trust__code", "measure")
    else:
        order = ("hospital__trust__code", "hospital__code", "measure")
        rows = ReleasedHospitalMeasure.objects.select_related("hospital__trust").order_by(*order)
    return rows.filter(release=release, measure__in=on_pages).defer("points")


def lines_of_rows(release: Release, marks: Marks, rows: Iterable[ReleasedFigure]) -> Iterator[Line]:
    """Yield the line of each of a release's rows; a withdrawn one with its mark."""
    withdrawn = withdrawn_figures(release)
    for row in rows:
        if isinstance(row, ReleasedMeasure):
            mark = marks.trust(row.trust.code) or withdrawn.get(_subject(row.trust.code, row))
            yield Line(release, row.trust, row, mark=mark)
        elif isinstance(row, ReleasedHospitalMeasure):
            hospital = row.hospital
            mark = marks.hospital(hospital.code, hospital.trust.code) or withdrawn.get(_subject(hospital.code, row))
            yield Line(release, hospital.trust, row, hospital, mark)


def trusts_of_release(release: Release, marks: Marks) -> Iterator[Line]:
    """Yield a line for each measure of each trust, by code and measure."""
    rows = rows_of_release(Level.TRUST, release).iterator(chunk_size=_AT_ONCE)
    yield from lines_of_rows(release, marks, rows)


def hospitals_of_release(release: Release, marks: Marks) -> Iterator[Line]:
    """Yield a line for each measure of each hospital, by trust, hospital and measure."""
    rows = rows_of_release(Level.HOSPITAL, release).iterator(chunk_size=_AT_ONCE)
    yield from lines_of_rows(release, marks, rows)


LINES_OF: Mapping[Level, Callable[[Release, Marks], Iterator[Line]]] = {
    Level.TRUST: trusts_of_release,
    Level.HOSPITAL: hospitals_of_release,
}


def written(lines: Iterable[Line], level: Level) -> str:
    """Return a file's text: the header row, then the lines."""
    columns = columns_of(level)
    return csv_text(columns, cells_of(lines, columns))


def described(level: Level, *, address: str, title: str, modified: str | None = None) -> dict[str, Any]:
    """Return the description of a file."""
    codes = [each.value for each in Missing]
    return csv_description(
        columns_of(level), codes, address=address, title=title, version=FORMAT_VERSION, modified=modified
    )


def release_file(request: HttpRequest, release: Release, level: str, *, described_only: bool) -> HttpResponseBase:
    """Give out all trusts or hospitals of a release of the safety measures, or the description of the file."""
    if level not in set(Level):
        raise Http404("There is no such file.")
    of = Level(level)
    if described_only:
        address = request.build_absolute_uri(reverse("public:release_csv", args=[release.reference, level]))
        title = f"{release.title}: every {level}"
        content = described(of, address=address, title=title, modified=modified_on(release))
        return description_answer(content, demonstration=release.demonstration)
    columns = columns_of(of)
    pieces = csv_pieces(columns, cells_of(LINES_OF[of](release, Releases.marks(release)), columns))
    return streamed_answer(request, pieces, name=f"{release.reference}-{level}s", demonstration=release.demonstration)


def _subject(code: str, row: ReleasedFigure) -> str:
    return figure_subject(code, row.measure, period_of(row))
