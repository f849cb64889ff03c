"""The published figures for programs: the same lines as the files, paged, with every kind of nothing kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from oversight.records.audit import System
from publication.releasing import publish_month
from tests.publication.making import NOW, OCTOBER, Row, accept, make_hospital, make_trust, make_ward

pytestmark = pytest.mark.django_db
BY = System("test")
RELEASES = "/api/v1/releases/"


def answer(client: Client, address: str) -> dict:  # type: ignore[type-arg]
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/json"
    return response.json()


def test_a_release_leads_to_its_lines(client: Client) -> None:
    ward = make_ward(make_hospital(make_trust()))
    accept(ward.trust, [Row(ward)])
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)

    [release] = answer(client, RELEASES)["results"]
    assert (release["release"], release["period"], release["superseded_by"]) == ("staffing-2026-10-1", "2026-10", None)

    [line] = answer(client, release["wards"].removeprefix("http://testserver"))["results"]
    assert (line["ward_name"], line["day_registered_planned_hours"], line["patients"]) == ("Ash Ward", 1710.0, 812)
    assert line["missing"].get("patients") is None


def test_zero_not_applicable_and_not_submitted_stay_apart(client: Client) -> None:
    trust, silent = make_trust(), make_trust("RX2")
    make_hospital(silent, "RX201")
    ward = make_ward(make_hospital(trust))
    accept(trust, [replace(Row(ward), patients=0)])
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)

    lines = answer(client, f"{RELEASES}staffing-2026-10-1/wards/")["results"]
    there = next(line for line in lines if line["ward_name"] == "Ash Ward")
    assert there["patients"] == 0
    assert there["chppd_overall"] is None
    assert there["missing"]["chppd_overall"] == "not applicable"
    absent = next(line for line in lines if line["trust_code"] == "RX2")
    assert absent["patients"] is None
    assert absent["missing"]["patients"] == "not submitted"


def test_lines_come_a_page_at_a_time(client: Client) -> None:
    site = make_hospital(make_trust())
    wards = [make_ward(site, f"Ward {letter}") for letter in "ABC"]
    accept(wards[0].trust, [Row(ward) for ward in wards])
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)

    first = answer(client, f"{RELEASES}staffing-2026-10-1/wards/?per_page=2")
    assert (first["count"], len(first["results"]), first["previous"]) == (3, 2, None)
    second = answer(client, first["next"].removeprefix("http://testserver"))
    assert [line["ward_name"] for line in second["results"]] == ["Ward C"]
    assert second["next"] is None


def test_a_newer_release_is_named(client: Client) -> None:
    ward = make_ward(make_hospital(make_trust()))
    accept(ward.trust, [Row(ward)])
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)
    accept(ward.trust, [replace(Row(ward), patients=900)], now=NOW + timedelta(days=1))
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + timedelta(days=2))

    newest, first = answer(client, RELEASES)["results"]
    assert (newest["number"], newest["superseded_by"]) == (2, None)
    assert (first["number"], first["superseded_by"]) == (1, "staffing-2026-10-2")


def test_what_no_release_holds_is_not_there(client: Client) -> None:
    ward = make_ward(make_hospital(make_trust()))
    accept(ward.trust, [Row(ward)])
    assert answer(client, RELEASES)["results"] == []
    assert client.get(f"{RELEASES}staffing-2026-10-1/wards/").status_code == 404
    assert client.get(f"{RELEASES}staffing-2026-10-1/beds/").status_code == 404
