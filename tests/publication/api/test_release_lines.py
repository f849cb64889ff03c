"""The lines of releases of complaints and of the safety measures: whole, in order, described, and as they were."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from oversight.organisations.models import Trust
from publication.complaints.csv_columns import Level as OfComplaints
from publication.complaints.csv_columns import columns_of as complaints_columns
from publication.models import Withdrawal
from publication.safety_measures.csv_columns import Level as OfSafety
from publication.safety_measures.csv_columns import columns_of as safety_columns
from publication.withdrawing import withdraw_item
from tests.publication.api.making import BY, HERE, INVENTED, ask, clock, problem, release_safety
from tests.publication.api.test_description import validator
from tests.publication.complaints import making as complaints
from tests.publication.complaints.scene import make_complaints_scene
from tests.publication.making import make_trust
from tests.publication.safety_measures import making as safety
from tests.publication.scene import make_scene

__all__ = ["clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
OF_COMPLAINTS = "/releases/complaints-2026-Q2-1"
OF_SAFETY = "/releases/safety-2026-10-1"
LATER = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def keeps_its_schema(client: Client, told: dict[str, Any], name: str) -> None:
    document = client.get(f"{HERE}/openapi.json").json()
    faults = list(validator(document, name).iter_errors(told))
    assert not faults, [fault.message for fault in faults][:3]


def withdraw(reference: str, item: Withdrawal.Item, subject: str) -> None:
    withdraw_item(reference=reference, item=item, subject=subject, reason="A mistake.", by=BY, now=LATER)


def make_safety() -> Trust:
    """Release October of a trust with figures of every sort, and of one of which nothing came."""
    trust = make_trust()
    release_safety(trust)
    return trust


class TestOfComplaints:
    @pytest.mark.parametrize(
        ("what", "shape", "level"),
        [
            ("trusts", "TrustComplaintsPage", OfComplaints.TRUST),
            ("hospitals", "HospitalComplaintsPage", OfComplaints.HOSPITAL),
            ("lessons", "LessonPage", OfComplaints.LESSON),
        ],
    )
    def test_lines_have_the_columns_of_the_files_and_keep_their_schema(
        self, client: Client, what: str, shape: str, level: OfComplaints
    ) -> None:
        make_complaints_scene(quarters=1)
        told = ask(client, f"{OF_COMPLAINTS}/complaints/{what}/")
        assert told["results"]
        keeps_its_schema(client, told, shape)
        names = [column.name for column in complaints_columns(level)]
        assert list(told["results"][0])[: len(names)] == names
        assert all(line["updated"].startswith("2026-10-27T09:30:00") for line in told["results"])

    def test_zero_blank_withheld_and_not_submitted_stay_apart(self, client: Client) -> None:
        make_complaints_scene(quarters=1)
        first, silent = ask(client, f"{OF_COMPLAINTS}/complaints/trusts/")["results"]
        assert (first["trust_code"], first["complaints_new"], first["serious"]) == ("RX1", 120, 0)
        assert "serious" not in first["missing"]
        assert first["missing"]["offered_clinician"] == "left blank"
        assert first["missing"]["independent_offered"] == "not applicable"
        assert "suppressed" in first["missing"].values()
        assert (silent["trust_code"], silent["complaints_new"]) == ("RX2", None)
        assert silent["missing"]["complaints_new"] == "not submitted"

    def test_only_those_of_a_trust(self, client: Client) -> None:
        make_complaints_scene(quarters=1)
        told = ask(client, f"{OF_COMPLAINTS}/complaints/hospitals/", trust="rx1")["results"]
        assert {line["trust_code"] for line in told} == {"RX1"}
        assert ask(client, f"{OF_COMPLAINTS}/complaints/lessons/", trust="RX2")["results"] == []

    def test_an_earlier_edition_answers_as_it_was(self, client: Client) -> None:
        trust = complaints.trust_with_hospital()
        complaints.send(trust)
        complaints.publish()
        before = client.get(f"{HERE}{OF_COMPLAINTS}/complaints/trusts/")
        complaints.send(trust, complaints.whole(new=121, brought_forward=31), now=LATER)
        assert complaints.publish(now=LATER).number == 2
        after = client.get(f"{HERE}{OF_COMPLAINTS}/complaints/trusts/")
        assert (after.content, after["ETag"]) == (before.content, before["ETag"])
        [newer] = ask(client, "/releases/complaints-2026-Q2-2/complaints/trusts/")["results"]
        assert (newer["complaints_new"], newer["return_version"], newer["corrected"]) == (121, 2, True)
        # Nobody had the second edition before its day.
        asked = {"known-on": "2026-11-20"}
        assert ask(client, f"{OF_COMPLAINTS}/complaints/trusts/", **asked)["count"] == 1
        problem(client, "/releases/complaints-2026-Q2-2/complaints/trusts/", 404, **asked)

    def test_what_was_withdrawn_keeps_its_line_with_a_mark(self, client: Client) -> None:
        make_complaints_scene(quarters=1)
        lesson = ask(client, f"{OF_COMPLAINTS}/complaints/lessons/")["results"][0]
        assert lesson["learned"]
        withdraw("complaints-2026-Q2-1", Withdrawal.Item.LESSON, lesson["lesson"])
        withdraw("complaints-2026-Q2-1", Withdrawal.Item.HOSPITAL, "RX101")
        lesson = ask(client, f"{OF_COMPLAINTS}/complaints/lessons/")["results"][0]
        assert (lesson["learned"], lesson["note"]) == ("", "Withdrawn on 2026-11-21: A mistake.")
        lines = ask(client, f"{OF_COMPLAINTS}/complaints/hospitals/")["results"]
        of_hospital = {line["hospital_code"]: line for line in lines}
        assert of_hospital["RX101"]["missing"]["complaints_new"] == "withdrawn"
        assert of_hospital["RX102"]["missing"].get("complaints_new") != "withdrawn"


class TestOfSafety:
    def test_lines_have_the_columns_of_the_files_and_keep_their_schema(self, client: Client) -> None:
        make_safety()
        told = ask(client, f"{OF_SAFETY}/safety/trusts/", per_page=1000)
        keeps_its_schema(client, told, "TrustSafetyLinePage")
        names = [column.name for column in safety_columns(OfSafety.TRUST)]
        assert list(told["results"][0])[: len(names)] == names
        order = [(line["trust_code"], line["measure"]) for line in told["results"]]
        assert order == sorted(order)
        told = ask(client, f"{OF_SAFETY}/safety/hospitals/")
        keeps_its_schema(client, told, "HospitalSafetyLinePage")
        assert [(line["hospital_code"], line["measure"], line["value"]) for line in told["results"]] == [
            ("RX101", safety.FFT, 90)
        ]

    def test_every_number_has_its_unit_period_and_time_or_a_word_why_there_is_none(self, client: Client) -> None:
        make_safety()
        lines = {line["measure"]: line for line in ask(client, f"{OF_SAFETY}/safety/trusts/", trust="RX1")["results"]}
        falls, fft = lines[safety.FALLS], lines[safety.FFT]
        assert (falls["value"], falls["unit"], falls["period"]) == (1, "%", "2026-10")
        assert falls["updated"] == "2026-11-20T10:00:00+00:00"
        assert (falls["standing"], falls["target"], falls["missing"]["target"]) == (
            "not compared",
            None,
            "not applicable",
        )
        assert (fft["value"], fft["missing"]["value"], fft["missing"]["numerator"]) == (
            None,
            "suppressed",
            "suppressed",
        )
        assert (lines[safety.MRSA]["numerator"], lines[safety.MRSA]["missing"].get("numerator")) == (0, None)
        assert lines[safety.SHMI]["missing"]["numerator"] == "not applicable"
        for line in lines.values():
            for name in ("value", "numerator", "denominator", "target", "expected_from", "expected_to"):
                assert (line[name] is None) == (name in line["missing"]), (line["measure"], name)
        silent = ask(client, f"{OF_SAFETY}/safety/trusts/", trust="RX8", measure=safety.FALLS)["results"]
        assert [line["missing"]["value"] for line in silent] == ["not submitted"]

    def test_only_one_measure(self, client: Client) -> None:
        make_safety()
        told = ask(client, f"{OF_SAFETY}/safety/trusts/", measure=safety.FALLS)
        assert [line["trust_code"] for line in told["results"]] == ["RX1", "RX8"]
        assert ask(client, f"{OF_SAFETY}/safety/trusts/", measure="none")["count"] == 0

    def test_pages_join_into_the_whole(self, client: Client) -> None:
        make_safety()
        whole = ask(client, f"{OF_SAFETY}/safety/trusts/", per_page=1000)["results"]
        address: str | None = f"http://testserver{HERE}{OF_SAFETY}/safety/trusts/?per_page=2"
        joined: list[Any] = []
        while address:
            told = client.get(address).json()
            joined += told["results"]
            address = told["next"]
        assert len(whole) > 4
        assert joined == whole

    def test_an_earlier_edition_answers_as_it_was(self, client: Client) -> None:
        make_safety()
        asked = {"trust": "RX1", "measure": safety.FFT}
        address = f"{HERE}{OF_SAFETY}/safety/trusts/"
        before = client.get(address, asked)
        safety.observed(Trust.objects.get(code="RX1"), safety.FFT, 90, 100, now=LATER)
        assert safety.publish(now=LATER).number == 2
        after = client.get(address, asked)
        assert (after.content, after["ETag"]) == (before.content, before["ETag"])
        [newer] = ask(client, "/releases/safety-2026-10-2/safety/trusts/", **asked)["results"]
        assert (newer["value"], newer["revised"]) == (90, True)
        again = client.get(address, asked, headers={"If-None-Match": before["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_what_was_withdrawn_keeps_its_line_with_a_mark(self, client: Client) -> None:
        make_safety()
        withdraw("safety-2026-10-1", Withdrawal.Item.MEASURE, f"RX1/{safety.FALLS}/2026-10")
        lines = {line["measure"]: line for line in ask(client, f"{OF_SAFETY}/safety/trusts/", trust="RX1")["results"]}
        falls = lines[safety.FALLS]
        assert (falls["value"], falls["missing"]["value"], falls["missing"]["target"]) == (
            None,
            "withdrawn",
            "withdrawn",
        )
        assert (falls["withdrawn_on"], falls["withdrawn_because"]) == ("2026-11-21", "A mistake.")
        assert (lines[safety.MRSA]["withdrawn_on"], lines[safety.MRSA]["withdrawn_because"]) == (None, "")


class TestOfReleases:
    def test_a_release_leads_to_the_lines_of_its_kind(self, client: Client) -> None:
        make_complaints_scene(quarters=1)
        make_safety_of = make_trust("RX5", "THIRD NHS TRUST")
        safety.returned(make_safety_of)
        safety.publish()
        for reference, below, named in (
            ("complaints-2026-Q2-1", "complaints/", {"trusts", "hospitals", "lessons"}),
            ("safety-2026-10-1", "safety/", {"trusts", "hospitals"}),
        ):
            told = ask(client, f"/releases/{reference}/")
            assert {what for what in ("wards", "hospitals", "trusts", "lessons") if told[what]} == named
            for what in named:
                assert told[what] == f"http://testserver{HERE}/releases/{reference}/{below}{what}/"
                assert client.get(told[what]).status_code == 200

    def test_lines_of_another_kind_are_not_there_and_it_says_where_they_are(self, client: Client) -> None:
        make_scene(months=1)
        for address in ("complaints/trusts/", "complaints/lessons/", "safety/hospitals/"):
            told = problem(client, f"/releases/staffing-2026-10-1/{address}", 404)
            assert f"{HERE}/releases/staffing-2026-10-1/ says where its lines are." in told["detail"]
        assert ask(client, "/releases/staffing-2026-10-1/trusts/")["results"]

    def test_a_release_of_the_other_world_is_not_there(self, client: Client) -> None:
        make_complaints_scene(quarters=1, demonstration=True)
        address = "/releases/demonstration-complaints-2026-Q2-1/complaints/trusts/"
        problem(client, address, 404)
        assert ask(client, address, INVENTED)["results"]
