"""The files of the safety measures and the command that releases them: stable columns, codes, nothing early."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.http import HttpResponseBase
from django.test import Client

from publication.announcing import announce_release
from publication.management.commands.publish import publish as publish_command
from publication.models import Release, Withdrawal
from publication.periods import SAFETY
from publication.refusals import ReleaseRefused
from publication.releasing import publish_due
from publication.safety_measures.csv_columns import COLUMNS, Level, columns_of
from publication.withdrawing import withdraw_item
from tests.publication.making import Row, accept, make_hospital, make_trust, make_ward
from tests.publication.safety_measures.making import (
    BY,
    FALLS,
    FFT,
    KNOWN,
    LATER,
    MRSA,
    NOW,
    OCTOBER,
    SHMI,
    WAITS,
    compare,
    observed,
    publish,
    returned,
)

pytestmark = pytest.mark.django_db
TRUSTS = "/releases/safety-2026-10-1/trusts.csv"
HOSPITALS = "/releases/safety-2026-10-1/hospitals.csv"


def _text(response: HttpResponseBase) -> str:
    return b"".join(response).decode()  # type: ignore[call-overload]


def lines(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    return list(csv.DictReader(io.StringIO(_text(response), newline="")))


def test_a_line_is_a_measure_of_a_trust(client: Client) -> None:
    trust = make_trust()
    version = returned(trust)
    observed(trust, FALLS, 8, 800, version=version)
    observed(trust, FFT, 2, 4)
    observed(trust, SHMI, 511, "498.25", period="2026-Q1")
    publish()
    told = {row["measure"]: row for row in lines(client, TRUSTS)}
    falls = told[FALLS]
    assert (falls["month"], falls["release"], falls["trust_code"]) == (OCTOBER, "safety-2026-10-1", "RX1")
    assert (falls["period"], falls["period_from"], falls["period_to"]) == (OCTOBER, "2026-10-01", "2026-10-31")
    assert (falls["value"], falls["unit"], falls["numerator"], falls["denominator"]) == ("1", "%", "8", "800")
    assert (falls["told_by"], falls["known_on"], falls["compared"]) == ("return", "2026-11-10", "not compared")
    assert (falls["first_released_on"], falls["revised"]) == ("2026-11-20", "false")
    assert (told[FFT]["value"], told[FFT]["numerator"], told[FFT]["denominator"]) == ("[c]", "[c]", "[c]")
    assert (told[SHMI]["value"], told[SHMI]["numerator"], told[SHMI]["denominator"]) == ("1.03", "[z]", "[z]")


def test_where_it_stands_is_a_word_with_its_bounds(client: Client) -> None:
    for place in range(12):
        trust = make_trust(f"RX{place}", f"TRUST {place} NHS TRUST")
        returned(trust)
        observed(trust, WAITS, 200 if place == 0 else 20 + place, 2_000)
    compare(WAITS)
    publish()
    worst = lines(client, TRUSTS)[0]
    assert (worst["trust_code"], worst["compared"]) == ("RX0", "worse than expected")
    assert 0 < float(worst["expected_from"]) < float(worst["target"]) < float(worst["expected_to"]) < 10


def test_hospitals_have_a_file_of_their_own(client: Client) -> None:
    trust = make_trust()
    returned(trust)
    observed(make_hospital(trust), "place_food", 90, 100, period="2025/26")
    publish()
    [row] = lines(client, HOSPITALS)
    assert (row["hospital_code"], row["trust_code"], row["value"]) == ("RX101", "RX1", "90")
    assert lines(client, TRUSTS) == []


@pytest.mark.parametrize("level", list(Level))
def test_each_file_is_described_column_by_column(client: Client, level: Level) -> None:
    trust = make_trust()
    returned(trust)
    observed(trust, FALLS, 8, 800)
    publish()
    address = f"/releases/safety-2026-10-1/{level}s.csv"
    file = client.get(address)
    assert f'<http://testserver{address}-metadata.json>; rel="describedby"' in file["Link"]
    header = _text(file).splitlines()[0].split(",")
    described = json.loads(client.get(f"{address}-metadata.json").content)
    assert [column["name"] for column in described["tableSchema"]["columns"]] == header
    assert header == [column.name for column in columns_of(level)]
    assert all(column.description for column in COLUMNS)
    assert described["dc:modified"] == "2026-11-20"


def test_a_withdrawn_figure_leaves_its_mark_in_the_file(client: Client) -> None:
    trust = make_trust()
    returned(trust)
    observed(trust, FALLS, 8, 800)
    observed(trust, MRSA, 1, 20_000)
    release = publish()
    withdraw_item(
        reference=release.reference,
        item=Withdrawal.Item.MEASURE,
        subject=f"RX1/{FALLS}/{OCTOBER}",
        reason="Wards were counted twice.",
        by=BY,
        now=NOW,
    )
    told = {row["measure"]: row for row in lines(client, TRUSTS)}
    falls = told[FALLS]
    assert (falls["value"], falls["numerator"], falls["known_on"]) == ("[w]", "[w]", "")
    assert (falls["withdrawn_on"], falls["withdrawn_because"]) == ("2026-11-20", "Wards were counted twice.")
    assert told[MRSA]["value"] == "5"


def test_there_is_nothing_before_the_release_and_no_file_of_wards(client: Client) -> None:
    trust = make_trust()
    returned(trust)
    observed(trust, FALLS, 8, 800)
    announce_release(kind=SAFETY, period=OCTOBER, demonstration=False, by=BY, now=KNOWN, scheduled_for=NOW)
    assert client.get(TRUSTS).status_code == 404
    publish_due(now=NOW)
    assert client.get(TRUSTS).status_code == 200
    assert client.get("/releases/safety-2026-10-1/wards.csv").status_code == 404


def test_the_scheduler_publishes_it_at_its_time() -> None:
    trust = make_trust()
    returned(trust)
    observed(trust, FALLS, 8, 800)
    announce_release(kind=SAFETY, period=OCTOBER, demonstration=False, by=BY, now=KNOWN, scheduled_for=NOW)
    assert publish_due(now=NOW - timedelta(seconds=1)) == []
    [release] = publish_due(now=NOW)
    assert (release.reference, release.published_at) == ("safety-2026-10-1", NOW)


def test_the_command_releases_a_month_of_the_kind_that_is_said() -> None:
    trust = make_trust()
    returned(trust)
    observed(trust, FALLS, 8, 800)
    accept(trust, [Row(make_ward(make_hospital(trust)))])
    told = publish_command(OCTOBER, "now", now=NOW, kind=SAFETY)
    assert (told["release"], told["state"], told["submitted"]) == ("safety-2026-10-1", "published", 1)
    # Without the kind a month is of ward staffing, as it always was.
    assert publish_command(OCTOBER, "now", now=NOW)["release"] == "staffing-2026-10-1"
    assert publish_command(OCTOBER, "now", now=LATER, kind=SAFETY)["unchanged"] is True
    with pytest.raises(ReleaseRefused):
        publish_command("2026-09", "now", now=NOW, kind=SAFETY)
    with pytest.raises(ValueError, match="YYYY-MM"):
        publish_command("2026-Q2", "now", now=NOW, kind=SAFETY)
    assert Release.objects.count() == 2
