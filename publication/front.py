"""Whole answers kept for readers of whom nothing is known: one question to the database and one to the cache.

At a release all its readers come at once; what they see is the same for each of them. The key holds the stamp of the
record (``public_changes``), so an answer is never older than what has been committed. It is kept packed as browsers
take it, too, so that nobody waits for the packing.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from oversight import clock
from publication import page_cache
from publication.public_changes import public_stamp

# As the framework's own packing asks.
_TAKES_GZIP = re.compile(r"\bgzip\b")
_OF_BOTH = ("ETag", "Last-Modified", "Cache-Control", "Vary", "X-Robots-Tag")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that is the same for every stranger: its key, its content, and the content packed."""

    key: str
    content: bytes
    packed: bytes


def front_key(request: HttpRequest) -> str:
    """Return the key of the answer to a stranger, which changes with the record."""
    return page_cache.key_of("front", request.path, public_stamp(clock.now()), settings.DEMONSTRATION)


def kept_in_front(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep a public view's answers; a reader who is signed in, and an address with a question in it, go past this."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.META.get("QUERY_STRING") or not page_cache.is_stranger(request):
            return view(request, *args, **kwargs)
        key = front_key(request)
        kept = page_cache.found(key)
        if isinstance(kept, tuple):
            content, packed, headers = kept
            return again(request, KeptAnswer(key, content, packed), headers)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.streaming:
            patch_vary_headers(response, ["Accept-Encoding"])
            packed = gzip.compress(response.content, compresslevel=6, mtime=0)
            page_cache.keep(key, (response.content, packed, dict(response.headers)))
            response.kept_answer = KeptAnswer(key, response.content, packed)  # type: ignore[attr-defined]
        return response

    return answer


def again(request: HttpRequest, kept: KeptAnswer, headers: Mapping[str, str]) -> HttpResponse:
    """Return a kept answer, packed for who takes it so, or "not modified" to who holds it already."""
    if "ETag" in headers and page_cache.holds(request, headers["ETag"]):
        return HttpResponseNotModified(headers={name: headers[name] for name in _OF_BOTH if name in headers})
    if _TAKES_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        response = HttpResponse(kept.packed, headers={**headers, "Content-Encoding": "gzip"})
    else:
        response = HttpResponse(kept.content, headers=headers)
    response["Content-Length"] = str(len(response.content))
    response.kept_answer = kept  # type: ignore[attr-defined]
    return response
