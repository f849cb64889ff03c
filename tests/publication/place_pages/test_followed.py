"""Whoever asks for a trust that another followed is sent on with a word why; the old figures keep their own page."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from oversight.organisations.models import Site, Succession, Trust
from publication import page_cache
from tests.publication.making import make_hospital, make_trust
from tests.publication.ratings_scene import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()
    page_cache._away_until = 0.0


@pytest.fixture
def old() -> Trust:
    return make_trust("RX7", "OLD NHS TRUST")


@pytest.fixture
def new(old: Trust) -> Trust:
    new = make_trust("RX9", "NEW NHS TRUST")
    Succession.objects.create(predecessor=old, successor=new, on=date(2020, 10, 1))
    return new


def test_the_plain_address_leads_on_and_says_why(client: Client, old: Trust, new: Trust) -> None:
    response = client.get("/trusts/RX7/")
    assert (response.status_code, response["Location"]) == (302, "/trusts/RX9/?from=RX7")
    text = read(client, "/trusts/RX9/?from=RX7")
    assert "You asked for Old NHS Trust. This trust followed it and answers for it now." in text
    assert 'href="/trusts/RX7/?figures=own"' in client.get("/trusts/RX9/?from=RX7").text
    assert "You asked for" not in read(client, "/trusts/RX9/")
    assert "followed by New NHS Trust" in read(client, "/trusts/RX7/?figures=own")


def test_a_chain_of_mergers_leads_to_its_end(client: Client, old: Trust, new: Trust) -> None:
    last = make_trust("RX8", "LAST NHS TRUST")
    Succession.objects.create(predecessor=new, successor=last, on=date(2022, 4, 1))
    response = client.get("/trusts/RX7/", follow=True)
    assert response.redirect_chain[-1] == ("/trusts/RX8/?from=RX7", 302)
    assert "You asked for Old NHS Trust." in read(client, "/trusts/RX8/?from=RX7")


def test_a_trust_that_several_followed_keeps_its_page(client: Client, old: Trust, new: Trust) -> None:
    other = make_trust("RX6", "OTHER NHS TRUST")
    Succession.objects.create(predecessor=old, successor=other, on=date(2020, 10, 1))
    text = read(client, "/trusts/RX7/")
    assert "followed by New NHS Trust" in text
    assert "followed by Other NHS Trust" in text


def test_a_merger_to_come_sends_nobody_on(client: Client, old: Trust) -> None:
    new = make_trust("RX9", "NEW NHS TRUST")
    Succession.objects.create(predecessor=old, successor=new, on=date(2090, 10, 1))
    text = read(client, "/trusts/RX7/")
    assert "New NHS Trust" not in text


@pytest.mark.parametrize("given", ["RX1", "NONE", "%00", "<b>", "x" * 5_000, "RX9"])
def test_nobody_is_told_of_a_trust_that_did_not_lead_here(client: Client, new: Trust, given: str) -> None:
    make_trust("RX1")
    response = client.get(f"/trusts/RX9/?from={given}")
    assert response.status_code == 200
    assert "You asked for" not in response.text


def test_a_place_that_is_no_hospital_and_of_which_nothing_is_published_is_not_there(client: Client) -> None:
    trust = make_trust()
    make_hospital(trust)
    Site.objects.create(code="RX199", name="LAUNDRY", is_hospital=False)
    assert client.get("/hospitals/RX101/").status_code == 200
    assert client.get("/hospitals/RX199/").status_code == 404
    assert client.get("/hospitals/RX199/?known-on=2020-01-01").status_code == 404
