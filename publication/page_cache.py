"""The cache of the published pages: rendered from a release's rows, kept by release and by version of the templates.

A page is the same for everyone but for its frame (who is signed in), so its content is kept apart from it; for those
of whom the site knows nothing the frame is the same too, and ``front`` keeps the whole answer.
With the cache empty or away the page is rendered, which takes some milliseconds: nothing depends on it.
"""

from __future__ import annotations

import hashlib
import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import http_date, parse_etags

log = logging.getLogger(__name__)

KEPT_FOR_SECONDS = 24 * 3600
# What a reader brings whose page may hold words for them alone.
_KNOWN_BY = frozenset({settings.SESSION_COOKIE_NAME, "messages"})
# After a failure the cache is left alone for a while, so that no page waits for it again and again.
LEFT_ALONE_FOR_SECONDS = 15.0
_away_until = 0.0


@lru_cache(maxsize=1)
def template_version() -> str:
    """Return a hash of the templates, components and code that make the pages: a repair of them renders all anew."""
    hashed = hashlib.sha256()
    folders = (
        settings.BASE_DIR / "templates",
        settings.BASE_DIR / "publication",
        settings.BASE_DIR / "oversight/charts",
        # The sentences beside the promises of an improvement plan, and the story of a case.
        settings.BASE_DIR / "ratings/cases",
        settings.BASE_DIR / "ratings/plans",
        settings.BASE_DIR / "ratings/rules",
        # The frame: menu and context.
        settings.BASE_DIR / "oversight/accounts",
    )
    for path in sorted(
        path for folder in folders for suffix in ("*.jinja", "*.py") for path in Path(folder).rglob(suffix)
    ):
        hashed.update(path.name.encode())
        hashed.update(path.read_bytes())
    return hashed.hexdigest()[:16]


def key_of(*parts: object) -> str:
    """Return the key of a page's content: the parts must change with anything that the content shows."""
    return "public:" + hashlib.sha256(repr((template_version(), *parts)).encode()).hexdigest()


def kept(key: str, render: Callable[[], str]) -> str:
    """Return the content kept under the key, or render and keep it."""
    content = found(key)
    if isinstance(content, str):
        return content
    made = render()
    keep(key, made)
    return made


def found(key: str) -> object:
    """Return what is kept under the key; None where nothing is, or the cache is away."""
    return _ask(lambda: cache.get(key))


def keep(key: str, value: object) -> None:
    """Keep a value for a day."""
    _ask(lambda: cache.set(key, value, KEPT_FOR_SECONDS))


def is_stranger(request: HttpRequest) -> bool:
    """Whether nothing is known of the reader, so that every such reader sees the same page, frame and all."""
    return not (brings_anything(request) or request.user.is_authenticated)


def brings_anything(request: HttpRequest) -> bool:
    """Whether the reader brings what the page may hold words for them alone by; asks nobody who they are."""
    return bool(_KNOWN_BY & request.COOKIES.keys())


@contextmanager
def left_alone() -> Iterator[None]:
    """Have pages made without the cache: whoever makes all of them, each once, leaves it to its readers."""
    global _away_until
    before, _away_until = _away_until, math.inf
    try:
        yield
    finally:
        _away_until = before


def _ask(question: Callable[[], object]) -> object:
    """Ask the cache, unless it was away a moment ago."""
    global _away_until
    if time.monotonic() < _away_until:
        return None
    try:
        return question()
    except Exception as failure:  # the client raises kinds of its own for each way of being away
        log.warning("the cache of pages is away (%s)", type(failure).__name__)
        _away_until = time.monotonic() + LEFT_ALONE_FOR_SECONDS
        return None


def is_still_good(request: HttpRequest, key: str) -> HttpResponse | None:
    """Return "not modified" where an anonymous reader already holds the page of this key."""
    if request.user.is_authenticated or request.method not in ("GET", "HEAD"):
        return None
    if holds(request, _tag(key)):
        return _with_headers(request, HttpResponseNotModified(), key, None)
    return None


def holds(request: HttpRequest, tag: str) -> bool:
    """Whether the reader says that they hold the answer with this tag.

    Weak and strong forms of one tag are the same here, since what packs an answer on its way makes its tag weak; an
    asterisk stands for any answer that there is (RFC 9110, 13.1.2).
    """
    given = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return "*" in given or tag.removeprefix("W/") in {each.removeprefix("W/") for each in given}


def for_readers(
    request: HttpRequest, response: HttpResponse, key: str, *, changed_at: float | None, demonstration: bool
) -> HttpResponse:
    """Say how the response may be kept: by everyone, asking each time; a signed-in person's page by nobody else."""
    if demonstration:
        response["X-Robots-Tag"] = "noindex"
    return _with_headers(request, response, key, changed_at)


def _with_headers(request: HttpRequest, response: HttpResponse, key: str, changed_at: float | None) -> HttpResponse:
    patch_vary_headers(response, ["Cookie"])
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
        return response
    response["ETag"] = _tag(key)
    if changed_at is not None:
        response["Last-Modified"] = http_date(changed_at)
    patch_cache_control(response, public=True, no_cache=True)
    return response


def _tag(key: str) -> str:
    return f'W/"{key.removeprefix("public:")[:32]}"'
