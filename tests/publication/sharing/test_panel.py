"""The ratings panel on somebody else's page: it may be framed, it alone, and it says what is true and how old it is."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client

from oversight.records.audit import System
from publication.models import Withdrawal
from publication.sharing.display_duty import display_duty_on
from publication.withdrawing import withdraw_item
from ratings.rules.ratings_words import KeyQuestion
from tests.publication.making import NOW, make_hospital
from tests.publication.rating_making import GOOD, INADEQUATE, REQUIRES, give
from tests.publication.scene import Scene, make_scene

pytestmark = pytest.mark.django_db
PANEL = "/hospitals/RX101/panel/"
TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oversight.clock.now", lambda: TODAY)


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    return make_scene(months=1)


def words(client: Client, address: str = PANEL) -> str:
    content = re.sub(r"<svg.*?</svg>|<head.*?</head>", "", client.get(address).content.decode(), flags=re.S)
    text = re.sub(r"<[^>]+>", " ", content).replace("&#39;", "'")
    return re.sub(r" ([,.;])", r"\1", " ".join(text.split()))


@pytest.mark.parametrize("path", ["/hospitals/RX101/panel/", "/trusts/RX1/panel/"])
def test_a_panel_may_stand_in_a_frame_anywhere(client: Client, scene: Scene, path: str) -> None:
    response = client.get(path)
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    "path",
    ["/", "/hospitals/RX101/", "/hospitals/RX101/badge/", "/hospitals/RX101/ratings/", "/trusts/RX1/", "/releases/"],
)
def test_no_other_page_may(client: Client, scene: Scene, path: str) -> None:
    response = client.get(path)
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_an_address_without_a_hospital_is_not_framed_either(client: Client) -> None:
    response = client.get("/hospitals/NONE/panel/")
    assert response.status_code == 404
    assert response["X-Frame-Options"] == "DENY"


def test_it_runs_no_script_and_sets_no_cookie(client: Client, scene: Scene) -> None:
    response = client.get(PANEL)
    assert not response.cookies
    assert b"<script" not in response.content
    assert b"style=" not in response.content
    assert "script-src" not in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "Set-Cookie" not in response


def test_it_is_asked_for_again_soon_and_answered_by_its_tag(client: Client, scene: Scene) -> None:
    first = client.get(PANEL)
    assert first["Cache-Control"] == "public, max-age=300"
    held = {"If-None-Match": first["ETag"]}
    again = client.get(PANEL, headers=held)
    assert (again.status_code, again.content) == (304, b"")
    assert "frame-ancestors *" in again["Content-Security-Policy"]
    give(scene.trust, scene.site, GOOD, on=date(2026, 11, 21))
    changed = client.get(PANEL, headers=held)
    assert changed.status_code == 200
    assert b"Good" in changed.content


def test_the_rating_in_words_with_its_symbol_day_and_age(client: Client, scene: Scene) -> None:
    give(scene.trust, scene.site, REQUIRES, on=date(2016, 3, 4))
    give(scene.trust, scene.site, INADEQUATE, question=KeyQuestion.SAFE, on=date(2016, 3, 4))
    text = words(client)
    assert "Overall Requires improvement Rated 4 March 2016, 10 years and 8 months ago." in text
    assert "Safe Inadequate" in text
    assert "Effective None published" in text
    content = client.get(PANEL).content.decode()
    assert "app-rating__symbol--requires-improvement" in content
    assert 'href="http://127.0.0.1:8000/hospitals/RX101/"' in content


def test_the_regulators_address_stands_on_it_as_the_regulation_asks(client: Client, scene: Scene) -> None:
    assert "Inspected by the Care Quality Commission, www.cqc.org.uk" in words(client)
    assert display_duty_on(date(2015, 3, 31)) is None
    assert display_duty_on(date(2015, 4, 1)) is not None


@pytest.mark.parametrize(("path", "what"), [("/hospitals/RX101/panel/", "hospital"), ("/trusts/RX1/panel/", "trust")])
def test_who_was_never_rated_has_a_panel_that_says_so(client: Client, scene: Scene, path: str, what: str) -> None:
    assert f"Not rated. This {what} has not been rated. That says nothing about how good its care is." in words(
        client, path
    )


def test_rated_services_without_an_overall_rating_are_told_apart_from_nothing(client: Client, scene: Scene) -> None:
    give(scene.trust, scene.site, GOOD, service="surgery", on=date(2016, 3, 4))
    text = words(client)
    assert "No overall rating. No overall rating has been published. Parts of it are rated" in text
    assert "has not been rated" not in text


def test_what_was_withdrawn_leaves_its_mark(client: Client, scene: Scene) -> None:
    assert "of planned hours were worked." in words(client)
    withdraw_item(
        reference=scene.release.reference,
        item=Withdrawal.Item.HOSPITAL,
        subject="RX101",
        reason="A ward was counted twice.",
        by=System("test"),
        now=NOW,
    )
    text = words(client)
    assert "Ward staffing: withdrawn on 20 November 2026. A ward was counted twice." in text
    assert "of planned hours were worked." not in text


def test_a_return_that_did_not_come_is_said(client: Client, scene: Scene) -> None:
    assert "Ward staffing, October 2026: not submitted." in words(client, "/trusts/RX2/panel/")
    assert "Ward staffing, October 2026: not submitted." in words(client, "/hospitals/RX201/panel/")


def test_a_closed_hospital_says_when_it_closed(client: Client, scene: Scene) -> None:
    scene.site.closed_on = date(2026, 6, 30)
    scene.site.save()
    assert "Closed on 30 June 2026." in words(client)


def test_an_invented_panel_says_so_and_bears_no_regulators_address(client: Client) -> None:
    cache.clear()
    make_scene(months=1, demonstration=True)
    text = words(client, "/hospitals/DEMO001A/panel/")
    assert text.startswith("Demonstration: all of it is invented")
    assert "cqc" not in text.lower()


def test_the_picture_says_the_same(client: Client, scene: Scene) -> None:
    give(scene.trust, scene.site, REQUIRES, on=date(2016, 3, 4))
    response = client.get("/hospitals/RX101/panel.svg")
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    drawing = ElementTree.fromstring(response.content)  # noqa: S314  (our own drawing)
    title = drawing.findtext("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.startswith(
        "Inspection ratings of St Anne's Hospital. Overall: Requires improvement, rated 4 March 2016, 10 years and 8"
    )
    assert b"<script" not in response.content
    assert client.get("/hospitals/RX101/panel.svg", headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/hospitals/RX103/panel.svg", "/hospitals/RX103/panel/"])
def test_a_name_full_of_signs_stays_a_name(client: Client, scene: Scene, path: str) -> None:
    make_hospital(scene.trust, "RX103", 'THE "WORLD\'S END" & <B>COTTAGE</B> ' + "LONG " * 30)
    content = client.get(path).content
    assert b"<B>" not in content
    assert b"<b>" not in content.lower()
    if path.endswith(".svg"):
        ElementTree.fromstring(content)  # noqa: S314  (our own drawing)


def test_the_page_with_the_lines_to_paste_has_the_panels_frame(client: Client, scene: Scene) -> None:
    content = client.get("/hospitals/RX101/badge/").content.decode()
    assert "&lt;iframe src=&#34;http://testserver/hospitals/RX101/panel/&#34;" in content
    assert "title=&#34;Inspection ratings of St Anne" in content
    assert (
        "&lt;iframe src=&#34;http://testserver/trusts/RX1/panel/&#34;"
        in client.get("/trusts/RX1/badge/").content.decode()
    )
