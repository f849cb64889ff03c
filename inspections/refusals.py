"""A request that the state of an inspection does not allow: said to the person, with what to do."""

from __future__ import annotations


class Refused(Exception):
    """Why something was not done. ``code`` is stable and for programs, ``message`` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
