"""What the policy asks for beside KO41a: numbers of the whole trust, each once."""

from __future__ import annotations

from collections.abc import Iterator

from complaints.items import ASKED, ASKED_BY_CODE
from complaints.rows_read import Given
from complaints.rules.rule import Example, Fault, Rule, Severity, Survey
from complaints.totals import INTERVENTIONS, NEW, total_of

_NEW = "new complaints"
_PARTS = (
    ("acknowledged_in_time", _NEW),
    ("offered_conversation", _NEW),
    ("offered_clinician", _NEW),
    ("serious", _NEW),
    ("answered_in_agreed_time", "answers_due"),
    ("signed_by_responsible_person", "answers_sent"),
    ("reopened", "answers_sent"),
    ("beyond_six_months", "six_months_ended"),
    ("independent_offered", "serious"),
)
"""Each number that is a part of another, with that other."""


def _item_unknown(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.handling:
        if row.asked is None:
            said = (
                f"“{row.item_text[:80]}” is nothing that is asked for." if row.item_text else "The row names no item."
            )
            yield Fault(said, row, "item")


def _missing(survey: Survey) -> Iterator[Fault]:
    if survey.file.counts and survey.file.period.is_quarter and not _says_any(survey):
        yield Fault(
            "The file has KO41a alone: no patient interventions, nothing of how complaints were acknowledged and "
            "answered, and nothing of the Ombudsman."
        )


def _says_any(survey: Survey) -> bool:
    return any(row.amount is not Given.BLANK for row in survey.file.handling if row.asked)


def _blank(survey: Survey) -> Iterator[Fault]:
    if not _says_any(survey):
        return
    for asked in ASKED:
        row = survey.file.asked(asked.code)
        if row is None:
            yield Fault(f"There is no row “{asked.label}”.", about=asked.label)
        elif row.amount is Given.BLANK:
            yield Fault(f"There is no figure for “{asked.label}”.", row, "number")


def _part_above_whole(survey: Survey) -> Iterator[Fault]:
    for part, whole in _PARTS:
        row = survey.file.asked(part)
        if row is None or row.number is None:
            continue
        if whole == _NEW:
            most, what = total_of(survey.file, NEW), _NEW
        else:
            of = survey.file.asked(whole)
            most, what = of.number if of else None, f"“{ASKED_BY_CODE[whole].label}”"
        if most is not None and row.number > most:
            yield Fault(f"{row.number:,} is more than the {most:,} of {what}.", row, "number")


def _few_interventions(survey: Survey) -> Iterator[Fault]:
    row, new = survey.file.asked(INTERVENTIONS), total_of(survey.file, NEW)
    if row is not None and row.number is not None and new is not None and row.number < new:
        yield Fault(f"{row.number:,} patient interventions, and {new:,} new complaints.", row, "number")


def _interventions_changed(survey: Survey) -> Iterator[Fault]:
    context, row = survey.context, survey.file.asked(INTERVENTIONS)
    last = context.last
    if row is None or row.number is None or last is None or last.period.grain is not context.period.grain:
        return
    before = last.interventions
    if before and abs(row.number - before) * 100 > before * context.bounds.interventions_change.value:
        change = (row.number - before) / before * 100
        yield Fault(
            f"There were {before:,} patient interventions in {last.period.label}, and {row.number:,} now "
            f"({change:+.0f}%).",
            row,
            "number",
        )


ITEM_UNKNOWN = Rule(
    id="complaints.item_unknown",
    severity=Severity.MUST_FIX,
    text="Every row of handling names a number that is asked for.",
    mend="Name the item as the template does.",
    check=_item_unknown,
    trips=Example({"letters": {"item": "Letters sent", "number": "11"}, "nothing": {"number": "3"}}),
    silent=Example({"answers_sent": {"item": "ANSWERS  sent"}}),
)
MISSING = Rule(
    id="complaints.handling_missing",
    severity=Severity.EXPLAIN,
    text="A quarter's return says, beside KO41a, how complaints were handled, and how many patients were treated.",
    mend="Fill in the sheet “Handling” of the template; or say why there are no figures, and when there will be.",
    check=_missing,
    trips=Example(without=tuple(ASKED_BY_CODE)),
    silent=Example(
        {name: {"year": "2024-25"} for name in ("whole", "general", "infirmary")},
        without=tuple(ASKED_BY_CODE),
        period="2024-25",
    ),
    source="Hard Truths, paragraph 1.37; SI 2009/309, regulations 13 and 14.",
)
BLANK = Rule(
    id="complaints.handling_blank",
    severity=Severity.EXPLAIN,
    text="A number that is asked for, left blank, is asked about: blank is no figure, and not 0.",
    mend="Enter the number, 0 for none, n/a where it does not apply. Without a figure, say when there will be one.",
    check=_blank,
    trips=Example({"reopened": {"number": ""}}, without=("serious",)),
    silent=Example({"reopened": {"number": "0"}, "serious": {"number": "n/a"}}),
)
PART_ABOVE_WHOLE = Rule(
    id="complaints.part_above_whole",
    severity=Severity.MUST_FIX,
    text="A part is no more than what it is a part of.",
    mend="Check both numbers; they may be the wrong way round.",
    check=_part_above_whole,
    trips=Example({"acknowledged_in_time": {"number": "15"}, "answered_in_agreed_time": {"number": "13"}}),
    silent=Example({"acknowledged_in_time": {"number": "14"}, "answered_in_agreed_time": {"number": "12"}}),
)
FEW_INTERVENTIONS = Rule(
    id="complaints.few_interventions",
    severity=Severity.EXPLAIN,
    text="Fewer patient interventions than new complaints are asked about.",
    mend="Check the number: it is all episodes and attendances of the period. If it is right, say how it was counted.",
    check=_few_interventions,
    trips=Example({"interventions": {"number": "13"}}),
    silent=Example({"interventions": {"number": "14"}}),
)
INTERVENTIONS_CHANGED = Rule(
    id="complaints.interventions_changed",
    severity=Severity.EXPLAIN,
    text="Patient interventions that changed by more than 25% on the period before are asked about.",
    mend="Check the number. If it is right, say what changed, or how it is counted now.",
    check=_interventions_changed,
    trips=Example({"interventions": {"number": "35999"}}, on_record={"last": "2024-Q3", "interventions": 48000}),
    silent=Example({"interventions": {"number": "36000"}}, on_record={"last": "2024-Q3", "interventions": 48000}),
)
RULES = (ITEM_UNKNOWN, MISSING, BLANK, PART_ABOVE_WHOLE, FEW_INTERVENTIONS, INTERVENTIONS_CHANGED)
