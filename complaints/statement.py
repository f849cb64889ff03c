"""The declaration that is signed with a complaints return, by version; it names the offence of the Care Act 2014."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from complaints.periods import ComplaintsPeriod
from oversight.returns.statements import Statement, StatementVersion, read_versions, statement_on


@cache
def versions() -> tuple[StatementVersion, ...]:
    """Return every wording, the oldest first."""
    return read_versions(files("complaints").joinpath("data", "declaration.toml").read_text(encoding="utf-8"))


def statement_for(period: ComplaintsPeriod) -> Statement:
    """Return the wording in force on the first day of the period; for an earlier one, the first wording."""
    return statement_on(versions(), period.first_day)
