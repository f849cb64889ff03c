"""The criteria of special measures: entry, exit, extension, re-inspection and the monthly update, part by part. Pure.

They recommend; an oversight body decides, on the Chief Inspector's word. Which parts, numbers and times is in dated
rule sets, each with its source and how certain it is. Source: Hard Truths 3.11, 3.12 and annex B; the guide of 6 May
2014.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from oversight.returns.periods import Month
from ratings.rules.aggregation_rule_sets import Certainty
from ratings.rules.months import months_after
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from ratings.rules.special_measures_updates import UpdateDue, first_lacking, first_update, updates_due


class Criterion(StrEnum):
    """What is asked of a trust: to enter, leave or stay longer, to be looked at again, and to tell the public."""

    ENTRY = "entry"
    EXIT = "exit"
    EXTENSION = "extension"
    REINSPECTION = "reinspection"
    UPDATE = "update"

    @property
    def label(self) -> str:
        """What pages call it."""
        return _CRITERIA[self]


_CRITERIA = {
    Criterion.ENTRY: "Entry",
    Criterion.EXIT: "Exit",
    Criterion.EXTENSION: "Extension",
    Criterion.REINSPECTION: "Re-inspection",
    Criterion.UPDATE: "Monthly update",
}
# Once they are met nothing is left to do.
DONE_ONCE_MET = frozenset({Criterion.REINSPECTION, Criterion.UPDATE})


class CriterionState(StrEnum):
    """How a criterion stands."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"

    def label_of(self, criterion: Criterion) -> str:
        """Return what pages call the state of this criterion."""
        return _OWN_LABELS.get((criterion, self), _LABELS[self])

    def asks(self, criterion: Criterion) -> bool:
        """Whether somebody should look: a re-inspection that was made, and an update that is out, ask nothing more."""
        if self is CriterionState.MET:
            return criterion not in DONE_ONCE_MET
        return self in (CriterionState.DUE_SOON, CriterionState.OVERDUE)


_LABELS = {
    CriterionState.MET: "Met",
    CriterionState.NOT_MET: "Not met",
    CriterionState.NOT_APPLICABLE: "Does not apply",
    CriterionState.DUE_SOON: "Due soon",
    CriterionState.OVERDUE: "Overdue",
}
_OWN_LABELS = {
    (Criterion.EXTENSION, CriterionState.MET): "May be considered",
    (Criterion.EXTENSION, CriterionState.DUE_SOON): "Ends soon",
    (Criterion.EXTENSION, CriterionState.OVERDUE): "Time is over",
    (Criterion.REINSPECTION, CriterionState.MET): "Re-inspected",
    (Criterion.REINSPECTION, CriterionState.NOT_MET): "Not due yet",
    (Criterion.UPDATE, CriterionState.MET): "Up to date",
    (Criterion.UPDATE, CriterionState.NOT_MET): "Not due yet",
}


class LooksAt(StrEnum):
    """The facts that a part of a criterion looks at; ``PERSON``: no fact that a rule could judge."""

    WELL_LED_INADEQUATE = "well_led_inadequate"
    OTHERS_INADEQUATE = "others_inadequate"
    WELL_LED_AT_LEAST = "well_led_at_least"
    OVERALL_AT_LEAST = "overall_at_least"
    INSPECTED_SINCE = "inspected_since"
    NOT_EXTENDED = "not_extended"
    EXIT_NOT_MET = "exit_not_met"
    TIME_ENDS_SOON = "time_ends_soon"
    UPDATED = "updated"
    PERSON = "person"


