"""The criteria of special measures as they stand in a case: computed from what is published, and judged by people.

What rules can judge is computed (``ratings.special_measures``); a part for people is judged by an inspector, and that
the oversight body agrees is its decision on leaving, which nobody judges beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.organisations.models import Trust
from oversight.organisations.successions import answerable_for
from oversight.records.references import Reference
from oversight.returns.refusals import Refused
from oversight.wording import write_date
from ratings.cases.attaching import known_reference
from ratings.cases.models import Case, ExitJudgement, Recommendation
from ratings.cases.moving import ARRANGED, keep, locked_case, refuse_the_future, said
from ratings.cases.permitting import as_regulator
from ratings.cases.states import IN_FORCE, CaseState
from ratings.models import SpecialMeasuresSpell
from ratings.rules.special_measures import (
    Criterion,
    CriterionState,
    LooksAt,
    Outcome,
    Part,
    SpecialMeasuresRules,
    Spell,
)
from ratings.rules.special_measures_files import special_measures_in_force
from ratings.special_measures.facts import criteria_on, criterion_facts
from ratings.special_measures.results import CriteriaOfTrust, CriterionResult, criteria_of_trust

# The part that is the oversight body's own word, in every rule set that has it.
BODY_AGREES = "body_agrees"


@dataclass(frozen=True, slots=True)
class ExitCriterion:
    """One part of the criteria for leaving: what it asks, what came of it and why; by whom, where people judge it."""

    id: str
    text: str
    outcome: Outcome
    because: str
    is_for_people: bool = False
    judgement: ExitJudgement | None = None

    @property
    def is_the_bodys(self) -> bool:
        """Whether it is the oversight body's decision, and nobody's judgement beforehand."""
        return self.is_for_people and self.id == BODY_AGREES


@dataclass(frozen=True, slots=True)
class Standing:
    """How criteria stand: whether the one asked about is met (None: none was, or the rules know none), and all."""

    met: bool | None
    criteria: list[dict[str, Any]]

    @property
    def kept(self) -> Mapping[str, Any]:
        """The columns of a recommendation that keep it."""
        return {"criteria_met": self.met, "criteria": self.criteria}


def entry_standing(trust: Trust, on: date) -> Standing:
    """Return how the criteria stand for a trust that is in no case, and whether those for entry are met."""
    results = criteria_on(trust, on)
    return Standing(_met(results, Criterion.ENTRY), [_told(result) for result in results.results])


def standing_of_case(case: Case, on: date, criterion: Criterion | None) -> Standing:
    """Return how the criteria stand in a case on a day, what people judged included, and whether one is met.

    Leaving is met once every part is, but for the agreement of the oversight body, which is still to decide.
    """
    results = criteria_of_case(case, on)
    parts = exit_criteria(case, on)
    told = [_told(result) for result in results.results]
    for each in told:
        if each["criterion"] == Criterion.EXIT and parts:
            each["evidence"]["parts"] = [_with_judgement(part, parts) for part in each["evidence"].get("parts", ())]
    if criterion is Criterion.EXIT:
        return Standing(exit_is_met(parts), told)
    return Standing(_met(results, criterion) if criterion else None, told)


def criteria_of_case(case: Case, on: date) -> CriteriaOfTrust:
    """Work out the criteria for the time of a case on a day: by the facts of whoever answers for its trust then.

    The trust may have followed another and have two times: those of the case's own are looked at.
    """
    trust = answerable_for(case.trust, on)[0]
    rules = special_measures_in_force(on, demonstration=trust.is_demonstration)
    spell = spell_on(case.spell, on)
    return criteria_of_trust(replace(criterion_facts(trust, on=on), spell=spell), rules)


def spell_on(row: SpecialMeasuresSpell | None, on: date) -> Spell | None:
    """Return a time in special measures as it stood on a day: before an extension was decided it had none."""
    if row is None or row.entered_on > on or (row.left_on is not None and row.left_on <= on):
        return None
    is_extended = row.extended_on is not None and row.extended_on <= on
    extended = {"extended_on": row.extended_on, "extended_to": row.extended_to} if is_extended else {}
    return Spell(row.trust.code, row.entered_on, row.reinspect_by, **extended)


def exit_criteria(case: Case, on: date) -> tuple[ExitCriterion, ...]:
    """Return the parts of the criteria for leaving on a day, one by one; none where the rules of the day know none."""
    if spell_on(case.spell, on) is None:
        return ()
    rules = _rules(case, on)
    result = next((each for each in criteria_of_case(case, on).results if each.criterion is Criterion.EXIT), None)
    if rules is None or result is None:
        return ()
    judged = {part["id"]: part for part in result.evidence.get("parts", ())}
    newest = {row.part: row for row in case.exit_judgements.filter(judged_on__lte=on).select_related("judged_by")}
    return tuple(
        _exit_criterion(part, judged[part.id], newest.get(part.id), case, on)
        for part in rules.criteria[Criterion.EXIT].parts
        if part.id in judged
    )


def exit_is_met(parts: tuple[ExitCriterion, ...]) -> bool | None:
    """Say whether all is met that must be before the oversight body decides; None where nothing is known to be."""
    asked = [part for part in parts if not part.is_the_bodys]
    return all(part.outcome is Outcome.MET for part in asked) if asked else None


@transaction.atomic
def judge_exit_part(
    *,
    case: Case,
    part: str,
    met: bool,
    words: str,
    on: date,
    by: Person,
    now: datetime,
    reference: Reference | None = None,
) -> ExitJudgement:
    """Judge a part of the criteria for leaving that is for people; the newest judgement of a part stands.

    Refused: ``not_allowed``, ``no_reason``, ``future``; ``moved_on`` unless the trust is in special measures;
    ``before`` it entered; ``unknown_part`` for one that the rules of the day do not leave to inspectors;
    ``unknown_reference``.
    """
    role = as_regulator(Action.RECOMMEND_IN_CASE, by=by, now=now)
    why = said(words)
    refuse_the_future(on, now)
    case = locked_case(case)
    if case.spell is None or CaseState(case.state) not in IN_FORCE:
        raise Refused("moved_on", f"This case is now: {CaseState(case.state).label.lower()}.")
    if on < case.spell.entered_on:
        raise Refused("before", f"The trust entered special measures on {write_date(case.spell.entered_on)}.")
    rules = _rules(case, on)
    found = rules.part(Criterion.EXIT, part) if rules else None
    if rules is None or found is None or found.looks_at is not LooksAt.PERSON or found.id == BODY_AGREES:
        raise Refused("unknown_part", "The criteria of the day leave no such part to inspectors.")
    judgement = ExitJudgement.objects.create(
        case=case,
        part=found.id,
        rule_set=rules.version,
        met=met,
        words=why,
        judged_on=on,
        judged_by=by,
        judged_as=role,
        judged_at=now,
        **known_reference(reference),
    )
    keep(ARRANGED, case, ["exit_judgements"], by=by, now=now, words=why, what="exit_part", part=found.id)
    return judgement


def _rules(case: Case, on: date) -> SpecialMeasuresRules | None:
    return special_measures_in_force(on, demonstration=case.trust.is_demonstration)


def _exit_criterion(
    part: Part, judged: Mapping[str, Any], judgement: ExitJudgement | None, case: Case, on: date
) -> ExitCriterion:
    if part.looks_at is not LooksAt.PERSON:
        return ExitCriterion(part.id, part.text, Outcome(judged["outcome"]), judged["because"])
    if part.id == BODY_AGREES:
        return ExitCriterion(part.id, part.text, *_bodys_word(case, on), is_for_people=True)
    if judgement is None:
        return ExitCriterion(part.id, part.text, Outcome.FOR_PEOPLE, judged["because"], is_for_people=True)
    outcome = Outcome.MET if judgement.met else Outcome.NOT_MET
    return ExitCriterion(part.id, part.text, outcome, judgement.words, is_for_people=True, judgement=judgement)


def _bodys_word(case: Case, on: date) -> tuple[Outcome, str]:
    """Return what the oversight body last decided on leaving; it is still to be asked where it did not."""
    asked = case.recommendations.filter(kind=Recommendation.Kind.EXIT, made_on__lte=on).exclude(
        state=Recommendation.State.WITHDRAWN
    )
    last = asked.select_related("body").order_by("made_on", "pk").last()
    if last is None:
        return Outcome.FOR_PEOPLE, "Leaving was not recommended yet, so the oversight body was not asked."
    if last.decided_on is None or last.body is None or last.decided_on > on:
        return Outcome.FOR_PEOPLE, f"The oversight body is asked since {write_date(last.made_on)}."
    agreed = last.state == Recommendation.State.AGREED
    word = "agreed" if agreed else "declined"
    because = f"{last.body.name} {word} on {write_date(last.decided_on)}: {last.decision_reason}"
    return (Outcome.MET if agreed else Outcome.NOT_MET), because


def _met(results: CriteriaOfTrust, criterion: Criterion) -> bool | None:
    result = next((each for each in results.results if each.criterion is criterion), None)
    if result is None or result.state is CriterionState.NOT_APPLICABLE:
        return None
    if criterion is Criterion.EXTENSION:
        # Once its time is near or over, the parts still say whether it may be considered.
        parts = [part["outcome"] for part in result.evidence.get("parts", ())]
        return all(outcome in (Outcome.MET, Outcome.FOR_PEOPLE) for outcome in parts) if parts else None
    return result.state is CriterionState.MET


def _told(result: CriterionResult) -> dict[str, Any]:
    return {
        "criterion": str(result.criterion),
        "state": str(result.state),
        "reason": result.reason,
        "rule_set": result.rule_set,
        "evidence": dict(result.evidence),
    }


def _with_judgement(part: dict[str, Any], parts: tuple[ExitCriterion, ...]) -> dict[str, Any]:
    found = next((each for each in parts if each.id == part["id"]), None)
    return part if found is None else {**part, "outcome": str(found.outcome), "because": found.because}
