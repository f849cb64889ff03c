"""Small files, each named after the fault that it carries: every fault is found at its cell, and nothing else."""

from pathlib import Path

import pytest

from staffing.findings import Severity
from tests.staffing.returns_making import check, on_record

FOLDER = Path(__file__).parent / "faults"
DAY, NIGHT, HOURS = (
    "Day {} Total monthly {} staff hours",
    "Night {} Total monthly {} staff hours",
    ("planned", "actual"),
)
RN, CARE = "Registered midwives/nurses", "Care Staff"
PATIENTS = "Cumulative count over the month of patients at 23:59 each day"
URL = "URL of trust page holding the staffing information"
MUST_FIX = {
    "blank_ward_name": [("ward_name_missing", 3, "Ward name", " ")],
    "negative_hours": [("negative", 2, DAY.format(CARE, "actual"), "-12.5")],
    "negative_patients": [("negative", 2, PATIENTS, "-1")],
    "hours_in_words": [
        ("not_a_number", 2, DAY.format(RN, "actual"), "about 1600"),
        ("not_a_number", 2, NIGHT.format(CARE, "planned"), "n/a"),
    ],
    "decimal_comma": [("not_a_number", 2, DAY.format(RN, "actual"), "1.602,50")],
    "failed_formulas": [
        ("not_a_number", 2, DAY.format(RN, "actual"), "#DIV/0!"),
        ("not_a_number", 2, PATIENTS, "#REF!"),
    ],
    "infinite_hours": [
        ("not_a_number", 2, DAY.format(RN, "actual"), "inf"),
        ("not_a_number", 2, DAY.format(CARE, "actual"), "NaN"),
        ("not_a_number", 2, NIGHT.format(RN, "actual"), "1_000"),
    ],
    "absurd_hours": [
        ("too_large", 2, DAY.format(RN, "actual"), "1602500000"),
        ("too_large", 3, PATIENTS, "69000"),
    ],
    "one_hour_cell_blank": [("hours_missing", 2, NIGHT.format(CARE, "actual"), "")],
    "patients_not_whole": [("patients_not_whole", 2, PATIENTS, "26.2")],
    "ward_twice_with_other_values": [("duplicate_differs", 4, "Ward name", "Rowan")],
    "site_of_another_trust": [("site_of_another_trust", 3, "Hospital Site code", "RY201")],
    "site_unknown": [("site_unknown", 3, "Hospital Site code", "RX1ZZ")],
    "rows_of_another_trust": [("another_organisation", 3, "Org code", "RY2")],
    "wrong_month": [("no_row_for_period", None, None, None)],
    "month_unreadable": [("period_not_a_month", 3, "Period", "Quarter 3")],
    "heading_missing": [("heading_missing", 1, "Night - Care staff - Total monthly actual staff hours", None)],
    "heading_repeated": [("heading_repeated", 1, "Patient count at midnight", "Patient count at midnight")],
    "thousands_comma_without_quotation_marks": [("row_too_long", 2, "Ward name", "Rowan")],
    "row_of_totals": [("total_row", 4, "Ward name", "Total")],
}
EXPLAIN = {
    "ward_twice_with_same_values": [("duplicate_identical", 4, "Ward name", "ROWAN ")],
    "planned_0_with_actual_hours": [("planned_zero", 2, NIGHT.format(CARE, "actual"), "23")],
    "no_patients": [("no_patients", 2, PATIENTS, "0"), ("no_patients", 3, PATIENTS, "")],
    "fill_rates_out_of_bounds": [
        ("fill_rate_out_of_bounds", 2, DAY.format(RN, "actual"), "854.99"),
        ("fill_rate_out_of_bounds", 2, DAY.format(CARE, "actual"), "1620.01"),
        *(
            ("fill_rate_out_of_bounds", 3, shift.format(group, "actual"), "0")
            for shift in (DAY, NIGHT)
            for group in (RN, CARE)
        ),
        ("chppd_out_of_bounds", 3, PATIENTS, "690"),
    ],
    "care_hours_out_of_bounds": [
        ("chppd_out_of_bounds", 2, PATIENTS, "26"),
        ("chppd_out_of_bounds", 3, PATIENTS, "1400"),
    ],
    "actual_copied_from_planned": [("actual_equals_planned", 2, "Ward name", "Rowan")],
    "new_ward": [("ward_new", 4, "Ward name", "Hawthorn")],
    "specialty_not_listed": [
        ("specialty_not_listed", 2, "Specialty 1", "998 - WARD CLERKS"),
        ("specialty_not_listed", 2, "Specialty 2", "Frailty"),
    ],
    "all_wards_identical": [("all_wards_identical", None, None, None)],
    "web_address_of_bad_form": [
        ("web_address_form", 2, URL, "htp://www.example.nhs.uk"),
        ("web_address_form", 3, URL, "www.example.nhs.uk/staffing"),
    ],
}


def findings(name):
    result = check((FOLDER / f"{name}.csv").read_bytes(), on_record())
    return [
        (one.rule.removeprefix("staffing."), one.row, one.column, one.value, one.severity) for one in result.findings
    ]


@pytest.mark.parametrize("name", MUST_FIX)
def test_must_be_fixed(name):
    named = {one[0] for one in MUST_FIX[name]}
    found = findings(name)
    assert [one[:4] for one in found if one[0] in named] == MUST_FIX[name]
    assert {one[4] for one in found if one[0] in named} == {Severity.MUST_FIX}
    beside = {one[0] for one in found} - named
    allowed = {
        "thousands_comma_without_quotation_marks": {"fill_rate_out_of_bounds", "chppd_out_of_bounds", "planned_zero"},
    }
    assert beside <= allowed.get(name, set())


@pytest.mark.parametrize("name", EXPLAIN)
def test_must_be_explained(name):
    assert findings(name) == [(*one, Severity.EXPLAIN) for one in EXPLAIN[name]]


def test_nothing_at_fault():
    assert findings("nothing_at_fault") == []


def test_each_file_is_tested():
    assert {path.stem for path in FOLDER.iterdir()} == {*MUST_FIX, *EXPLAIN, "nothing_at_fault"}
