"""The declaration that is signed with a report on a plan, by version."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files

from oversight.returns.statements import Statement, StatementVersion, read_versions, statement_on


@cache
def versions() -> tuple[StatementVersion, ...]:
    """Return every wording, the oldest first."""
    text = files("ratings.plans").joinpath("data", "declaration.toml").read_text(encoding="utf-8")
    return read_versions(text)


def statement_for(day: date) -> Statement:
    """Return the wording in force on the day of signing; for an earlier day, the first wording."""
    return statement_on(versions(), day)
