"""The files of complaints: stable columns, codes where there is no number, and a description of each column."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client

from oversight.records.audit import System
from publication.complaints.csv_columns import COLUMNS, Level, columns_of
from publication.complaints.models import ReleasedLesson
from publication.models import Withdrawal
from publication.withdrawing import withdraw_item
from tests.publication.complaints.making import LESSON, NOW, publish, send, trust_with_hospital
from tests.publication.complaints.scene import make_complaints_scene

pytestmark = pytest.mark.django_db


def lines(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    return list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))


def test_a_trusts_line_tells_its_counts_and_shares(client: Client) -> None:
    send(trust_with_hospital())
    trust_with_hospital("RX2", "SILENT NHS TRUST")
    publish()
    row, silent = lines(client, "/releases/complaints-2026-Q2-1/trusts.csv")
    assert (row["period"], row["release"], row["status"]) == ("2026-Q2", "complaints-2026-Q2-1", "submitted")
    assert (row["complaints_new"], row["complaints_resolved"], row["complaints_upheld"]) == ("120", "100", "35")
    assert row["complaints_percent_of_interventions"] == "0.267"
    assert row["complaints_per_1000_interventions"] == "2.67"
    assert (row["offered_clinician"], row["serious"], row["independent_offered"]) == ("[x]", "0", "[z]")
    assert (row["subject_area_communications"], row["subject_area_end_of_life_care"]) == ("35", "[c]")
    assert (silent["status"], silent["complaints_new"], silent["ombudsman_referred"]) == ("not submitted", "[n]", "[n]")


def test_hospitals_lessons_and_a_trusts_own_file(client: Client) -> None:
    make_complaints_scene(quarters=2)
    hospitals = {row["hospital_code"]: row for row in lines(client, "/releases/complaints-2026-Q2-1/hospitals.csv")}
    assert hospitals["RX102"]["complaints_new"] == "[c]"
    assert hospitals["RX102"]["subject_area_communications"] == "[t]"
    assert hospitals["RX103"]["status"] == "not named in the return"
    assert hospitals["RX103"]["complaints_new"] == "[z]"
    lessons = lines(client, "/releases/complaints-2026-Q2-1/lessons.csv")
    assert lessons[0]["learned"] == LESSON["lesson"]
    assert [row["period"] for row in lines(client, "/trusts/RX1/complaints.csv")] == ["2026-Q2", "2026-Q1"]


def test_a_withdrawn_lesson_leaves_the_file_with_its_reason(client: Client) -> None:
    send(trust_with_hospital())
    release = publish()
    key = ReleasedLesson.objects.get(number=1).key
    withdraw_item(
        reference=release.reference,
        item=Withdrawal.Item.LESSON,
        subject=key,
        reason="It told of one person.",
        by=System("test"),
        now=NOW,
    )
    first, second = lines(client, f"/releases/{release.reference}/lessons.csv")
    assert (first["lesson"], first["learned"], first["action"]) == (key, "", "")
    assert first["note"] == "Withdrawn on 2026-11-20: It told of one person."
    assert second["learned"]


def test_a_text_is_never_a_formula(client: Client) -> None:
    send(trust_with_hospital(), lessons=[LESSON | {"lesson": "=HYPERLINK(1)"}])
    publish()
    [row] = lines(client, "/releases/complaints-2026-Q2-1/lessons.csv")
    assert row["learned"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("level", list(Level), ids=str)
def test_each_file_is_described_column_by_column(client: Client, level: Level) -> None:
    send(trust_with_hospital())
    publish()
    address = f"/releases/complaints-2026-Q2-1/{level}s.csv"
    found = client.get(address)
    assert "csv-metadata.json" in found["Link"]
    described = json.loads(client.get(f"{address}-metadata.json").content)
    header = next(csv.reader(io.StringIO(found.content.decode())))
    assert [column["name"] for column in described["tableSchema"]["columns"]] == header
    assert described["url"].endswith(address)
    assert len(header) == len(set(header)) == len(columns_of(level))
    assert client.get("/trusts/RX1/complaints.csv-metadata.json").status_code == 200


def test_columns_stay() -> None:
    """A column is never renamed or taken out without a new version; new ones join at the end of their file."""
    names = [column.name for column in columns_of(Level.TRUST)]
    assert names[:12] == [
        "period",
        "release",
        "trust_code",
        "trust_name",
        "status",
        "complaints_brought_forward",
        "complaints_new",
        "complaints_resolved",
        "complaints_upheld",
        "complaints_partially_upheld",
        "complaints_not_upheld",
        "complaints_carried_forward",
    ]
    assert len({(column.name, column.levels) for column in COLUMNS}) == len(COLUMNS)


def test_a_file_that_is_not_there(client: Client) -> None:
    send(trust_with_hospital())
    publish()
    assert client.get("/releases/complaints-2026-Q2-1/wards.csv").status_code == 404
    assert client.get("/api/v1/releases/complaints-2026-Q2-1/trusts/").status_code == 404
    trust_with_hospital("RX2")
    publish_nothing = client.get("/trusts/RX2/complaints.csv")
    assert publish_nothing.status_code == 404
