"""The files that the demonstration's trusts send: deterministic, nothing to mend in them, and one full of faults."""

from __future__ import annotations

from datetime import timedelta

import pytest

from oversight.returns.periods import Month
from oversight.returns.reading.files import read_file
from safety.checking import CheckResult, check_safety
from safety.columns import RowKind
from safety.context import CheckContext
from safety.rules.rule import Severity
from workspaces.demonstration.country import DemonstrationTrust, Size, Story, country
from workspaces.demonstration.safety_files import practice_files, safety_file

LATEST = Month(2026, 10)
TRUSTS = country(Size.SMALL)


def checked(trust: DemonstrationTrust, content: bytes, month: Month) -> CheckResult:
    context = CheckContext(trust.code, month, month.plus(1).first_day + timedelta(days=4))
    return check_safety(read_file(content, "return.csv"), context)


@pytest.mark.parametrize("trust", TRUSTS, ids=lambda trust: trust.code)
def test_what_a_trust_sends_has_nothing_to_mend(trust: DemonstrationTrust) -> None:
    for month in LATEST.plus(-12).through(LATEST):
        result = checked(trust, safety_file(trust, month, latest=LATEST), month)
        assert [finding.message for finding in result.findings if finding.severity is Severity.MUST_FIX] == []
        assert result.file.of_kind(RowKind.ALERT)
        assert result.file.of_kind(RowKind.INCIDENT)


def test_a_trust_that_is_stretched_has_more_to_explain() -> None:
    def explained(trust: DemonstrationTrust) -> int:
        months = LATEST.plus(-11).through(LATEST)
        return sum(checked(trust, safety_file(trust, month, latest=LATEST), month).explain for month in months)

    stretched = next(trust for trust in TRUSTS if trust.story is Story.STRETCHED_TRUST)
    usual = [explained(trust) for trust in TRUSTS if trust.story is None]
    assert explained(stretched) > max(usual)


def test_an_alert_that_was_open_is_in_the_next_months_file_until_it_is_signed_off() -> None:
    trust = TRUSTS[1]
    open_before: set[str] = set()
    for month in LATEST.plus(-12).through(LATEST):
        alerts = checked(trust, safety_file(trust, month, latest=LATEST), month).file.of_kind(RowKind.ALERT)
        assert open_before <= {row.reference for row in alerts}
        open_before = {row.reference for row in alerts if row.status and not row.status.is_signed_off}


def test_the_practice_file_as_it_should_be_is_the_one_that_would_be_sent_and_the_other_is_full_of_faults() -> None:
    good, faulty = practice_files(TRUSTS[0], LATEST, latest=LATEST)
    assert good.name == "DEMO001-2026-10-safety-as-it-should-be.csv"
    assert good.content == safety_file(TRUSTS[0], LATEST, latest=LATEST)
    result = checked(TRUSTS[0], faulty.content, LATEST)
    found = {finding.rule.removeprefix("safety.") for finding in result.findings}
    assert found >= {
        "not_on_list", "alert_incomplete", "status_unknown", "status_contradicts", "reference_missing", "not_a_number",
        "not_whole", "no_figure", "more_than_seen", "item_unknown", "total_differs", "after_the_month",
        "told_without_apology",
    }  # fmt: skip


def test_the_same_file_is_made_at_every_making() -> None:
    assert safety_file(TRUSTS[3], LATEST, latest=LATEST) == safety_file(TRUSTS[3], LATEST, latest=LATEST)
    assert safety_file(TRUSTS[3], LATEST, latest=LATEST) != safety_file(TRUSTS[3], LATEST.plus(-1), latest=LATEST)
