"""The published files: plain numbers, dead formulas, and a description that says what every column holds."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from oversight.records.audit import System
from publication.csv_columns import COLUMNS, columns_of
from publication.csv_lines import Level
from publication.models import Withdrawal
from publication.releasing import publish_month
from publication.withdrawing import withdraw_item
from tests.publication.making import (
    NOW,
    OCTOBER,
    SHORT,
    USUAL,
    Row,
    accept,
    explain_ward,
    make_hospital,
    make_trust,
    make_ward,
)
from tests.publication.scene import make_scene

pytestmark = pytest.mark.django_db
BY = System("test")
ALL = "/releases/staffing-2026-10-1/wards.csv"


def content(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    return b"".join(response.streaming_content).decode()  # type: ignore[arg-type]


def lines(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(client, address), newline="")))


def test_a_ward_keeps_every_digit_of_its_hours(client: Client) -> None:
    trust = make_trust()
    hours = ("1710.25", "1602.125", *USUAL[2:])
    others = {"day_allied_planned": "75", "day_allied_actual": "64.5"}
    ward = make_ward(make_hospital(trust))
    accept(trust, [Row(ward, hours, other_groups=others)])
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)

    [row] = lines(client, "/hospitals/RX101/2026-10/wards.csv")

    assert (row["period"], row["release"], row["status"]) == ("2026-10", "staffing-2026-10-1", "submitted")
    assert (row["trust_code"], row["hospital_code"], row["ward_id"]) == ("RX1", "RX101", str(ward.public_id))
    assert (row["day_registered_planned_hours"], row["day_registered_actual_hours"]) == ("1710.25", "1602.125")
    assert (row["day_care_planned_hours"], row["patients"]) == ("1080", "812")
    assert row["fill_day_care"] == "102.3148"
    assert (row["chppd_registered"], row["chppd_care"], row["chppd_overall"]) == ("3.1923", "2.2389", "5.5106")
    assert (row["day_allied_actual_hours"], row["night_allied_actual_hours"]) == ("64.5", "[x]")
    assert (row["accepted_on"], row["return_version"], row["late"], row["often_short"]) == (
        "2026-11-20",
        "1",
        "false",
        "false",
    )


def test_blank_zero_not_applicable_and_not_submitted_are_four_things(client: Client) -> None:
    trust, silent = make_trust(), make_trust("RX2", "SILENT NHS TRUST")
    make_hospital(silent, "RX201")
    hours = ("1710", None, "0", "36", "1023", "0", "682", "713")
    site = make_hospital(trust)
    accept(trust, [Row(make_ward(site), hours, patients=0), Row(make_ward(site, "Birch Ward"), patients=None)])
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)

    first, second, absent = lines(client, ALL)

    assert (first["day_registered_actual_hours"], first["fill_day_registered"]) == ("[x]", "[z]")
    assert (first["day_care_planned_hours"], first["fill_day_care"]) == ("0", "[z]")
    assert (first["night_registered_actual_hours"], first["fill_night_registered"]) == ("0", "0")
    assert (first["patients"], first["chppd_overall"]) == ("0", "[z]")
    assert (second["patients"], second["chppd_overall"]) == ("[x]", "[z]")
    assert (absent["trust_code"], absent["status"], absent["ward_name"]) == ("RX2", "not submitted", "")
    assert {absent["day_care_planned_hours"], absent["patients"], absent["chppd_overall"]} == {"[n]"}


def test_text_never_becomes_a_formula_and_numbers_stay_numbers(client: Client) -> None:
    trust = make_trust(name='=HYPERLINK("http://x.invalid") NHS TRUST')
    site = make_hospital(trust, name='+St Anne\'s, "Old" Wing')
    ward = make_ward(site, "=cmd|' /C calc'!A0")
    accept(trust, [Row(ward, SHORT)], period="2026-09")
    version = accept(trust, [Row(ward, SHORT)])
    explain_ward(version, ward, "@SUM(1)\nsecond line", "-1+2")
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)

    [row] = lines(client, ALL)

    assert row["ward_name"] == "'=cmd|' /C calc'!A0"
    assert row["trust_name"].startswith("'=HYPERLINK")
    assert row["hospital_name"] == "'+St Anne's, \"Old\" Wing"
    assert row["trust_explanation"] == "'@SUM(1)\nsecond line"
    assert row["trust_action"] == "'-1+2"
    Decimal(row["fill_day_registered"])


def test_lines_end_as_the_standard_asks_and_there_is_one_heading(client: Client) -> None:
    make_scene(months=1)
    text = content(client, ALL)
    head, *rest = text.split("\r\n")
    assert head.split(",") == [column.name for column in columns_of(Level.WARD)]
    assert rest[-1] == ""
    assert "\n" not in text.replace("\r\n", "")
    assert not text.startswith("\ufeff")


@pytest.mark.parametrize(
    ("address", "wards"),
    [
        (ALL, 6),
        ("/trusts/RX1/2026-10/wards.csv", 5),
        ("/hospitals/RX101/2026-10/wards.csv", 4),
        ("/hospitals/RX201/2026-10/wards.csv", 1),
    ],
)
def test_each_file_holds_its_wards_and_what_has_none(client: Client, address: str, wards: int) -> None:
    make_scene(months=1)
    assert len(lines(client, address)) == wards


def test_hospitals_and_trusts_have_files_of_sums(client: Client) -> None:
    make_scene(months=1)
    hospitals = {row["hospital_code"]: row for row in lines(client, "/releases/staffing-2026-10-1/hospitals.csv")}
    assert (hospitals["RX101"]["wards"], hospitals["RX101"]["patients"]) == ("4", "2436")
    assert hospitals["RX102"]["status"] == "no wards in the return"
    assert (hospitals["RX201"]["wards"], hospitals["RX201"]["public_average"]) == ("[n]", "[n]")
    trusts = {row["trust_code"]: row for row in lines(client, "/releases/staffing-2026-10-1/trusts.csv")}
    assert trusts["RX1"]["fill_all"] == hospitals["RX101"]["fill_all"]
    assert (trusts["RX1"]["late"], trusts["RX2"]["late"], trusts["RX2"]["return_version"]) == ("true", "", "[n]")


def test_a_wards_file_holds_its_months(client: Client) -> None:
    scene = make_scene(months=3)
    rows = lines(client, f"/wards/{scene.often_short.public_id}/months.csv")
    assert [row["period"] for row in rows] == ["2026-10", "2026-09", "2026-08"]
    assert [row["often_short"] for row in rows] == ["true", "false", "false"]


def test_a_withdrawn_ward_is_marked_in_every_file(client: Client) -> None:
    scene = make_scene(months=2)
    withdraw_item(
        reference=scene.release.reference,
        item=Withdrawal.Item.WARD,
        subject=str(scene.often_short.public_id),
        reason="It named a patient.",
        by=BY,
        now=NOW + timedelta(days=1),
    )
    for address in (ALL, "/hospitals/RX101/2026-10/wards.csv", f"/wards/{scene.often_short.public_id}/months.csv"):
        row = next(each for each in lines(client, address) if each["ward_name"] == "Ash Ward")
        assert row["status"] == "withdrawn"
        assert row["note"] == "Withdrawn on 2026-11-21: It named a patient."
        assert {row["day_care_planned_hours"], row["patients"], row["fill_day_care"]} == {"[w]"}
        assert row["trust_explanation"] == row["often_short"] == row["often_short_why"] == ""


def test_a_superseded_release_keeps_its_file(client: Client) -> None:
    trust = make_trust()
    ward = make_ward(make_hospital(trust))
    accept(trust, [Row(ward)])
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)
    before = content(client, ALL)
    accept(trust, [Row(ward, SHORT)])
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + timedelta(days=1))
    assert content(client, ALL) == before
    [row] = lines(client, "/hospitals/RX101/2026-10/wards.csv")
    assert (row["release"], row["corrected"], row["return_version"]) == ("staffing-2026-10-2", "true", "2")


class TestDescription:
    @pytest.mark.parametrize(
        "address",
        [
            "/hospitals/RX101/2026-10/wards.csv",
            "/trusts/RX1/2026-10/wards.csv",
            ALL,
            "/releases/staffing-2026-10-1/hospitals.csv",
            "/releases/staffing-2026-10-1/trusts.csv",
        ],
    )
    def test_it_stands_beside_the_file_and_names_its_columns(self, client: Client, address: str) -> None:
        make_scene(months=1)
        response = client.get(address)
        assert response["Link"] == (
            f'<http://testserver{address}-metadata.json>; rel="describedby"; type="application/csvm+json"'
        )
        head = b"".join(response.streaming_content).decode().split("\r\n")[0].split(",")  # type: ignore[arg-type]
        described = client.get(f"{address}-metadata.json")
        assert described["Content-Type"] == "application/csvm+json"
        told = json.loads(described.content)
        assert told["url"] == f"http://testserver{address}"
        assert [column["name"] for column in told["tableSchema"]["columns"]] == head
        assert all(column["dc:description"] for column in told["tableSchema"]["columns"])

    def test_every_cell_is_of_its_columns_type(self, client: Client) -> None:
        make_scene(months=2)
        told = json.loads(client.get(f"{ALL}-metadata.json").content)["tableSchema"]["columns"]
        types = {column["name"]: (column["datatype"], column.get("null", [])) for column in told}
        for row in lines(client, ALL):
            for name, cell in row.items():
                kind, null = types[name]
                if cell in null:
                    continue
                if kind in ("decimal", "integer"):
                    assert Decimal(cell).is_finite(), name
                if kind == "integer":
                    assert Decimal(cell) == int(cell), name
                if kind == "boolean":
                    assert cell in ("true", "false"), name

    def test_no_two_columns_share_a_name(self) -> None:
        names = [column.name for column in COLUMNS]
        assert len(names) == len(set(names))