class Outcome(StrEnum):
    """What came of one part."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_KNOWN = "not_known"
    FOR_PEOPLE = "for_people"

    @property
    def label(self) -> str:
        """What pages call it."""
        return {"met": "Met", "not_met": "Not met", "not_known": "Not known", "for_people": "For people to judge"}[self]


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the rules, with where it is from and how certain it is."""

    value: int
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a criterion. ``least``: how many at least; ``rating``: the lowest that will do."""

    id: str
    looks_at: LooksAt
    text: str
    source: str
    certainty: Certainty
    least: int = 0
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """A criterion: its parts, all of which must be met; or ``not_known``: why nothing is worked out."""

    criterion: Criterion
    parts: tuple[Part, ...] = ()
    not_known: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class SpecialMeasuresRules:
    """The rules in force on the days from ``in_force_from`` to ``in_force_to`` (None: on).

    ``reinspect_within`` and ``extend_by_at_most`` are in months, ``warn_before`` in days; ``update_within`` in days
    after a month's end, and ``warn_of_update`` in days before that. None where none is known.
    """

    version: str
    name: str
    in_force_from: date
    in_force_to: date | None
    source: str
    certainty: Certainty
    criteria: Mapping[Criterion, CriterionRule]
    reinspect_within: Number | None
    extend_by_at_most: Number | None
    warn_before: Number | None
    update_within: Number | None = None
    warn_of_update: Number | None = None

    def reinspect_by(self, entered_on: date) -> date | None:
        """Return the last day for a re-inspection after an entry, and so of the usual time; None where none is known.

        A month without that day ends it on its own last day: entered on 29 February 2016, by 28 February 2017.
        """
        return months_after(entered_on, self.reinspect_within.value) if self.reinspect_within else None

    def extend_at_most_to(self, entered_on: date) -> date | None:
        """Return the last day to which special measures may be extended; None where none is known.

        Counted from the last day of the usual time: entered on 16 July 2013, at most to 16 January 2015.
        """
        usual_end = self.reinspect_by(entered_on)
        if usual_end is None or self.extend_by_at_most is None:
            return None
        return months_after(usual_end, self.extend_by_at_most.value)

    def warns_from(self, day: date) -> date:
        """Return from when on something that ends on the day is called soon."""
        return day - timedelta(days=self.warn_before.value) if self.warn_before else day

    def part(self, criterion: Criterion, name: str) -> Part | None:
        """Return a part by its id; None where these rules have none of that id."""
        return next((part for part in self.criteria[criterion].parts if part.id == name), None)


@dataclass(frozen=True, slots=True)
class TrustRating:
    """What stands published of the whole trust: of a key question, or (None) overall.

    ``inspected_on``: the last day of the inspection that it rests on, None where the source does not say.
    """

    key_question: KeyQuestion | None
    word: Rating | NonRating
    published_on: date
    inspected_on: date | None = None
    source: str = ""
    reference: str = ""

    @property
    def seen_on(self) -> date:
        """The newest day of which it can speak."""
        return self.inspected_on or self.published_on


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in special measures that goes on: of which trust (an earlier one, where others followed it)."""

    trust_code: str
    entered_on: date
    reinspect_by: date | None
    extended_on: date | None = None
    extended_to: date | None = None


