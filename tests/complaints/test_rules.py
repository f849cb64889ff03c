"""Every rule fires on its own example, stays silent on the other, and is declared in full."""

import pytest

from complaints.rules.examples import checked
from complaints.rules.registry import ALL_RULES, BY_ID
from complaints.rules.rule import Example, Severity

RULES = [pytest.param(rule, id=rule.id.removeprefix("complaints.")) for rule in ALL_RULES]


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
    assert rule.id.startswith("complaints.")
    assert rule.text.endswith(".")
    assert rule.mend.endswith(".")
    assert rule.source


def test_a_rule_has_an_id_of_its_own():
    assert len(BY_ID) == len(ALL_RULES)


def test_a_faultless_return_has_nothing_found():
    result = checked(Example())
    assert result.findings == ()
    assert (len(result.file.counts), len(result.file.handling), len(result.file.lessons)) == (3, 19, 1)


def test_what_is_unusual_may_be_explained_and_what_cannot_be_must_be_fixed():
    to_explain = {rule.id.removeprefix("complaints.") for rule in ALL_RULES if rule.severity is Severity.EXPLAIN}
    assert to_explain == {
        "year_for_quarter", "rows_of_other_trusts", "organisation_blank", "site_unknown", "duplicate_identical",
        "site_unfilled", "brought_forward_differs", "site_left_out", "apart_differ", "new_changed",
        "same_as_before", "quarters_differ", "handling_missing", "handling_blank", "few_interventions",
        "interventions_changed", "lessons_missing", "action_blank", "action_overdue", "worked_before_done",
        "worked_without_evidence",
    }  # fmt: skip
