"""What the criteria say of a trust, as it is stored: state, evidence, the sentence why, and their hashes. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ratings.rules.special_measures import (
    Criterion,
    CriterionFacts,
    CriterionState,
    JudgedCriterion,
    JudgedPart,
    SpecialMeasuresRules,
    Spell,
    TrustRating,
    judge,
)
from ratings.rules.special_measures_updates import UpdateDue
from ratings.signals import canonical
from ratings.special_measures.reasons import Reasons

OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """How one criterion stands for a trust.

    ``evidence``: ``parts`` (id, outcome, why, and the ratings it rests on by name), ``ratings`` (by key question or
    ``overall``: place, rating, days, source and reference), ``spell`` (of which trust, with its days) and ``updates``
    (the newest that is published and the oldest that lacks after it: month, last day, and when it was published).
    """

    trust_code: str
    criterion: Criterion
    state: CriterionState
    evidence: Mapping[str, Any]
    rule_set: str
    reason: str
    since: date | None
    due_on: date | None

    @property
    def asks(self) -> bool:
        """Whether somebody should look."""
        return self.state.asks(self.criterion)

    def inputs_digest(self) -> str:
        """Return the hash of what makes it what it is: another wording is no other recommendation."""
        parts = [[part["id"], part["outcome"]] for part in self.evidence.get("parts", ())]
        facts = [self.evidence.get("ratings", {}), self.evidence.get("spell", {}), self.evidence.get("updates", [])]
        return _hashed(self.criterion, self.state, self.rule_set, parts, facts, _day(self.due_on))

    def digest(self) -> str:
        """Return the SHA-256 of all that is stored of it."""
        told = [self.trust_code, self.inputs_digest(), dict(self.evidence), self.reason, _day(self.since)]
        return _hashed(*told)


@dataclass(frozen=True, slots=True)
class CriteriaOfTrust:
    """All that the criteria say of a trust as of a day; nothing before there were any."""

    trust_code: str
    on: date
    results: tuple[CriterionResult, ...]


def criteria_of_trust(facts: CriterionFacts, rules: SpecialMeasuresRules | None) -> CriteriaOfTrust:
    """Work the criteria out from what stands, by the rules in force on the day."""
    if rules is None:
        return CriteriaOfTrust(facts.trust_code, facts.on, ())
    said = Reasons(facts, rules)
    results = tuple(_result(facts, judged, said) for judged in judge(facts, rules))
    return CriteriaOfTrust(facts.trust_code, facts.on, results)


def _result(facts: CriterionFacts, judged: JudgedCriterion, said: Reasons) -> CriterionResult:
    evidence: dict[str, Any] = {}
    if judged.parts:
        evidence["parts"] = [_part(judged.criterion, part, said) for part in judged.parts]
        used = dict.fromkeys(rating for part in judged.parts for rating in part.ratings)
        evidence["ratings"] = {_name(rating): _rating(facts.trust_code, rating) for rating in used}
        if looked_at := [each for part in judged.parts for each in part.updates]:
            evidence["updates"] = [_update(each) for each in looked_at]
    if facts.spell is not None:
        evidence["spell"] = _spell(facts.spell)
    return CriterionResult(
        trust_code=facts.trust_code,
        criterion=judged.criterion,
        state=judged.state,
        evidence=evidence,
        rule_set=said.rules.version,
        reason=said.of(judged),
        since=judged.since,
        due_on=judged.due_on,
    )


def _part(criterion: Criterion, judged: JudgedPart, said: Reasons) -> dict[str, Any]:
    return {
        "id": judged.part.id,
        "outcome": str(judged.outcome),
        "because": said.because(criterion, judged),
        "ratings": [_name(rating) for rating in judged.ratings],
    }


def _rating(trust_code: str, rating: TrustRating) -> dict[str, str]:
    return {
        "place": trust_code,
        "rating": str(rating.word),
        "published_on": rating.published_on.isoformat(),
        "inspected_on": _day(rating.inspected_on),
        "source": rating.source,
        "reference": rating.reference,
    }


def _spell(spell: Spell) -> dict[str, str]:
    return {
        "trust": spell.trust_code,
        "entered_on": spell.entered_on.isoformat(),
        "reinspect_by": _day(spell.reinspect_by),
        "extended_on": _day(spell.extended_on),
        "extended_to": _day(spell.extended_to),
    }


def _update(update: UpdateDue) -> dict[str, str]:
    return {
        "month": str(update.month),
        "due_on": update.due_on.isoformat(),
        "published_on": _day(update.published_on),
    }


def _name(rating: TrustRating) -> str:
    return str(rating.key_question or OVERALL)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _hashed(*told: object) -> str:
    return hashlib.sha256(canonical(list(told)).encode()).hexdigest()
