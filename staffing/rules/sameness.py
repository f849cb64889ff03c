"""Numbers that are too alike to have been counted."""

from __future__ import annotations

from collections.abc import Iterator

from staffing.findings import Severity
from staffing.rules.rule import Example, Fault, FileCheck, FileFault, Rule, Survey, WardCheck, WardRow
from staffing.wards import FILL_RATES


def _as_planned(row: WardRow) -> Iterator[Fault]:
    pairs = [(row.ward.planned(shift, group), row.ward.actual(shift, group)) for shift, group in FILL_RATES]
    if all(actual is not None and planned == actual for planned, actual in pairs) and any(any(pair) for pair in pairs):
        yield Fault("ward", "Actual hours equal planned hours to the decimal, for both groups by day and night.")


def _all_alike(survey: Survey) -> Iterator[FileFault]:
    if survey.all_alike and survey.wards_read > 1:
        yield FileFault(f"All {survey.wards_read:,} wards have the same hours and the same count of patients.")


AS_PLANNED: Rule[WardCheck] = Rule(
    id="staffing.actual_equals_planned",
    severity=Severity.EXPLAIN,
    text="Actual hours that equal planned hours in all four pairs are asked about.",
    mend="Check that the actual hours were not copied from the plan. If they are right, say so.",
    check=_as_planned,
    trips=Example(
        rows=(
            {
                "day_registered_actual": "1710",
                "day_care_actual": "1080.0",
                "night_registered_actual": "1,023",
                "night_care_actual": "682",
            },
        )
    ),
    silent=Example(
        rows=(
            {
                "day_registered_actual": "1710",
                "day_care_actual": "1080",
                "night_registered_actual": "1023",
                "night_care_actual": "682.01",
            },
        )
    ),
    source="To explain: actual equals planned to the decimal in all four cells.",
)
ALL_ALIKE: Rule[FileCheck] = Rule(
    id="staffing.all_wards_identical",
    severity=Severity.EXPLAIN,
    text="A file in which every ward has the same numbers is asked about.",
    mend="Check that one ward's row was not copied to the others.",
    check=_all_alike,
    trips=Example(rows=({}, {"ward": "Oak"})),
    silent=Example(rows=({}, {"ward": "Oak", "patients": "811"})),
    source="To explain: all wards identical.",
)
RULES = (AS_PLANNED,)
FILE_RULES = (ALL_ALIKE,)
