"""The published figures of ward staffing for programs: the same lines as the files, as JSON, a page at a time.

A number is a JSON number. Where there is none the value is null, and ``missing`` says why by the column's name: blank,
zero, not applicable, not submitted and suppressed stay five things.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from oversight.accounts.access import PUBLIC, access
from publication.announcing import KIND
from publication.csv_columns import columns_of, line
from publication.csv_files import hospitals_of_release, trusts_of_release, wards_of_release
from publication.csv_lines import FileColumn, FileRow, Kind, Level
from publication.figures import Missing
from publication.models import Release
from publication.record import Releases

_LINES = {Level.WARD: wards_of_release, Level.HOSPITAL: hospitals_of_release, Level.TRUST: trusts_of_release}
_CODES = {missing.value: missing for missing in Missing}


class Pages(PageNumberPagination):
    """A hundred at a time unless fewer or more, up to a thousand, are asked for with ``per_page``."""

    page_size = 100
    page_size_query_param = "per_page"
    max_page_size = 1_000


class OpenView(APIView):
    """Open to everybody, and the same for everybody: it looks at no session."""

    authentication_classes = ()
    permission_classes = ()


@access(PUBLIC)
class ReleaseList(OpenView):
    """Every release that was published, the newest month first."""

    def get(self, request: Request) -> Response:
        """Answer with a page of releases; ``demonstration=true`` asks for the invented ones."""
        releases = Releases(demonstration=request.query_params.get("demonstration") == "true")
        pages = Pages()
        shown = pages.paginate_queryset(releases.published, request, view=self)
        return pages.get_paginated_response([_release(each, releases, request) for each in shown or []])


@access(PUBLIC)
class ReleaseLines(OpenView):
    """Every ward, hospital or trust of one release."""

    def get(self, request: Request, reference: str, level: str) -> Response:
        """Answer with a page of lines, in the order of the files."""
        release = Release.objects.filter(reference=reference, kind=KIND, published_at__isnull=False).first()
        if release is None or level not in set(Level):
            raise Http404("There is no such release, or nothing of that kind in it.")
        lines = list(_LINES[Level(level)](release, Releases.marks(release)))
        pages = Pages()
        shown = pages.paginate_queryset(lines, request, view=self)
        columns = columns_of(Level(level))
        return pages.get_paginated_response([_line(each, columns) for each in shown or []])


def _release(release: Release, releases: Releases, request: Request) -> dict[str, Any]:
    newer = releases.superseding(release)
    return {
        "release": release.reference,
        "period": release.period,
        "number": release.number,
        "title": release.title,
        "state": release.state,
        "provisional": release.provisional,
        "published_at": release.published_at,
        "superseded_by": newer.reference if newer else None,
        "demonstration": release.demonstration,
        **{
            f"{level}s": reverse("public:api_lines", args=[release.reference, level.value], request=request)
            for level in Level
        },
    }


def _line(row: FileRow, columns: list[FileColumn]) -> dict[str, Any]:
    """Return a line by column; what is missing is null here and named in ``missing``."""
    told: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for column, cell in zip(columns, line(row, columns), strict=True):
        code = _CODES.get(cell) if column.may_hold_codes else None
        if code is not None:
            told[column.name] = None
            missing[column.name] = code.label
        else:
            told[column.name] = _value(cell, column.kind)
    return {**told, "missing": missing}


def _value(cell: str, kind: Kind) -> str | int | float | bool | None:
    if not cell and kind is not Kind.TEXT:
        return None
    match kind:
        case Kind.DECIMAL:
            return float(cell)
        case Kind.WHOLE:
            return int(cell)
        case Kind.YES_NO:
            return cell == "true"
        case _:
            return cell
