"""A case of special measures as anybody may read it: what was decided and why, and where it stands.

Nothing of a recommendation that waits or was withdrawn is read here, nor what was attached to any (record 25).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from oversight.organisations.bodies import oversight_body_of
from oversight.organisations.models import Trust
from oversight.wording import write_date
from publication.special_measures.help_told import (
    Asked,
    Director,
    Partner,
    demonstrations_of,
    directors_of,
    partners_of,
    reviews_of,
)
from ratings.cases.models import Case, LicenceCondition, Recommendation
from ratings.cases.states import CaseState, RecommendationState
from ratings.models import SpecialMeasuresSpell

_DECIDED = (str(RecommendationState.AGREED), str(RecommendationState.DECLINED))


class Standing(StrEnum):
    """Where a case stands for the public."""

    IN_MEASURES = "in_measures"
    IN_ADMINISTRATION = "in_administration"
    LEFT = "left"
    NOT_ENTERED = "not_entered"

    @property
    def label(self) -> str:
        """For people and files."""
        return _STANDINGS[self]

    @property
    def is_in(self) -> bool:
        """Whether the trust is in special measures: an administrator takes the Board's place, not the trust's."""
        return self in (Standing.IN_MEASURES, Standing.IN_ADMINISTRATION)


_STANDINGS = {
    Standing.IN_MEASURES: "In special measures",
    Standing.IN_ADMINISTRATION: "In special administration",
    Standing.LEFT: "Left special measures",
    Standing.NOT_ENTERED: "Special measures were recommended and declined",
}


@dataclass(frozen=True)
class Decision:
    """What was recommended and decided, each with its reason; ``criteria``: how they stood on the former day."""

    kind: Recommendation.Kind
    agreed: bool
    recommended_on: date
    recommended_reason: str
    criteria_met: bool | None
    criteria: tuple[str, ...]
    decided_on: date
    decided_reason: str
    body: str
    proposed_to: date | None
    # It was directed and so not for the body to decline (3.14).
    directed: bool


@dataclass(frozen=True)
class Recorded:
    """What a trust did by a decision that was recorded without a recommendation here: on which day, and why."""

    what: str
    on: date
    reason: str


@dataclass(frozen=True)
class Condition:
    """A condition added to a foundation trust's licence."""

    text: str
    reason: str
    body: str
    from_on: date
    due_on: date | None
    to_on: date | None


@dataclass(frozen=True)
class PublicCase:
    """What anybody may know of one case, or of a time in special measures on record without one, on a day."""

    trust: Trust
    case: Case | None
    spell: SpecialMeasuresSpell | None
    standing: Standing
    decisions: tuple[Decision, ...]
    directors: tuple[Director, ...]
    partners: tuple[Partner, ...]
    reviews: tuple[Asked, ...]
    demonstrations: tuple[Asked, ...]
    suspended_from: date | None
    suspended_to: date | None
    conditions: tuple[Condition, ...]

    @property
    def since(self) -> date:
        """The day of entry; of a case that led to none, the day on which it was declined."""
        return self.spell.entered_on if self.spell is not None else self.decisions[0].decided_on

    @property
    def reference(self) -> str:
        """The case's reference; blank for a time that was recorded without a case."""
        return self.case.reference if self.case is not None else ""

    def decision_on(self, kind: Recommendation.Kind) -> Decision | None:
        """The newest decision on a kind of recommendation that was agreed."""
        return next((each for each in reversed(self.decisions) if each.kind == kind and each.agreed), None)

    @property
    def entry(self) -> Decision | None:
        """The decision with which it began, agreed or declined."""
        return next((each for each in self.decisions if each.kind == Recommendation.Kind.ENTRY), None)

    @property
    def body(self) -> str:
        """The oversight body that decided on entry, or that oversaw the trust on the day; blank where none is known."""
        if self.entry is not None:
            return self.entry.body
        found = oversight_body_of(self.trust, self.since)
        return found.name if found is not None else ""

    @property
    def recorded(self) -> list[Recorded]:
        """What was decided without a recommendation on record here, such as before cases were kept."""
        spell, kinds = self.spell, {each.kind for each in self.decisions if each.agreed}
        if spell is None:
            return []
        found = []
        if Recommendation.Kind.ENTRY not in kinds:
            found.append(Recorded("entered special measures", spell.entered_on, spell.entry_reason))
        if spell.extended_on is not None and Recommendation.Kind.EXTENSION not in kinds:
            to = f"had its time extended to {write_date(spell.extended_to)}"
            found.append(Recorded(to, spell.extended_on, spell.extension_reason))
        if spell.left_on is not None and Recommendation.Kind.EXIT not in kinds:
            found.append(Recorded("left special measures", spell.left_on, spell.exit_reason))
        return found

    @property
    def reinspect_by(self) -> date | None:
        """The last day for a re-inspection: of the longer time where special measures were extended."""
        return None if self.spell is None else self.spell.extended_to or self.spell.reinspect_by


