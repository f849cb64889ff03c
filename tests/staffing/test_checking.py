"""The check as a whole: its counts, its JSON, what it holds against earlier months, its progress."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from oversight.returns.reading.files import read_file
from staffing.checking import as_json, check_staffing
from staffing.context import SiteOnRecord, WardOnRecord
from staffing.rules.examples import csv_of
from staffing.rules.rule import Example
from tests.reading.workbook_making import workbook
from tests.staffing.returns_making import OCTOBER, ROTA_HEADINGS, check, found, on_record, rota, rota_row

FIGURES = {
    "fill_rate": ["day_registered", "day_care", "night_registered", "night_care"],
    "chppd": ["registered", "care", "overall"],
}


def test_the_json_has_the_keys_that_are_promised_and_no_others():
    content = rota(rota_row("Rowan"), rota_row("Ash", patients="0"), rota_row("Clerks", hours=["0"] * 8))
    told = json.loads(json.dumps(as_json(check(content), "RX1", "2026-10")))
    assert list(told) == [
        "return", "trust", "period", "layout", "rows_read", "rows_other_periods", "rows_without_hours", "must_fix",
        "explain", "findings", "wards", "trust_total",
    ]  # fmt: skip
    assert (told["return"], told["trust"], told["period"], told["layout"]) == ("staffing", "RX1", "2026-10", "rota")
    assert (told["rows_read"], told["rows_other_periods"], told["rows_without_hours"]) == (3, 0, 1)
    assert (told["must_fix"], told["explain"]) == (0, 2) == (0, len(told["findings"]))
    for finding in told["findings"]:
        assert list(finding) == ["rule", "severity", "sheet", "row", "column", "value", "message"]
    assert told["findings"][1] == {
        "rule": "staffing.no_patients",
        "severity": "explain",
        "sheet": None,
        "row": 3,
        "column": "Patient Count At Midnight",
        "value": "0",
        "message": "No patients are counted, but the ward has hours, so there are no care hours per patient day.",
    }
    assert [(ward["site"], ward["ward"]) for ward in told["wards"]] == [
        ("General Hospital", "Rowan"),
        ("General Hospital", "Ash"),
    ]
    for figures in (*told["wards"], told["trust_total"]):
        assert {key: list(value) for key, value in figures.items() if key in FIGURES} == FIGURES
    assert told["wards"][1]["chppd"] == {"registered": None, "care": None, "overall": None}
    assert told["wards"][0]["chppd"]["overall"] == told["trust_total"]["chppd"]["overall"] == 4410.5 / 812


def test_a_sites_code_stands_in_the_json_where_the_file_has_one():
    told = as_json(check(csv_of(Example(rows=({"site_code": " rx101"},)))), "RX1", "2026-10")
    assert told["wards"][0]["site"] == "RX101"


def test_wards_with_findings_are_told_too_and_totals_take_what_is_usable():
    rows = ({"day_care_actual": "x"}, {"ward": ""}, {"ward": "Oak", "day_care_actual": "540"}, {"ward": "Oak"})
    result = check(csv_of(Example(rows=rows)))
    assert [ward.ward_name for ward in result.wards] == ["Rowan", "", "Oak", "Oak"]
    assert float(result.trust_total.day_care) == pytest.approx(100 * (1105 + 540 + 1105) / (3 * 1080))


def test_an_identical_duplicate_counts_once():
    once, twice = (check(csv_of(Example(rows=rows))) for rows in (({}, {"ward": "Oak"}), ({}, {"ward": "Oak"}, {}, {})))
    assert len(twice.wards) == len(once.wards) == 2
    assert twice.trust_total == once.trust_total
    assert found(twice, "duplicate_identical") == [(4, "Ward name"), (5, "Ward name")]


def test_totals_count_hours_where_none_were_planned_and_leave_out_wards_without_patients():
    rows = (
        {"night_care_planned": "0", "night_care_actual": "100"},
        {"ward": "Oak", "patients": "", "night_care_actual": "682"},
    )
    total = check(csv_of(Example(rows=rows))).trust_total
    assert total.night_care == Fraction(100 * 782, 682)
    assert total.chppd_care == Fraction(1105 + 100, 812)


def earlier(month, **hours):
    """The ward's row of an earlier month, by a check of that month."""
    rows = tuple({"ward": name, "period": str(month), **changes} for name, changes in hours.items())
    return {ward.ward_id: ward for ward in check(csv_of(Example(rows=rows)), on_record(period=month)).wards}


