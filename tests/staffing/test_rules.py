"""Every rule fires on its own example, stays silent on the other, and is declared in full."""

import pytest

from staffing.findings import Severity
from staffing.rules.examples import checked
from staffing.rules.registry import ALL_RULES, BY_ID
from staffing.rules.rule import Example

RULES = [pytest.param(rule, id=rule.id.removeprefix("staffing.")) for rule in ALL_RULES]


@pytest.mark.parametrize("rule", RULES)
def test_fires_on_the_example_that_trips_it(rule):
    found = [finding for finding in checked(rule.trips).findings if finding.rule == rule.id]
    assert found
    for finding in found:
        assert finding.severity is rule.severity
        assert finding.message.endswith((".", "?"))
        assert finding.mend == rule.mend


@pytest.mark.parametrize("rule", RULES)
def test_is_silent_on_the_example_that_does_not(rule):
    assert rule.id not in {finding.rule for finding in checked(rule.silent).findings}


@pytest.mark.parametrize("rule", RULES)
def test_says_what_it_asks_and_how_to_mend_it(rule):
    assert rule.id.startswith("staffing.")
    assert rule.text.endswith(".")
    assert rule.mend.endswith(".")
    assert rule.source


def test_a_rule_has_an_id_of_its_own():
    assert len(BY_ID) == len(ALL_RULES)


def test_a_faultless_return_has_nothing_found():
    result = checked(Example(rows=({}, {"ward": "Oak", "patients": "800"})))
    assert result.findings == ()
    assert len(result.wards) == 2


def test_what_must_be_fixed_is_what_the_domain_names():
    must_fix = {rule.id.removeprefix("staffing.") for rule in ALL_RULES if rule.severity is Severity.MUST_FIX}
    named = {
        "ward_name_missing", "negative", "not_a_number", "duplicate_differs", "period_not_closed",
        "site_of_another_trust", "site_unknown", "no_row_for_period",
    }  # fmt: skip
    ours = {
        "too_large", "hours_missing", "patients_not_whole", "row_too_long", "ward_name_too_long", "ward_ambiguous",
        "another_organisation", "failed_formula", "total_row", "period_not_a_month", "heading_missing",
        "heading_repeated",
    }  # fmt: skip
    assert must_fix == named | ours
