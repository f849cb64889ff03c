"""The feeds are Atom by RFC 4287, each with entries of its own and ids that stay; a trust's page lists its changes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from xml.etree import ElementTree as Xml

import pytest
from django.core.cache import cache
from django.test import Client

from oversight.organisations.models import Region, Trust
from oversight.records.audit import System
from publication import page_cache
from publication.models import Withdrawal
from publication.news.writing import write_news
from publication.releasing import publish_month
from publication.withdrawing import withdraw_item
from tests.publication.making import NOW, OCTOBER, Row, accept, make_hospital, make_trust, make_ward
from tests.publication.rating_making import GOOD, give
from tests.publication.test_hospital_page import read

pytestmark = pytest.mark.django_db
BY = System("test")
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = (
    "/trusts/RX1/changes.atom",
    "/hospitals/RX101/changes.atom",
    "/regions/east-coast/changes.atom",
    "/changes.atom",
    "/changes/staffing.atom",
)


@pytest.fixture(autouse=True)
def it_is_later(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    page_cache._away_until = 0.0
    monkeypatch.setattr("oversight.clock.now", lambda: NOW + timedelta(days=1))


def _released() -> Trust:
    region = Region.objects.create(code="Y88", name="East Coast")
    trust = make_trust()
    Trust.objects.filter(pk=trust.pk).update(region=region)
    site = make_hospital(trust)
    accept(trust, [Row(make_ward(site))])
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)
    give(trust, site, GOOD, on=date(2026, 11, 2))
    write_news(now=NOW)
    return trust


def _read(address: str) -> Xml.Element:
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return Xml.fromstring(answer.content)  # noqa: S314  (our own)


def _text(element: Xml.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


@pytest.mark.parametrize("address", FEEDS, ids=lambda address: address.strip("/").replace("/", "-"))
def test_a_feed_has_all_that_atom_asks_for(address: str) -> None:
    _released()
    feed = _read(address)
    # RFC 4287, 4.1.1 and 4.1.2: one id, title and updated of each; an author of the feed is that of its entries.
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
            assert _text(element, name)
        assert datetime.fromisoformat(_text(element, "updated")).tzinfo is not None
        assert _text(element, "id").startswith("tag:127.0.0.1,2026:")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://127.0.0.1:8000{address}"
    assert str(links["alternate"]).startswith("http://127.0.0.1:8000/")
    for entry in entries:
        (link,) = entry.findall(f"{ATOM}link")
        assert str(link.get("href")).startswith("http://127.0.0.1:8000/")
        assert link.get("rel") in (None, "alternate")
        assert _text(entry, "summary")
    ids = [_text(entry, "id") for entry in entries]
    assert len(ids) == len(set(ids))
    assert _text(feed, "updated") == max(_text(entry, "updated") for entry in entries)


def test_each_feed_has_its_own() -> None:
    _released()
    other = make_trust("RX2", "OTHER NHS TRUST")
    give(other, None, GOOD, on=date(2026, 11, 2))
    write_news(now=NOW)
    titles = {address: [_text(entry, "title") for entry in _read(address).findall(f"{ATOM}entry")] for address in FEEDS}
    rated, filled = "Rated good overall. No earlier rating is on record.", "98.1% of the planned hours were worked."
    staffing = f"Ward staffing for October 2026: {filled}"
    assert titles == {
        FEEDS[0]: [staffing, rated],
        FEEDS[1]: [staffing, rated],
        FEEDS[2]: [f"Wren Vale NHS Trust: {staffing}", f"St Anne's Hospital: {rated}"],
        FEEDS[3]: [
            "Ward staffing, October 2026: New figures are out: 1 of 1 trust sent theirs.",
            f"Other NHS Trust: {rated}",
            f"St Anne's Hospital: {rated}",
        ],
        FEEDS[4]: ["Ward staffing, October 2026: New figures are out: 1 of 1 trust sent theirs."],
    }


def test_what_is_withdrawn_keeps_its_id_and_loses_its_figures() -> None:
    trust = _released()
    before = _read(FEEDS[0]).findall(f"{ATOM}entry")[0]
    later = NOW + timedelta(hours=3)
    withdraw_item(
        reference="staffing-2026-10-1",
        item=Withdrawal.Item.TRUST,
        subject=trust.code,
        reason="Wrong.",
        by=BY,
        now=later,
    )
    write_news(now=later)
    feed = _read(FEEDS[0])
    after = {_text(entry, "id"): entry for entry in feed.findall(f"{ATOM}entry")}[_text(before, "id")]
    assert _text(after, "title") == "Ward staffing, October 2026: withdrawn on 20 November 2026. Wrong."
    assert _text(after, "published") == _text(before, "published")
    assert datetime.fromisoformat(_text(after, "updated")) == later == datetime.fromisoformat(_text(feed, "updated"))
    assert "98.1%" not in Client().get(FEEDS[0]).content.decode()


def test_a_feed_that_holds_nothing_new_is_not_sent_again() -> None:
    _released()
    first = Client().get(FEEDS[0])
    assert Client().get(FEEDS[0], headers={"If-None-Match": first["ETag"]}).status_code == 304
    give(Trust.objects.get(code="RX1"), None, GOOD, on=date(2026, 11, 3))
    write_news(now=NOW)
    assert Client().get(FEEDS[0], headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_an_empty_feed_is_the_same_at_every_moment() -> None:
    make_trust()
    assert _text(_read(FEEDS[0]), "updated") == "2026-01-01T00:00:00+00:00"


def test_what_is_not_there_has_no_feed() -> None:
    make_trust()
    for address in ("/trusts/XX9/changes.atom", "/regions/nowhere/changes.atom", "/changes/weather.atom"):
        assert Client().get(address).status_code == 404


def test_a_trusts_page_lists_its_changes_and_is_made_anew_with_each() -> None:
    trust = _released()
    page = read(Client(), "/trusts/RX1/changes/")
    assert (
        "20 November 2026 Ward staffing Ward staffing for October 2026: 98.1% of the planned hours were worked." in page
    )
    assert "Rated good overall" in page
    give(trust, None, GOOD, on=date(2026, 11, 3))
    write_news(now=NOW)
    assert "3 November 2026 Inspections and ratings" in read(Client(), "/trusts/RX1/changes/")
