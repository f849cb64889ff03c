"""Answering programs: the same for everybody, from the record or from what was kept of it, as JSON or for people.

An answer holds nothing of who asks: no session is looked at, and scripts of any site may read it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import resolve, reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from publication import page_cache
from publication.api import browsing
from publication.api.asking import path_of, read_question
from publication.api.problems import MEDIA_TYPE, Kind, Problem, not_found
from publication.api.resources import Resource
from publication.cqc_shape.limits import AsOften
from publication.licence import LICENCE
from publication.public_changes import public_stamp

JSON, HTML = "application/json", "text/html"
METHODS = "GET, HEAD, OPTIONS"
# Long enough that a program which asks for everything again at once is answered from near by; short against a release.
FRESH_FOR_SECONDS = 60
_LARGEST_KEPT = 1_000_000
_FOR_EVERY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
}
_BEFORE_ASKING = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


_OTHER_PAGES = (("next", "next"), ("previous", "prev"))


@dataclass(frozen=True)
class Kept:
    """An answer as it is kept: its bytes, and the addresses of the list's other pages by how they relate to it."""

    content: bytes
    pages: Mapping[str, str]


def view_of(resource: Resource, *, demonstration: bool) -> Callable[..., HttpResponse]:
    """Return the view of a resource of real or of invented organisations."""

    def told(request: HttpRequest, **path: Any) -> HttpResponse:
        now = clock.now()
        asked = read_question(request, resource.parameters, demonstration=demonstration, now=now, path=path)
        key = page_cache.key_of("api", asked.root, request.path, sorted(request.GET.items()), public_stamp(now))
        kept = page_cache.found(key) if resource.kept else None
        if isinstance(kept, Kept):
            return _answered(request, resource, kept, demonstration)
        made = resource.write(asked)
        answer = Kept(_written(made), {relation: made[name] for name, relation in _OTHER_PAGES if made.get(name)})
        if resource.kept and len(answer.content) <= _LARGEST_KEPT:
            page_cache.keep(key, answer)
        return _answered(request, resource, answer, demonstration)

    return open_to_all(told, resource.name)


def open_to_all(told: Callable[..., HttpResponse], name: str) -> Callable[..., HttpResponse]:
    """Return a view that lets everybody read as often as the limits have it, and tells problems as problems."""

    @access(PUBLIC)
    @csrf_exempt
    def view(request: HttpRequest, **path: Any) -> HttpResponse:
        try:
            if request.method == "OPTIONS":
                response = HttpResponse(status=204, headers={"Allow": METHODS, **_BEFORE_ASKING})
            else:
                _permit(request)
                response = told(request, **path)
        except Http404 as missing:
            response = _told_of(request, not_found(str(missing)))
        except Problem as problem:
            response = _told_of(request, problem)
        for header, value in _FOR_EVERY_SITE.items():
            response[header] = value
        if not _wants_page(request):
            # The log asks who is signed in; the answer doesn't depend on it, so no cache needs to tell readers apart.
            request.session.accessed = False
        return response

    view.__name__ = view.__qualname__ = name
    return view


def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Say that there is no such address; one that lacks its last stroke is led to the one that is meant."""
    whole = f"{request.path}/"
    if resolve(whole).url_name != "api_nothing":
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{whole}?{query}" if query else whole)
    raise not_found("There is no such address here. All addresses are listed in the description of the interface.")


def plain(request: HttpRequest, content: Any, media_type: str) -> HttpResponse:
    """Return something of the interface that is no resource, such as its description."""
    return _tagged(request, HttpResponse(_written(content), content_type=media_type))


def _permit(request: HttpRequest) -> None:
    if request.method not in ("GET", "HEAD"):
        raise Problem(Kind.NOT_ALLOWED, f"{request.method} is not known here.", headers={"Allow": METHODS})
    limit = AsOften()
    if not limit.allow_request(request, None):
        wait = max(1, ceil(limit.wait() or 1))
        detail = f"Ask again in {wait} seconds. {limit.words}"
        raise Problem(Kind.TOO_MANY, detail, headers={"Retry-After": str(wait)})


def _written(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _answered(request: HttpRequest, resource: Resource, answer: Kept, demonstration: bool) -> HttpResponse:
    if _wants_page(request):
        response = browsing.page_of(request, resource, json.loads(answer.content), demonstration=demonstration)
        patch_vary_headers(response, ["Accept"])
        response["X-Robots-Tag"] = "noindex"
        return response
    response = _tagged(request, HttpResponse(answer.content, content_type=JSON))
    response["Link"] = _links(answer, demonstration)
    if demonstration:
        response["X-Robots-Tag"] = "noindex"
    return response


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Say how an answer may be kept; it is not sent again to who holds it."""
    tag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if page_cache.holds(request, tag):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={FRESH_FOR_SECONDS}"
    patch_vary_headers(response, ["Accept"])
    return response


def _links(answer: Kept, demonstration: bool) -> str:
    described = path_of("api_description", demonstration=demonstration)
    links = [("license", LICENCE), ("service-desc", described), ("service-doc", reverse("public:api"))]
    return ", ".join(f'<{address}>; rel="{relation}"' for relation, address in [*links, *answer.pages.items()])


def _told_of(request: HttpRequest, problem: Problem) -> HttpResponse:
    told = problem.told(request.build_absolute_uri(reverse("public:api")))
    if _wants_page(request):
        response = browsing.page_of_problem(request, told)
    else:
        response = HttpResponse(json.dumps(told, ensure_ascii=False), status=problem.kind.status)
        response["Content-Type"] = MEDIA_TYPE
    for header, value in problem.headers.items():
        response[header] = value
    patch_vary_headers(response, ["Accept"])
    response["Cache-Control"] = "no-store"
    return response


def _wants_page(request: HttpRequest) -> bool:
    """Whether a person asks with a browser; whoever doesn't say is a program."""
    return request.get_preferred_type([JSON, HTML]) == HTML
