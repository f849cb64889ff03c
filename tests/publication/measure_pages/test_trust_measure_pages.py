"""A trust's measures: what stands on the pages, how they are compared, and what is not there."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client

from publication.measure_pages.catalogue import measures
from publication.models import Release, Withdrawal
from publication.withdrawing import withdraw_item
from tests.publication.making import NOW
from tests.publication.measure_pages.making import BY, FILL, WORKED, make_country, publish_months
from tests.publication.test_hospital_page import read

pytestmark = pytest.mark.django_db
PAGE = f"/trusts/RY0/measures/{FILL}/"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def test_every_measure_of_a_trust_stands_under_its_question(client: Client) -> None:
    make_country()
    text = read(client, "/trusts/RY0/measures/")
    assert "Every measure of Trust A NHS Trust" in text
    assert "How are the wards staffed?" in text
    assert "Nurses' and midwives' hours worked, day October 2026 90.0% not compared" in text
    assert "Newest release: Ward staffing" in text


def test_a_measure_has_its_figure_period_update_source_and_what_it_does_not_mean(client: Client) -> None:
    make_country()
    text = read(client, PAGE)
    assert "90.0%" in text
    assert "Period October 2026 Published 20 November 2026 at 10am Next update not announced yet" in text
    assert "What it does not mean It does not say if enough hours were planned." in text
    assert "Where it comes from National nurse staffing fill rate collection" in text
    assert "Suppressed [c] in files" in text


def test_its_place_among_all_is_said_and_drawn_and_every_trust_stands_by_name(client: Client) -> None:
    make_country()
    response = client.get(PAGE)
    page, text = response.content.decode(), read(client, PAGE)
    assert "Nurses' and midwives' hours worked, day: 90.0% in October 2026, below the middle half of 8 trusts" in text
    assert "The middle half of 8 trusts lies from 93.0% to 96.0%, and it is below that: below 93.0%." in text
    names = re.findall(r'<th scope="row"><a href="/trusts/\w+/measures/[^"]+">([^<]+)</a>', page)
    assert names == sorted(names)
    assert len(names) == len(WORKED)
    assert "This trust</text>" in page
    assert len(response.content) < 150 * 1024


def test_months_are_judged_only_from_thirteen_on(client: Client) -> None:
    trust = make_country((900,))[0]
    publish_months(trust, [950, 960] * 6)
    assert "too few months to say what is usual" in read(client, PAGE)
    other = make_country((950,), demonstration=True)[0]
    publish_months(other, [*([950, 960] * 7), 1500])
    assert "higher than usual in October 2026" in read(client, f"/trusts/{other.code}/measures/{FILL}/")


def test_peers_are_those_of_the_group_that_was_chosen(client: Client) -> None:
    trusts = make_country()
    for trust in trusts[6:]:
        trust.region = None
        trust.save()
    text = read(client, f"{PAGE}?peers=region")
    assert "6 trusts" in text
    assert "in the same region" in text
    assert "Trust H NHS Trust" not in text.split("The values as a table")[-1].split("Set it beside")[0]
    # A group that there is not changes nothing.
    assert "8 trusts" in read(client, f"{PAGE}?peers=nonsense")


def test_a_return_that_did_not_come_is_said_and_never_a_zero(client: Client) -> None:
    make_country((None, 900, 910, 920, 930))
    text = read(client, PAGE)
    assert "not submitted" in text
    assert "This trust has no figure to compare." in text
    assert " 0.0%" not in text


def test_what_was_withdrawn_leaves_its_mark_and_no_number(client: Client) -> None:
    make_country((900, 910, 920, 930, 940))
    withdraw_item(
        reference=Release.objects.get().reference,
        item=Withdrawal.Item.TRUST,
        subject="RY0",
        reason="It was of another trust.",
        by=BY,
        now=NOW,
    )
    cache.clear()
    text = read(client, PAGE)
    assert "Withdrawn. This figure was withdrawn on 20 November 2026. Reason: It was of another trust." in text
    assert "90.0%" not in text
    assert "90.0%" not in read(client, "/trusts/RY0/measures/")
    assert "90.0%" not in client.get(f"/trusts/RY0/measures/{FILL}.csv").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/trusts/RY0/measures/nothing/",
        "/trusts/NONE/measures/",
        f"/trusts/NONE/measures/{FILL}/",
        "/measures/nothing/",
        "/measures/nothing.csv",
        "/trusts/RY0/measures/mrsa_bacteraemia/",
    ],
)
def test_what_is_not_published_is_not_there(client: Client, address: str) -> None:
    make_country((900,))
    assert client.get(address).status_code == 404


def test_a_draft_is_on_no_page() -> None:
    assert all(each.definition.is_public for each in measures().values())


def test_as_known_before_the_release_nothing_is_told(client: Client) -> None:
    make_country((900,))
    text = read(client, "/trusts/RY0/measures/?known-on=2026-11-19")
    assert "As known on 19 November 2026." in text
    assert "90.0%" not in text
    assert client.get(f"{PAGE}?known-on=2026-11-19").status_code == 404
    assert client.get(f"{PAGE}?known-on=yesterday").status_code == 400


def test_a_code_in_small_letters_leads_to_the_one_address(client: Client) -> None:
    make_country((900,))
    assert client.get(f"/trusts/ry0/measures/{FILL}/").headers["Location"] == PAGE
