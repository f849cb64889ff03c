"""A rota system's export as it comes: many months, units that are no wards, thousands commas, names that change."""

from datetime import datetime

import pytest

from oversight.returns.reading.numbers import NotNumber, number_in
from staffing.context import WardOnRecord
from staffing.layouts import Layout
from staffing.wards import figures
from tests.reading.workbook_making import workbook
from tests.staffing.returns_making import (
    ROTA_HEADINGS,
    check,
    found,
    nothing_on_record,
    on_record,
    rota,
    rota_row,
)

NO_HOURS = ["0"] * 8


def test_a_plain_export_has_nothing_found():
    result = check(rota(rota_row("Rowan"), rota_row("Oak", patients="700")))
    assert result.layout is Layout.ROTA
    assert result.findings == ()
    assert [(ward.site_as_read, ward.site_code, ward.ward_name) for ward in result.wards] == [
        ("General Hospital", "RX101", "Rowan"),
        ("General Hospital", "RX101", "Oak"),
    ]


def test_rows_of_other_months_are_counted_and_left_aside():
    rows = [rota_row("Rowan", month=month) for month in ("01/08/2026", "01/09/2026", "01/10/2026", "01/10/2025")]
    rows.append(rota_row("Rowan", month="01/09/2026", hours=["-1"] * 8))
    result = check(rota(*rows))
    assert (result.rows_read, result.rows_other_periods, len(result.wards)) == (5, 4, 1)
    assert result.findings == ()


@pytest.mark.parametrize(
    "month",
    ["01/10/2026", "1/10/26", "31/10/2026", "2026-10-01", "2026-10", "Oct-26", "October 2026", "Oct 2026", "OCT_2026",
     "2026-10-01 00:00:00", "2026-10-01T00:00:00", "10/2026", "202610", "46296", "1 October 2026", "1st Oct 2026"],
)  # fmt: skip
def test_the_month_in_any_of_its_forms(month):
    assert check(rota(rota_row("Rowan", month=month))).findings == ()


@pytest.mark.parametrize("month", ["", "Q3", "13/13/2026", "32/10/2026", "October", "2026", "#REF!", "00/10/2026"])
def test_what_is_no_month_must_be_fixed(month):
    result = check(rota(rota_row("Rowan", month=month), rota_row("Oak")))
    assert found(result) == [("period_not_a_month", 2, "Month")]
    assert [ward.ward_name for ward in result.wards] == ["Oak"]


@pytest.mark.parametrize("hours", [NO_HOURS, [""] * 8, ["-"] * 8, ["0", "0.00", "", "-", " ", "0", "–", "0"]])
def test_a_unit_without_any_hours_is_in_nothing_else(hours):
    clerks = rota_row("Ward Clerks", hours=hours, patients="x", specialty="Nonsense")
    result = check(rota(clerks, rota_row("Rowan"), rota_row("", hours=hours), rota_row("Oak", patients="700")))
    assert (result.rows_read, result.rows_without_hours, len(result.wards)) == (4, 2, 2)
    assert result.findings == ()


def test_a_unit_set_aside_is_left_aside():
    result = check(rota(rota_row("Rowan"), rota_row("Ward  clerks")), on_record(set_aside=frozenset({"Ward Clerks"})))
    assert (result.rows_read, result.rows_set_aside, len(result.wards)) == (2, 1, 1)
    assert result.findings == ()


def test_wards_are_matched_by_name_and_alias_and_by_nothing_else():
    names = ["rowan", "ROWAN WARD", "Rowan\u00a0ward", "Rowan-Ward", "Rowan Esc", "Row an"]
    results = {name: check(rota(rota_row(name))) for name in names}
    assert {name: [ward.ward_id for ward in result.wards] for name, result in results.items()} == {
        "rowan": ["w-rowan"],
        "ROWAN WARD": ["w-rowan"],
        "Rowan\u00a0ward": ["w-rowan"],
        "Rowan-Ward": ["w-rowan"],
        "Rowan Esc": [None],
        "Row an": [None],
    }
    (finding,) = results["Rowan Esc"].findings
    assert finding.message.endswith("Is it Rowan under a new name?")


def test_two_names_of_one_ward_are_one_ward():
    assert found(check(rota(rota_row("Rowan"), rota_row("Rowan Ward", patients="1")))) == [
        ("duplicate_differs", 3, "Name"),
        ("chppd_out_of_bounds", 3, "Patient Count At Midnight"),
    ]


