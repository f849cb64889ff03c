"""The same ward twice in one month."""

from __future__ import annotations

from collections.abc import Iterator

from staffing.findings import Severity
from staffing.rules.rule import Example, Fault, Rule, WardCheck, WardRow
from staffing.wards import WardHours


def same_values(one: WardHours, other: WardHours) -> bool:
    """Whether two rows of a ward say the same: hours, patients and specialties, however they are written."""
    return (
        one.hours == other.hours
        and one.patients == other.patients
        and one.unusable == other.unusable
        and _specialties(one) == _specialties(other)
    )


def _specialties(ward: WardHours) -> tuple[str, ...]:
    return tuple((text or "").casefold() for text in (ward.specialty_1, ward.specialty_2))


def _differing(row: WardRow) -> Iterator[Fault]:
    if row.earlier is not None and not same_values(row.earlier, row.ward):
        yield Fault("ward", f"{row.ward.ward_name} is already in {_place(row.earlier)}, with other values.")


def _identical(row: WardRow) -> Iterator[Fault]:
    if row.earlier is not None and same_values(row.earlier, row.ward):
        yield Fault(
            "ward",
            f"{row.ward.ward_name} is already in {_place(row.earlier)}, with the same values. It is counted once.",
        )


def _place(earlier: WardHours) -> str:
    sheet = f" of sheet {earlier.sheet}" if earlier.sheet else ""
    return f"row {earlier.row}{sheet}"


DIFFERING: Rule[WardCheck] = Rule(
    id="staffing.duplicate_differs",
    severity=Severity.MUST_FIX,
    text="A ward has one row for the month.",
    mend="Keep the right row; if they are two wards, name them apart.",
    check=_differing,
    trips=Example(rows=({}, {"day_care_actual": "1000"})),
    silent=Example(rows=({}, {"ward": "Oak", "day_care_actual": "1000"})),
    source="Must be fixed: a duplicate (site, ward, month) whose values differ.",
)
IDENTICAL: Rule[WardCheck] = Rule(
    id="staffing.duplicate_identical",
    severity=Severity.EXPLAIN,
    text="A row that repeats another is counted once, and asked about.",
    mend="Take one of the two out, or say that it is counted once.",
    check=_identical,
    trips=Example(rows=({}, {"day_registered_actual": "1,602.50"})),
    silent=Example(rows=({}, {"ward": "Oak"})),
    source="To explain: an identical duplicate, counted once.",
)
RULES = (DIFFERING, IDENTICAL)
