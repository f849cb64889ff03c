"""The sentences that say how a criterion of special measures stands, and why: plain, dated, and no decision. Pure.

Days are named and never counted, so that a sentence changes with the facts alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oversight.wording import write_date, write_list
from ratings.rules.ratings_words import Rating
from ratings.rules.special_measures import (
    Criterion,
    CriterionFacts,
    CriterionState,
    JudgedCriterion,
    JudgedPart,
    LooksAt,
    Outcome,
    SpecialMeasuresRules,
    Spell,
    TrustRating,
    counted_since,
)
from ratings.rules.special_measures_updates import UpdateDue

_NOT_IN = "The trust is not in special measures."


@dataclass(frozen=True, slots=True)
class Reasons:
    """What there is to say of one trust's criteria."""

    facts: CriterionFacts
    rules: SpecialMeasuresRules

    def of(self, judged: JudgedCriterion) -> str:
        """Say how a criterion stands."""
        if self.facts.followed_by:
            return f"{write_list(self.facts.followed_by)} followed this trust: it is asked there now."
        if not_known := self.rules.criteria[judged.criterion].not_known:
            return not_known
        spell = self.facts.spell
        if judged.criterion is Criterion.ENTRY:
            return (
                self._of_entry(judged)
                if spell is None
                else f"{self._is_in(spell)} Whether it should enter is not asked."
            )
        if spell is None:
            return _NOT_IN
        if judged.criterion is Criterion.EXIT:
            return self._of_exit(judged)
        if judged.criterion is Criterion.EXTENSION:
            return self._of_extension(judged, spell)
        if judged.criterion is Criterion.UPDATE:
            return self._of_update(judged)
        return self._of_reinspection(judged)

    def because(self, criterion: Criterion, judged: JudgedPart) -> str:
        """Say what came of a part, and from what."""
        rating = judged.ratings[0] if judged.ratings else None
        match judged.part.looks_at:
            case LooksAt.WELL_LED_INADEQUATE | LooksAt.WELL_LED_AT_LEAST:
                return _rated("Well-led", rating) or "No rating of the trust's well-led is published."
            case LooksAt.OVERALL_AT_LEAST:
                return _rated("The trust", rating, " overall") or "No overall rating of the trust is published."
            case LooksAt.OTHERS_INADEQUATE:
                return _others(judged)
            case LooksAt.INSPECTED_SINCE:
                return self._inspected(criterion, judged)
            case LooksAt.UPDATED:
                return _updates(judged)
            case LooksAt.PERSON:
                return "This is for people to judge."
            case _:
                return self._by_the_clock(judged)

    def _of_entry(self, judged: JudgedCriterion) -> str:
        if judged.state is not CriterionState.MET:
            return self._all(judged.criterion, _missing(judged.parts))
        called_for = "By its ratings the trust is one for which special measures are to be recommended."
        return f"{self._all(judged.criterion, _shown(judged.parts))} {called_for}"

    def _of_exit(self, judged: JudgedCriterion) -> str:
        if judged.state is not CriterionState.MET:
            return self._all(judged.criterion, _missing(judged.parts))
        may = "By its ratings it may be recommended that the trust leaves, if the improvement can be sustained."
        return f"{self._all(judged.criterion, _shown(judged.parts))} {may}"

    def _of_extension(self, judged: JudgedCriterion, spell: Spell) -> str:
        last = write_date(judged.due_on)
        if judged.state is CriterionState.OVERDUE:
            return f"The longest time in special measures ended on {last}, and no decision after it is on record."
        if judged.state is CriterionState.DUE_SOON:
            return f"Special measures were extended to {last}. That happens once, and the time ends soon."
        if judged.state is CriterionState.MET:
            usual = write_date(self.rules.reinspect_by(spell.entered_on))
            return (
                f"The last day of the usual time is {usual}, and the criteria for leaving are not met. It may be"
                f" recommended to extend special measures, once, to {last} at the latest."
            )
        return self._all(judged.criterion, _missing(judged.parts))

    def _of_reinspection(self, judged: JudgedCriterion) -> str:
        if judged.state is CriterionState.NOT_APPLICABLE:
            return "No day is on record by which the trust is to be inspected again."
        told = self._all(judged.criterion, _shown(judged.parts) or _missing(judged.parts))
        if judged.state is CriterionState.MET:
            return told
        due = f"The trust is to be inspected again by {write_date(judged.due_on)}"
        return f"{told} {due}, and that day is past." if judged.state is CriterionState.OVERDUE else f"{told} {due}."

    def _of_update(self, judged: JudgedCriterion) -> str:
        told = self._all(judged.criterion, judged.parts)
        due, lacking = write_date(judged.due_on), _lacking(judged)
        if lacking is None:
            return told
        if judged.state is CriterionState.OVERDUE:
            return f"{told} The update for {lacking.month.label} was due by {due}, and that day is past."
        return f"{told} The update for {lacking.month.label} is due by {due}."

    def _is_in(self, spell: Spell) -> str:
        since = write_date(spell.entered_on)
        if spell.trust_code == self.facts.trust_code:
            return f"The trust has been in special measures since {since}."
        return f"{spell.trust_code}, which this trust followed, has been in special measures since {since}."

    def _inspected(self, criterion: Criterion, judged: JudgedPart) -> str:
        rating = judged.ratings[0] if judged.ratings else None
        if judged.outcome is not Outcome.MET or rating is None:
            after = write_date(counted_since(self.facts, criterion))
            return f"No rating of the trust's well-led from an inspection after {after} is published."
        seen = f", from an inspection that ended on {write_date(rating.inspected_on)}" if rating.inspected_on else ""
        return f"The trust's well-led was published anew on {write_date(rating.published_on)}{seen}."

    def _by_the_clock(self, judged: JudgedPart) -> str:
        spell = self.facts.spell
        if spell is None:
            return _NOT_IN
        if judged.part.looks_at is LooksAt.NOT_EXTENDED:
            if spell.extended_to is None:
                return "They were not extended."
            return f"They were extended on {write_date(spell.extended_on)}, to {write_date(spell.extended_to)}."
        if judged.part.looks_at is LooksAt.TIME_ENDS_SOON:
            usual = self.rules.reinspect_by(spell.entered_on)
            return f"The last day of the usual time is {write_date(usual)}." if usual else "No usual time is known."
        if judged.outcome is Outcome.MET:
            return "The criteria for leaving are not met."
        return "The criteria for leaving are met, as far as ratings show it."

    def _all(self, criterion: Criterion, parts: Iterable[JudgedPart]) -> str:
        return " ".join(self.because(criterion, each) for each in parts)


