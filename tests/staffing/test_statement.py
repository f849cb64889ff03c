"""The declaration that is signed with a staffing return."""

from __future__ import annotations

from oversight.returns.periods import Month
from staffing.statement import statement_for, versions


def test_it_speaks_of_accuracy_and_not_of_an_offence_that_does_not_cover_it() -> None:
    statement = statement_for(Month(2026, 10))
    assert not statement.fomi_specified
    for said in ("authority", "did not prepare", "Reasonable steps", "accurate and complete", "mislead", "promptly"):
        assert said in statement.text
    assert "offence" not in statement.text


def test_every_period_has_a_wording_and_every_wording_its_own_version() -> None:
    assert statement_for(Month(2014, 5)) == statement_for(Month(2013, 1)) == versions()[0].statement
    assert len({version.statement.version for version in versions()}) == len(versions())
