"""Cells of numbers: whole, of a possible size, and there where a value is required."""

from __future__ import annotations

from collections.abc import Iterator

from complaints.bounds import Bound
from complaints.columns import NUMBER
from complaints.items import CLINICAL, CLINICAL_TOTAL, ITEM_BY_CODE, SUBJECT_SUB_TOTAL, SUBJECT_TOTAL, SUBJECTS
from complaints.rows_read import CountsRow, Given, RowRead
from complaints.rules.rule import Example, Fault, Rule, Severity, Survey
from complaints.totals import CARRIED_FORWARD, INTERVENTIONS
from oversight.returns.reading.cells import exact
from oversight.returns.reading.numbers import NotNumber, number_in

_WHY = {
    NotNumber.TEXT: "This is text, not a number.",
    NotNumber.ERROR: "The formula in this cell failed, so there is no number.",
    NotNumber.UNCALCULATED: "This cell holds a formula whose result was not saved in the file.",
    NotNumber.TIME: "This is a date or a time, not a number.",
}
MAY_BE_BLANK = frozenset(item.code for item in (*CLINICAL, CLINICAL_TOTAL, *SUBJECTS, SUBJECT_SUB_TOTAL, SUBJECT_TOTAL))
"""The boxes of sections 6 and 7, filled in only where a complaint is about them; blank counts as none."""


def _odd_cells(survey: Survey) -> Iterator[tuple[RowRead, str, Given]]:
    """Give each cell that should hold a number and does not."""
    for row in survey.file.counts:
        for code, amount in row.odd:
            yield row, code, amount
    for one in survey.file.handling:
        if not isinstance(one.amount, int):
            yield one, NUMBER.code, one.amount


def _not_a_number(survey: Survey) -> Iterator[Fault]:
    for row, code, amount in _odd_cells(survey):
        if amount is Given.BLANK:
            continue
        if amount is Given.NOT_APPLICABLE:
            if isinstance(row, CountsRow):
                yield Fault("This is text, not a number; each box of KO41a applies to every trust.", row, code)
            continue
        number = number_in(row.cells.get(code))
        if isinstance(number, NotNumber):
            yield Fault(_WHY[number], row, code)


def _faulty_numbers(survey: Survey) -> Iterator[tuple[RowRead, str, float]]:
    for row, code, amount in _odd_cells(survey):
        if amount is Given.FAULTY:
            number = number_in(row.cells.get(code))
            if not isinstance(number, NotNumber):
                yield row, code, number


def _below_zero(survey: Survey) -> Iterator[Fault]:
    for row, code, number in _faulty_numbers(survey):
        if number < 0 and code != CARRIED_FORWARD.code:
            yield Fault(f"{exact(number):f} is below 0.", row, code)


def _not_whole(survey: Survey) -> Iterator[Fault]:
    for row, code, number in _faulty_numbers(survey):
        if number >= 0:
            yield Fault(f"{exact(number):f} is not a whole number.", row, code)


def _too_large(survey: Survey) -> Iterator[Fault]:
    bounds = survey.context.bounds
    most = bounds.most_complaints
    for row in survey.file.counts:
        for code, amount in row.amounts.items():
            if isinstance(amount, int) and amount > most.value:
                yield _above(most, row, code)
    for one in survey.file.handling:
        is_interventions = one.asked is not None and one.asked.code == INTERVENTIONS
        most = bounds.most_interventions if is_interventions else bounds.most_complaints
        if one.number is not None and one.number > most.value:
            yield _above(most, one, NUMBER.code)


def _above(most: Bound, row: RowRead, code: str) -> Fault:
    return Fault(f"This is more than there can be {most.unit} (at most {most.value:,}).", row, code)


def _blank(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.counts:
        for code, amount in row.odd:
            if amount is Given.BLANK and code not in MAY_BE_BLANK:
                yield Fault(f"“{ITEM_BY_CODE[code].label}” is blank.", row, code)


NOT_A_NUMBER = Rule(
    id="complaints.not_a_number",
    severity=Severity.MUST_FIX,
    text="Numbers are numbers.",
    mend="Enter the number as a value, 0 for none. Beside what the policy asks, n/a says that it does not apply.",
    check=_not_a_number,
    trips=Example({"whole": {"age_0_5": "nil"}, "general": {"age_0_5": "n/a"}, "answers_sent": {"number": "#REF!"}}),
    silent=Example({"whole": {"complaints_total_new": " 14.0 "}, "independent_offered": {"number": "n/a"}}),
    source="KO41b form notes: only positive whole numbers.",
)
BELOW_ZERO = Rule(
    id="complaints.below_zero",
    severity=Severity.MUST_FIX,
    text="No number is below 0.",
    mend="Enter how many there were; a correction of another period is made in that period's return.",
    check=_below_zero,
    trips=Example({"whole": {"age_0_5": "-1"}, "answers_sent": {"number": "(2)"}}),
    silent=Example({"whole": {"age_0_5": "0"}}),
    source="KO41b form notes: only positive whole numbers.",
)
NOT_WHOLE = Rule(
    id="complaints.not_whole",
    severity=Severity.MUST_FIX,
    text="Numbers are whole.",
    mend="Enter what was counted, not an average or a rate. A complaint across sites is counted once, at one of them.",
    check=_not_whole,
    trips=Example({"general": {"complaints_total_new": "9.5"}}),
    silent=Example({"general": {"complaints_total_new": "10.00"}}),
    source="KO41b form notes: only positive whole numbers.",
)
TOO_LARGE = Rule(
    id="complaints.too_large",
    severity=Severity.MUST_FIX,
    text="Numbers are of a size that one trust can have in the period.",
    mend="Check for two numbers run together.",
    check=_too_large,
    trips=Example({"whole": {"complaints_total_new": "1410000"}}),
    silent=Example({"interventions": {"number": "480000"}}),
)
BLANK = Rule(
    id="complaints.blank",
    severity=Severity.MUST_FIX,
    text="Every box of KO41a has a value, 0 for none; those of clinical treatment and of subjects may be left blank.",
    mend="Enter 0 where there was none.",
    check=_blank,
    trips=Example({"whole": {"age_0_5": "", "service_ambulance": "-"}}),
    silent=Example({"whole": {"subject_area_transport": "", "clinical_treatment_dental_group": " "}}),
    source="KO41a guidelines: section 6 only if clinical; KO41b form notes: a blank age or status is an error.",
)
RULES = (NOT_A_NUMBER, BELOW_ZERO, NOT_WHOLE, TOO_LARGE, BLANK)
