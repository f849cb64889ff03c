"""What may not be done with a release, with the reason as people read it."""

from __future__ import annotations


class ReleaseRefused(Exception):
    """A write that the record does not allow; ``code`` is stable, ``message`` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
