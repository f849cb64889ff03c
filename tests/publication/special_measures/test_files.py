"""The files of special measures and their descriptions: every action of every update, as it was published."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client

from publication.special_measures.csv_columns import ACTION_COLUMNS, TRUST_COLUMNS
from tests.publication.special_measures.scene import NEXT_DAY, clock, make_told
from tests.ratings.cases.casting import agreed, make_cast, recommended
from tests.ratings.making import make_trust
from tests.ratings.plans.planning import MARCH, at

__all__ = ["clock"]
pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]
OF_TRUST = "/trusts/RX1/special-measures.csv"
LIST = "/special-measures.csv"


def rows(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert "\r\n" in response.content.decode()
    return list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))


@pytest.mark.parametrize(
    ("address", "columns"), [(OF_TRUST, ACTION_COLUMNS), (LIST, TRUST_COLUMNS)], ids=["trust", "list"]
)
def test_the_description_has_the_columns_of_the_file(client: Client, clock: Clock, address: str, columns) -> None:  # type: ignore[no-untyped-def]
    make_told().february()
    clock(NEXT_DAY)
    header = client.get(address).content.decode().split("\r\n")[0].split(",")
    described = client.get(f"{address}-metadata.json").json()
    assert [each["name"] for each in described["tableSchema"]["columns"]] == header == [each.name for each in columns]
    assert described["url"].endswith(address)
    assert client.get(address)["Link"].startswith(f"<{described['url']}-metadata.json>")


def test_the_list_counts_what_was_promised_and_what_is_overdue(client: Client, clock: Clock) -> None:
    make_told().february()
    other = make_cast("RX3")
    agreed(recommended(other), other, agreed=False)
    clock(at(date(2015, 10, 20)))
    entered, declined = rows(client, LIST)
    assert (entered["trust_code"], entered["standing"], entered["since"]) == ("RX1", "in_measures", "2015-01-14")
    assert (entered["decided_by"], entered["reinspect_by"]) == ("Monitor", "2016-01-14")
    assert (entered["newest_update_month"], entered["newest_update_published_on"]) == ("2015-02", "2015-03-06")
    # March to August were due by 10 September, and September by 10 October.
    assert entered["updates_overdue"] == "7"
    assert (entered["actions_promised"], entered["actions_delivered"], entered["actions_on_track"]) == ("2", "1", "1")
    assert entered["actions_overdue"] == "1"
    assert (declined["trust_code"], declined["standing"]) == ("RX3", "not_entered")
    # Nothing was published: empty, which is not nought.
    assert declined["actions_promised"] == declined["updates_overdue"] == ""


def test_every_action_of_every_update_is_there_as_it_was_published(client: Client, clock: Clock) -> None:
    told = make_told()
    told.february()
    told.later(MARCH, at(date(2015, 4, 7)), date(2015, 10, 30))
    clock(at(date(2015, 4, 9)))
    found = rows(client, OF_TRUST)
    assert [(row["month"], row["action_number"], row["status"]) for row in found] == [
        ("2015-02", "1.1", "delivered"),
        ("2015-02", "1.2", "on_track"),
        ("2015-03", "1.1", "delivered"),
        ("2015-03", "1.2", "late"),
    ]
    beds = found[-1]
    assert (beds["first_due_on"], beds["due_on"], beds["words"]) == ("2015-09-30", "2015-10-30", "The maker is behind.")
    assert found[0]["delivered_on"] == "2015-02-20"
    assert {row["stands"] for row in found} == {"true"}


def test_no_cell_is_a_formula(client: Client, clock: Clock) -> None:
    told = make_told()
    told.planned.sign(told.nothing_delivered(words="=HYPERLINK(1)"), at(date(2015, 3, 5)))
    clock(NEXT_DAY)
    assert rows(client, OF_TRUST)[0]["words"] == "'=HYPERLINK(1)"


def test_a_trust_without_a_case_has_a_file_without_lines(client: Client, clock: Clock) -> None:
    make_trust("RX1")
    clock(NEXT_DAY)
    assert rows(client, OF_TRUST) == []
    assert client.get("/trusts/RX9/special-measures.csv").status_code == 404
    assert client.get("/api/v1/special-measures/RX9/").status_code == 404
