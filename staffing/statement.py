"""The declaration that is signed with a staffing return, by version."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from oversight.returns.periods import Month
from oversight.returns.statements import Statement


@dataclass(frozen=True)
class StatementVersion:
    """One wording, and the first period whose return is signed with it."""

    effective_from: date
    statement: Statement


@cache
def versions() -> tuple[StatementVersion, ...]:
    """Return every wording, the oldest first."""
    text = files("staffing").joinpath("data", "declaration.toml").read_text(encoding="utf-8")
    read = [
        StatementVersion(
            table["effective_from"],
            Statement(table["version"], tuple(table["paragraphs"]), fomi_specified=table["fomi_specified"]),
        )
        for table in tomllib.loads(text)["version"]
    ]
    return tuple(sorted(read, key=lambda version: version.effective_from))


def statement_for(period: Month) -> Statement:
    """Return the wording in force on the first day of the period; for an earlier one, the first wording."""
    in_force = [version for version in versions() if version.effective_from <= period.first_day]
    return (in_force or versions()[:1])[-1].statement
