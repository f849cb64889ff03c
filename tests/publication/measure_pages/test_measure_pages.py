"""A measure of all trusts: by their names, real and invented ones apart; and the files of measures."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.cache import cache
from django.test import Client

from publication.measure_pages.csv_columns import COLUMNS
from tests.publication.measure_pages.making import FILL, WORKED, make_country
from tests.publication.test_hospital_page import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def lines(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200, address
    text = response.content.decode()
    assert text.count("\r\n") == text.count("\n")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_measure_is_listed_with_what_is_counted(client: Client) -> None:
    text = read(client, "/measures/")
    assert "How are the wards staffed?" in text
    assert "Care hours for each patient and day How many hours of care there were for each patient, each day." in text


def test_all_trusts_of_a_measure_stand_by_name_and_the_finding_is_said(client: Client) -> None:
    make_country()
    text = read(client, f"/measures/{FILL}/")
    assert "October 2026: half of 8 trusts or more from 93.0% to 96.0%" in text
    assert "8 trusts have a figure. All lie from 90.0% to 99.0%." in text
    places = [text.index(f"Trust {letter} NHS Trust") for letter in "ABCDEFGH"]
    assert places == sorted(places)
    assert "none is ranked" in text


def test_real_and_invented_trusts_never_stand_in_one_comparison(client: Client) -> None:
    make_country((900, 910, 920, 930, 940))
    make_country((500,) * 5, demonstration=True)
    text = read(client, f"/measures/{FILL}/")
    real, invented = text.split("The invented trusts of the demonstration")
    assert "5 trusts have a figure. All lie from 90.0% to 94.0%." in real
    assert "5 trusts have a figure. All lie at 50.0%." in invented
    assert "5 trusts" in read(client, f"/trusts/RY0/measures/{FILL}/")
    codes = {line["place_code"] for line in lines(client, f"/measures/{FILL}.csv")}
    assert codes == {f"RY{place}" for place in range(5)}
    invented_codes = {line["place_code"] for line in lines(client, f"/measures/{FILL}.csv?demonstration=yes")}
    assert invented_codes == {f"DEMO{place}" for place in range(5)}


def test_the_files_hold_what_the_pages_show(client: Client) -> None:
    make_country((None, *WORKED[1:]))
    every = lines(client, f"/measures/{FILL}.csv")
    assert [line["value"] for line in every] == ["[n]", *(str(hours / 10).removesuffix(".0") for hours in WORKED[1:])]
    assert {line["period"] for line in every} == {"2026-10"}
    assert {line["published_on"] for line in every} == {"2026-11-20"}
    own = lines(client, "/trusts/RY1/measures.csv")
    assert [line["value"] for line in own if line["measure"] == FILL] == ["92"]
    series = lines(client, f"/trusts/RY1/measures/{FILL}.csv")
    assert [(line["period"], line["value"], line["newest"]) for line in series] == [("2026-10", "92", "true")]


@pytest.mark.parametrize(
    "address", [f"/measures/{FILL}.csv", "/trusts/RY1/measures.csv", f"/trusts/RY1/measures/{FILL}.csv"]
)
def test_every_file_has_its_description(client: Client, address: str) -> None:
    make_country((900, 910))
    given = client.get(address)
    assert f"{address}-metadata.json" in given.headers["Link"]
    described = json.loads(client.get(f"{address}-metadata.json").content)
    names = [column["name"] for column in described["tableSchema"]["columns"]]
    assert names == given.content.decode().splitlines()[0].split(",") == [column.name for column in COLUMNS]
    assert described["url"].endswith(address)
