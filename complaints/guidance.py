"""What a preparer reads before filling in, made from the columns, items and rules that the checks use."""

from __future__ import annotations

from collections.abc import Iterator

from complaints.columns import (
    COUNTS_START,
    HANDLING_COLUMNS,
    LESSON_COLUMNS,
    NUMBERS,
    THEMES,
    Column,
    Holds,
    Part,
)
from complaints.items import ASKED, ITEMS, Section
from complaints.periods import ComplaintsPeriod
from complaints.rules.registry import ALL_RULES
from complaints.worked import Worked
from oversight.returns.guidance import Guidance, GuidanceColumn, GuidanceRule

_WHOLE_NUMBER = "a whole number, 0 or more"
_ALLOWED = {
    Holds.PERIOD: ("a quarter, such as 2024-Q4 for January to March 2025", "a financial year, such as 2024-25"),
    Holds.DAY: ("a day, such as 14/10/2026",),
}


def guidance_for(period: ComplaintsPeriod) -> Guidance:
    """Return the guidance for a period: how sheets are filled in, their columns, and every rule in order."""
    return Guidance(
        title=f"Complaints return, {period.label}",
        introduction=introduction(period),
        columns=(*_counts(), *_handling(), *_columns(LESSON_COLUMNS)),
        rules=tuple(GuidanceRule(rule.id, str(rule.severity), rule.text, rule.mend) for rule in ALL_RULES),
    )


def introduction(period: ComplaintsPeriod) -> tuple[str, ...]:
    """Return what is said before the columns."""
    span = "quarter" if period.is_quarter else "financial year"
    return (
        f"Sheet {Part.COUNTS.sheet}: one row for the whole organisation, its site left blank, and one for each of its "
        "sites. They may come in one file, or the organisation or the sites alone: then the sites are added up. "
        "KO41a as it is published, with 86 or 88 columns, is read as it is.",
        "A complaint counts once in New, whatever it is about and wherever it touches, and once in each subject, "
        "service area and profession that it touches: those may add up to more. A complaint is never counted at two "
        "sites.",
        "Ages, who complained, services, subjects and professions are those of new complaints alone. Oral complaints "
        "settled by the end of the next working day are not counted (SI 2009/309, regulation 8).",
        "Upheld: substantive evidence supports it. Partially upheld: one point or more, but not all. Not upheld: no "
        "evidence for any of it. Resolved: investigated, and one of the three.",
        f"Brought forward is what was carried forward at the end of the {span} before; say why where it is not.",
        f"Sheet {Part.HANDLING.sheet}: what the policy asks for beside KO41a, for the whole trust. Blank, 0 and n/a "
        "are three answers: no figure, none, and nothing to count at this trust. Say how you count patient "
        "interventions.",
        f"Sheet {Part.LESSONS.sheet}: what was learned and what was changed, in your own words. The public reads it as "
        "you write it: name nobody, and leave out anything by which a person could be known.",
    )


def _counts() -> Iterator[GuidanceColumn]:
    yield from _columns(COUNTS_START)
    for section in Section:
        numbers = [(item, column) for item, column in zip(ITEMS, NUMBERS, strict=True) if item.section is section]
        yield GuidanceColumn(
            code=str(section),
            heading=f"{section.label}: {len(numbers)} columns",
            required=True,
            explanation=f"{numbers[0][1].guidance} {', '.join(item.heading for item, _ in numbers)}.",
            allowed=(_WHOLE_NUMBER,),
        )


def _handling() -> Iterator[GuidanceColumn]:
    yield from _columns(HANDLING_COLUMNS)
    for asked in ASKED:
        yield GuidanceColumn(
            code=asked.code,
            heading=asked.label,
            required=False,
            explanation=f"{asked.guidance} Asked by: {asked.source}.",
            allowed=(f"{_WHOLE_NUMBER}; n/a; or blank",),
        )


def _columns(columns: tuple[Column, ...]) -> Iterator[GuidanceColumn]:
    for column in columns:
        yield GuidanceColumn(
            code=column.code,
            heading=column.heading,
            required=column.required,
            explanation=column.guidance,
            allowed=allowed(column),
        )


def allowed(column: Column) -> tuple[str, ...]:
    """Return what a column may hold, in words."""
    if column.code == "item":
        return tuple(asked.label for asked in ASKED)
    if column.code == "theme":
        return tuple(item.label for item in THEMES)
    if column.code == "worked":
        return tuple(worked.label for worked in Worked)
    if column.holds is Holds.NUMBER:
        return (f"{_WHOLE_NUMBER}; n/a; or blank",)
    return _ALLOWED.get(column.holds, ())
