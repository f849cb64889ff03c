"""Changes between two moments, answers that are kept, and a client that ignores limits."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from oversight.organisations.successions import record_succession
from oversight.records.audit import System, audit
from oversight.records.references import Reference
from tests.publication.cqc_shape.making import HERE, answer, country
from tests.publication.rating_making import GOOD, REQUIRES, give

pytestmark = pytest.mark.django_db
BY = System("test")
BETWEEN = {"startTimestamp": "2026-11-20T00:00:00Z", "endTimestamp": "2026-11-21T00:00:00Z"}
THEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def changes(client: Client, what: str, **between: str) -> list[str]:
    return list(answer(client, f"/changes/{what}", **(between or BETWEEN))["changes"])


def test_a_rating_and_a_change_of_the_register_are_changes_of_their_own(client: Client) -> None:
    made = country()
    assert changes(client, "provider") == changes(client, "location") == []
    give(made["RX1"], made["RX101"], GOOD, on=date(2026, 11, 20))
    give(made["RX2"], None, REQUIRES, on=date(2026, 11, 20))
    audit("site.changed", by=BY, subject=Reference("site", "RX201"), fields=["name"], now=THEN)
    audit("trust.changed", by=BY, subject=Reference("trust", "RX1"), fields=["name"], now=THEN)
    assert changes(client, "location") == ["RX101", "RX201"]
    assert changes(client, "provider") == ["RX1", "RX2"]
    # The end is not within, and the day after nothing changed.
    assert changes(client, "location", startTimestamp="2026-11-20T10:00:01Z", endTimestamp="2026-11-22T00:00:00Z") == []
    assert changes(client, "provider", startTimestamp="2026-11-19T00:00:00Z", endTimestamp="2026-11-20T09:30:00Z") == []
    page = answer(client, "/changes/location", **BETWEEN, perPage=1)
    assert page["totalPages"] == 2
    assert "startTimestamp=2026-11-20T00%3A00%3A00Z" in page["nextPageUri"]


def test_both_sides_of_a_succession_changed(client: Client) -> None:
    country()
    record_succession(from_code="RX2", to_code="RX1", on=date(2026, 11, 1), by=BY, now=THEN)
    assert changes(client, "provider") == ["RX1", "RX2"]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({}, "startTimestamp is a moment"),
        ({"startTimestamp": "yesterday", "endTimestamp": "2026-11-21T00:00:00Z"}, "startTimestamp is a moment"),
        ({"startTimestamp": "2026-13-01T00:00:00Z", "endTimestamp": "x"}, "startTimestamp is a moment"),
        ({"startTimestamp": "2026-11-20T00:00:00Z"}, "endTimestamp is a moment"),
        ({**BETWEEN, "endTimestamp": "2026-11-19T00:00:00Z"}, "not before"),
    ],
)
def test_moments_that_are_none_are_refused(client: Client, asked: dict[str, str], why: str) -> None:
    response = client.get(f"{HERE}/changes/location", asked)
    assert response.status_code == 400
    assert why in response.json()["detail"]


def test_a_moment_may_name_its_offset_with_a_plus_that_an_address_makes_a_blank(client: Client) -> None:
    made = country()
    give(made["RX1"], made["RX101"], GOOD, on=date(2026, 11, 20))
    address = f"{HERE}/changes/location?startTimestamp=2026-11-20T10:00:00+01:00&endTimestamp=2026-11-21T00:00:00+00:00"
    assert client.get(address).json()["changes"] == ["RX101"]


def test_an_answer_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    made = country()
    first = client.get(f"{HERE}/locations/RX101")
    assert first["Cache-Control"] == "public, max-age=60"
    again = client.get(f"{HERE}/locations/RX101", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    give(made["RX1"], made["RX101"], GOOD)
    changed = client.get(f"{HERE}/locations/RX101", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200


def test_who_asks_too_often_is_told_when_to_come_back(client: Client, settings) -> None:
    settings.PROGRAMS_MAY_ASK = "3/min"
    cache.clear()
    country()
    answers = [client.get(f"{HERE}/locations", REMOTE_ADDR="192.0.2.7") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert client.get(f"{HERE}/locations", REMOTE_ADDR="192.0.2.8").status_code == 200
    cache.clear()


def test_while_the_cache_is_away_everybody_is_answered(client: Client, settings) -> None:
    country()
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away}
    assert client.get(f"{HERE}/locations").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_here(client: Client, method: str) -> None:
    assert getattr(client, method)(f"{HERE}/locations").status_code == 405
