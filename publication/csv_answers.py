"""Answers with a CSV file and with its description as CSV on the Web, kept by caches as long as nothing changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from oversight import clock
from publication.csv_files import LICENCE
from publication.csv_lines import Kind
from publication.models import Release

_LINES_AT_ONCE = 500
LineT = TypeVar("LineT", contravariant=True)
R = TypeVar("R", bound=HttpResponseBase)


class CsvColumn(Protocol[LineT]):
    """A column of a file: its name, type and meaning, and how its cell is written."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def description(self) -> str: ...
    @property
    def may_hold_codes(self) -> bool: ...
    def write(self, line: LineT, /) -> str:
        """Return the cell of a line."""


def csv_pieces(lines: Iterable[LineT], columns: Sequence[CsvColumn[LineT]]) -> Iterator[str]:
    """Yield a file's text piece by piece: the header row, then the lines, each ended by CR and LF."""
    piece = io.StringIO(newline="")
    writer = csv.writer(piece, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for place, line in enumerate(lines, start=1):
        writer.writerow([column.write(line) for column in columns])
        if place % _LINES_AT_ONCE == 0:
            yield piece.getvalue()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue()


def csv_description(
    columns: Sequence[CsvColumn[Any]],
    codes: Sequence[str],
    *,
    address: str,
    title: str,
    version: str,
    modified: str | None = None,
) -> dict[str, Any]:
    """Return the description of a file as CSV on the Web asks for it (W3C, Metadata Vocabulary for Tabular Data)."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": address,
        "dc:title": title,
        "dc:license": {"@id": LICENCE},
        **({"dc:modified": modified} if modified else {}),
        "schema:version": version,
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": [_described(column, codes) for column in columns]},
    }


def file_answer(request: HttpRequest, pieces: Iterable[str], *, name: str, demonstration: bool) -> HttpResponseBase:
    """Answer with a file of the name, and say where its description is."""
    response = StreamingHttpResponse(
        (piece.encode() for piece in pieces), content_type="text/csv; charset=utf-8; header=present"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    address = request.build_absolute_uri(f"{request.path}-metadata.json")
    response["Link"] = f'<{address}>; rel="describedby"; type="application/csvm+json"'
    return _kept_by_everyone(response, demonstration)


def description_answer(content: dict[str, Any], *, demonstration: bool) -> HttpResponseBase:
    """Answer with a file's description."""
    response = JsonResponse(content, json_dumps_params={"indent": 2}, content_type="application/csvm+json")
    return _kept_by_everyone(response, demonstration)


def modified_on(release: Release) -> str | None:
    """Return the day on which a release went out, as descriptions have it."""
    return clock.london_date(release.published_at).isoformat() if release.published_at else None


def _described(column: CsvColumn[Any], codes: Sequence[str]) -> dict[str, Any]:
    # An empty cell of a text column is an empty text; of any other column it is no value.
    null = [*codes] if column.may_hold_codes else [] if column.kind is Kind.TEXT else [""]
    return {
        "name": column.name,
        "titles": [column.name, column.title],
        "dc:description": column.description,
        "datatype": column.kind.value,
        **({"null": null} if null else {}),
    }


def _kept_by_everyone(response: R, demonstration: bool) -> R:
    response["Cache-Control"] = "public, no-cache"
    if demonstration:
        response["X-Robots-Tag"] = "noindex"
    return response
