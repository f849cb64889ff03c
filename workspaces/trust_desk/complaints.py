"""A complaints return as people read it: totals by place, how complaints were handled, lessons, and every number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from complaints.canonical_rows import Said, said_by
from complaints.columns import Part
from complaints.items import ASKED, ASKED_BY_CODE, CLINICAL, ITEMS, SUBJECTS, SUMMARY, Item, Section
from complaints.totals import totals_said
from oversight.returns.checked import ReturnRow
from oversight.wording import write_date, write_number
from workspaces.trust_desk.values import as_shown

_KIND = "complaints"
_MOST_SUBJECTS = 5
_OUT_OF = {
    "acknowledged_in_time": "new",
    "offered_conversation": "new",
    "offered_clinician": "new",
    "answered_in_agreed_time": "answers_due",
    "signed_by_responsible_person": "answers_sent",
    "reopened": "answers_sent",
    "beyond_six_months": "six_months_ended",
    "independent_offered": "serious",
}
"""What a number beyond KO41a is a part of: another of them, or the new complaints."""


@dataclass(frozen=True)
class PlaceNumbers:
    """The whole trust, or one site: the numbers of a section, each as it is written."""

    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class SectionNumbers:
    """A section of KO41a: what is counted, and for each item its number at every place."""

    title: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class HandlingShown:
    """One number that the policy asks for, as it is written, what it is a part of, and how it was counted."""

    label: str
    number: str
    out_of: str
    definition: str


@dataclass(frozen=True)
class LessonShown:
    """One lesson in the trust's own words."""

    number: int
    theme: str
    place: str
    lesson: str
    action: str
    owner: str
    due: str
    done: str
    worked: str
    known_by: str


@dataclass(frozen=True)
class ComplaintsShown:
    """A whole return.

    totals: the numbers of section 2, the whole trust first. per_1000: new complaints for each 1,000 patient
    interventions. subjects: what most new complaints were about. sections: every number, place by place.
    """

    total_labels: tuple[str, ...]
    totals: tuple[PlaceNumbers, ...]
    per_1000: str
    subjects: tuple[tuple[str, str], ...]
    handling: tuple[HandlingShown, ...]
    lessons: tuple[LessonShown, ...]
    places: tuple[str, ...]
    sections: tuple[SectionNumbers, ...]


def complaints_shown(kind: str, rows: Sequence[ReturnRow]) -> ComplaintsShown | None:
    """Return what a complaints return says; None for another kind of return, and for one without rows."""
    if kind != _KIND or not rows:
        return None
    said = [(row, said_by(row)) for row in rows]
    counts = [(row.place, one) for row, one in said if one.part is Part.COUNTS]
    whole = _whole([one for _, one in counts])
    places = [] if any(not one.subject for _, one in counts) or not counts else [("All sites together", whole)]
    places += [(place, one.values) for place, one in counts]
    asked = {one.subject: one for _, one in said if one.part is Part.HANDLING}
    per_1000 = totals_said(rows).per_1000_interventions
    return ComplaintsShown(
        total_labels=tuple(item.label for item in SUMMARY),
        totals=tuple(
            PlaceNumbers(name, tuple(as_shown(values.get(item.code)) for item in SUMMARY)) for name, values in places
        ),
        per_1000="" if per_1000 is None else write_number(per_1000, 2),
        subjects=_most_common(whole),
        handling=tuple(_handling(asked[one.code], asked, whole) for one in ASKED if one.code in asked),
        lessons=tuple(_lesson(one) for _, one in said if one.part is Part.LESSONS),
        places=tuple(name for name, _ in places),
        sections=tuple(_section(section, [values for _, values in places]) for section in Section),
    )


def _whole(counts: Sequence[Said]) -> Mapping[str, str | None]:
    """Return the organisation's own numbers, else its sites' together; what one of them leaves blank is blank."""
    own = next((one.values for one in counts if not one.subject), None)
    if own is not None:
        return own
    return {item.code: _sum(one.number(item.code) for one in counts) for item in ITEMS} if counts else {}


def _sum(numbers: Iterable[int | None]) -> str | None:
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return str(total)


def _section(section: Section, places: Sequence[Mapping[str, str | None]]) -> SectionNumbers:
    items = [item for item in ITEMS if item.section is section]
    return SectionNumbers(
        section.label,
        tuple((item.label, tuple(as_shown(values.get(item.code)) for values in places)) for item in items),
    )


def _most_common(whole: Mapping[str, str | None]) -> tuple[tuple[str, str], ...]:
    """Return the subjects of most new complaints, in the order of their numbers; none that nobody complained of."""
    numbers: list[tuple[int, Item]] = []
    for item in (*SUBJECTS, *CLINICAL):
        value = whole.get(item.code)
        if value is not None and value.isdecimal() and int(value):
            numbers.append((int(value), item))
    numbers.sort(key=lambda one: -one[0])
    return tuple((item.label, write_number(number)) for number, item in numbers[:_MOST_SUBJECTS])


def _handling(said: Said, asked: Mapping[str, Said], whole: Mapping[str, str | None]) -> HandlingShown:
    out_of = _OUT_OF.get(said.subject, "")
    below = ""
    if out_of and said.number("number") is not None:
        other = (
            asked[out_of].values.get("number") if out_of in asked else whole.get(_NEW if out_of == "new" else out_of)
        )
        below = as_shown(other) if other is not None else ""
    return HandlingShown(
        label=ASKED_BY_CODE[said.subject].label,
        number=as_shown(said.values.get("number")),
        out_of=below,
        definition=said.text("definition"),
    )


_NEW = next(item.code for item in SUMMARY if item.label == "New")


def _lesson(said: Said) -> LessonShown:
    theme, due, done = said.theme, said.day("due"), said.day("done")
    return LessonShown(
        number=int(said.subject),
        theme=theme.label if theme else said.text("theme"),
        place=said.text("place"),
        lesson=said.text("lesson"),
        action=said.text("action"),
        owner=said.text("owner"),
        due=write_date(due) if due else "",
        done=write_date(done) if done else "",
        worked=said.text("worked"),
        known_by=said.text("known_by"),
    )
