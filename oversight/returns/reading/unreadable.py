"""A file that cannot be read at all, and why: told before any rule has run."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """Why a file cannot be read."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    WRONG_TYPE = "wrong type"
    RENAMED = "renamed"
    OLD_WORKBOOK = "old workbook"
    PASSWORD = "password"  # noqa: S105 - the cause, not a secret
    MACRO = "macro"
    BINARY_WORKBOOK = "binary workbook"
    EXPANDS_TOO_FAR = "expands too far"
    DAMAGED = "damaged"
    NUL_BYTES = "NUL bytes"
    NO_HEADINGS = "no headings"


class Unreadable(Exception):
    """The file cannot be read; nothing in it was judged.

    code: which cause. message: what is wrong, for the person who sent it. mend: what to do.
    """

    def __init__(self, code: Cause, message: str, mend: str) -> None:
        super().__init__(f"{message} {mend}")
        self.code = code
        self.message = message
        self.mend = mend
