"""A signature alone changes nothing public: the whole public site is walked before and after."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from oversight.records.audit import System
from publication.announcing import announce_release
from publication.releasing import publish_due, publish_month
from tests.publication.making import NOW, OCTOBER, USUAL, Row, accept, explain_ward, make_ward
from tests.publication.scene import Scene, make_scene

pytestmark = pytest.mark.django_db
BY = System("test")
# Forms are no part of what is published, and carry a token that differs each time.
_ELSEWHERE = ("/account/", "/static/", "/workspace/", "/inspect/", "/oversee/", "/tell-us/", "/follow/")


def walk(client: Client) -> dict[str, bytes]:
    """Return every public address that can be reached from the first page, with what it answers."""
    cache.clear()
    found: dict[str, bytes] = {}
    waiting = ["/", "/?q=anne", "/?q=wrenfield", "/hospitals/RX101/", "/hospitals/RX201/", "/trusts/RX2/"]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        response = client.get(address)
        assert response.status_code == 200, address
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
        found[address] = body
        if response["Content-Type"].startswith("text/html"):
            for link in re.findall(r'href="([^"]+)"', body.decode()):
                path = urlsplit(urljoin(address, link.replace("&amp;", "&")))
                if not path.netloc and path.path.startswith("/") and not path.path.startswith(_ELSEWHERE):
                    waiting.append(path.path + (f"?{path.query}" if path.query else ""))
    return found


@pytest.fixture(autouse=True)
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some pages say as of when they are, to the minute: two walks are of one moment, after all that is told here."""
    monkeypatch.setattr("oversight.clock.now", lambda: NOW + timedelta(days=40))


@pytest.fixture
def scene() -> Scene:
    return make_scene(months=3)


def test_the_walk_reaches_every_kind_of_page(client: Client, scene: Scene) -> None:
    found = walk(client)
    for part in ("/hospitals/", "/trusts/", "/wards/", "/releases/", "/data/", "/about/how-it-is-worked-out/", ".csv"):
        assert any(part in address for address in found), part
    assert len(found) > 40
    assert any(b"1,200.0" in body for body in found.values())


def test_a_signed_and_accepted_return_changes_nothing_public(client: Client, scene: Scene) -> None:
    before = walk(client)

    ward = make_ward(scene.site, "Elder Ward")
    corrected = accept(
        scene.trust,
        [Row(scene.often_short, ("1710", "111.5", *USUAL[2:])), Row(scene.steady), Row(ward)],
        now=NOW + timedelta(days=1),
    )
    explain_ward(corrected, scene.often_short, "Said after the release.", "Not public yet.")
    accept(scene.trust, [Row(scene.steady, patients=777)], period="2026-09", now=NOW + timedelta(days=1))

    after = walk(client)
    assert after.keys() == before.keys()
    for address, body in before.items():
        assert after[address] == body, address


def test_the_release_brings_it_out(client: Client, scene: Scene) -> None:
    accept(scene.trust, [Row(scene.often_short, ("1710", "111.5", *USUAL[2:]))], now=NOW + timedelta(days=1))
    assert not any(b"111.5" in body for body in walk(client).values())
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + timedelta(days=2))
    assert b"111.5" in client.get("/hospitals/RX101/").content


def test_an_announced_release_shows_its_time_and_no_figure(client: Client, scene: Scene) -> None:
    accept(scene.trust, [Row(scene.often_short, ("1710", "111.5", *USUAL[2:]))], now=NOW + timedelta(days=1))
    announced = announce_release(period=OCTOBER, demonstration=False, by=BY, now=NOW)
    found = walk(client)
    assert f"/releases/{announced.reference}/" in found
    assert not any(b"111.5" in body for body in found.values())
    assert client.get(f"/releases/{announced.reference}/wards.csv").status_code == 404
    assert client.get(f"/hospitals/RX101/?release={announced.reference}").status_code == 404
    publish_due(now=announced.scheduled_for)
    assert b"111.5" in client.get("/hospitals/RX101/").content
