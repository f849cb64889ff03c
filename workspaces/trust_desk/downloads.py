"""Files that a page gives out: named, never shown inside the page, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from oversight.csv_cells import inert

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS_AT_ONCE = 500


def attachment(content: bytes, filename: str, *, content_type: str) -> HttpResponse:
    """Return bytes as a file to save, which no browser takes for a page."""
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


def csv_attachment(rows: Iterable[Sequence[object]], filename: str) -> StreamingHttpResponse:
    """Return rows, the heading first, as a CSV file in UTF-8: None is blank, and no text can start a formula."""
    answer = StreamingHttpResponse(csv_bytes(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


def csv_bytes(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield a CSV file by RFC 4180 in pieces; a byte order mark lets spreadsheet programs know UTF-8."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    written.write("\ufeff")
    for number, row in enumerate(rows, start=1):
        writer.writerow([_cell(value) for value in row])
        if number % _ROWS_AT_ONCE == 0:
            yield _taken(written)
    yield _taken(written)


def _cell(value: object) -> object:
    if value is None:
        return ""
    return inert(value) if isinstance(value, str) else value


def _taken(written: io.StringIO) -> bytes:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode("utf-8")
