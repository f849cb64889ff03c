"""After publication: the trust records that it displays its ratings, and may ask once for a review of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspections.models import DisplayDuty, Inspection, ReviewRequest
from tests.inspections.making import NOW, new_id
from tests.inspections.pages.conftest import Desk
from tests.inspections.reporting.steps import published

PUBLISHED = NOW + timedelta(days=20)
HOME = "/workspace/inspections/"


@pytest.fixture
def inspection(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Inspection:
    found = published(desk.scene, now=PUBLISHED).inspection
    monkeypatch.setenv("OVERSIGHT_NOW", (PUBLISHED + timedelta(days=1)).isoformat())
    return found


def test_displaying_waits_for_each_place_until_it_is_recorded(desk: Desk, inspection: Inspection) -> None:
    scene = desk.scene
    assert desk.get(scene.preparer, HOME).count("Display the ratings") == 3
    duty = DisplayDuty.objects.get(place=DisplayDuty.Place.WEBSITE)
    address = f"{HOME}{inspection.reference}/display/{duty.pk}/"
    assert "By 16 December 2026" in desk.get(scene.preparer, address)
    page = desk.post(scene.preparer, address, displayed_on="2026-11-20", how="On the first page.").content.decode()
    assert "from a day after their publication" in page
    page = desk.post(scene.preparer, address, displayed_on="2026-11-26", how="On the first page.").content.decode()
    assert "It is recorded: On the website" in page
    assert desk.get(scene.preparer, HOME).count("Display the ratings") == 2


def test_a_review_is_requested_once_on_process_alone_in_500_words(desk: Desk, inspection: Inspection) -> None:
    scene = desk.scene
    address = f"{HOME}{inspection.reference}/review/"
    assert "16 December 2026" in desk.get(scene.signatory, address)
    page = desk.post(scene.signatory, address, save_id=new_id(), grounds="We do not agree.").content.decode()
    assert 'href="#id_about_process_alone"' in page
    words = "word " * 501
    page = desk.post(
        scene.signatory, address, save_id=new_id(), grounds=words, about_process_alone="on"
    ).content.decode()
    assert "500 words or fewer. This has 501" in page
    assert ReviewRequest.objects.count() == 0
    page = desk.post(
        scene.signatory, address, save_id=new_id(), grounds="We had eight days.", about_process_alone="on"
    ).content.decode()
    assert "The request is sent" in page
    assert "It is not decided yet" in page
    assert desk.as_person(scene.preparer).post(address).status_code == 404


def test_after_15_working_days_no_review_is_requested(
    desk: Desk, inspection: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERSIGHT_NOW", "2026-12-17T00:00:01+00:00")
    page = desk.get(desk.scene.signatory, f"{HOME}{inspection.reference}/review/")
    assert "Request the review" not in page
    assert "A review could be requested until 16 December 2026 at 11:59pm" in page
