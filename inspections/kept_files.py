"""Files that people sent beside their words, given out again: to keep, never to show as a page."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from oversight.returns.models import StoredFile


def give_file(stored: StoredFile | None, filename: str) -> HttpResponse:
    """Return the file as an attachment of no particular type; one that is not there, or no longer, is not found."""
    if stored is None or stored.content is None:
        raise Http404
    answer = HttpResponse(bytes(stored.content), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
