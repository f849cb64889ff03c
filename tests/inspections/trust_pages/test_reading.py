"""A trust reads the whole draft, and later the published report, on its own pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspections.judging.computing import Place
from inspections.models import PublishedReport, ReviewRequest
from inspections.reporting.reviewing import Change, decide_review, request_review
from inspections.states.inspection import InspectionState
from ratings.rules.ratings_words import KeyQuestion, Rating
from tests.inspections.making import NOW, a_scene, an_inspection, new_id
from tests.inspections.pages.conftest import Desk
from tests.inspections.reporting.steps import DRAFT_WORDS, pointed, published, sent, written

HOME = "/workspace/inspections/"
OUT = NOW + timedelta(days=20)


def test_the_whole_draft_stands_on_one_page_with_the_trusts_points(desk: Desk) -> None:
    scene = desk.scene
    inspection = written(scene, but={("surgery", KeyQuestion.SAFE): Rating.INADEQUATE})
    address = f"{HOME}{inspection.reference}/draft/whole/"
    assert desk.as_person(scene.preparer).get(address).status_code == 404
    pointed(scene, sent(scene, inspection), "There were eleven nurses.")
    page = desk.get(scene.preparer, address)
    assert DRAFT_WORDS in page
    assert "There were eleven nurses." in page
    assert "Inadequate" in page
    assert "Confidential until the report is published." in page
    assert 'class="app-not-printed"' in page
    assert f'href="{address}"' in desk.get(scene.preparer, f"{HOME}{inspection.reference}/draft/")
    other = a_scene("RX2")
    assert desk.as_person(other.signatory).get(address).status_code == 404


def test_the_published_report_is_read_among_the_trusts_own_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = desk.scene
    waiting = an_inspection(scene, InspectionState.DRAFTING)
    assert desk.as_person(scene.preparer).get(f"{HOME}{waiting.reference}/report/").status_code == 404
    report = published(scene, written(scene, but={("surgery", KeyQuestion.SAFE): Rating.INADEQUATE}), now=OUT)
    monkeypatch.setenv("OVERSIGHT_NOW", (OUT + timedelta(days=60)).isoformat())
    reference = report.inspection.reference
    address = f"{HOME}{reference}/report/"
    page = desk.get(scene.preparer, address)
    assert DRAFT_WORDS in page
    assert "Published on 25 November 2026" in page
    assert "Inadequate" in page
    assert f'href="{address}"' in desk.get(scene.preparer, f"{HOME}{reference}/")
    other = a_scene("RX2")
    for below in ("", "1/"):
        assert desk.as_person(other.signatory).get(address + below).status_code == 404
    assert desk.as_person(scene.preparer).get(f"{address}2/").status_code == 404


def test_after_a_review_both_versions_are_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = desk.scene
    report = published(scene, written(scene, but={("surgery", KeyQuestion.SAFE): Rating.INADEQUATE}), now=OUT)
    asked = request_review(
        inspection=report.inspection,
        request_id=new_id(),
        grounds="Nobody answered.",
        about_process_alone=True,
        by=scene.signatory,
        now=OUT + timedelta(days=2),
    )
    decide_review(
        request=asked,
        outcome=ReviewRequest.Outcome.NOT_FOLLOWED_CHANGED,
        reason="The points were not read.",
        changes=[Change(Place("RX101", "surgery", KeyQuestion.SAFE), Rating.GOOD)],
        by=scene.chief,
        now=OUT + timedelta(days=40),
    )
    assert PublishedReport.objects.count() == 2
    monkeypatch.setenv("OVERSIGHT_NOW", (OUT + timedelta(days=60)).isoformat())
    address = f"{HOME}{report.inspection.reference}/report/"
    newest, first = desk.get(scene.preparer, address), desk.get(scene.preparer, f"{address}1/")
    assert "The points were not read." in newest
    assert "Inadequate" not in newest
    assert f'href="{address}1/"' in newest
    assert "Inadequate" in first
    assert "It was published again." in first
