"""Taking an upload in: a file that is too large is let go of while it arrives, so that it fills no disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(*, largest: int) -> Callable[[View], View]:
    """Say how many bytes a file sent to the view may have, where that is not what a file of a return may have."""

    def say(view: View) -> View:
        view.largest_upload = largest  # type: ignore[attr-defined]
        return view

    return say


class BoundedUpload(FileUploadHandler):
    """Stops keeping a file once it is larger than it may be at this address, and says so on the request.

    It stands before the handlers that keep files; what follows of the body is read and thrown away, so that the person
    gets a page that says what was wrong and not a broken connection, and the other fields of the form arrive.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._received = 0
        self._limit = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._received = 0
        # The address is resolved before a form is read: the check of its token reads it.
        match = getattr(self.request, "resolver_match", None)
        self._limit = getattr(match and match.func, "largest_upload", settings.RETURN_FILE_LIMIT_BYTES)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on to the next handler, while there is room."""
        self._received += len(raw_data)
        if self._received > self._limit:
            if self.request is not None:
                names_too_large(self.request).append(self.file_name or "a file")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


def was_too_large(request: HttpRequest) -> bool:
    """Say whether a file of the request was larger than it may be."""
    return bool(names_too_large(request))


def names_too_large(request: HttpRequest) -> list[str]:
    """Return the names of the request's files that were larger than they may be, as they were sent."""
    names: list[str] = request.__dict__.setdefault("uploads_too_large", [])
    return names
