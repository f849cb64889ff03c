"""What was done about complaints and whether it worked, and where the same problems come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from complaints.items import ITEM_BY_CODE
from complaints.models import Worked
from complaints.said import LessonSaid
from oversight.organisations.naming import folded
from oversight.typesetting import Heading, Paragraph, Part, Points, Table
from oversight.wording import write_count, write_date, write_list
from workspaces.board_pack.actions import Action, Progress, actions_of
from workspaces.board_pack.complained_of import recurring_of
from workspaces.board_pack.facts import PackFacts, WardSignals
from workspaces.board_pack.words import capital, counted, quarter_in_words, was_or_were

_QUARTERS_LOOKED_AT = 4


def wards(facts: PackFacts) -> list[Part]:
    """Return where problems recur: lessons of several quarters of a place, beside what its staffing shows."""
    parts: list[Part] = [Heading("Where problems recur")]
    places = _places(facts)
    signals = {ward.ward_id: ward for ward in facts.staffing.wards}
    recurring = {key: told for key, told in places.items() if len({quarter for quarter, _ in told}) > 1}
    parts.append(_lessons_come_back(recurring, signals) if recurring else _nothing_comes_back(facts))
    named = [signals[key] for key in places if key in signals and key not in recurring]
    if named:
        parts += [
            Paragraph("Wards with a lesson from complaints in one quarter and a staffing signal now:"),
            Points([f"{ward.name}: {_signal(ward)}" for ward in named]),
        ]
    return parts


def _places(facts: PackFacts) -> dict[str, list[tuple[str, LessonSaid]]]:
    """Return the lessons of the last quarters by ward or service, with the quarter that each was first told in."""
    found: dict[str, list[tuple[str, LessonSaid]]] = {}
    if facts.quarter is None:
        return found
    first = facts.quarter.plus(1 - _QUARTERS_LOOKED_AT)
    for action in actions_of(facts.said, facts.quarter):
        key = action.said.ward_id or folded(action.said.place)
        if key and action.told[0] >= first:
            found.setdefault(key, []).append((quarter_in_words(action.told[0]), action.said))
    return found


def _lessons_come_back(
    recurring: Mapping[str, Sequence[tuple[str, LessonSaid]]], signals: Mapping[str, WardSignals]
) -> Points:
    points = []
    for key, told in recurring.items():
        quarters = list(dict.fromkeys(quarter for quarter, _ in told))
        themes = list(
            dict.fromkeys(ITEM_BY_CODE[lesson.theme].label for _, lesson in told if lesson.theme in ITEM_BY_CODE)
        )
        place = told[-1][1].ward_name or told[-1][1].place
        text = f"{place}: new lessons from complaints in {write_list(quarters)}, about {write_list(themes)}."
        if key in signals:
            text += f" {_signal(signals[key])}"
        points.append(text)
    return Points(points)


def _nothing_comes_back(facts: PackFacts) -> Paragraph:
    if facts.quarter is None:
        return Paragraph("No complaints return tells of lessons.")
    first = facts.quarter.plus(1 - _QUARTERS_LOOKED_AT)
    return Paragraph(
        f"No ward or service has new lessons from complaints in more than one quarter from {first.first_day:%B %Y} to "
        f"{facts.quarter.last_day:%B %Y}."
    )


def _signal(ward: WardSignals) -> str:
    said = f" The trust said: {' '.join(ward.said)}" if ward.said else " The trust said nothing of it with its return."
    return f"Staffing: {' '.join(ward.reasons)}{said}"


def done(facts: PackFacts) -> list[Part]:
    """Return what became of the actions, on the last day of the month: done, overdue, and whether it worked."""
    parts: list[Part] = [Heading("What was done, and whether it worked")]
    on = facts.month.last_day
    actions = actions_of(facts.said, facts.quarter) if facts.quarter else []
    if not actions:
        return [*parts, Paragraph("The returns of the last two years tell of no action.")]
    parts.append(Paragraph(in_all(actions, on)))
    overdue = [action for action in actions if action.progress(on) is Progress.OVERDUE]
    if overdue:
        parts += [Heading("Overdue", 3), Points([_overdue(action) for action in overdue])]
    doubts = [*_did_not_work(actions), *_recur_all_the_same(facts, actions)]
    if doubts:
        parts += [Heading("What has not worked, or may not have", 3), Points(doubts)]
    rows = [
        [
            f"{action.place}: {action.theme}",
            f"{action.said.action} Owner: {action.said.owner or 'not given'}",
            write_date(action.said.due_on),
            f"{action.progress(on)}{f' on {write_date(action.said.done_on)}' if action.said.done_on else ''}",
            f"{action.worked.label if action.worked else 'Not said'}"
            f"{f': {action.said.known_by}' if action.said.known_by else ''}",
        ]
        for action in actions
    ]
    headings = ["Where, and about what", "Action", "Due", "How it stands", "Did it work?"]
    return [*parts, Table("Every action of the last two years", headings, rows)]


def in_all(actions: Sequence[Action], on: date) -> str:
    """Say how many actions are done, overdue and not yet due at the end of a day, and how many of them worked."""
    counts = {progress: sum(action.progress(on) is progress for action in actions) for progress in Progress}
    finished = [action for action in actions if action.progress(on) is Progress.DONE]
    told = [
        f"{counts[Progress.DONE]} {was_or_were(counts[Progress.DONE])} done",
        f"{counts[Progress.OVERDUE]} {was_or_were(counts[Progress.OVERDUE])} overdue",
        f"{counts[Progress.NOT_DUE]} {was_or_were(counts[Progress.NOT_DUE])} not yet due",
    ]
    if counts[Progress.NO_DATE]:
        told.append(f"{counts[Progress.NO_DATE]} had no date")
    text = f"Of {write_count(len(actions), 'action')} told, {write_list(told)} on {write_date(on)}."
    if finished:
        answers = [
            f"{number} {words}"
            for worked, words in (
                (Worked.YES, "worked"),
                (Worked.PARTLY, "worked in part"),
                (Worked.NO, "did not work"),
                (Worked.TOO_EARLY, "too early to say"),
                (None, "without a word on whether it worked"),
            )
            if (number := sum(action.worked is worked for action in finished))
        ]
        text += f" Of those done, by the trust's own word: {write_list(answers)}."
    return text


def _overdue(action: Action) -> str:
    owner = f"owner: {action.said.owner}" if action.said.owner else "no owner is named"
    return f"{action.place}: {action.said.action} Due by {write_date(action.said.due_on)}; {owner}."


def _did_not_work(actions: Sequence[Action]) -> list[str]:
    words = {Worked.NO: "did not work", Worked.PARTLY: "worked in part"}
    return [
        f"{action.place}: {action.said.action} The trust says that it {words[action.worked]}"
        f"{f': {action.said.known_by}' if action.said.known_by else '.'}"
        for action in actions
        if action.worked in words
    ]


def _recur_all_the_same(facts: PackFacts, actions: Sequence[Action]) -> list[str]:
    """Name actions that are said to have worked on a subject that still recurs: a question, not a judgement."""
    if facts.quarter is None:
        return []
    now = {theme.count.code: theme.count for theme in recurring_of(facts.said, facts.quarter, facts.settings)}
    found = []
    for code, count in now.items():
        worked = [action for action in actions if action.said.theme == code and action.worked is Worked.YES]
        if worked:
            places = write_list(dict.fromkeys(action.place for action in worked))
            found.append(
                f"{count.label}: {counted(len(worked), 'action')} (of {places}) worked by the trust's own word, yet "
                "the subject recurs in the trust as a whole."
            )
    return [capital(text) for text in found]
