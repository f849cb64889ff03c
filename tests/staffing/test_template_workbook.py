"""The template that a trust downloads: its own sites and wards, lists to choose from, and read back as it was made."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from oversight.returns.kinds import kind_of
from oversight.returns.states import State
from staffing.columns import BY_CODE, MAIN_HOURS, TEMPLATE_COLUMNS
from staffing.rules.registry import ALL_RULES
from tests.returns.making import NOW, PERIOD, ROW, Place, accepted, checked, make_place

pytestmark = pytest.mark.django_db
PLACES = {column.code: place for place, column in enumerate(TEMPLATE_COLUMNS, start=1)}


@pytest.fixture
def place() -> Place:
    return make_place(wards=["Rowan", "Oak", "=HYPERLINK(A1)", "12", "+44"])


def template(place: Place, period: str = PERIOD) -> Workbook:
    return load_workbook(io.BytesIO(content_of(place, period)))


def content_of(place: Place, period: str = PERIOD) -> bytes:
    return kind_of("staffing").template_workbook(trust=place.trust, period=period, today=NOW.date())


def test_it_holds_the_trusts_wards_and_sites(place: Place) -> None:
    sheet = template(place)["Return"]
    assert [cell.value for cell in sheet[1]] == [column.heading for column in TEMPLATE_COLUMNS]
    rows = {sheet.cell(row, PLACES["ward"]).value: row for row in range(2, 7)}
    assert sorted(rows) == ["+44", "12", "=HYPERLINK(A1)", "Oak", "Rowan"]
    rowan = rows["Rowan"]
    assert sheet.cell(rowan, PLACES["org_code"]).value == "RX1"
    assert sheet.cell(rowan, PLACES["period"]).value == PERIOD
    assert sheet.cell(rowan, PLACES["site_code"]).value == "RX101"
    assert sheet.cell(rowan, PLACES["site_name"]).value == "General Hospital"
    assert all(sheet.cell(rowan, PLACES[column.code]).value is None for column in MAIN_HOURS)
    assert sheet.freeze_panes is not None


def test_no_name_becomes_a_formula(place: Place) -> None:
    with zipfile.ZipFile(io.BytesIO(content_of(place))) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


def test_lists_and_limits_are_those_of_the_declaration(place: Place) -> None:
    workbook = template(place)
    sheet = workbook["Return"]
    by_type: dict[str, list[str]] = {}
    for one in sheet.data_validations.dataValidation:
        by_type.setdefault(one.type, []).append(str(one.formula1))
    assert sorted(by_type) == ["decimal", "list", "whole"]
    assert [cell.value for cell in workbook["Lists"]["A"]][1:] != []
    specialties = [cell.value for cell in workbook["Lists"]["C"] if cell.value][1:]
    assert "300 - General internal medicine" in specialties
    assert f"Lists!$C$2:$C${len(specialties) + 1}" in by_type["list"]
    assert sheet.cell(2, PLACES["day_registered_planned"]).number_format == "#,##0.00"
    assert sheet.cell(2, PLACES["ward"]).number_format == "@"


def test_the_guidance_tells_of_every_column_and_every_rule(place: Place) -> None:
    sheet = template(place)["Guidance"]
    told = {cell.value for cell in sheet["A"]}
    assert {column.heading for column in TEMPLATE_COLUMNS} <= told
    assert {rule.id for rule in ALL_RULES} <= told
    assert any("RX1 Trust (RX1), made on 5 November 2026" in str(text) for text in told)


def test_filled_in_and_sent_back_it_is_read_as_the_template(place: Place) -> None:
    workbook = template(place)
    sheet = workbook["Return"]
    for row in range(2, 7):
        for column in MAIN_HOURS:
            sheet.cell(row, PLACES[column.code]).value = float(ROW[column.code]) + row
        sheet.cell(row, PLACES["patients"]).value = int(ROW["patients"])
    filled = io.BytesIO()
    workbook.save(filled)
    submission = checked(place, filled.getvalue(), filename="return.xlsx")
    assert (submission.layout, submission.rows_read, submission.must_fix) == ("template", 5, 0)
    assert submission.state == State.READY, list(submission.findings.values("rule", "message"))
    assert not submission.findings.filter(rule="staffing.ward_new").exists()


def test_left_blank_it_is_a_return_without_rows(place: Place) -> None:
    submission = checked(place, content_of(place), filename="return.xlsx")
    assert submission.state == State.TO_FIX
    assert list(submission.findings.values_list("rule", flat=True)) == ["staffing.no_row_for_period"]


def test_the_address_given_last_time_is_filled_in(place: Place) -> None:
    assert template(place)["Return"].cell(2, PLACES["url"]).value is None
    accepted(place)
    assert template(place, "2026-11")["Return"].cell(2, PLACES["url"]).value == ROW["url"]


def test_a_trust_without_sites_or_wards_gets_one_too() -> None:
    bare = make_place("RX9", wards=())
    bare.trust.sites.all().delete()
    sheet = template(bare)["Return"]
    assert [cell.value for cell in sheet[1]] == [BY_CODE[column.code].heading for column in TEMPLATE_COLUMNS]
    assert sheet.cell(2, PLACES["ward"]).value is None
