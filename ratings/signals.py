"""What a signal is: of which kind, in which state, and which states ask for an inspector's attention."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from ratings.rules.special_causes import SpecialCause


class SignalKind(StrEnum):
    """By which of the three ways a signal is worked out."""

    SPECIAL_CAUSE = "special_cause"
    OFTEN_SHORT = "often_short"
    STAFFING_ALARM = "staffing_alarm"

    @property
    def label(self) -> str:
        """What pages call it."""
        return {"special_cause": "Special cause", "often_short": "Often short", "staffing_alarm": "Staffing alarm"}[
            self
        ]


class State(StrEnum):
    """What a signal says; the same word never means two things of two kinds."""

    ABOVE_LIMIT = "above_limit"
    BELOW_LIMIT = "below_limit"
    TREND_UP = "trend_up"
    TREND_DOWN = "trend_down"
    TWO_IN_THREE_ABOVE = "two_in_three_above"
    TWO_IN_THREE_BELOW = "two_in_three_below"
    SHIFT_ABOVE = "shift_above"
    SHIFT_BELOW = "shift_below"
    COMMON_CAUSE = "common_cause"
    TOO_FEW_POINTS = "too_few_points"
    NO_VALUE = "no_value"

    OFTEN_SHORT = "often_short"
    NOT_OFTEN_SHORT = "not_often_short"
    TOO_FEW_MONTHS = "too_few_months"

    ELEVATED_RISK = "elevated_risk"
    RISK = "risk"
    NO_EVIDENCE = "no_evidence_of_risk"
    NOT_ENOUGH_DATA = "not_enough_data"

    # Nothing of the kind is worked out any more: no return that stands speaks of the ward.
    NOTHING = "nothing"

    @property
    def label(self) -> str:
        """What pages call it, without a verdict: high and low, never good and bad."""
        return _LABELS[self]

    @property
    def asks_for_attention(self) -> bool:
        """Whether an inspector should look; the others are states of rest or of too little to go by."""
        return self in _SIGNALLED


_LABELS = {
    State.ABOVE_LIMIT: "Above the upper limit",
    State.BELOW_LIMIT: "Below the lower limit",
    State.TREND_UP: "Rising trend",
    State.TREND_DOWN: "Falling trend",
    State.TWO_IN_THREE_ABOVE: "Two in three near the upper limit",
    State.TWO_IN_THREE_BELOW: "Two in three near the lower limit",
    State.SHIFT_ABOVE: "Run above the mean",
    State.SHIFT_BELOW: "Run below the mean",
    State.COMMON_CAUSE: "Usual variation",
    State.TOO_FEW_POINTS: "Too few months to judge",
    State.NO_VALUE: "No value in the latest month",
    State.OFTEN_SHORT: "Often short",
    State.NOT_OFTEN_SHORT: "Not often short",
    State.TOO_FEW_MONTHS: "Too few months submitted",
    State.ELEVATED_RISK: "Elevated risk",
    State.RISK: "Risk",
    State.NO_EVIDENCE: "No evidence of risk",
    State.NOT_ENOUGH_DATA: "Not enough data",
    State.NOTHING: "No longer in any return",
}

_SIGNALLED = frozenset(
    {
        State.ABOVE_LIMIT,
        State.BELOW_LIMIT,
        State.TREND_UP,
        State.TREND_DOWN,
        State.TWO_IN_THREE_ABOVE,
        State.TWO_IN_THREE_BELOW,
        State.SHIFT_ABOVE,
        State.SHIFT_BELOW,
        State.OFTEN_SHORT,
        State.ELEVATED_RISK,
        State.RISK,
    }
)

STATE_OF_CAUSE = {
    SpecialCause.ABOVE_LIMIT: State.ABOVE_LIMIT,
    SpecialCause.BELOW_LIMIT: State.BELOW_LIMIT,
    SpecialCause.TREND_UP: State.TREND_UP,
    SpecialCause.TREND_DOWN: State.TREND_DOWN,
    SpecialCause.TWO_IN_THREE_ABOVE: State.TWO_IN_THREE_ABOVE,
    SpecialCause.TWO_IN_THREE_BELOW: State.TWO_IN_THREE_BELOW,
    SpecialCause.SHIFT_ABOVE: State.SHIFT_ABOVE,
    SpecialCause.SHIFT_BELOW: State.SHIFT_BELOW,
    SpecialCause.COMMON: State.COMMON_CAUSE,
}


@dataclass(frozen=True, slots=True)
class SignalKey:
    """Which signal: of what kind, of whom and by which measure; ``month`` for the alarm alone, which is a month's."""

    kind: SignalKind
    level: str
    subject: str
    measure: str = ""
    month: date | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A signal as worked out: its state for ``period`` with the reason, the rule, the numbers and what went in.

    ``as_of`` is when the newest return that went in was accepted, so that it too depends on the returns alone.
    ``evidence`` is what a record of a change keeps where that is more than ``inputs``.
    """

    key: SignalKey
    trust_code: str
    period: date
    state: State
    reason: str
    rule: str
    rule_set: str
    figures: Mapping[str, Any]
    inputs: Mapping[str, Any]
    as_of: datetime
    evidence: Mapping[str, Any] | None = field(default=None, compare=False)

    def digest(self) -> str:
        """Return the SHA-256 of all that is stored of it, in one fixed form."""
        told = [
            self.key.kind,
            self.key.level,
            self.key.subject,
            self.key.measure,
            self.trust_code,
            self.period.isoformat(),
            self.state,
            self.reason,
            self.rule,
            self.rule_set,
            self.figures,
            self.inputs,
            self.as_of.isoformat(),
        ]
        return hashlib.sha256(canonical(told).encode()).hexdigest()


def canonical(told: object) -> str:
    """Return JSON in one fixed form: keys sorted, no white space, every digit of a number."""
    return json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
