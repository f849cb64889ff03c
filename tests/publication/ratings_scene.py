"""A trust with a hospital on a day of 2016, and its pages in words: what the tests of ratings share."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from oversight.organisations.models import Site, Trust
from tests.publication.making import make_hospital, make_trust
from tests.publication.test_hospital_page import read as words_of

TODAY = datetime(2016, 7, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    set_clock(monkeypatch, TODAY)


def read(client: Client, address: str) -> str:
    """Return the page's words; a tag between a word and its comma leaves no space."""
    return re.sub(r" ([,.;])", r"\1", words_of(client, address))


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr("oversight.clock.now", lambda: moment)


@pytest.fixture
def trust() -> Trust:
    return make_trust()


@pytest.fixture
def site(trust: Trust) -> Site:
    return make_hospital(trust)
