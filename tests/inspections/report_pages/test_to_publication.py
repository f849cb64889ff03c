"""From the quality review to publication, on the pages: each step by who may take it, and nothing seen too early."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspections.models import DraftReport, Inspection, PublishedRating, PublishedReport, ReviewRequest
from inspections.reporting.factual_accuracy import send_answer
from inspections.reporting.quality import quality_criteria
from inspections.reporting.reviewing import request_review
from inspections.states.inspection import InspectionState
from ratings.rules.ratings_words import KeyQuestion, Rating
from tests.inspections.making import NOW, an_inspection, new_id
from tests.inspections.pages.conftest import Desk
from tests.inspections.reporting.steps import DRAFT_WORDS, judge, pointed, published, resolved, sent, written


def at(inspection: Inspection, rest: str = "") -> str:
    return f"/inspect/inspections/{inspection.reference}/report/{rest}"


def test_a_second_person_reviews_the_quality(desk: Desk) -> None:
    scene, inspection = desk.scene, written(desk.scene)
    assert DRAFT_WORDS in desk.get(scene.manager, at(inspection, "quality/"))
    assert "An inspection manager who had no part" in desk.get(scene.lead, at(inspection, "quality/"))
    assert desk.as_person(scene.lead).post(at(inspection, "quality/")).status_code == 404
    page = desk.post(scene.manager, at(inspection, "quality/"), outcome="back").content.decode()
    assert 'href="#id_remarks"' in page
    desk.post(scene.manager, at(inspection, "quality/"), outcome="back", remarks="Name the wards.")
    assert "Name the wards." in desk.get(scene.lead, at(inspection))
    page = desk.post(scene.manager, at(inspection, "quality/"), outcome="passed").content.decode()
    assert "A report passes when every criterion is met" in page
    page = desk.post(
        scene.manager, at(inspection, "quality/"), outcome="passed", criteria=list(quality_criteria())
    ).content.decode()
    assert "the report passes" in page
    page = desk.post(scene.lead, at(inspection, "send/")).content.decode()
    assert "The draft is with the trust" in page
    assert "10 working days left" in page
    assert DraftReport.objects.get().inspection == inspection


def test_the_trusts_points_are_read_once_they_are_sent_and_decided_by_a_manager_apart(desk: Desk) -> None:
    scene, draft = desk.scene, sent(desk.scene)
    inspection = draft.inspection
    point = pointed(scene, draft, now=NOW).point
    decide = at(inspection, f"factual-accuracy/{point.point_id}/")
    assert "It was eleven nurses." not in desk.get(scene.manager, at(inspection, "factual-accuracy/"))
    assert desk.as_person(scene.manager).get(decide).status_code == 404
    send_answer(draft=draft, by=scene.signatory, now=NOW)
    assert "It was eleven nurses." in desk.get(scene.manager, at(inspection, "factual-accuracy/"))
    assert "You cannot decide on it" in desk.get(scene.lead, decide)
    assert desk.as_person(scene.lead).post(decide).status_code == 404
    page = desk.post(scene.manager, decide, outcome="accepted").content.decode()
    assert 'href="#id_reason"' in page
    page = desk.post(scene.manager, decide, outcome="accepted", reason="The rota says eleven.").content.decode()
    assert "The decision is recorded" in page
    inspection.refresh_from_db()
    assert inspection.state == "factual_accuracy_resolved"


def test_more_time_is_given_by_a_manager_with_a_reason(desk: Desk) -> None:
    scene, draft = desk.scene, sent(desk.scene)
    address = at(draft.inspection, "factual-accuracy/more-time/")
    page = desk.post(scene.manager, address, until="2026-11-21", reason="A ward moved.").content.decode()
    assert "Choose a working day" in page
    page = desk.post(scene.manager, address, until="2026-11-24", reason="A ward moved.").content.decode()
    assert "24 November 2026 at 11:59pm" in page
    assert "A ward moved." in desk.get(scene.preparer, f"/workspace/inspections/{draft.inspection.reference}/draft/")
    assert desk.as_person(scene.lead).post(address).status_code == 404


def test_silence_is_closed_once_the_time_is_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, draft = desk.scene, sent(desk.scene)
    page = desk.post(scene.manager, at(draft.inspection, "factual-accuracy/close/")).content.decode()
    assert "The trust can still write" in page
    monkeypatch.setenv("OVERSIGHT_NOW", (draft.due_at + timedelta(hours=9)).isoformat())
    page = desk.post(scene.manager, at(draft.inspection, "factual-accuracy/close/")).content.decode()
    assert "Factual accuracy is resolved" in page


def test_it_is_published_at_a_time_taken_back_and_published_now(desk: Desk) -> None:
    scene, inspection = desk.scene, resolved(desk.scene)
    page = desk.post(scene.lead, at(inspection, "publish/"), on="2026-11-05", at="08:00").content.decode()
    assert "Choose a time that is still to come" in page
    page = desk.post(scene.lead, at(inspection, "publish/"), on="2026-11-12", at="09:30").content.decode()
    assert "12 November 2026 at 9:30am" in page
    page = desk.post(scene.lead, at(inspection, "publish/withdraw/")).content.decode()
    assert "Give the reason" in page
    page = desk.post(scene.lead, at(inspection, "publish/withdraw/"), reason="An inquest is on.").content.decode()
    assert "The time is taken back" in page
    assert PublishedReport.objects.count() == 0
    page = desk.post(scene.lead, at(inspection, "publish/now/")).content.decode()
    assert "The report and its ratings are published" in page
    assert PublishedRating.objects.filter(level="trust").exists()
    page = desk.post(scene.second, at(inspection, "publish/now/")).content.decode()
    assert "This report is published already" in page
    assert PublishedReport.objects.count() == 1


def test_a_review_that_changes_a_rating_publishes_a_new_version(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = desk.scene
    at_once = NOW + timedelta(days=20)
    inspection = published(scene, now=at_once).inspection
    request_review(
        inspection=inspection,
        request_id=new_id(),
        grounds="Our answer was not read.",
        about_process_alone=True,
        by=scene.signatory,
        now=at_once,
    )
    monkeypatch.setenv("OVERSIGHT_NOW", (at_once + timedelta(days=1)).isoformat())
    page = desk.get(scene.chief, at(inspection, "review/"))
    assert "Our answer was not read." in page
    assert "Stays: Good" in page
    own = desk.post(scene.manager, at(inspection, "review/"), outcome="process_followed", reason="It was read.")
    assert "Somebody who had no part" in own.content.decode()
    sent_form = {"outcome": "not_followed_changed", "reason": "It had not been read."}
    page = desk.post(scene.chief, at(inspection, "review/"), **sent_form).content.decode()
    assert "Name the ratings that change" in page
    page = desk.post(scene.chief, at(inspection, "review/"), rating_0="outstanding", **sent_form).content.decode()
    assert "The decision is recorded" in page
    assert PublishedReport.objects.count() == 2
    assert ReviewRequest.objects.get().decided_by == scene.chief
    assert "It had not been read." in desk.get(scene.preparer, f"/workspace/inspections/{inspection.reference}/review/")


def test_no_overall_rating_is_shown_or_sent_that_publication_would_leave_out(desk: Desk) -> None:
    scene = desk.scene
    inspection = an_inspection(scene, InspectionState.DRAFTING)
    judge(scene, inspection, "surgery", KeyQuestion.SAFE, Rating.GOOD)
    page = desk.get(scene.lead, at(inspection))
    # Of the service, the hospital and the trust: safe alone, and no overall rating of any.
    assert page.count('app-rating__word">Good') == 3
    draft = sent(scene)
    overall = {(each["site"], each["service"]) for each in draft.ratings if not each["key_question"]}
    assert overall == {("RX101", "surgery"), ("RX101", "critical_care"), ("RX101", ""), ("", "")}