def test_hours_are_held_against_the_wards_own_last_accepted_month():
    july, september = OCTOBER.plus(-3), OCTOBER.plus(-1)
    previous = earlier(july, Rowan={"day_registered_actual": "500"}) | earlier(september, Oak={})
    result = check(csv_of(Example(rows=({}, {"ward": "Oak", "patients": "800"}))), on_record(previous=previous))
    (finding,) = result.findings
    assert (finding.rule, finding.row, finding.column) == (
        "staffing.hours_changed",
        2,
        "Day - Registered midwives/nurses - Total monthly actual staff hours",
    )
    assert finding.message == (
        "Hours worked by registered midwives/nurses, day and night, are 2,592.5; they were 1,490 in July 2026 (+74%)."
    )


@pytest.mark.parametrize(("care", "is_asked"), [("650", True), ("650.5", False), ("1559.5", False), ("1559.6", True)])
def test_a_change_of_exactly_a_quarter_is_not_asked_about(care, is_asked):
    previous = earlier(OCTOBER.plus(-1), Rowan={})
    result = check(csv_of(Example(rows=({"day_care_actual": care},))), on_record(previous=previous))
    assert bool(found(result, "hours_changed")) is is_asked


def test_wards_missing_are_those_of_the_last_month_that_was_accepted():
    previous = earlier(OCTOBER.plus(-4), Oak={}) | earlier(OCTOBER.plus(-2), Rowan={}, Ash={})
    wards = (*on_record().wards, WardOnRecord("w-ash", "RX101", "Ash"))
    previous = {"w-oak": previous["w-oak"], "w-rowan": previous["w-rowan"]} | {
        "w-ash": replace(previous["w-rowan"], ward_id="w-ash", ward_name="Ash")
    }
    result = check(csv_of(Example()), on_record(previous=previous, wards=wards))
    (missing,) = [finding for finding in result.findings if finding.rule == "staffing.ward_missing"]
    assert (missing.row, missing.value, missing.ward, missing.ward_id, missing.site) == (
        None,
        "Ash",
        "Ash",
        "w-ash",
        "RX101",
    )
    assert "August 2026" in missing.message


def test_a_ward_that_has_closed_is_not_missing():
    previous = earlier(OCTOBER.plus(-1), Rowan={}, Oak={})
    wards = [ward for ward in on_record().wards if ward.name != "Oak"]
    assert check(csv_of(Example()), on_record(previous=previous, wards=wards)).findings == ()


def test_a_ward_at_a_wrong_site_is_told_for_its_site_alone():
    previous = earlier(OCTOBER.plus(-1), Rowan={}, Oak={})
    result = check(csv_of(Example(rows=({}, {"ward": "Oak", "site_code": "RX1ZZ"}))), on_record(previous=previous))
    assert {rule for rule, _, _ in found(result)} <= {"site_unknown", "all_wards_identical"}


def test_a_site_is_known_by_its_name_where_there_is_no_code():
    sites = {"RX101": SiteOnRecord("RX101", "General Hospital", "RX1")}
    rows = ({"site_code": "", "site_name": "GENERAL  HOSPITAL"}, {"ward": "Oak", "site_name": "any", "patients": "800"})
    result = check(csv_of(Example(rows=rows)), on_record(sites=sites))
    assert result.findings == ()
    assert [ward.site_as_read for ward in result.wards] == ["GENERAL  HOSPITAL", "RX101"]


def test_the_trusts_own_headings_are_read_by_its_mapping():
    headings = ["Qual D Req" if text == "Day Reg Planned Hrs" else text for text in ROTA_HEADINGS]
    content = workbook({"Export": [headings, rota_row("Rowan")[:16]]})
    assert found(check(content)) == [
        ("heading_missing", 1, "Day - Registered midwives/nurses - Total monthly planned staff hours")
    ]
    assert check(content, on_record(heading_map={"qual d req": "day_registered_planned"})).findings == ()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_progress_goes_forward_and_ends_at_the_whole(form):
    rows = [rota_row(f"Ward {number}", month="01/09/2026") for number in range(10_500)]
    content = rota(*rows) if form == "csv" else workbook({"Export": [ROTA_HEADINGS, *rows]})
    told = []
    check_staffing(read_file(content, f"return.{form}"), on_record(), progress=lambda done, of: told.append((done, of)))
    assert len(told) >= 3
    assert told == sorted(told)
    assert len({of for _, of in told}) == 1
    assert told[-1][0] == told[-1][1]


def test_a_faultless_row_may_stand_beside_any_further_columns():
    content = csv_of(Example()).replace(b"\r\n", b",Notes,Beds closed\r\n", 1)
    assert check(content.replace(b",812\r\n", b",812,none,3\r\n")).findings == ()
