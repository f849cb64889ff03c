"""Taking an upload in: a file that is too large is let go of while it arrives, so that it fills no disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class BoundedUpload(FileUploadHandler):
    """Stops keeping a file once it is larger than a return may be, and says so on the request.

    It stands before the handlers that keep files; what follows of the body is read and thrown away, so that the person
    gets a page that says what was wrong and not a broken connection.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on to the next handler, while there is room."""
        self._received += len(raw_data)
        if self._received > settings.RETURN_FILE_LIMIT_BYTES:
            if self.request is not None:
                self.request.upload_was_too_large = True  # type: ignore[attr-defined]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


def was_too_large(request: HttpRequest) -> bool:
    """Say whether a file of the request was larger than a return may be."""
    return bool(getattr(request, "upload_was_too_large", False))