def _lacking(judged: JudgedCriterion) -> UpdateDue | None:
    return next((each for part in judged.parts for each in part.updates if each.published_on is None), None)


def _updates(judged: JudgedPart) -> str:
    newest = next((each for each in judged.updates if each.published_on is not None), None)
    if newest is None:
        return "No update on the improvement plan has been published."
    return f"The newest update, for {newest.month.label}, was published on {write_date(newest.published_on)}."


def _missing(parts: Iterable[JudgedPart]) -> tuple[JudgedPart, ...]:
    return tuple(each for each in parts if each.outcome in (Outcome.NOT_MET, Outcome.NOT_KNOWN))


def _shown(parts: Iterable[JudgedPart]) -> tuple[JudgedPart, ...]:
    return tuple(each for each in parts if each.outcome is Outcome.MET)


def _rated(what: str, rating: TrustRating | None, how: str = "") -> str:
    """Return how something was published; blank where it was not."""
    if rating is None:
        return ""
    word = f"rated {rating.word.label}" if isinstance(rating.word, Rating) else f"“{rating.word.label}”"
    return f"{what} was published as {word}{how} on {write_date(rating.published_on)}."


def _others(judged: JudgedPart) -> str:
    found = [each for each in judged.ratings if each.word is Rating.INADEQUATE]
    if judged.outcome is Outcome.NOT_KNOWN:
        return "No other key question of the trust is rated."
    if not found:
        return "No other key question of the trust is rated Inadequate."
    days = {each.published_on for each in found}
    named = write_list(_question(each, with_day=len(days) > 1) for each in found)
    start = f"{named[0].upper()}{named[1:]} {'was' if len(found) == 1 else 'were'} published as rated Inadequate"
    start += f" on {write_date(days.pop())}" if len(days) == 1 else ""
    return f"{start}." if judged.outcome is Outcome.MET else f"{start}, and no other beside well-led."


def _question(rating: TrustRating, *, with_day: bool) -> str:
    name = rating.key_question.label.lower() if rating.key_question else "overall"
    return f"{name} ({write_date(rating.published_on)})" if with_day else name
