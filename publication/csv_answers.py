"""Answers with a CSV file and with its description, kept by caches as long as nothing changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from oversight import clock
from publication.models import Release

_CSV = "text/csv; charset=utf-8; header=present"
R = TypeVar("R", bound=HttpResponseBase)


def file_answer(request: HttpRequest, text: str, *, name: str, demonstration: bool, query: str = "") -> HttpResponse:
    """Answer with a file of the name, whole and so with a tag, and say where its description is.

    query: what chooses the file's lines at its address and stands at its description's too (``query_of``).
    """
    return _as_file(HttpResponse(text, content_type=_CSV), request, name, demonstration, query)


def streamed_answer(
    request: HttpRequest, pieces: Iterable[str], *, name: str, demonstration: bool, query: str = ""
) -> StreamingHttpResponse:
    """Answer as with a file, one that is too long to be held at once: piece by piece."""
    response = StreamingHttpResponse((piece.encode() for piece in pieces), content_type=_CSV)
    return _as_file(response, request, name, demonstration, query)


def description_answer(content: dict[str, Any], *, demonstration: bool) -> HttpResponse:
    """Answer with a file's description."""
    response = JsonResponse(content, json_dumps_params={"indent": 2}, content_type="application/csvm+json")
    return _kept_by_everyone(response, demonstration)


def query_of(request: HttpRequest) -> str:
    """Return the query of an address with its question mark; blank where it has none."""
    return f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""


def modified_on(release: Release) -> str | None:
    """Return the day on which a release went out, as descriptions have it."""
    return clock.london_date(release.published_at).isoformat() if release.published_at else None


def _as_file(response: R, request: HttpRequest, name: str, demonstration: bool, query: str) -> R:
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    address = request.build_absolute_uri(f"{request.path}-metadata.json{query}")
    response["Link"] = f'<{address}>; rel="describedby"; type="application/csvm+json"'
    return _kept_by_everyone(response, demonstration)


def _kept_by_everyone(response: R, demonstration: bool) -> R:
    response["Cache-Control"] = "public, no-cache"
    if demonstration:
        response["X-Robots-Tag"] = "noindex"
    return response
