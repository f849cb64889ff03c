"""What crawlers are told: every real page once, with the day on which it last changed, and nothing invented."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from oversight.organisations.models import Succession, Trust
from oversight.records.audit import System
from publication.export import sitemaps
from publication.releasing import publish_month
from tests.publication.making import NOW, OCTOBER, Row, accept, make_hospital, make_trust, make_ward
from tests.publication.scene import make_scene

pytestmark = pytest.mark.django_db


def listed(client: Client, address: str) -> dict[str, str]:
    """Return what a sitemap lists: the path of each address, and the day beside it (blank: none)."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"].startswith("application/xml")
    found = re.findall(r"<(?:url|sitemap)><loc>([^<]+)</loc>(?:<lastmod>([^<]+)</lastmod>)?", answer.content.decode())
    assert all(address.startswith("http://testserver/") for address, _ in found)
    return {urlsplit(address).path: changed for address, changed in found}


def everything(client: Client) -> dict[str, str]:
    return {
        address: changed for part in listed(client, "/sitemap.xml") for address, changed in listed(client, part).items()
    }


def test_every_page_that_it_names_is_there(client: Client) -> None:
    cache.clear()
    scene = make_scene(months=2)
    found = everything(client)
    for address in found:
        assert client.get(address).status_code == 200, address
    assert {"/", "/hospitals/RX101/", "/trusts/RX2/", f"/wards/{scene.steady.public_id}/"} <= found.keys()
    assert f"/releases/{scene.release.reference}/" in found


def test_a_trust_that_leads_on_to_another_is_not_named(client: Client) -> None:
    cache.clear()
    make_scene(months=1)
    old, split, coming = (make_trust(f"RX{n}", f"TRUST {n}") for n in (5, 6, 7))
    new, other = (Trust.objects.get(code=code) for code in ("RX1", "RX2"))
    for before, after, on in (
        (old, new, "2020-10-01"),
        (split, new, "2020-10-01"),
        (split, other, "2020-10-01"),
        (coming, new, "2999-01-01"),
    ):
        Succession.objects.create(predecessor=before, successor=after, on=on)
    found = everything(client)
    assert "/trusts/RX5/" not in found
    assert {"/trusts/RX1/", "/trusts/RX2/", "/trusts/RX6/", "/trusts/RX7/"} <= found.keys()
    for address in found:
        assert client.get(address).status_code == 200, address


def test_the_day_is_that_of_the_last_change_of_the_page_itself(client: Client) -> None:
    cache.clear()
    scene = make_scene(months=1)
    other = make_trust("RX9", "OTHER NHS TRUST")
    accept(other, [Row(make_ward(make_hospital(other, "RX901")))])
    publish_month(period=OCTOBER, demonstration=False, by=System("test"), now=NOW + timedelta(days=3))
    first, later = "2026-11-20", (NOW + timedelta(days=3)).date().isoformat()
    found = everything(client)
    assert found["/trusts/RX9/"] == later
    assert found["/hospitals/RX901/"] == later
    assert found["/hospitals/RX101/"] == first
    assert found[f"/wards/{scene.steady.public_id}/"] == first


def test_what_is_invented_is_in_none(client: Client) -> None:
    cache.clear()
    make_scene(months=1, demonstration=True)
    assert not any("DEMO" in address or "/wards/" in address for address in everything(client))


def test_a_sitemap_holds_no_more_than_the_protocol_lets_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(sitemaps, "MOST_IN_A_FILE", 2)
    make_scene(months=2)
    parts = [part for part in listed(client, "/sitemap.xml") if "/hospitals-" in part]
    assert parts == ["/sitemaps/hospitals-1.xml", "/sitemaps/hospitals-2.xml"]
    pages = [address for part in parts for address in listed(client, part)]
    assert pages == ["/hospitals/RX101/", "/hospitals/RX102/", "/hospitals/RX201/"]
    assert client.get("/sitemaps/hospitals-3.xml").status_code == 404
    assert client.get("/sitemaps/hospitals-0.xml").status_code == 404
    assert client.get("/sitemaps/no-such-1.xml").status_code == 404


def test_robots_keeps_crawlers_to_pages(client: Client) -> None:
    told = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in told
    refused = re.findall(r"^Disallow: (.+)$", told, re.MULTILINE)
    assert "/tell-us/" in refused
    assert not any("/hospitals/RX101/".startswith(path) for path in refused if "*" not in path)
    assert not {"", "/"} & set(refused)
