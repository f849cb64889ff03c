"""Cells of numbers, the lines that a return must have, and whether a section's number agrees with its rows."""

from __future__ import annotations

from collections.abc import Iterator

from oversight.returns.reading.cells import exact
from oversight.returns.reading.numbers import NotNumber, number_in
from safety.columns import ALERTS_TOTAL, BED_DAYS, INCIDENTS_TOTAL, LINES, NEVER_EVENTS_TOTAL, NUMBERS, RowKind
from safety.rows_read import Given, RowRead
from safety.rules.rule import Example, Fault, Rule, Severity, Survey

_WHY = {
    NotNumber.TEXT: "This is text, not a number.",
    NotNumber.ERROR: "The formula in this cell failed, so there is no number.",
    NotNumber.UNCALCULATED: "This cell holds a formula whose result was not saved in the file.",
    NotNumber.TIME: "This is a date or a time, not a number.",
}
_TOTALS = (
    (NEVER_EVENTS_TOTAL, RowKind.NEVER_EVENT, "never events"),
    (ALERTS_TOTAL, RowKind.ALERT, "alerts"),
    (INCIDENTS_TOTAL, RowKind.INCIDENT, "incidents"),
)


def _cells(survey: Survey) -> Iterator[tuple[RowRead, str]]:
    """Give each cell of a number that its row uses."""
    for row in survey.file.rows:
        for column in NUMBERS:
            if row.kind is not None and column.is_used_by(row.kind):
                yield row, column.code


def _not_a_number(survey: Survey) -> Iterator[Fault]:
    for row, code in _cells(survey):
        number = number_in(row.cells.get(code))
        if row.amount(code) is Given.FAULTY and isinstance(number, NotNumber):
            yield Fault(_WHY[number], row, code)


def _not_whole(survey: Survey) -> Iterator[Fault]:
    for row, code in _cells(survey):
        number = number_in(row.cells.get(code))
        if row.amount(code) is not Given.FAULTY or isinstance(number, NotNumber):
            continue
        if number < 0:
            yield Fault(f"{exact(number):f} is below 0.", row, code)
        elif number % 1:
            yield Fault(f"{exact(number):f} is not a whole number.", row, code)


def _too_large(survey: Survey) -> Iterator[Fault]:
    most = survey.context.settings.most
    for row, code in _cells(survey):
        number = row.number(code)
        if number is not None and number > most.value:
            yield Fault(f"This is more than there can be {most.unit} (at most {most.value:,}).", row, code)


def _not_applicable(survey: Survey) -> Iterator[Fault]:
    for row, code in _cells(survey):
        if row.amount(code) is Given.NOT_APPLICABLE and not (row.line and row.line.may_not_apply):
            yield Fault(f"“{row.item_text}” applies to every trust.", row, code)


def _line_missing(survey: Survey) -> Iterator[Fault]:
    if not survey.file.rows:
        return
    there = {row.line for row in survey.file.rows}
    for line in LINES:
        if line.is_asked_for(survey.context.period) and line not in there:
            about = f"{line.section.label}: {line.label}"
            yield Fault(f"There is no row “{line.label}” in the section “{line.section.label}”.", about=about)


def _line_repeated(survey: Survey) -> Iterator[Fault]:
    first: dict[object, RowRead] = {}
    for row in survey.file.rows:
        if row.line is None:
            continue
        before = first.setdefault(row.line, row)
        if before is not row:
            yield Fault(f"“{row.line.label}” is already in row {before.row}.", row, "item")


