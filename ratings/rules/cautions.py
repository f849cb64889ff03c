"""Cautions: where the facts make it look as if a fundamental standard is not met.

They raise a question for an inspector; they rate nothing and decide nothing. Which facts, how many and which regulation
are in the rule set, each rule with its source and how certain it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ratings.rules.aggregation_rule_sets import Certainty
from ratings.rules.ratings_words import KeyQuestion


class LooksAt(StrEnum):
    """The facts that a rule looks at."""

    WARDS_OFTEN_SHORT = "wards_often_short"
    STAFFING_ALARM = "staffing_alarm"
    DECISION_OVERDUE = "decision_overdue"
    NEXT_STEP_OUTSTANDING = "next_step_outstanding"
    REPORT_NOT_SENT = "report_not_sent"


@dataclass(frozen=True, slots=True)
class CautionRule:
    """One rule. ``regulations`` and ``key_questions`` are empty where the notice itself names them.

    ``because`` is the reason, with ``{wards}``, ``{month}``, ``{notice}`` or ``{due}`` to be filled in.
    """

    id: str
    looks_at: LooksAt
    text: str
    because: str
    regulations: tuple[str, ...]
    key_questions: tuple[KeyQuestion, ...]
    least_wards: int
    alarm_states: tuple[str, ...]
    notice_kinds: tuple[str, ...]
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class CautionRuleSet:
    """The rules in force on the days from ``in_force_from`` to ``in_force_to`` (None: on)."""

    version: str
    in_force_from: date
    in_force_to: date | None
    source: str
    rules: tuple[CautionRule, ...]

    def rule(self, name: str) -> CautionRule:
        """The rule of an id; an unknown one is ``KeyError``."""
        return {rule.id: rule for rule in self.rules}[name]


@dataclass(frozen=True, slots=True)
class ShortWard:
    """A ward that is often short, by its public id, as of a month."""

    ward: str
    month: date


@dataclass(frozen=True, slots=True)
class Alarm:
    """The staffing alarm of a trust's latest month, by the word of its state."""

    month: date
    state: str


@dataclass(frozen=True, slots=True)
class Step:
    """A notice in force. ``areas`` are site, service and key question, each by its code.

    ``last_due_on``: the latest of its times (None: it has none). ``not_complied_on``: when it was found not complied
    with (None: it was not). ``answered``: whether the trust has reported on it.
    """

    reference: str
    kind: str
    issued_on: date
    last_due_on: date | None
    not_complied_on: date | None
    answered: bool
    regulations: tuple[str, ...]
    areas: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class CautionFacts:
    """All that the rules look at of one trust, as it stands on a day."""

    on: date
    short_wards: tuple[ShortWard, ...] = ()
    alarm: Alarm | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Caution:
    """A rule that applies: to a notice (``subject``: its reference) or to the trust ("").

    ``since`` is the first day on which it could apply; ``evidence`` what it rests on, ``state`` the part of it that
    makes it another question once it changes.
    """

    rule: CautionRule
    subject: str
    regulations: tuple[str, ...]
    key_questions: tuple[KeyQuestion, ...]
    since: date
    evidence: Mapping[str, object]
    state: Mapping[str, object]


def cautions(facts: CautionFacts, rules: CautionRuleSet) -> list[Caution]:
    """Return every caution that the facts give, by the rules in their order and then by notice."""
    found: list[Caution] = []
    for rule in rules.rules:
        found += sorted(_LOOKS[rule.looks_at](rule, facts), key=lambda caution: caution.subject)
    return found


def _short_wards(rule: CautionRule, facts: CautionFacts) -> Iterable[Caution]:
    wards = sorted(each.ward for each in facts.short_wards)
    if wards and len(wards) >= rule.least_wards:
        month = max(each.month for each in facts.short_wards)
        yield Caution(
            rule,
            "",
            rule.regulations,
            rule.key_questions,
            month,
            MappingProxyType({"wards": wards, "month": month.isoformat()}),
            # The same wards a month later are the same question.
            MappingProxyType({"wards": wards}),
        )


def _alarm(rule: CautionRule, facts: CautionFacts) -> Iterable[Caution]:
    alarm = facts.alarm
    if alarm is not None and alarm.state in rule.alarm_states:
        yield Caution(
            rule,
            "",
            rule.regulations,
            rule.key_questions,
            alarm.month,
            MappingProxyType({"month": alarm.month.isoformat(), "state": alarm.state}),
            MappingProxyType({"state": alarm.state}),
        )


def _decision_overdue(rule: CautionRule, facts: CautionFacts) -> Iterable[Caution]:
    for step in facts.steps:
        if step.kind in rule.notice_kinds and step.not_complied_on is None and _is_over(step, facts.on):
            yield _of_step(rule, step, step.last_due_on)


def _next_step_outstanding(rule: CautionRule, facts: CautionFacts) -> Iterable[Caution]:
    for step in facts.steps:
        if step.kind in rule.notice_kinds and step.not_complied_on is not None:
            yield _of_step(rule, step, step.not_complied_on)


def _report_not_sent(rule: CautionRule, facts: CautionFacts) -> Iterable[Caution]:
    for step in facts.steps:
        waits = step.not_complied_on is None and not step.answered
        if step.kind in rule.notice_kinds and waits and _is_over(step, facts.on):
            yield _of_step(rule, step, step.last_due_on)


_LOOKS: Mapping[LooksAt, Callable[[CautionRule, CautionFacts], Iterable[Caution]]] = {
    LooksAt.WARDS_OFTEN_SHORT: _short_wards,
    LooksAt.STAFFING_ALARM: _alarm,
    LooksAt.DECISION_OVERDUE: _decision_overdue,
    LooksAt.NEXT_STEP_OUTSTANDING: _next_step_outstanding,
    LooksAt.REPORT_NOT_SENT: _report_not_sent,
}


def _is_over(step: Step, on: date) -> bool:
    """Whether the latest time of a notice is over: its last day still counts."""
    return step.last_due_on is not None and step.last_due_on < on


def _of_step(rule: CautionRule, step: Step, day: date | None) -> Caution:
    since = day or step.issued_on
    named = {question for _, _, question in step.areas}
    evidence = {
        "notice": step.reference,
        "issued_on": step.issued_on.isoformat(),
        "due": since.isoformat(),
        "areas": sorted(list(area) for area in step.areas),
    }
    return Caution(
        rule,
        step.reference,
        rule.regulations or step.regulations,
        rule.key_questions or tuple(question for question in KeyQuestion if question in named),
        since,
        MappingProxyType(evidence),
        MappingProxyType({"due": since.isoformat()}),
    )
