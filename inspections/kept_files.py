"""Files that a trust sends beside its words: kept once, and given out again to keep, never to show as a page."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from oversight.returns.models import StoredFile
from oversight.returns.receiving import keep_bytes
from oversight.returns.refusals import Refused
from oversight.wording import write_file_size

LARGEST_FILE = 20 * 1024 * 1024


def limit_in_words() -> str:
    """Return how large a file beside an answer may be, such as 20 MB."""
    return write_file_size(LARGEST_FILE).replace(".0 ", " ")


def keep_file(content: bytes, *, now: datetime) -> StoredFile:
    """Store the bytes under their hash, once, in the caller's transaction; return the file without its bytes.

    Refused: ``too_large``; ``replaced`` for a file whose bytes were taken out because they held personal data.
    """
    if len(content) > LARGEST_FILE:
        raise Refused("too_large", f"A file beside an answer has at most {limit_in_words()}.")
    sha256 = hashlib.sha256(content).hexdigest()
    keep_bytes(sha256, content, now=now)
    return StoredFile.objects.defer("content").get(pk=sha256)


def give_file(stored: StoredFile | None, filename: str) -> HttpResponse:
    """Return the file as an attachment of no particular type; one that is not there, or no longer, is not found."""
    if stored is None or stored.content is None:
        raise Http404
    answer = HttpResponse(bytes(stored.content), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
