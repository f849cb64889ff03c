"""Cautions: every rule shown firing and silent, each on its edge; and the files of rules that are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.enforcing.fundamental_standards import fundamental_standards
from inspections.models import Notice
from ratings.rules.aggregation_rule_sets import BadRuleSet
from ratings.rules.caution_files import CAUTIONS, caution_rule_sets, cautions_in_force, load_caution_rules
from ratings.rules.cautions import Alarm, CautionFacts, ShortWard, Step, cautions
from ratings.rules.ratings_words import KeyQuestion
from ratings.signals import State

ON = date(2026, 11, 20)
RULES = caution_rule_sets()[-1]
TEXT = CAUTIONS.read_text(encoding="utf-8")
MONTH = date(2026, 10, 1)
WARNING = Step(
    reference="W",
    kind="warning_29a",
    issued_on=date(2026, 8, 1),
    last_due_on=ON - timedelta(days=1),
    not_complied_on=None,
    answered=False,
    regulations=("12", "17(3)"),
    areas=(("RX101", "surgery", "well_led"), ("RX101", "surgery", "safe")),
)
REQUIREMENT = replace(WARNING, reference="R", kind="requirement")


def fired(**facts: object) -> list[str]:
    return [each.rule.id.removeprefix("caution.") for each in cautions(CautionFacts(ON, **facts), RULES)]  # type: ignore[arg-type]


def test_nothing_is_raised_of_nothing() -> None:
    assert fired() == []


def test_a_ward_often_short_raises_one_caution_of_the_trust_whatever_their_number() -> None:
    wards = (ShortWard("b", MONTH), ShortWard("a", date(2026, 9, 1)))
    assert fired(short_wards=wards[:1]) == ["wards_often_short"]
    (made,) = cautions(CautionFacts(ON, short_wards=wards), RULES)
    assert (made.regulations, made.key_questions, made.subject) == (("18",), (KeyQuestion.SAFE,), "")
    assert made.evidence == {"wards": ["a", "b"], "month": "2026-10-01"}
    # A month later the same wards are the same question.
    (later,) = cautions(CautionFacts(ON, short_wards=(wards[0], ShortWard("a", MONTH))), RULES)
    assert later.state == made.state


@pytest.mark.parametrize(
    ("state", "expected"),
    [(State.ELEVATED_RISK, ["staffing_alarm"]), (State.RISK, []), (State.NO_EVIDENCE, []), (State.NOT_ENOUGH_DATA, [])],
)
def test_the_alarm_raises_a_caution_for_an_elevated_risk_alone(state: State, expected: list[str]) -> None:
    assert fired(alarm=Alarm(MONTH, state)) == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (WARNING, ["warning_without_decision"]),
        # Its last day still counts.
        (replace(WARNING, last_due_on=ON), []),
        (replace(WARNING, last_due_on=None), []),
        # An answer of the trust is no decision.
        (replace(WARNING, answered=True), ["warning_without_decision"]),
        (replace(WARNING, not_complied_on=date(2026, 11, 1)), ["nothing_followed"]),
        (replace(WARNING, kind="condition"), []),
        (replace(WARNING, kind="condition", not_complied_on=ON), ["nothing_followed"]),
        (replace(WARNING, kind="prosecution", not_complied_on=ON), []),
        (REQUIREMENT, ["report_not_sent"]),
        (replace(REQUIREMENT, answered=True), []),
        (replace(REQUIREMENT, last_due_on=ON), []),
        (replace(REQUIREMENT, not_complied_on=ON), ["nothing_followed"]),
    ],
    ids=lambda given: None if isinstance(given, list) else "-",
)
def test_each_rule_of_notices_fires_and_is_silent(step: Step, expected: list[str]) -> None:
    assert fired(steps=(step,)) == expected


def test_a_caution_of_a_notice_names_the_regulations_and_questions_that_the_notice_names() -> None:
    (made,) = cautions(CautionFacts(ON, steps=(WARNING,)), RULES)
    assert (made.subject, made.regulations) == ("W", ("12", "17(3)"))
    assert made.key_questions == (KeyQuestion.SAFE, KeyQuestion.WELL_LED)
    assert made.since == WARNING.last_due_on
    assert made.evidence["areas"] == [["RX101", "surgery", "safe"], ["RX101", "surgery", "well_led"]]


@given(st.permutations([WARNING, REQUIREMENT, replace(WARNING, reference="A")]), st.permutations(["a", "b", "c"]))
def test_the_order_of_the_facts_plays_no_part(steps: list[Step], wards: list[str]) -> None:
    facts = CautionFacts(ON, tuple(ShortWard(ward, MONTH) for ward in wards), None, tuple(steps))
    made = cautions(facts, RULES)
    assert [(each.rule.id, each.subject) for each in made] == [
        ("caution.wards_often_short", ""),
        ("caution.warning_without_decision", "A"),
        ("caution.warning_without_decision", "W"),
        ("caution.report_not_sent", "R"),
    ]
    assert made[0].evidence["wards"] == ["a", "b", "c"]


def test_the_rules_name_what_there_is() -> None:
    for rules in caution_rule_sets():
        for rule in rules.rules:
            assert set(rule.regulations) <= set(fundamental_standards())
            assert set(rule.notice_kinds) <= set(Notice.Kind.values)
            assert set(rule.alarm_states) <= set(State)
            assert rule.source


def test_before_the_first_set_there_are_no_rules() -> None:
    assert cautions_in_force(date(2014, 3, 31)) is None
    assert cautions_in_force(date(2014, 4, 1)) is caution_rule_sets()[0]


FAULTS = {
    "no-wards": TEXT.replace("least_wards = 1\n", ""),
    "no-regulation": TEXT.replace('regulations = ["18"]\n', "", 1),
    "unknown-key": TEXT.replace("least_wards = 1", "least_beds = 1"),
    "unknown-certainty": TEXT.replace('certainty = "ours"', 'certainty = "sure"', 1),
    "unfilled": TEXT.replace("{month}", "some month", 1),
    "twice": TEXT.replace("caution.staffing_alarm", "caution.wards_often_short"),
    "ended": TEXT.replace("in_force_from = 2014-04-01", "in_force_from = 2014-04-01\nin_force_to = 2019-12-31"),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_file_with_a_fault_is_refused(tmp_path, fault: str) -> None:
    path = tmp_path / "cautions.toml"
    path.write_text(FAULTS[fault], encoding="utf-8")
    with pytest.raises(BadRuleSet, match=r"cautions\.toml"):
        load_caution_rules(path)
