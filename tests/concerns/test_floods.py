"""Networks are counted by a hash whose key changes each day; counts and keys are forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from complaints.concerns import floods
from complaints.concerns.floods import Kind, must_wait, network_hash, note

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def empty() -> None:
    cache.clear()


def test_one_network_is_one_hash_for_a_day_and_another_the_next() -> None:
    first = network_hash("203.0.113.77", today=TODAY)
    assert first == network_hash("203.0.113.77", today=TODAY)
    assert first != network_hash("203.0.113.78", today=TODAY)
    assert first != network_hash("203.0.113.77", today=TODAY + timedelta(days=1))


def test_once_its_key_is_forgotten_no_hash_leads_back() -> None:
    first = network_hash("203.0.113.77", today=TODAY)
    cache.clear()
    assert network_hash("203.0.113.77", today=TODAY) != first


def test_the_key_is_forgotten_shortly_after_the_day() -> None:
    network_hash("203.0.113.77", today=TODAY)
    name = cache.make_key(f"concerns:key:{TODAY.isoformat()}")
    left = cache._cache.get_client(name).ttl(name)  # type: ignore[attr-defined]
    assert 24 * 3600 < left <= 26 * 3600


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.77", "203.0.113.77", True),
        ("203.0.113.77", "203.0.113.78", False),
    ],
)
def test_a_households_addresses_are_one_network(one: str, other: str, same: bool) -> None:
    assert (network_hash(one, today=TODAY) == network_hash(other, today=TODAY)) is same


@pytest.mark.parametrize("address", ["", "unix:", "not an address"])
def test_without_an_address_nobody_is_counted(address: str) -> None:
    network = network_hash(address, today=TODAY)
    for _ in range(100):
        note(Kind.GUESSING, network)
    assert network == ""
    assert not must_wait(Kind.GUESSING, network)


def test_it_waits_from_the_limit_on_and_each_kind_by_itself(settings) -> None:
    settings.CONCERNS_SENT_IN_TEN_MINUTES = 3
    network = network_hash("203.0.113.77", today=TODAY)
    waits = []
    for _ in range(4):
        waits.append(must_wait(Kind.SENDING, network))
        note(Kind.SENDING, network)
    assert waits == [False, False, False, True]
    assert not must_wait(Kind.GUESSING, network)
    name = cache.make_key(f"concerns:sending:{network}")
    assert 0 < cache._cache.get_client(name).ttl(name) <= floods.WINDOW_SECONDS  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_the_database_is_not_asked(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    assert connection.vendor == "postgresql"
    with django_assert_num_queries(0):
        network = network_hash("203.0.113.77", today=TODAY)
        note(Kind.SENDING, network)
        must_wait(Kind.SENDING, network)
