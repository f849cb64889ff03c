"""Who asks for the pages on which people tell us of care is nobody: not to the log, the record, or the next layer.

What a request says of its computer, browser and account is taken out of it before anything else sees it, and it is
taken out of the server's own record of the request too, from which the access log is written. What stays is what the
form needs. Somebody who is signed in is treated as nobody here, and stays signed in elsewhere.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from complaints.concerns import floods
from oversight import clock
from oversight.accounts.network import network_of
from oversight.returns.uploads import BoundedUpload, names_too_large

log = logging.getLogger(__name__)

PLACE = "/tell-us"
# Of what a browser sends, all that the pages need: the site's own name, and whether another site's page sent the form.
_KEPT_HEADERS = frozenset({"HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE"})
_WHO_ASKS = frozenset({"REMOTE_ADDR", "REMOTE_HOST", "REMOTE_PORT", "REMOTE_USER", "REMOTE_IDENT", "AUTH_TYPE"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ANSWERED_WITH = {
    "Cache-Control": "no-store",
    # No page that is opened next, here or elsewhere, is told that its reader was here.
    "Referrer-Policy": "no-referrer",
}


MOST_BYTES_AT_ONCE = 45 * 1024 * 1024
"""Of all photos of one form, as a phone sends them: they are held in memory until they are written anew."""


class WholeInMemory(MemoryFileUploadHandler):
    """Keeps uploads in memory alone: a photo as it came, with its location, is never written to a disk.

    How large one may be, the handler before this one says; what goes beyond the room for all is let go of.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Take every upload, large ones too."""
        self.activated = True
        self._held = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hold the chunk, while there is room."""
        self._held += len(raw_data)
        if self._held > MOST_BYTES_AT_ONCE and self.request is not None:
            names_too_large(self.request).append(self.file_name or "a file")
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)


class NobodyMiddleware:
    """Stands before every other middleware, since each of those may write down what it sees."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_here(request):
            return self.get_response(request)
        # Only a form can be one of a flood; who merely reads is not even counted.
        network = "" if request.method in _SAFE else floods.network_hash(network_of(request), today=clock.today())
        forget_who_asks(request.META)
        request.network_hash = network  # type: ignore[attr-defined]
        if request.method not in _SAFE and _is_from_elsewhere(request):
            answer = render(request, "concerns/from_elsewhere.html.jinja", status=403)
        else:
            request.upload_handlers = [BoundedUpload(request), WholeInMemory(request)]
            answer = self.get_response(request)
        for name, value in _ANSWERED_WITH.items():
            answer[name] = value
        return answer

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """Say that something went wrong, and write down where and of what kind, but not its words.

        A database tells in its message what was to be written, and that is nobody's to read in a log.
        """
        if not _is_here(request) or isinstance(failure, Http404 | PermissionDenied):
            return None
        if isinstance(failure, SuspiciousOperation | BadRequest):
            return render(request, "concerns/too_much.html.jinja", status=413)
        if isinstance(failure, MultiPartParserError):
            return render(request, "400.html", status=400)
        where = [
            f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in traceback.extract_tb(failure.__traceback__)
        ]
        log.error("a page of %s failed: %s at %s", PLACE, type(failure).__name__, "; ".join(where[-5:]))
        said = {"telephone": settings.CONCERNS_TELEPHONE, "written": request.POST.get("what", "")}
        return render(request, "concerns/failed.html.jinja", said, status=500)


def _is_here(request: HttpRequest) -> bool:
    """Say whether the page asked for is one of these, with its last stroke or without."""
    return request.path_info == PLACE or request.path_info.startswith(f"{PLACE}/")


def forget_who_asks(meta: dict[str, Any]) -> None:
    """Take out of a request's variables, in place, what says who asks: the server's log is made from the same ones."""
    for name in [
        name for name in meta if name in _WHO_ASKS or (name.startswith("HTTP_") and name not in _KEPT_HEADERS)
    ]:
        del meta[name]


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """Say whether a browser tells that another site's page sent the form; one that tells nothing is believed.

    There is no cookie here whose power a page from elsewhere could borrow; this spares its readers from being used.
    """
    site = str(request.META.get("HTTP_SEC_FETCH_SITE", ""))
    if site:
        return site not in {"same-origin", "none"}
    origin = str(request.META.get("HTTP_ORIGIN", "null"))
    known = origin in {"null", *settings.CSRF_TRUSTED_ORIGINS}
    return not known and origin.partition("://")[2] != request.get_host()
