"""The answers that stand first: is the trust in special measures, since when, and what is overdue; and in a panel."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from oversight.wording import write_count, write_date, write_list
from publication.special_measures.case_told import Decision, Standing
from publication.special_measures.record import PublicSpecialMeasures, ShownCase
from ratings.cases.models import Recommendation
from ratings.plans.states import ActionStatus

_KIND = Recommendation.Kind
# So much of what is overdue stands in a panel in full.
_IN_A_PANEL = 2
# The Chief Inspector alone recommends these; inspectors the others.
_OF_THE_CHIEF = (_KIND.ENTRY, _KIND.ADMINISTRATION)
_HEADINGS = {
    _KIND.ENTRY: "Special measures",
    _KIND.EXIT: "Leaving special measures",
    _KIND.EXTENSION: "More time in special measures",
    _KIND.FURTHER_ACTION: "Urgent further action",
    _KIND.ADMINISTRATION: "Special administration",
}


@dataclass(frozen=True)
class Answer:
    """The first answer of a page: yes or no, with the sentence that says more, and the days that matter."""

    sentence: str
    is_in: bool
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Panel:
    """What a trust's or a hospital's page says of special measures."""

    heading: str
    sentences: tuple[str, ...]
    overdue: tuple[str, ...]
    is_in: bool
    address: str
    link: str

    @property
    def stamp(self) -> str:
        """What a kept page must change with: all its words."""
        return repr(self)


def answer_of(public: PublicSpecialMeasures) -> Answer:
    """Return the first answer of the page of a trust."""
    name = public.trust.shown_name
    main = public.main
    if main is None:
        return Answer(f"No. {name} has not been in special measures, by what is on record here.", is_in=False)
    if public.followers and main.told.standing.is_in:
        followers = write_list(each.shown_name for each in public.followers)
        return Answer(f"{name} was followed by {followers}, where its special measures go on.", is_in=False)
    return Answer(_answer(main, name), main.told.standing.is_in, tuple(_facts(main)))


def _answer(main: ShownCase, name: str) -> str:
    told = main.told
    since = write_date(told.since)
    match told.standing:
        case Standing.IN_MEASURES:
            said = f"Yes. {name} has been in special measures since {since}: {main.how_long}."
        case Standing.IN_ADMINISTRATION:
            decided = told.decision_on(_KIND.ADMINISTRATION)
            when = f" since {write_date(decided.decided_on)}" if decided else ""
            said = (
                f"Yes. {name} has been in special measures since {since}, and a special administrator has taken the "
                f"place of its Board{when}."
            )
        case Standing.LEFT:
            left = told.spell.left_on if told.spell is not None else None
            return f"No. {name} left special measures on {write_date(left)}, after {main.how_long}." + _taken_on(main)
        case Standing.NOT_ENTERED:
            entry = told.entry
            body = entry.body if entry else "The oversight body"
            return f"No. Special measures were recommended for {main.name}. {body} declined on {since}." + _taken_on(
                main
            )
    return said + _taken_on(main)


def _taken_on(main: ShownCase) -> str:
    """Return whose case it was, where the trust took it on."""
    if not main.is_inherited:
        return ""
    when = f" on {write_date(main.followed_on)}" if main.followed_on else ""
    return f" They were decided for {main.name}, which this trust followed{when}."


def _facts(main: ShownCase) -> list[tuple[str, str]]:
    told = main.told
    facts = []
    if told.body:
        facts.append(("Decided by", told.body))
    if told.spell is not None:
        facts.append(("Since", write_date(told.spell.entered_on)))
        if told.spell.extended_to is not None:
            facts.append(("Extended to", write_date(told.spell.extended_to)))
        elif told.spell.reinspect_by is not None and told.standing.is_in:
            facts.append(("To be inspected again by", write_date(told.spell.reinspect_by)))
        if told.spell.left_on is not None:
            facts.append(("Left on", write_date(told.spell.left_on)))
    if main.plan is not None:
        newest = main.plan.newest
        of = f"for {newest.content.label}, published on {write_date(newest.published_on)}" if newest else "none yet"
        facts.append(("Newest update", of))
        if main.plan.next is not None and told.standing.is_in:
            facts.append(("Next update due by", write_date(main.plan.next.due_on)))
    if told.reference:
        facts.append(("Reference", told.reference))
    return facts


def heading_of_decision(decision: Decision) -> str:
    """Return what a decision was about, and what was decided."""
    return f"{_HEADINGS[decision.kind]}: {'agreed' if decision.agreed else 'declined'}"


def sentence_of_decision(decision: Decision) -> str:
    """Return who recommended and who decided, and when each."""
    who = "The Chief Inspector of Hospitals" if decision.kind in _OF_THE_CHIEF else "The inspectors"
    did = "directed" if decision.directed else "recommended"
    body = decision.body or "The oversight body"
    end = "acted on it" if decision.directed else ("agreed" if decision.agreed else "declined")
    to = f", to {write_date(decision.proposed_to)}" if decision.proposed_to else ""
    return (
        f"{who} {did} it{to}, on {write_date(decision.recommended_on)}. {body} {end} on "
        f"{write_date(decision.decided_on)}."
    )


def panel_of(public: PublicSpecialMeasures, *, of_hospital: bool) -> Panel | None:
    """Return the panel of a trust's or a hospital's page; None where the trust was never in special measures.

    It stays when the trust has left: what came of it is worth knowing.
    """
    main, trust = public.main, public.trust
    if main is None or main.told.standing is Standing.NOT_ENTERED:
        return None
    answer = answer_of(public)
    sentence = answer.sentence.removeprefix("Yes. ").removeprefix("No. ")
    sentences = [sentence]
    if of_hospital:
        part_of = f"This hospital is part of {trust.shown_name}"
        rest = sentence.removeprefix(f"{trust.shown_name} ")
        sentences = [f"{part_of}. {sentence}" if rest == sentence else f"{part_of}, which {rest}"]
    if main.told.standing.is_in and main.plan is not None and main.plan.newest is not None:
        counts = main.plan.newest.counts
        delivered, total = counts[str(ActionStatus.DELIVERED)], sum(counts.values())
        sentences.append(
            f"By its update for {main.plan.newest.content.label}, the trust has delivered {delivered} of the {total} "
            "actions in its plan."
        )
    return Panel(
        heading="In special measures" if answer.is_in else "Special measures",
        sentences=tuple(sentences),
        overdue=_some_of(main.overdue) if answer.is_in else (),
        is_in=answer.is_in,
        address=reverse("public:special_measures", args=[trust.code]),
        link="Why, who helps, what was promised and whether it works"
        if answer.is_in
        else "Why, what was promised and what came of it",
    )


def _some_of(overdue: list[str]) -> tuple[str, ...]:
    """Return the first of what is overdue, and how much more there is: the page of special measures has all."""
    more = len(overdue) - _IN_A_PANEL
    if more <= 0:
        return tuple(overdue)
    return (*overdue[:_IN_A_PANEL], f"{write_count(more, 'more thing')} {'is' if more == 1 else 'are'} overdue.")
