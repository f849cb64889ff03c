"""A request that the state of things does not allow: said to the person, with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oversight.returns.models import ReturnVersion


class Refused(Exception):
    """Why something was not done. ``code`` is stable and for programs, ``message`` is for people.

    ``version`` is the version that stands, where the refusal is about it.
    """

    def __init__(self, code: str, message: str, *, version: ReturnVersion | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.version = version
