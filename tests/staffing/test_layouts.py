"""Which layout a file is in, and where its headings stand."""

import io

import openpyxl
import pytest

from oversight.returns.periods import Month
from oversight.returns.reading.cells import column_letters
from oversight.returns.reading.files import read_file
from oversight.returns.reading.unreadable import Cause, Unreadable
from staffing.columns import TEMPLATE_COLUMNS
from staffing.layouts import Layout, headings_of
from staffing.rules.examples import FAULTLESS, csv_of
from staffing.rules.rule import Example
from tests.reading.workbook_making import saved, workbook
from tests.staffing import returns_making as making

NATIONAL_CODES = [
    "org_code", "period", "site_code", "site_name", "ward", "specialty_1", "specialty_2", "day_registered_planned",
    "day_registered_actual", "day_care_planned", "day_care_actual", "night_registered_planned",
    "night_registered_actual", "night_care_planned", "night_care_actual", "patients",
]  # fmt: skip
VALUES = [
    float(FAULTLESS[code]) if code.endswith(("planned", "actual", "patients")) else FAULTLESS[code]
    for code in NATIONAL_CODES
]


def layout(content, filename="return.csv"):
    return headings_of(read_file(content, filename), {})[0].layout


def test_the_national_layout():
    assert layout(csv_of(Example())) is Layout.NATIONAL


def test_the_template():
    headings = [column.heading for column in TEMPLATE_COLUMNS]
    values = [FAULTLESS.get(column.code, "") for column in TEMPLATE_COLUMNS]
    assert layout(making.csv_of([headings, values])) is Layout.TEMPLATE
    assert layout(workbook({"Return": [headings, values]}), "return.xlsx") is Layout.TEMPLATE
    assert layout(making.csv_of([headings[::-1], values[::-1]])) is Layout.TEMPLATE
    assert layout(making.csv_of([headings[:-1], values[:-1]])) is not Layout.TEMPLATE


def test_a_rota_export():
    assert layout(making.rota(making.rota_row("Rowan"))) is Layout.ROTA


@pytest.mark.parametrize(
    "headings",
    [
        "Org code,Ward name,Day RN planned,Day RN actual,Day care planned,Day care actual,Night RN planned,"
        "Night RN actual,Night care planned,Night care actual,Patients at midnight",
        "Hospital Site code,Hospital Site name,Ward name,"
        "Day Registered midwives/nurses Total monthly planned staff hours,"
        "Day Registered midwives/nurses Total monthly actual staff hours",
        "Site code,Ward,Day RN planned,Day RN actual",
    ],
)
def test_files_with_the_marks_of_the_national_layout(headings):
    assert layout(f"{headings}\nx,y\n".encode()) is Layout.NATIONAL


def test_headings_in_any_order_give_the_same_result():
    rows = [making.ROTA_HEADINGS, making.rota_row("Rowan")[:16], making.rota_row("Oak", patients="700")[:16]]
    forward = making.check(making.csv_of(rows))
    backward = making.check(making.csv_of([row[::-1] for row in rows]))
    assert list(forward.wards) == list(backward.wards)
    assert forward.trust_total == backward.trust_total


def test_text_above_the_headings_is_passed_over_and_rows_keep_their_numbers():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"] = "Ward staffing return"
    sheet["B4"] = "All hours are in decimals."
    for place, (heading, value) in enumerate(
        zip(making.ROTA_HEADINGS, making.rota_row("Rowan"), strict=False), start=3
    ):
        sheet.cell(7, place, heading)
        sheet.cell(9, place, value)
    sheet.cell(9, 3 + making.ROTA_HEADINGS.index("Day Reg Actual Hrs"), "n/a")
    result = making.check(saved(book))
    assert result.rows_read == 1
    (finding,) = result.findings
    assert (finding.sheet, finding.row, finding.column, finding.letters) == ("Sheet", 9, "Day Reg Actual Hrs", "H")


def headings_in_three_rows(sheet):
    sheet["A1"] = "Safe Staffing: Nursing, Midwifery and Care Staff"
    sheet["A3"] = "Hospital Site Details"
    sheet["C3"] = "Ward name"
    sheet.merge_cells("C3:C5")
    sheet["D3"] = "Main 2 Specialties on each ward"
    sheet["F3"] = "Day"
    sheet["J3"] = "Night"
    sheet["N3"] = "Care Hours Per Patient Day (CHPPD)"
    sheet["F4"], sheet["H4"] = "Registered midwives/nurses", "Care Staff"
    sheet["J4"], sheet["L4"] = "Registered midwives/nurses", "Care Staff"
    for letter, text in zip("AB", ("Site code", "Site name"), strict=True):
        sheet[f"{letter}5"] = text
    sheet["D5"], sheet["E5"] = "Specialty 1", "Specialty 2"
    for place, letter in enumerate("FGHIJKLM"):
        sheet[f"{letter}5"] = f"Total monthly {'planned' if place % 2 == 0 else 'actual'} staff hours"
    sheet["N5"] = "Cumulative count over the month of patients at 23:59 each day"
    sheet["O5"], sheet["P5"] = "Registered midwives/nurses", "Overall"
    return sheet


