"""Whether an NHS trust may go forward for foundation status, part by part, and how that stood day by day. Pure.

The gate is necessary and never sufficient: who authorises assesses more. Source: Hard Truths, executive summary 45,
2.24 and 3.4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ratings.rules.aggregation_rule_sets import Certainty
from ratings.rules.ratings_words import NonRating, Rating


class LooksAt(StrEnum):
    """The facts that a part of the gate looks at."""

    NHS_TRUST = "nhs_trust"
    OVERALL_AT_LEAST = "overall_at_least"
    NOT_IN_SPECIAL_MEASURES = "not_in_special_measures"


class Outcome(StrEnum):
    """What came of one part."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_KNOWN = "not_known"

    @property
    def label(self) -> str:
        """What pages call it."""
        return {"met": "Met", "not_met": "Not met", "not_known": "Not known"}[self]


class GateState(StrEnum):
    """How the gate stands: open where all is met, closed by any part that is not."""

    OPEN = "open"
    CLOSED = "closed"
    NOT_KNOWN = "not_known"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """What pages call it."""
        return _LABELS[self]


_LABELS = {
    GateState.OPEN: "Open",
    GateState.CLOSED: "Closed",
    GateState.NOT_KNOWN: "Not known",
    GateState.NOT_APPLICABLE: "Does not apply",
}


@dataclass(frozen=True, slots=True)
class GatePart:
    """One part of the gate, with its source and how certain it is. ``rating``: the lowest that will do."""

    id: str
    looks_at: LooksAt
    text: str
    source: str
    certainty: Certainty
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class GateRules:
    """The gate in force from one day to another (None: on); ``not_known``: why nothing is asked."""

    version: str
    name: str
    in_force_from: date
    in_force_to: date | None
    source: str
    certainty: Certainty
    parts: tuple[GatePart, ...] = ()
    not_known: str = ""


@dataclass(frozen=True, slots=True)
class GateRating:
    """The overall rating of a trust as it stands, and since when it is published."""

    word: Rating | NonRating
    published_on: date


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What stands of a trust on a day; ``is_foundation_trust`` None where its kind is not on record."""

    on: date
    is_foundation_trust: bool | None
    rating: GateRating | None
    in_special_measures_since: date | None


@dataclass(frozen=True, slots=True)
class JudgedGatePart:
    """A part with what came of it, and since when the fact that decides it stands (None: not known)."""

    part: GatePart
    outcome: Outcome
    since: date | None = None
    word: Rating | NonRating | None = None


@dataclass(frozen=True, slots=True)
class JudgedGate:
    """The gate as it stands by a rule set (blank: none was in force)."""

    state: GateState
    parts: tuple[JudgedGatePart, ...] = ()
    rule_set: str = ""


@dataclass(frozen=True, slots=True)
class GateTime:
    """How the gate stood from one day to another, both included (None: still)."""

    from_on: date
    to_on: date | None
    gate: JudgedGate


def judge_gate(facts: GateFacts, rules: GateRules | None) -> JudgedGate:
    """Say how the gate stands: closed by any part that is not met, open where all are met.

    It does not apply to a trust that is a foundation trust already, nor where no rules ask anything.
    """
    if rules is None or rules.not_known:
        return JudgedGate(GateState.NOT_APPLICABLE, rule_set=rules.version if rules else "")
    parts = tuple(_judged(part, facts) for part in rules.parts)
    outcomes = {each.outcome for each in parts}
    if facts.is_foundation_trust:
        state = GateState.NOT_APPLICABLE
    elif Outcome.NOT_MET in outcomes:
        state = GateState.CLOSED
    else:
        state = GateState.NOT_KNOWN if Outcome.NOT_KNOWN in outcomes else GateState.OPEN
    return JudgedGate(state, parts, rules.version)


def gate_history(
    days: Iterable[date], *, facts_on: Callable[[date], GateFacts], rules_on: Callable[[date], GateRules | None]
) -> list[GateTime]:
    """Return how the gate stood from the first of the days on, the newest time first.

    ``days`` are those on which a fact or the rules may have changed; days on which nothing did leave no seam.
    """
    times: list[GateTime] = []
    for day in sorted(set(days)):
        gate = judge_gate(facts_on(day), rules_on(day))
        if times and times[-1].gate == gate:
            continue
        if times:
            times[-1] = GateTime(times[-1].from_on, date.fromordinal(day.toordinal() - 1), times[-1].gate)
        times.append(GateTime(day, None, gate))
    return times[::-1]


def _judged(part: GatePart, facts: GateFacts) -> JudgedGatePart:
    return _JUDGES[part.looks_at](part, facts)


def _nhs_trust(part: GatePart, facts: GateFacts) -> JudgedGatePart:
    if facts.is_foundation_trust is None:
        return JudgedGatePart(part, Outcome.NOT_KNOWN)
    return JudgedGatePart(part, Outcome.NOT_MET if facts.is_foundation_trust else Outcome.MET)


def _overall(part: GatePart, facts: GateFacts) -> JudgedGatePart:
    rating = facts.rating
    if rating is None:
        return JudgedGatePart(part, Outcome.NOT_KNOWN)
    if not isinstance(rating.word, Rating):
        return JudgedGatePart(part, Outcome.NOT_KNOWN, rating.published_on, rating.word)
    lowest = part.rating or Rating.GOOD
    outcome = Outcome.MET if rating.word.rank >= lowest.rank else Outcome.NOT_MET
    return JudgedGatePart(part, outcome, rating.published_on, rating.word)


def _not_inside(part: GatePart, facts: GateFacts) -> JudgedGatePart:
    since = facts.in_special_measures_since
    return JudgedGatePart(part, Outcome.NOT_MET if since else Outcome.MET, since)


_JUDGES: Mapping[LooksAt, Callable[[GatePart, GateFacts], JudgedGatePart]] = {
    LooksAt.NHS_TRUST: _nhs_trust,
    LooksAt.OVERALL_AT_LEAST: _overall,
    LooksAt.NOT_IN_SPECIAL_MEASURES: _not_inside,
}
