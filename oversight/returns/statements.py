"""The declaration that is signed with a return, and its wordings by version."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Statement:
    """The declaration that is signed, word for word. ``fomi_specified``: the law on false information names it."""

    version: str
    paragraphs: tuple[str, ...]
    fomi_specified: bool

    @property
    def text(self) -> str:
        """The whole of it, as it is kept with the signature."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True)
class StatementVersion:
    """One wording, and the first day from which returns are signed with it."""

    effective_from: date
    statement: Statement


def read_versions(text: str) -> tuple[StatementVersion, ...]:
    """Return every wording that a TOML file of declarations holds, the oldest first."""
    read = [
        StatementVersion(
            table["effective_from"],
            Statement(table["version"], tuple(table["paragraphs"]), fomi_specified=table["fomi_specified"]),
        )
        for table in tomllib.loads(text)["version"]
    ]
    return tuple(sorted(read, key=lambda version: version.effective_from))


def statement_on(versions: Sequence[StatementVersion], day: date) -> Statement:
    """Return the wording in force on the day; for an earlier one, the first wording."""
    in_force = [version for version in versions if version.effective_from <= day]
    return (in_force or versions[:1])[-1].statement
