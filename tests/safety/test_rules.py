"""Every rule fires on its own example, stays silent on the other, and is declared in full."""

import pytest

from safety.rules.examples import checked
from safety.rules.registry import ALL_RULES, BY_ID
from safety.rules.rule import Example, Severity

RULES = [pytest.param(rule, id=rule.id.removeprefix("safety.")) for rule in ALL_RULES]


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
    assert rule.id.startswith("safety.")
    assert rule.text.endswith(".")
    assert rule.mend.endswith(".")
    assert rule.source


def test_a_rule_has_an_id_of_its_own():
    assert len(BY_ID) == len(ALL_RULES)


def test_a_faultless_return_has_nothing_found():
    result = checked(Example())
    assert result.findings == ()
    assert len(result.file.rows) == 21


def test_what_is_unusual_may_be_explained_and_what_cannot_be_must_be_fixed():
    to_explain = {rule.id.removeprefix("safety.") for rule in ALL_RULES if rule.severity is Severity.EXPLAIN}
    assert to_explain == {
        "no_figure", "bed_days_changed", "never_event_earlier", "alert_overdue", "alert_late", "open_alert_left_out",
        "deadline_moved", "survey_incomplete", "told_without_apology", "candour_out_of_order", "candour_late",
        "open_incident_left_out",
    }  # fmt: skip


def test_a_type_that_left_the_list_is_told_with_the_list():
    changes = {"never event": {"item": "Wrong gas administered"}}
    (finding,) = [one for one in checked(Example(changes)).findings if one.rule == "safety.not_on_list"]
    assert finding.message == (
        "“Wrong gas administered” is not on the list in force on 5 October 2026: Never events list 2018, as revised to "
        "February 2021."
    )
    assert (finding.row, finding.letters, finding.column) == (4, "D", "Item")