def _blank(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.rows:
        if row.line and row.line.is_asked_for(survey.context.period) and row.amount("number") is Given.BLANK:
            yield Fault(f"There is no figure for “{row.line.label}” ({row.line.section.label}).", row, "number")


def _total_differs(survey: Survey) -> Iterator[Fault]:
    for line, kind, what in _TOTALS:
        row = survey.file.line(line)
        said = row.number("number") if row else None
        if row is None or said is None:
            continue
        found = sum(counted(one) for one in survey.file.of_kind(kind))
        if found != said:
            yield Fault(f"The section says {said:,} {what}, and its rows hold {found:,}.", row, "number")


def counted(row: RowRead) -> int:
    """Return how many a row of a list stands for: one, or the number that it gives of a type of never event."""
    number = row.number("number")
    return number if row.kind is RowKind.NEVER_EVENT and row.day("date") is None and number is not None else 1


def _total_blank(survey: Survey) -> Iterator[Fault]:
    for line, kind, what in _TOTALS:
        row = survey.file.line(line)
        if row is not None and row.amount("number") is Given.BLANK and survey.file.of_kind(kind):
            yield Fault(f"There are rows of {what}, and no number in all.", row, "number")


def _part_above_whole(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.rows:
        number, out_of = row.number("number"), row.number("out_of")
        if row.line and row.line.out_of and number is not None and out_of is not None and number > out_of:
            yield Fault(f"{number:,} is more than the {out_of:,} {row.line.out_of}.", row, "number")


def _bed_days_changed(survey: Survey) -> Iterator[Fault]:
    row, before, month = survey.file.line(BED_DAYS), survey.context.bed_days, survey.context.last_month
    now = row.number("number") if row else None
    if row is None or now is None or not before or month is None:
        return
    if abs(now - before) * 100 > before * survey.context.settings.bed_days_change.value:
        change = (now - before) / before * 100
        yield Fault(
            f"There were {before:,} bed days in {month.label}, and {now:,} now ({change:+.0f}%).", row, "number"
        )


NOT_A_NUMBER = Rule(
    id="safety.not_a_number",
    severity=Severity.MUST_FIX,
    text="Numbers are numbers.",
    mend="Enter the number as a value; 0 for none, n/a where it does not apply, or leave the cell blank for no figure.",
    check=_not_a_number,
    trips=Example({"mrsa": {"number": "nil"}}),
    silent=Example({"bed days": {"number": "21,000"}, "mssa": {"number": "n/a"}}),
)
NOT_WHOLE = Rule(
    id="safety.not_whole",
    severity=Severity.MUST_FIX,
    text="Numbers are whole, and 0 or more.",
    mend="Enter what was counted, not an average or a rate.",
    check=_not_whole,
    trips=Example({"mrsa": {"number": "0.5"}, "mssa": {"number": "-1"}}),
    silent=Example({"mrsa": {"number": "0"}, "mssa": {"number": "2.0"}}),
)
TOO_LARGE = Rule(
    id="safety.too_large",
    severity=Severity.MUST_FIX,
    text="Numbers are of a size that one trust can have in a month.",
    mend="Check for two numbers run together.",
    check=_too_large,
    trips=Example({"bed days": {"number": "21000210"}}),
    silent=Example({"bed days": {"number": "25000"}}),
)
NOT_APPLICABLE = Rule(
    id="safety.always_applies",
    severity=Severity.MUST_FIX,
    text="“Not applicable” is an answer only where a trust may have nothing that could be counted.",
    mend="Enter the number, 0 for none.",
    check=_not_applicable,
    trips=Example({"alerts": {"number": "N/A"}}),
    silent=Example({"mrsa": {"number": "N/A"}}),
)
LINE_MISSING = Rule(
    id="safety.line_missing",
    severity=Severity.MUST_FIX,
    text="The return says how many never events, alerts, notifiable incidents, bed days, MRSA bacteraemias and "
    "C. difficile infections there were.",
    mend="Add the row, with 0 where there was none.",
    check=_line_missing,
    trips=Example(without=("cdifficile",)),
    silent=Example(without=("mssa", "seen", "harm free")),
)
LINE_REPEATED = Rule(
    id="safety.line_repeated",
    severity=Severity.MUST_FIX,
    text="Each number is given once.",
    mend="Keep the right row.",
    check=_line_repeated,
    trips=Example({"another": {"section": "Infections", "item": "MRSA bacteraemia", "number": "1"}}),
    silent=Example({"another": {"section": "Infections", "item": "E. coli bacteraemia", "number": "1"}}),
)
BLANK = Rule(
    id="safety.no_figure",
    severity=Severity.EXPLAIN,
    text="A number that every return gives, left blank, is asked about: blank is no figure, and not 0.",
    mend="Enter the number, 0 for none. If there is no figure, say why and when there will be one.",
    check=_blank,
    trips=Example({"mrsa": {"number": ""}}),
    silent=Example({"mrsa": {"number": "n/a"}, "mssa": {"number": ""}}),
)
TOTAL_BLANK = Rule(
    id="safety.rows_without_total",
    severity=Severity.MUST_FIX,
    text="A section with rows says how many they are in all.",
    mend="Enter how many rows the section has.",
    check=_total_blank,
    trips=Example({"alerts": {"number": ""}}),
    silent=Example({"alerts": {"number": ""}}, without=("alert",)),
)
TOTAL_DIFFERS = Rule(
    id="safety.total_differs",
    severity=Severity.MUST_FIX,
    text="The number of a section is the number of its rows.",
    mend="Mend the number, or add the rows that are missing.",
    check=_total_differs,
    trips=Example({"never events": {"number": "2"}}),
    silent=Example({"never events": {"number": "3"}, "never event": {"date": "", "reference": "", "number": "3"}}),
)
PART_ABOVE_WHOLE = Rule(
    id="safety.part_above_whole",
    severity=Severity.MUST_FIX,
    text="A part is no more than what it is a part of.",
    mend="Check both numbers; they may be the wrong way round.",
    check=_part_above_whole,
    trips=Example({"assessed": {"number": "610", "out_of": "600"}}),
    silent=Example({"assessed": {"number": "600", "out_of": "600"}}),
)
BED_DAYS_CHANGED = Rule(
    id="safety.bed_days_changed",
    severity=Severity.EXPLAIN,
    text="Bed days that changed by more than 25% on the last accepted month are asked about.",
    mend="Check the number. If it is right, say what changed.",
    check=_bed_days_changed,
    trips=Example({"bed days": {"number": "15749"}}, on_record={"last_month": "2026-09", "bed_days": 21000}),
    silent=Example({"bed days": {"number": "15750"}}, on_record={"last_month": "2026-09", "bed_days": 21000}),
)
RULES = (
    NOT_A_NUMBER, NOT_WHOLE, TOO_LARGE, NOT_APPLICABLE, LINE_MISSING, LINE_REPEATED, BLANK, TOTAL_BLANK, TOTAL_DIFFERS,
    PART_ABOVE_WHOLE, BED_DAYS_CHANGED,
)  # fmt: skip
