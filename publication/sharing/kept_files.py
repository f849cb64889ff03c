"""Files made from what pages say: made once for what they say, kept, and answered by their tag."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control

from publication import page_cache


def kept_file(
    request: HttpRequest,
    *,
    key: tuple[object, ...],
    make: Callable[[], bytes],
    content_type: str,
    invented: bool,
    max_age: int,
) -> HttpResponse:
    """Return a file that is the same for everyone.

    key: must change with anything that the file says. max_age: seconds for which it may be shown without asking.
    """
    kept_as = page_cache.key_of("file", *key)
    tag = f'"{kept_as.removeprefix("public:")[:32]}"'
    response: HttpResponse
    if page_cache.holds(request, tag):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(_content(kept_as, make), content_type=content_type)
    response["ETag"] = tag
    # It is made to be shown by others.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if invented:
        response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, public=True, max_age=max_age)
    return response


def _content(kept_as: str, make: Callable[[], bytes]) -> bytes:
    found = page_cache.found(kept_as)
    if isinstance(found, bytes):
        return found
    made = make()
    page_cache.keep(kept_as, made)
    return made
