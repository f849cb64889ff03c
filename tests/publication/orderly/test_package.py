"""A package holds each file as it is by itself, reads by its own descriptions, and keeps nothing that was withdrawn."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas
import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from oversight.measures.defining import definition
from oversight.records.audit import System
from publication.complaints.models import ReleasedLesson
from publication.models import Release, Withdrawal
from publication.orderly.dictionary import columns_told, measures_told
from publication.orderly.models import ReleasePackage
from publication.orderly.packaging import package_bytes, package_of
from publication.orderly.release_tables import columns_of_kind
from publication.periods import COMPLAINTS, STAFFING
from publication.releasing import publish_month
from publication.withdrawing import withdraw_item
from tests.publication.complaints.making import NOW, publish, send, trust_with_hospital
from tests.publication.making import OCTOBER, Row, accept
from tests.publication.scene import make_scene

pytestmark = pytest.mark.django_db
BY = System("test")


def staffing() -> Release:
    return make_scene(months=2).release


def complaints() -> Release:
    send(trust_with_hospital())
    return publish()


KINDS = [pytest.param(staffing, id="staffing"), pytest.param(complaints, id="complaints")]


def held(release: Release, client: Client) -> dict[str, bytes]:
    """The files of the package as it is given out, by their paths in it."""
    response = client.get(f"/releases/{release.reference}/package.zip")
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.content)) as package:
        names = package.namelist()
        assert all(name.startswith(f"{release.reference}/") for name in names)
        return {name.partition("/")[2]: package.read(name) for name in names}


def content(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


@pytest.mark.parametrize("make", KINDS)
def test_each_file_of_it_is_the_one_that_is_given_out_alone(make: Callable[[], Release], client: Client) -> None:
    release = make()
    files = held(release, client)
    for name, columns in columns_of_kind(release.kind):
        assert files[f"{name}.csv"] == content(client, f"/releases/{release.reference}/{name}.csv")
        described = json.loads(files[f"{name}.csv-metadata.json"])
        alone = json.loads(content(client, f"/releases/{release.reference}/{name}.csv-metadata.json"))
        assert described["url"] == f"{name}.csv"
        assert described["tableSchema"] == alone["tableSchema"]
        assert [each["name"] for each in described["tableSchema"]["columns"]] == [each.name for each in columns]


# What each type of a Table Schema admits (Frictionless, Table Schema 1.0), as its own rules read a text.
ADMITS: dict[str, Callable[[str], object]] = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "date": date.fromisoformat,
    "yearmonth": lambda text: date.fromisoformat(f"{text}-01"),
    "boolean": {"true": True, "false": False}.__getitem__,
}


@pytest.mark.parametrize("make", KINDS)
def test_every_file_reads_by_its_own_description(make: Callable[[], Release], client: Client) -> None:
    files = held(make(), client)
    package = json.loads(files["datapackage.json"])
    assert package["profile"] == "tabular-data-package"
    assert re.fullmatch(r"[-a-z0-9._/]+", package["name"])
    assert {each["path"] for each in package["resources"]} == {name for name in files if name.endswith(".csv")}
    for resource in package["resources"]:
        raw = files[resource["path"]]
        assert resource["profile"] == "tabular-data-resource"
        assert re.fullmatch(r"[-a-z0-9._]+", resource["name"])
        assert (resource["bytes"], resource["hash"]) == (len(raw), f"sha256:{hashlib.sha256(raw).hexdigest()}")
        dialect, schema = resource["dialect"], resource["schema"]
        told = pandas.read_csv(
            io.BytesIO(raw),
            encoding=resource["encoding"],
            sep=dialect["delimiter"],
            quotechar=dialect["quoteChar"],
            dtype=str,
            keep_default_na=False,
        )
        assert list(told.columns) == [field["name"] for field in schema["fields"]]
        for field in schema["fields"]:
            for cell in told[field["name"]]:
                if cell not in schema["missingValues"]:
                    ADMITS[field["type"]](cell)
            assert field["description"], field["name"]
        # And by its description as CSV on the Web, column by column.
        web = json.loads(files[f"{resource['path']}-metadata.json"])
        assert [each["name"] for each in web["tableSchema"]["columns"]] == list(told.columns)


def test_a_wrong_cell_would_be_seen() -> None:
    for kind, cell in (("integer", "[x]"), ("number", "abc"), ("date", "1.10.2026"), ("boolean", "yes")):
        with pytest.raises((ValueError, ArithmeticError, KeyError)):
            ADMITS[kind](cell)


@pytest.mark.parametrize("make", KINDS)
def test_its_bytes_are_the_same_whenever_it_is_made(make: Callable[[], Release]) -> None:
    release = make()
    kept = package_of(release)
    assert kept is not None
    assert package_bytes(Release.objects.get(pk=release.pk), number=1, reason="") == kept.content
    assert hashlib.sha256(kept.content).hexdigest() == kept.sha256


def test_the_answer_names_its_hash_and_a_client_that_holds_it_is_told_so(client: Client) -> None:
    release = complaints()
    address = f"/releases/{release.reference}/package.zip"
    first = client.get(address)
    assert first["ETag"] == f'"{hashlib.sha256(first.content).hexdigest()}"'
    for held in (first["ETag"], f'"another", W/{first["ETag"]}', "*"):
        assert client.get(address, headers={"if-none-match": held}).status_code == 304, held
    assert first["ETag"].strip('"') in content(client, f"/releases/{release.reference}/").decode()


def test_what_was_withdrawn_is_in_no_package_any_more(client: Client) -> None:
    trust = trust_with_hospital()
    send(trust)
    first = publish()
    send(trust, now=NOW + timedelta(days=2))
    second = publish(now=NOW + timedelta(days=2))
    lesson = ReleasedLesson.objects.filter(release=first).order_by("number")[0]
    words = lesson.lesson.encode()
    assert words in held(first, client)["lessons.csv"]
    withdraw_item(
        reference=first.reference,
        item=Withdrawal.Item.LESSON,
        subject=lesson.key,
        reason="It names a patient.",
        by=BY,
        now=NOW + timedelta(days=3),
    )
    for release in (first, second):
        files = held(release, client)
        assert all(words not in each for each in files.values())
        assert b"It names a patient." in files["withdrawn.csv"]
        assert b"made again (2)" in files["README.txt"]
        assert json.loads(files["datapackage.json"])["version"].endswith(".2")
        packages = ReleasePackage.objects.filter(release=release)
        # The bytes are gone, and their hash stays.
        assert [(each.number, each.content is None, len(each.sha256)) for each in packages] == [
            (1, True, 64),
            (2, False, 64),
        ]
        page = content(client, f"/releases/{release.reference}/").decode()
        assert "The package was made again" in page
        assert "It names a patient." in page


def test_a_package_that_is_kept_cannot_be_changed() -> None:
    release = complaints()
    with pytest.raises(DatabaseError), transaction.atomic():
        ReleasePackage.objects.filter(release=release).update(content=b"another")
    with pytest.raises(DatabaseError), transaction.atomic():
        ReleasePackage.objects.filter(release=release).delete()


def test_a_release_and_its_revision_each_have_their_own(client: Client) -> None:
    scene = make_scene(months=1)
    accept(scene.trust, [Row(scene.steady, patients=999)])
    revised = publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW).release
    assert held(scene.release, client)["wards.csv"] != held(revised, client)["wards.csv"]
    page = content(client, "/data/").decode()
    for release in (scene.release, revised):
        assert f"/releases/{release.reference}/package.zip" in page


@pytest.mark.parametrize("kind", [STAFFING, COMPLAINTS])
def test_the_dictionary_tells_every_column(kind: str) -> None:
    rows = list(csv.DictReader(io.StringIO(columns_told(kind).text, newline="")))
    every: list[tuple[str, Any]] = [
        (f"{name}.csv", each) for name, columns in columns_of_kind(kind) for each in columns
    ]
    assert [(row["file"], row["column"], row["type"]) for row in rows] == [
        (name, each.name, each.kind.value) for name, each in every
    ]


def test_the_dictionary_tells_measures_as_they_are_defined(client: Client) -> None:
    rows = {row["measure"]: row for row in csv.DictReader(io.StringIO(measures_told().text, newline=""))}
    made = definition("thermometer_falls_with_harm")
    assert rows[made.code]["does_not_mean"] == made.does_not_mean
    assert rows[made.code]["direction"] == "lower is better"
    assert "/data/dictionary/measures/safety_thermometer/" in content(client, "/data/dictionary/").decode()
    assert made.name in content(client, "/data/dictionary/measures/safety_thermometer/").decode()
    assert client.get("/data/dictionary/measures/nothing/").status_code == 404
    assert client.get("/data/dictionary/files/nothing/").status_code == 404
    assert content(client, "/data/dictionary.csv") == measures_told().content
    described = json.loads(content(client, "/data/dictionary.csv-metadata.json"))
    assert [each["name"] for each in described["tableSchema"]["columns"]] == list(next(iter(rows.values())))


def test_no_page_of_the_dictionary_is_larger_than_150_kilobytes(client: Client) -> None:
    index = content(client, "/data/dictionary/").decode()
    addresses = re.findall(r'href="(/data/dictionary/(?:measures|files)/[a-z_]+/)"', index)
    assert len(addresses) > len(KINDS)
    for address in addresses:
        assert len(content(client, address)) < 150_000, address