def test_headings_over_several_rows_with_merged_groups():
    book = openpyxl.Workbook()
    sheet = headings_in_three_rows(book.active)
    sheet.append(["RX101", "General Hospital", "Rowan", "300 - GENERAL MEDICINE", None, *VALUES[7:], 3.2, 5.4])
    (heading,) = headings_of(read_file(saved(book), "return.xlsx"), {})
    assert heading.layout is Layout.NATIONAL
    assert heading.row == 5
    assert {code: column_letters(place) for code, place in heading.places.items()} == {
        "site_code": "A",
        "site_name": "B",
        "ward": "C",
        "specialty_1": "D",
        "specialty_2": "E",
        "day_registered_planned": "F",
        "day_registered_actual": "G",
        "day_care_planned": "H",
        "day_care_actual": "I",
        "night_registered_planned": "J",
        "night_registered_actual": "K",
        "night_care_planned": "L",
        "night_care_actual": "M",
        "patients": "N",
    }
    assert heading.text("night_care_actual") == "Night / Care Staff / Total monthly actual staff hours"
    assert making.check(saved(book)).findings == ()


def test_a_month_named_above_the_headings_holds_for_every_row():
    book = openpyxl.Workbook()
    sheet = headings_in_three_rows(book.active)
    sheet["A2"], sheet["B2"] = "Period:", "September 2026"
    sheet.append(["RX101", "General Hospital", "Rowan", None, None, *VALUES[7:]])
    result = making.check(saved(book))
    assert result.rows_other_periods == 1
    assert making.found(result) == [("no_row_for_period", None, None)]
    sheet["B2"] = "October 2026"
    assert making.check(saved(book)).findings == ()
    sheet["Q5"], sheet["Q6"] = "Period", " "
    assert making.check(saved(book)).findings == ()
    sheet["B2"] = None
    assert making.found(making.check(saved(book))) == [("period_not_a_month", 6, "Period")]


def test_every_visible_sheet_with_the_headings_is_read_and_others_are_not():
    headings = making.ROTA_HEADINGS
    content = workbook(
        {
            "Guidance": [["Enter the hours of each ward."]],
            "Medicine": [headings, making.rota_row("Rowan")[:16]],
            "Lookups": [["300 - GENERAL MEDICINE"]],
            "Surgery": [[None], headings, making.rota_row("Oak", patients="0")[:16]],
        }
    )
    result = making.check(content)
    assert [(ward.sheet, ward.row, ward.ward_name) for ward in result.wards] == [
        ("Medicine", 2, "Rowan"),
        ("Surgery", 3, "Oak"),
    ]
    assert [(finding.sheet, finding.row) for finding in result.findings] == [("Surgery", 3)]


def test_a_hidden_sheet_is_read_only_where_no_other_is_a_return():
    book = openpyxl.load_workbook(
        io.BytesIO(
            workbook(
                {
                    "Now": [making.ROTA_HEADINGS, making.rota_row("Rowan")[:16]],
                    "Before": [making.ROTA_HEADINGS, making.rota_row("Oak")[:16]],
                }
            )
        )
    )
    book["Before"].sheet_state = "hidden"
    assert [ward.ward_name for ward in making.check(saved(book)).wards] == ["Rowan"]
    del book["Now"]
    book.create_sheet("Cover")
    assert [ward.ward_name for ward in making.check(saved(book)).wards] == ["Oak"]


@pytest.mark.parametrize(
    "content",
    [
        b"Complaint reference,Received,Subject\n1,2026-10-01,Parking\n",
        b"just a line of text\n",
        b"Ward name,Patients\nRowan,812\n",
        b"1,2,3\n4,5,6\n",
    ],
)
def test_a_file_that_is_no_staffing_return(content):
    with pytest.raises(Unreadable) as caught:
        making.check(content)
    assert caught.value.code is Cause.NO_HEADINGS
    assert "first row reads" in caught.value.message


def test_headings_alone_hold_no_row_for_the_period():
    result = making.check(making.rota())
    assert making.found(result) == [("no_row_for_period", None, None)]
    assert (result.layout, result.rows_read, len(result.wards)) == (Layout.ROTA, 0, 0)
    assert result.trust_total.day_registered is None


@pytest.mark.parametrize(("month", "is_asked"), [(Month(2016, 4), False), (Month(2016, 5), True)])
def test_the_count_of_patients_is_asked_for_from_may_2016(month, is_asked):
    content = csv_of(Example(rows=({"period": str(month)},), without=("patients",)))
    missing = making.found(making.check(content, making.on_record(period=month)), "heading_missing")
    assert missing == ([(1, "Cumulative count over the month of patients at 23:59 each day")] if is_asked else [])
