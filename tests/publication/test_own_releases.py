"""A revision belongs to the pages of those whom it changed, and to nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from oversight.organisations.models import Trust
from oversight.records.audit import System
from publication.models import Release, Withdrawal
from publication.own_releases import OwnReleases
from publication.record import Releases
from publication.releasing import publish_month
from publication.withdrawing import withdraw_item
from tests.publication.making import NOW, OCTOBER, SHORT, Row, accept, make_hospital, make_trust, make_ward
from tests.publication.scene import Scene, make_scene

pytestmark = pytest.mark.django_db
BY = System("test")


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    return make_scene(months=1)


@pytest.fixture
def other(scene: Scene) -> Trust:
    """Another trust, whose first return comes with the second release of October."""
    trust = make_trust("RX9", "OTHER NHS TRUST")
    ward = make_ward(make_hospital(trust, "RX901"))
    accept(trust, [Row(ward)])
    publish(1)
    return trust


def publish(days: int) -> Release:
    return publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW + timedelta(days=days)).release


def correct(scene: Scene, days: int) -> Release:
    accept(scene.trust, [Row(scene.often_short, SHORT), Row(scene.steady)], now=NOW + timedelta(days=days))
    return publish(days)


def own(code: str) -> OwnReleases:
    return OwnReleases(Releases(demonstration=False), [code])


def numbers(code: str) -> list[int]:
    return [release.number for release in own(code).published]


def test_each_trust_has_the_releases_that_told_something_new_of_it(scene: Scene, other: Trust) -> None:
    assert (numbers("RX1"), numbers("RX2"), numbers("RX9")) == ([1], [1], [2, 1])
    correct(scene, 2)
    assert (numbers("RX1"), numbers("RX2"), numbers("RX9")) == ([3, 1], [1], [2, 1])
    assert [release.number for release in OwnReleases(Releases(demonstration=False), ["RX1", "RX9"]).published] == [
        3,
        2,
        1,
    ]


def test_the_stamp_changes_for_whom_something_changed_and_for_nobody_else(scene: Scene, other: Trust) -> None:
    before = {code: own(code).stamp for code in ("RX1", "RX2", "RX9")}
    correct(scene, 2)
    after = {code: own(code).stamp for code in ("RX1", "RX2", "RX9")}
    assert {code for code in before if before[code] != after[code]} == {"RX1"}


def test_a_page_of_another_trust_is_still_good_after_the_correction(scene: Scene, other: Trust) -> None:
    addresses = ["/hospitals/RX901/", "/trusts/RX9/", "/hospitals/RX101/", f"/wards/{scene.steady.public_id}/"]
    held = {address: Client().get(address)["ETag"] for address in addresses}
    correct(scene, 2)
    answers = {
        address: Client().get(address, headers={"if-none-match": held[address]}).status_code for address in addresses
    }
    assert answers == dict(zip(addresses, (304, 304, 200, 200), strict=True))


def test_a_mark_of_correction_stays_when_the_next_revision_is_of_others(scene: Scene, other: Trust) -> None:
    correct(scene, 2)
    corrected = Client().get("/hospitals/RX101/").content
    assert b"Corrected" in corrected
    accept(other, [Row(make_ward(other.sites.get().site, "New Ward"))], now=NOW + timedelta(days=3))
    publish(3)
    assert Client().get("/hospitals/RX101/").content == corrected


def test_a_revision_of_others_can_still_be_asked_for(scene: Scene, other: Trust) -> None:
    last = correct(scene, 2)
    assert own("RX9").called(last.reference) == last
    assert Client().get(f"/hospitals/RX901/?release={last.reference}").status_code == 200


def test_what_was_withdrawn_is_not_hidden_behind_an_older_release(scene: Scene, other: Trust) -> None:
    last = correct(scene, 2)
    assert numbers("RX9") == [2, 1]
    withdraw_item(
        reference=last.reference, item=Withdrawal.Item.RELEASE, subject="", reason="An error.", by=BY, now=NOW
    )
    assert numbers("RX9") == [3, 2, 1]
    assert "An error." in Client().get("/trusts/RX9/").content.decode()


def test_the_release_after_a_withdrawn_one_is_everyones(scene: Scene) -> None:
    withdraw_item(
        reference=scene.release.reference, item=Withdrawal.Item.RELEASE, subject="", reason="An error.", by=BY, now=NOW
    )
    correct(scene, 2)
    assert numbers("RX2") == [2, 1]
    assert "An error." not in Client().get("/trusts/RX2/").content.decode()
