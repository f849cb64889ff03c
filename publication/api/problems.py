"""What a program is told where its question can't be answered: ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

MEDIA_TYPE = "application/problem+json"


class Kind(Enum):
    """The kinds of problems: a stable name, the status and a title; the documentation explains each below its name."""

    UNKNOWN_PARAMETER = ("unknown-parameter", 400, "There is no such parameter")
    BAD_PARAMETER = ("bad-parameter", 400, "A parameter has no value that can be read")
    NOT_FOUND = ("not-found", 404, "Nothing is published here")
    NOT_ALLOWED = ("not-allowed", 405, "Nothing can be written here")
    TOO_MANY = ("too-many-requests", 429, "Too many requests")

    def __init__(self, slug: str, status: int, title: str) -> None:
        self.slug = slug
        self.status = status
        self.title = title

    @property
    def meaning(self) -> str:
        """What to do about it, for the documentation."""
        return _MEANINGS[self]


_MEANINGS = {
    Kind.UNKNOWN_PARAMETER: "The address has a query parameter that the resource does not know. "
    "It is refused and not overlooked, so that no filter is believed to work that does not. "
    "The detail lists those that it knows.",
    Kind.BAD_PARAMETER: "The value of a query parameter can't be read, or is beyond its bounds. "
    "The detail says what it should look like.",
    Kind.NOT_FOUND: "There is no such address, or nothing has been published of what it names. "
    "What is not published is answered as if it were not there.",
    Kind.NOT_ALLOWED: "The interface is read only: GET, HEAD and OPTIONS.",
    Kind.TOO_MANY: "Too many requests came from one network address within a minute. "
    "Retry-After says in how many seconds to ask again.",
}


@dataclass
class Problem(Exception):
    """A question that can't be answered: the kind, what is wrong this time, and the parameter at fault."""

    kind: Kind
    detail: str
    parameter: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def told(self, documentation: str) -> dict[str, Any]:
        """Return what is answered; ``documentation`` is the address of the page that explains the kinds."""
        told: dict[str, Any] = {
            "type": f"{documentation}#{self.kind.slug}",
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
        }
        return told if self.parameter is None else {**told, "parameter": self.parameter}


def not_found(detail: str) -> Problem:
    """Return the problem of what is not there."""
    return Problem(Kind.NOT_FOUND, detail)
