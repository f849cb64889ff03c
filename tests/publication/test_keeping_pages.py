"""Pages are kept by release and template version, for everyone alike, and no page depends on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from oversight.records.audit import System
from publication import page_cache
from publication.announcing import announce_release
from publication.models import Withdrawal
from publication.releasing import publish_month
from publication.shelf import shelf
from publication.withdrawing import withdraw_item
from tests.publication.making import NOW, OCTOBER, Row, accept, make_approver
from tests.publication.scene import Scene, make_scene

pytestmark = pytest.mark.django_db
BY = System("test")
PAGE = "/hospitals/RX101/"


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    page_cache._away_until = 0.0
    return make_scene(months=2)


def test_a_reader_who_holds_the_page_is_told_that_it_is_still_good(client: Client, scene: Scene) -> None:
    first = client.get(PAGE)
    assert first["Cache-Control"] == "public, no-cache"
    assert first["Last-Modified"] == "Fri, 20 Nov 2026 09:30:00 GMT"
    assert "Cookie" in first["Vary"]
    again = client.get(PAGE, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.parametrize("change", ["revision", "withdrawal", "announcement", "register", "templates"])
def test_whatever_changes_the_page_changes_its_tag(
    client: Client, scene: Scene, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(PAGE)
    match change:
        case "revision":
            accept(scene.trust, [Row(scene.steady)])
            publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + timedelta(days=1))
        case "withdrawal":
            withdraw_item(
                reference=scene.release.reference,
                item=Withdrawal.Item.HOSPITAL,
                subject="RX101",
                reason="An error.",
                by=BY,
                now=NOW,
            )
        case "announcement":
            announce_release(period=OCTOBER, demonstration=False, by=BY, now=NOW)
        case "register":
            scene.site.name = "ST ANNE'S AND ST JUDE'S HOSPITAL"
            scene.site.save()
        case "templates":
            monkeypatch.setattr(page_cache, "template_version", lambda: "another")
    again = client.get(PAGE, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    if change != "templates":
        assert again.content != first.content


def test_the_content_is_rendered_once(
    client: Client, scene: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get(PAGE)
    with django_assert_max_num_queries(9):
        assert client.get(PAGE).content == first.content


def test_pages_come_without_the_cache(client: Client, scene: Scene, settings: Settings) -> None:
    kept = client.get(PAGE).content
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    # What the process has at hand needs no cache; without it the page is made anew.
    assert client.get(PAGE).content == kept
    shelf.clear()
    assert client.get(PAGE).content == kept
    assert page_cache._away_until > 0
    page_cache._away_until = 0.0


def test_who_is_signed_in_gets_a_page_of_their_own(client: Client, scene: Scene) -> None:
    anonymous = client.get(PAGE)
    client.force_login(make_approver(), backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(PAGE, headers={"If-None-Match": anonymous["ETag"]})
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-cache"
    assert "ETag" not in response
    assert b"Sign out" in response.content
    assert b"1,200.0" in response.content


def test_reading_sets_no_cookie(client: Client, scene: Scene) -> None:
    assert not client.get(PAGE).cookies
    assert not client.get("/?q=anne").cookies