@dataclass(frozen=True, slots=True)
class CriterionFacts:
    """What stands of a trust on a day. ``followed_by``: trusts that followed it, whose facts its own now are.

    ``updates``: when the first report of each month on its plan is published.
    """

    trust_code: str
    on: date
    ratings: Mapping[KeyQuestion | None, TrustRating]
    spell: Spell | None = None
    followed_by: tuple[str, ...] = ()
    updates: Mapping[Month, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JudgedPart:
    """What came of a part, the ratings or updates that it rests on, and since when (None where it is not met).

    ``updates``: the newest that is published, and the oldest that is lacking after it; each where there is one.
    """

    part: Part
    outcome: Outcome
    ratings: tuple[TrustRating, ...] = ()
    since: date | None = None
    updates: tuple[UpdateDue, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedCriterion:
    """How a criterion stands, by its parts; ``due_on`` is the last day of the clock that it looks at."""

    criterion: Criterion
    state: CriterionState
    parts: tuple[JudgedPart, ...] = ()
    since: date | None = None
    due_on: date | None = None


def judge(facts: CriterionFacts, rules: SpecialMeasuresRules) -> tuple[JudgedCriterion, ...]:
    """Judge the criteria in their order."""
    return tuple(_JUDGES[criterion](facts, rules) for criterion in Criterion)


def _entry(facts: CriterionFacts, rules: SpecialMeasuresRules) -> JudgedCriterion:
    if facts.spell is not None or _says_nothing(facts, rules, Criterion.ENTRY):
        return JudgedCriterion(Criterion.ENTRY, CriterionState.NOT_APPLICABLE)
    parts = _parts(facts, rules, Criterion.ENTRY)
    state = CriterionState.MET if _are_met(parts) else CriterionState.NOT_MET
    return JudgedCriterion(Criterion.ENTRY, state, parts, _since(parts) if state is CriterionState.MET else None)


def _exit(facts: CriterionFacts, rules: SpecialMeasuresRules) -> JudgedCriterion:
    if facts.spell is None or _says_nothing(facts, rules, Criterion.EXIT):
        return JudgedCriterion(Criterion.EXIT, CriterionState.NOT_APPLICABLE)
    parts = _parts(facts, rules, Criterion.EXIT)
    state = CriterionState.MET if _are_met(parts) else CriterionState.NOT_MET
    return JudgedCriterion(Criterion.EXIT, state, parts, _since(parts) if state is CriterionState.MET else None)


def _extension(facts: CriterionFacts, rules: SpecialMeasuresRules) -> JudgedCriterion:
    spell = facts.spell
    if spell is None or _says_nothing(facts, rules, Criterion.EXTENSION):
        return JudgedCriterion(Criterion.EXTENSION, CriterionState.NOT_APPLICABLE)
    parts = _parts(facts, rules, Criterion.EXTENSION)
    longest = rules.extend_at_most_to(spell.entered_on)
    last = spell.extended_to or longest
    if last is not None and facts.on > last:
        return JudgedCriterion(Criterion.EXTENSION, CriterionState.OVERDUE, parts, last + timedelta(days=1), last)
    if spell.extended_to is not None and facts.on >= (soon := rules.warns_from(spell.extended_to)):
        return JudgedCriterion(Criterion.EXTENSION, CriterionState.DUE_SOON, parts, soon, spell.extended_to)
    state = CriterionState.MET if _are_met(parts) else CriterionState.NOT_MET
    return JudgedCriterion(
        Criterion.EXTENSION, state, parts, _since(parts) if state is CriterionState.MET else None, last
    )


def _reinspection(facts: CriterionFacts, rules: SpecialMeasuresRules) -> JudgedCriterion:
    spell = facts.spell
    due_on = (spell.extended_to or spell.reinspect_by) if spell else None
    if spell is None or due_on is None or _says_nothing(facts, rules, Criterion.REINSPECTION):
        return JudgedCriterion(Criterion.REINSPECTION, CriterionState.NOT_APPLICABLE)
    parts = _parts(facts, rules, Criterion.REINSPECTION)
    if _are_met(parts):
        return JudgedCriterion(Criterion.REINSPECTION, CriterionState.MET, parts, _since(parts), due_on)
    if facts.on > due_on:
        overdue = due_on + timedelta(days=1)
        return JudgedCriterion(Criterion.REINSPECTION, CriterionState.OVERDUE, parts, overdue, due_on)
    if facts.on >= (soon := rules.warns_from(due_on)):
        return JudgedCriterion(Criterion.REINSPECTION, CriterionState.DUE_SOON, parts, soon, due_on)
    return JudgedCriterion(Criterion.REINSPECTION, CriterionState.NOT_MET, parts, None, due_on)


def _update(facts: CriterionFacts, rules: SpecialMeasuresRules) -> JudgedCriterion:
    spell, days = facts.spell, rules.update_within
    if spell is None or days is None or _says_nothing(facts, rules, Criterion.UPDATE):
        return JudgedCriterion(Criterion.UPDATE, CriterionState.NOT_APPLICABLE)
    parts = _parts(facts, rules, Criterion.UPDATE)
    lacking = next((each for part in parts for each in part.updates if each.published_on is None), None)
    if lacking is None:
        return JudgedCriterion(Criterion.UPDATE, CriterionState.MET, parts, _since(parts))
    last = lacking.due_on
    if facts.on > last:
        return JudgedCriterion(Criterion.UPDATE, CriterionState.OVERDUE, parts, last + timedelta(days=1), last)
    soon = last - timedelta(days=rules.warn_of_update.value if rules.warn_of_update else 0)
    if facts.on >= soon:
        return JudgedCriterion(Criterion.UPDATE, CriterionState.DUE_SOON, parts, soon, last)
    return JudgedCriterion(Criterion.UPDATE, CriterionState.NOT_MET, parts, None, last)


_JUDGES: Mapping[Criterion, Callable[[CriterionFacts, SpecialMeasuresRules], JudgedCriterion]] = {
    Criterion.ENTRY: _entry,
    Criterion.EXIT: _exit,
    Criterion.EXTENSION: _extension,
    Criterion.REINSPECTION: _reinspection,
    Criterion.UPDATE: _update,
}


def _says_nothing(facts: CriterionFacts, rules: SpecialMeasuresRules, criterion: Criterion) -> bool:
    """Whether the criterion asks nothing of the trust: others followed it, or the rules know none."""
    return bool(facts.followed_by) or bool(rules.criteria[criterion].not_known)


def counted_since(facts: CriterionFacts, criterion: Criterion) -> date | None:
    """Return the day after which an inspection counts as one of this time in special measures.

    Within an extension the trust is inspected once more: what was seen before is what the extension rests on.
    """
    spell = facts.spell
    if spell is None:
        return None
    extended = spell.extended_on if criterion is Criterion.REINSPECTION else None
    return extended or spell.entered_on


def _parts(facts: CriterionFacts, rules: SpecialMeasuresRules, criterion: Criterion) -> tuple[JudgedPart, ...]:
    since = counted_since(facts, criterion)
    return tuple(_judged(part, facts, rules, since) for part in rules.criteria[criterion].parts)


def _judged(part: Part, facts: CriterionFacts, rules: SpecialMeasuresRules, since: date | None) -> JudgedPart:
    well_led = facts.ratings.get(KeyQuestion.WELL_LED)
    match part.looks_at:
        case LooksAt.WELL_LED_INADEQUATE:
            return _rated(part, well_led, lambda rating: rating is Rating.INADEQUATE)
        case LooksAt.WELL_LED_AT_LEAST:
            return _rated(part, well_led, _at_least(part))
        case LooksAt.OVERALL_AT_LEAST:
            return _rated(part, facts.ratings.get(None), _at_least(part))
        case LooksAt.OTHERS_INADEQUATE:
            return _others_inadequate(part, facts)
        case LooksAt.INSPECTED_SINCE:
            return _inspected_since(part, well_led, since)
        case LooksAt.UPDATED:
            return _updated(part, facts, rules)
        case LooksAt.PERSON:
            return JudgedPart(part, Outcome.FOR_PEOPLE)
        case _:
            return _by_the_clock(part, facts, rules)


def _rated(part: Part, rating: TrustRating | None, holds: Callable[[Rating], bool]) -> JudgedPart:
    if rating is None or not isinstance(rating.word, Rating):
        return JudgedPart(part, Outcome.NOT_KNOWN, (rating,) if rating else ())
    if holds(rating.word):
        return JudgedPart(part, Outcome.MET, (rating,), rating.published_on)
    return JudgedPart(part, Outcome.NOT_MET, (rating,))


def _at_least(part: Part) -> Callable[[Rating], bool]:
    lowest = part.rating or Rating.REQUIRES_IMPROVEMENT
    return lambda rating: rating.rank >= lowest.rank


def _others_inadequate(part: Part, facts: CriterionFacts) -> JudgedPart:
    """Count the key questions beside well-led that are Inadequate; since the day on which the last needed one was."""
    others = [
        facts.ratings[question]
        for question in KeyQuestion
        if question is not KeyQuestion.WELL_LED and question in facts.ratings
    ]
    found = tuple(each for each in others if each.word is Rating.INADEQUATE)
    if len(found) >= part.least:
        return JudgedPart(part, Outcome.MET, found, sorted(each.published_on for each in found)[part.least - 1])
    is_known = any(isinstance(each.word, Rating) for each in others)
    return JudgedPart(part, Outcome.NOT_MET if is_known else Outcome.NOT_KNOWN, tuple(others))


def _inspected_since(part: Part, well_led: TrustRating | None, since: date | None) -> JudgedPart:
    if well_led is None or since is None:
        return JudgedPart(part, Outcome.NOT_MET)
    if well_led.seen_on > since:
        return JudgedPart(part, Outcome.MET, (well_led,), well_led.published_on)
    return JudgedPart(part, Outcome.NOT_MET, (well_led,))


def _updated(part: Part, facts: CriterionFacts, rules: SpecialMeasuresRules) -> JudgedPart:
    """Whether every month over has its update; a month after which another's was published is not asked for again."""
    spell, days = facts.spell, rules.update_within
    if spell is None or days is None:
        return JudgedPart(part, Outcome.NOT_KNOWN)
    owed = updates_due(spell.entered_on, published=facts.updates, days=days.value, on=facts.on)
    lacking = first_lacking(owed) if owed else first_update(spell.entered_on, days.value)
    newest = max((each for each in owed if each.published_on), key=lambda each: each.month, default=None)
    looked_at = tuple(each for each in (newest, lacking) if each is not None)
    if newest is not None and lacking is None:
        return JudgedPart(part, Outcome.MET, since=newest.published_on, updates=looked_at)
    return JudgedPart(part, Outcome.NOT_MET, updates=looked_at)


def _by_the_clock(part: Part, facts: CriterionFacts, rules: SpecialMeasuresRules) -> JudgedPart:
    spell = facts.spell
    if spell is None:
        return JudgedPart(part, Outcome.NOT_KNOWN)
    if part.looks_at is LooksAt.NOT_EXTENDED:
        outcome, since = (Outcome.NOT_MET, None) if spell.extended_to else (Outcome.MET, spell.entered_on)
    elif part.looks_at is LooksAt.TIME_ENDS_SOON:
        usual_end = rules.reinspect_by(spell.entered_on)
        if usual_end is None:
            return JudgedPart(part, Outcome.NOT_KNOWN)
        soon = rules.warns_from(usual_end)
        outcome, since = (Outcome.MET, soon) if facts.on >= soon else (Outcome.NOT_MET, None)
    else:
        leaves = _exit(facts, rules)
        ratings = tuple(dict.fromkeys(rating for each in leaves.parts for rating in each.ratings))
        if leaves.state is CriterionState.MET:
            return JudgedPart(part, Outcome.NOT_MET, ratings)
        return JudgedPart(part, Outcome.MET, ratings, spell.entered_on)
    return JudgedPart(part, outcome, (), since)


def _are_met(parts: tuple[JudgedPart, ...]) -> bool:
    """Whether all that rules can judge is met; what is for people is recommended to them."""
    return all(each.outcome in (Outcome.MET, Outcome.FOR_PEOPLE) for each in parts)


def _since(parts: tuple[JudgedPart, ...]) -> date | None:
    return max((each.since for each in parts if each.since is not None), default=None)