def test_the_same_name_at_two_sites_is_two_wards():
    result = check(rota(rota_row("Ward 1"), rota_row("Ward 1", site="Riverside", patients="700")), nothing_on_record())
    assert found(result) == [
        ("ward_new", 2, "Name"), ("site_new", 2, "Site Name"), ("ward_new", 3, "Name"), ("site_new", 3, "Site Name"),
    ]  # fmt: skip


def test_wards_of_sites_known_by_name_alone_keep_apart():
    wards = (
        WardOnRecord("w-1", "", "Ward 1", site_name="General Hospital"),
        WardOnRecord("w-2", "", "Ward 1", site_name="Riverside"),
        WardOnRecord("w-3", "", "Ward 2", site_name="Riverside"),
    )
    context = on_record(sites={}, other_sites={}, wards=wards)
    rows = [rota_row("Ward 1"), rota_row("Ward 1", site="RIVERSIDE"), rota_row("ward 2")]
    result = check(rota(*rows), context)
    assert [ward.ward_id for ward in result.wards] == ["w-1", "w-2", None]


def test_an_unknown_site_is_asked_about_once_and_never_to_be_fixed():
    result = check(rota(rota_row("Rowan", site="Trust HQ"), rota_row("Oak", site="TRUST HQ", patients="9")))
    assert found(result)[0] == ("site_new", 2, "Site Name")
    assert result.must_fix == 0
    assert [ward.ward_id for ward in result.wards] == ["w-rowan", "w-oak"]


def test_a_trust_without_sites_or_wards_on_record_has_each_taken_as_new():
    result = check(rota(rota_row("Rowan"), rota_row("Oak", patients="700")), nothing_on_record())
    assert result.must_fix == 0
    assert found(result) == [("ward_new", 2, "Name"), ("site_new", 2, "Site Name"), ("ward_new", 3, "Name")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,260.00", 1260), (" 505.25 ", 505.25), ("1 260.5", 1260.5), ("1\u00a0260.5", 1260.5), ("1\u202f260", 1260),
        ("+12", 12), ("12.", 12), (".5", 0.5), ("1e3", 1000), ("-0", 0), ("\u221212", -12), ("(12.5)", -12.5),
        ("12,345,678.9", 12345678.9), ("\ufeff7", 7),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text, number):
    assert number_in(text) == number


@pytest.mark.parametrize(
    "text",
    ["12h", "n/a", "1.260,00", "1,23", "12,34.5", "1,260,00", "1_000", "१२", "nan", "inf", "-inf", "1e999", "0x10",
     "12%", "TRUE", "12:30", "£12", "1 2", "--1", "1-", "()", "(-1)", "e3", ".", "+", "1,2600"],
)  # fmt: skip
def test_text_that_is_no_number(text):
    assert number_in(text) is NotNumber.TEXT


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "-", "–", " — ", "--"])
def test_a_dash_is_a_blank(text):
    assert number_in(text) is NotNumber.BLANK


def test_a_workbook_of_the_same_export_with_real_dates_and_numbers():
    plain = check(rota(rota_row("Rowan"), rota_row("Oak", month="01/09/2026")))
    hours = [1710, 1602.5, 1080, 1105, 1023, 990, 682, 713]
    rows = [
        [name, "General Hospital", "-", None, *hours, 812, 0, "Medicine", datetime.fromisoformat(month), None, None]
        for name, month in (("Rowan", "2026-10-01"), ("Oak", "2026-09-01"))
    ]
    typed = check(workbook({"Export": [ROTA_HEADINGS, *rows]}))
    assert [figures(ward) for ward in typed.wards] == [figures(ward) for ward in plain.wards]
    assert (typed.rows_read, typed.rows_other_periods) == (plain.rows_read, plain.rows_other_periods) == (2, 1)
    assert typed.findings == plain.findings == ()


def test_durations_and_truth_values_are_no_hours():
    hours = [1710, datetime.fromisoformat("2026-10-01"), 1080, True, 1023, 990, 682, 713]
    row = ["Rowan", "General Hospital", "-", None, *hours, 812, 0, "Medicine", "01/10/2026"]
    result = check(workbook({"Export": [ROTA_HEADINGS, row]}))
    assert [(one.rule, one.column, one.value) for one in result.findings] == [
        ("staffing.not_a_number", "Day Reg Actual Hrs", "2026-10-01"),
        ("staffing.not_a_number", "Day Unreg Actual Hrs", "TRUE"),
    ]
