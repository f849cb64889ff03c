"""Reading the rules of cautions from their file, each set held to be whole."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from ratings.rules.aggregation_rule_sets import BadRuleSet, Certainty
from ratings.rules.cautions import CautionRule, CautionRuleSet, LooksAt
from ratings.rules.ratings_words import KeyQuestion

CAUTIONS = Path(__file__).parents[1] / "rule_sets" / "cautions.toml"

_FILLED_IN = {
    LooksAt.WARDS_OFTEN_SHORT: {"wards", "month"},
    LooksAt.STAFFING_ALARM: {"month"},
    LooksAt.DECISION_OVERDUE: {"notice", "due"},
    LooksAt.NEXT_STEP_OUTSTANDING: {"notice", "due"},
    LooksAt.REPORT_NOT_SENT: {"notice", "due"},
}
_KNOWN = {"id", "looks_at", "text", "because", "source", "certainty"} | {
    "regulations",
    "key_questions",
    "least_wards",
    "alarm_states",
    "notice_kinds",
}


@cache
def caution_rule_sets() -> tuple[CautionRuleSet, ...]:
    """Return the sets that this system holds, in the order in which they came into force."""
    return load_caution_rules()


def cautions_in_force(on: date, among: Sequence[CautionRuleSet] | None = None) -> CautionRuleSet | None:
    """Return the set in force on a day; None before the first."""
    for each in among if among is not None else caution_rule_sets():
        if each.in_force_from <= on and (each.in_force_to is None or on <= each.in_force_to):
            return each
    return None


def load_caution_rules(path: Path = CAUTIONS) -> tuple[CautionRuleSet, ...]:
    """Read the sets; ``BadRuleSet``, naming the file, for anything missing, unknown, twice or leaving a gap."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        made = sorted((_rule_set(each) for each in given["rule_set"]), key=lambda each: each.in_force_from)
        _hold(made)
    except (KeyError, TypeError, ValueError) as fault:
        raise BadRuleSet(f"{path.name}: {fault!r}") from fault
    return tuple(made)


def _rule_set(given: Mapping[str, Any]) -> CautionRuleSet:
    return CautionRuleSet(
        version=given["version"],
        in_force_from=given["in_force_from"],
        in_force_to=given.get("in_force_to"),
        source=given["source"],
        rules=tuple(_rule(each) for each in given["rule"]),
    )


def _rule(given: Mapping[str, Any]) -> CautionRule:
    if unknown := sorted(given.keys() - _KNOWN):
        raise ValueError(f"says what no rule has: {', '.join(unknown)}")
    rule = CautionRule(
        id=given["id"],
        looks_at=LooksAt(given["looks_at"]),
        text=given["text"],
        because=given["because"],
        regulations=tuple(given.get("regulations", ())),
        key_questions=tuple(KeyQuestion(each) for each in given.get("key_questions", ())),
        least_wards=given.get("least_wards", 0),
        alarm_states=tuple(given.get("alarm_states", ())),
        notice_kinds=tuple(given.get("notice_kinds", ())),
        source=given["source"],
        certainty=Certainty(given["certainty"]),
    )
    filled_in = {name for _, name, _, _ in string.Formatter().parse(rule.because) if name}
    if filled_in != _FILLED_IN[rule.looks_at]:
        raise ValueError(f"{rule.id}: its reason fills in {', '.join(sorted(filled_in)) or 'nothing'}")
    needed = {LooksAt.WARDS_OFTEN_SHORT: rule.least_wards >= 1, LooksAt.STAFFING_ALARM: bool(rule.alarm_states)}
    if not needed.get(rule.looks_at, bool(rule.notice_kinds)):
        raise ValueError(f"{rule.id}: lacks what it looks for")
    if rule.looks_at in needed and not (rule.regulations and rule.key_questions):
        raise ValueError(f"{rule.id}: names no regulation or no key question")
    return rule


def _hold(made: Sequence[CautionRuleSet]) -> None:
    for each in made:
        ids = [rule.id for rule in each.rules]
        if len(set(ids)) != len(ids):
            raise ValueError(f"{each.version}: a rule is given twice")
    if len({each.version for each in made}) != len(made):
        raise ValueError("a version is given twice")
    for earlier, later in pairwise(made):
        if earlier.in_force_to is None or (later.in_force_from - earlier.in_force_to).days != 1:
            raise ValueError(f"{later.version} does not begin where {earlier.version} ends")
    if made and made[-1].in_force_to is not None:
        raise ValueError("no set is in force at present")
