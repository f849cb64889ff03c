"""A change to the registers that cannot be made, with the words for whoever asked for it."""

from __future__ import annotations


class Refused(Exception):
    """The change was not made: ``code`` for programs and tests, ``message`` for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
