"""Criteria of special measures as pages show them: parts and ratings in words, what would change them, and history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from inspections.models import PublishedRating
from oversight.organisations.models import Trust
from ratings.cases.models import Case
from ratings.cases.standing import cases_of
from ratings.models import CriterionChange, CriterionFlag, SpecialMeasuresSpell
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from ratings.rules.special_measures import Criterion, CriterionState, Outcome, SpecialMeasuresRules
from ratings.rules.special_measures_files import special_measures_sets
from ratings.special_measures.results import OVERALL, CriterionResult
from ratings.special_measures.standing import spell_of, spells_of
from ratings.special_measures.what_changes import WhatChanges, what_would_change
from ratings.special_measures.writing import result_of

_COLOURS = {
    CriterionState.MET: "blue",
    CriterionState.DUE_SOON: "yellow",
    CriterionState.OVERDUE: "orange",
    CriterionState.NOT_MET: "white",
    CriterionState.NOT_APPLICABLE: "grey",
}


@dataclass(frozen=True, slots=True)
class ShownState:
    """A state in words, with the colour of its tag."""

    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class ShownRating:
    """A published rating that a criterion rests on."""

    name: str
    code: str
    word: str
    published_on: date
    inspected_on: date | None
    source: str
    reference: str


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of a criterion: what it asks, what came of it and why."""

    text: str
    outcome: Outcome
    because: str


@dataclass(frozen=True, slots=True)
class ShownCriterion:
    """How a criterion stands for a trust, for a page."""

    result: CriterionResult
    state: ShownState
    rules: str
    parts: Sequence[ShownPart]
    ratings: Sequence[ShownRating]
    changes: WhatChanges | None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.result.criterion.label


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One row of a criterion's history."""

    record: CriterionChange
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TrustSpecialMeasures:
    """All of special measures that a trust's page shows."""

    spell: SpecialMeasuresSpell | None
    spells: Sequence[SpecialMeasuresSpell]
    cases: Sequence[Case]
    criteria: Sequence[ShownCriterion]
    history: Sequence[ShownChange]


def special_measures_of(trust: Trust, today: date) -> TrustSpecialMeasures:
    """Return what stands of a trust, what was decided, and how its criteria changed, the newest first."""
    flags = {row.criterion: row for row in CriterionFlag.objects.filter(trust_code=trust.code)}
    return TrustSpecialMeasures(
        spell=spell_of(trust, today),
        spells=spells_of(trust, today),
        cases=cases_of(trust, today),
        criteria=[shown_criterion(flags[criterion]) for criterion in Criterion if criterion in flags],
        history=[_change(row) for row in CriterionChange.objects.filter(trust_code=trust.code)],
    )


def shown_criterion(row: CriterionFlag) -> ShownCriterion:
    """Return a stored criterion with its words."""
    result = result_of(row)
    rules = special_measures_sets().by_version(result.rule_set)
    return ShownCriterion(
        result=result,
        state=shown_state(result.criterion, result.state),
        rules=rules.name if rules else result.rule_set,
        parts=list(_parts(result, rules)),
        ratings=list(_ratings(result)),
        changes=what_would_change(result, rules) if rules else None,
    )


def shown_state(criterion: Criterion, state: CriterionState) -> ShownState:
    """Return a state's word and the colour of its tag; what nobody need look at is pale."""
    colour = "green" if state is CriterionState.MET and not state.asks(criterion) else _COLOURS[state]
    return ShownState(state.label_of(criterion), colour)


def _parts(result: CriterionResult, rules: SpecialMeasuresRules | None) -> Iterator[ShownPart]:
    for told in result.evidence.get("parts", ()):
        part = rules.part(result.criterion, told["id"]) if rules else None
        yield ShownPart(part.text if part else told["id"], Outcome(told["outcome"]), told["because"])


def _ratings(result: CriterionResult) -> Iterator[ShownRating]:
    """Yield the ratings in the order of the key questions, the overall one last."""
    told = result.evidence.get("ratings", {})
    for name in (*map(str, KeyQuestion), OVERALL):
        if name not in told:
            continue
        rating = told[name]
        word = rating["rating"]
        is_rating = word in set(Rating)
        yield ShownRating(
            name="Overall" if name == OVERALL else KeyQuestion(name).label,
            code=word if is_rating else "none",
            word=Rating(word).label if is_rating else NonRating(word).label,
            published_on=date.fromisoformat(rating["published_on"]),
            inspected_on=date.fromisoformat(rating["inspected_on"]) if rating["inspected_on"] else None,
            source=PublishedRating.Source(rating["source"]).label,
            reference=rating["reference"],
        )


def _change(row: CriterionChange) -> ShownChange:
    criterion = Criterion(row.criterion)
    before, after = (
        CriterionState(state).label_of(criterion) if state else "Not worked out" for state in (row.old, row.new)
    )
    return ShownChange(row, criterion.label, before, after)
