"""Cells of hours and of patients that hold no usable number. What must be fixed takes no other part."""

from __future__ import annotations

from collections.abc import Iterator

from oversight.returns.reading.cells import exact
from oversight.returns.reading.numbers import NotNumber, is_failed
from staffing.columns import BY_CODE, PATIENTS, Kind, Shift, Side, StaffGroup, hours_code
from staffing.findings import Severity
from staffing.rules.rule import CellCheck, Example, Fault, RowCells, Rule

_WHY = {
    NotNumber.TEXT: "This is text, not a number.",
    NotNumber.ERROR: "The formula in this cell failed, so there is no number.",
    NotNumber.UNCALCULATED: "This cell holds a formula whose result was not saved in the file.",
    NotNumber.TIME: "This is a date, a time or a duration, not a number.",
}
_TEXTS = ("org_code", "site_code", "site_name", "ward", "specialty_1", "specialty_2", "url")
_PAIRS = tuple(
    (hours_code(shift, group, Side.PLANNED), hours_code(shift, group, Side.ACTUAL))
    for group in StaffGroup
    for shift in Shift
)


def _not_a_number(row: RowCells) -> Iterator[Fault]:
    for code, number in row.numbers.items():
        if isinstance(number, NotNumber) and number is not NotNumber.BLANK:
            yield Fault(code, _WHY[number])


def _negative(row: RowCells) -> Iterator[Fault]:
    for code, number in row.numbers.items():
        if isinstance(number, float) and number < 0:
            what = "Hours" if BY_CODE[code].kind is Kind.HOURS else "A count of patients"
            yield Fault(code, f"{what} cannot be below 0.")


def _too_large(row: RowCells) -> Iterator[Fault]:
    bounds = row.context.bounds
    hours_most, patients_most = float(bounds.hours_most.value), float(bounds.patients_most.value)
    for code, number in row.numbers.items():
        if isinstance(number, float) and number > (patients_most if code == PATIENTS.code else hours_most):
            most = bounds.patients_most if code == PATIENTS.code else bounds.hours_most
            yield Fault(code, f"This is more than one ward can have in a month (at most {most.value:,} {most.unit}).")


def _one_of_pair_blank(row: RowCells) -> Iterator[Fault]:
    for planned, actual in _PAIRS:
        if planned not in row.numbers or actual not in row.numbers:
            continue
        blanks = [code for code in (planned, actual) if row.numbers[code] is NotNumber.BLANK]
        if len(blanks) == 1:
            other = "actual" if blanks[0] == planned else "planned"
            yield Fault(blanks[0], f"This cell is blank, but the {other} hours beside it are not.")


def _patients_not_whole(row: RowCells) -> Iterator[Fault]:
    number = row.numbers.get("patients")
    if isinstance(number, float) and number != int(number):
        yield Fault("patients", f"{exact(number)} is not a whole number of patients.")


def _failed_text(row: RowCells) -> Iterator[Fault]:
    for code in _TEXTS:
        if is_failed(row.values.get(code)):
            yield Fault(code, "The formula in this cell failed, so there is no text.")


def _beyond_headings(row: RowCells) -> Iterator[Fault]:
    if row.beyond:
        yield Fault(
            "ward",
            f"The row has more cells than there are headings; left over: {', '.join(row.beyond)[:80]}. "
            "Its values may stand under the wrong headings.",
        )


NOT_A_NUMBER: Rule[CellCheck] = Rule(
    id="staffing.not_a_number",
    severity=Severity.MUST_FIX,
    text="Hours and counts are numbers.",
    mend="Enter the number, such as 1260 or 1,260.5, as a value and not a formula. Leave out words and units.",
    check=_not_a_number,
    trips=Example(rows=({"day_registered_actual": "twelve"}, {"ward": "Oak", "patients": "n/a"})),
    silent=Example(rows=({"day_registered_actual": "1,602.5", "day_registered_planned": " 1\u00a0710 "},)),
    source="Must be fixed: not a number.",
)
NEGATIVE: Rule[CellCheck] = Rule(
    id="staffing.negative",
    severity=Severity.MUST_FIX,
    text="Hours and counts are 0 or more.",
    mend="Enter the hours of the month; take a correction of another month out and correct that month instead.",
    check=_negative,
    trips=Example(rows=({"night_care_actual": "-12.5"},)),
    silent=Example(rows=({"night_care_planned": "0", "night_care_actual": "0"},)),
    source="Must be fixed: negative.",
)
TOO_LARGE: Rule[CellCheck] = Rule(
    id="staffing.too_large",
    severity=Severity.MUST_FIX,
    text="Hours and counts are of a size that one ward can have in a month.",
    mend="Check for a decimal point left out, or for two numbers run together.",
    check=_too_large,
    trips=Example(rows=({"day_care_actual": "1105000"},)),
    silent=Example(rows=({"day_care_planned": "15409.17", "day_care_actual": "15409.16"},)),
)
ONE_OF_PAIR_BLANK: Rule[CellCheck] = Rule(
    id="staffing.hours_missing",
    severity=Severity.MUST_FIX,
    text="Planned and actual hours of a shift and group are given together, or both left blank where there are none.",
    mend="Enter the hours; 0 if there were none.",
    check=_one_of_pair_blank,
    trips=Example(rows=({"day_care_actual": ""},)),
    silent=Example(rows=({"day_care_planned": "", "day_care_actual": "-"},)),
    source="Ours: a blank is not a number, and not 0.",
)
PATIENTS_NOT_WHOLE: Rule[CellCheck] = Rule(
    id="staffing.patients_not_whole",
    severity=Severity.MUST_FIX,
    text="The count of patients is a whole number.",
    mend="Add up the patients at 23:59 of each day; do not enter their daily average.",
    check=_patients_not_whole,
    trips=Example(rows=({"patients": "26.2"},)),
    silent=Example(rows=({"patients": "812.0"},)),
    source="Ours: the national column is a whole number.",
)
BEYOND_HEADINGS: Rule[CellCheck] = Rule(
    id="staffing.row_too_long",
    severity=Severity.MUST_FIX,
    text="A row has no more cells than there are headings.",
    mend="Put a number with a thousands comma in quotation marks, or leave the comma out.",
    check=_beyond_headings,
    trips=Example(rows=({"beyond": "00"},)),
    silent=Example(rows=({"beyond": " "},)),
)
FAILED_TEXT: Rule[CellCheck] = Rule(
    id="staffing.failed_formula",
    severity=Severity.MUST_FIX,
    text="Names, codes and specialties are texts, and no failed formulas.",
    mend="Enter the text as a value and not a formula.",
    check=_failed_text,
    trips=Example(rows=({"ward": "#REF!"}, {"ward": "Oak", "specialty_1": "#N/A"})),
    silent=Example(rows=({"ward": "#1 Rowan"},)),
)
RULES = (NOT_A_NUMBER, NEGATIVE, TOO_LARGE, ONE_OF_PAIR_BLANK, PATIENTS_NOT_WHOLE, FAILED_TEXT, BEYOND_HEADINGS)
