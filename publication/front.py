"""Whole answers kept for readers of whom nothing is known: one question to the database and one to the cache.

At a release all its readers come at once; what they see is the same for each of them. The key holds the stamp of the
record (``public_changes``), so an answer is never older than what has been committed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from oversight import clock
from publication import page_cache
from publication.public_changes import public_stamp

_OF_BOTH = ("ETag", "Last-Modified", "Cache-Control", "Vary", "X-Robots-Tag")


def kept_in_front(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep a public view's answers; a reader who is signed in, and an address with a question in it, go past this."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.META.get("QUERY_STRING") or not page_cache.is_stranger(request):
            return view(request, *args, **kwargs)
        key = page_cache.key_of("front", request.path, public_stamp(clock.now()), settings.DEMONSTRATION)
        kept = page_cache.found(key)
        if isinstance(kept, tuple):
            return _again(request, *kept)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.streaming:
            page_cache.keep(key, (response.content, dict(response.headers)))
        return response

    return answer


def _again(request: HttpRequest, content: bytes, headers: dict[str, str]) -> HttpResponse:
    """Return a kept answer, or "not modified" to who holds it already."""
    if headers.get("ETag") in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
        return HttpResponseNotModified(headers={name: headers[name] for name in _OF_BOTH if name in headers})
    return HttpResponse(content, headers=headers)