def public_cases(trust_ids: Sequence[int], today: date) -> list[PublicCase]:
    """Return the public cases of these trusts, the newest first; one that is only recommended is not among them."""
    cases = list(_with_all(Case.objects.filter(trust__in=trust_ids)))
    spells = {each.pk: _as_it_was(each, today) for each in _spells(trust_ids, today)}
    conditions = list(
        LicenceCondition.objects.filter(trust__in=trust_ids, from_on__lte=today)
        .select_related("body")
        .order_by("from_on")
    )
    told = []
    for case in cases:
        spell = spells.pop(case.spell_id, None) if case.spell_id is not None else None
        shown = _told_of_case(case, spell, conditions, today)
        if shown is not None:
            told.append(shown)
    told += [_told_of_spell(spell, conditions, today) for spell in spells.values()]
    return sorted(told, key=lambda each: (each.since, each.reference), reverse=True)


def _spells(trust_ids: Sequence[int], today: date) -> QuerySet[SpecialMeasuresSpell]:
    return SpecialMeasuresSpell.objects.filter(trust__in=trust_ids, entered_on__lte=today).select_related("trust")


def _as_it_was(spell: SpecialMeasuresSpell, today: date) -> SpecialMeasuresSpell:
    """Return the time in special measures, unsaved, without an extension or an end that were decided after the day."""
    if spell.extended_on is not None and spell.extended_on > today:
        spell.extended_on, spell.extended_to, spell.extension_reason = None, None, ""
    if spell.left_on is not None and spell.left_on > today:
        spell.left_on, spell.exit_reason = None, ""
    return spell


def _with_all(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("trust", "spell__trust").prefetch_related(
        "recommendations__body",
        "directors",
        "partnerships__partner",
        "partnerships__promises",
        "reviews",
        "demonstrations",
        "suspensions",
    )


def _told_of_case(
    case: Case, spell: SpecialMeasuresSpell | None, conditions: Sequence[LicenceCondition], today: date
) -> PublicCase | None:
    decisions = _decisions(case, today)
    if spell is None and not decisions:
        return None
    suspensions = [each for each in case.suspensions.all() if each.from_on <= today]
    return PublicCase(
        trust=case.trust,
        case=case,
        spell=spell,
        standing=_standing(case, spell, today),
        decisions=decisions,
        directors=directors_of(case, today),
        partners=partners_of(case, today),
        reviews=reviews_of(case, today),
        demonstrations=demonstrations_of(case, today),
        suspended_from=suspensions[-1].from_on if suspensions else None,
        suspended_to=suspensions[-1].to_on if suspensions else None,
        conditions=_conditions(conditions, case.trust, spell),
    )


def _told_of_spell(spell: SpecialMeasuresSpell, conditions: Sequence[LicenceCondition], today: date) -> PublicCase:
    has_left = spell.left_on is not None and spell.left_on <= today
    return PublicCase(
        trust=spell.trust,
        case=None,
        spell=spell,
        standing=Standing.LEFT if has_left else Standing.IN_MEASURES,
        decisions=(),
        directors=(),
        partners=(),
        reviews=(),
        demonstrations=(),
        suspended_from=None,
        suspended_to=None,
        conditions=_conditions(conditions, spell.trust, spell),
    )


def _standing(case: Case, spell: SpecialMeasuresSpell | None, today: date) -> Standing:
    if spell is None:
        return Standing.NOT_ENTERED
    if spell.left_on is not None and spell.left_on <= today:
        return Standing.LEFT
    administered = case.state == CaseState.IN_ADMINISTRATION and not any(
        each.kind == Recommendation.Kind.ADMINISTRATION and each.decided_on is not None and each.decided_on > today
        for each in case.recommendations.all()
    )
    return Standing.IN_ADMINISTRATION if administered else Standing.IN_MEASURES


def _decisions(case: Case, today: date) -> tuple[Decision, ...]:
    told = [
        Decision(
            kind=Recommendation.Kind(each.kind),
            agreed=each.state == RecommendationState.AGREED,
            recommended_on=each.made_on,
            recommended_reason=each.reason,
            criteria_met=each.criteria_met,
            criteria=tuple(_criteria(each.criteria, each.kind)),
            decided_on=each.decided_on,
            decided_reason=each.decision_reason,
            body=each.body.name if each.body else "",
            proposed_to=each.proposed_to,
            directed=each.route == Recommendation.Route.DIRECTED,
        )
        for each in case.recommendations.all()
        if each.state in _DECIDED and each.decided_on is not None and each.decided_on <= today
    ]
    return tuple(sorted(told, key=lambda each: each.decided_on))


def _criteria(snapshot: Sequence[Mapping[str, Any]], kind: str) -> list[str]:
    """Return how the criterion of the recommendation's kind stood, in the words of then."""
    return [str(each["reason"]) for each in snapshot if each.get("criterion") == kind and each.get("reason")]


def _conditions(
    found: Sequence[LicenceCondition], trust: Trust, spell: SpecialMeasuresSpell | None
) -> tuple[Condition, ...]:
    """Return the conditions that bound the trust at any time of the case."""
    if spell is None:
        return ()
    return tuple(
        Condition(each.text, each.reason, each.body.name, each.from_on, each.due_on, each.to_on)
        for each in found
        if each.trust_id == trust.pk
        and (each.to_on is None or each.to_on > spell.entered_on)
        and (spell.left_on is None or each.from_on < spell.left_on)
    )
