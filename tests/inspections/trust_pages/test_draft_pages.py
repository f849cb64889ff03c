"""The trust checks a draft section by section: points kept as they are saved, sent once, decided with reasons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from playwright.sync_api import expect

from inspections.models import DraftReport, FactualAccuracyPoint, FactualAccuracyPointVersion
from inspections.reporting.deciding import decide_point
from oversight.accounts.models import Person
from tests.inspections.making import NOW, a_scene, new_id
from tests.inspections.pages.conftest import Desk
from tests.inspections.pages.test_looking import sign_in
from tests.inspections.reporting.steps import pointed, sent
from tests.pages.looking import Looking, looking

__all__ = ["looking"]

LONG = "The ward had eleven nurses on that night. " * 400


def at(draft: DraftReport, rest: str = "") -> str:
    return f"/workspace/inspections/{draft.inspection.reference}/draft/{rest}"


def a_point(**changed: object) -> dict[str, object]:
    return {
        "point_id": new_id(),
        "save_id": new_id(),
        "based_on": 0,
        "settles": "",
        "kind": "accuracy",
        "about": "ten nurses",
        "text": LONG,
        **changed,
    }


def test_the_time_is_shown_as_clocks_in_london_show_it(desk: Desk) -> None:
    draft = sent(desk.scene)
    page = desk.get(desk.scene.preparer, at(draft))
    assert "19 November 2026 at 11:59pm" in page
    assert "10 working days left" in page


def test_a_point_of_any_length_is_kept_once(desk: Desk) -> None:
    scene, draft = desk.scene, sent(desk.scene)
    form = a_point()
    for _ in range(2):
        page = desk.post(scene.preparer, at(draft, "sections/summary/"), **form)
    assert "The point is saved" in page.content.decode()
    version = FactualAccuracyPointVersion.objects.get()
    assert version.text == LONG
    assert "1 point" in desk.get(scene.preparer, at(draft))
    assert LONG.strip() in desk.get(scene.signatory, at(draft, "send/"))


def test_a_point_without_words_is_told_beside_its_field(desk: Desk) -> None:
    draft = sent(desk.scene)
    page = desk.post(desk.scene.preparer, at(draft, "sections/summary/"), **a_point(text="")).content.decode()
    assert 'href="#id_text"' in page
    assert FactualAccuracyPoint.objects.count() == 0


def test_two_people_who_change_a_point_at_once_lose_nothing_and_settle_it(desk: Desk) -> None:
    scene, draft = desk.scene, sent(desk.scene)
    point = pointed(scene, draft, now=NOW).point
    address = at(draft, f"points/{point.point_id}/")
    for person, text in ((scene.preparer, "It was twelve."), (scene.signatory, "It was thirteen.")):
        desk.post(person, address, **a_point(point_id=point.point_id, based_on=1, text=text))
    page = desk.get(scene.preparer, address)
    assert "It was twelve." in page
    assert "It was thirteen." in page
    assert "Settle them first" in desk.get(scene.signatory, at(draft, "send/"))
    desk.post(
        scene.preparer,
        address,
        **a_point(point_id=point.point_id, based_on=3, settles="2,3", text="It was twelve or thirteen."),
    )
    assert "Settle them first" not in desk.get(scene.signatory, at(draft, "send/"))
    assert FactualAccuracyPointVersion.objects.count() == 4


def by_itself(desk: Desk, person: Person, path: str, **form: object) -> HttpResponse:
    return desk.as_person(person).post(path, form, headers={"X-Saved-By-Itself": "1"})  # type: ignore[return-value]


def test_a_point_is_saved_while_it_is_written(desk: Desk) -> None:
    scene, draft = desk.scene, sent(desk.scene)
    address, form = at(draft, "sections/summary/"), a_point(text="It was")
    told = by_itself(desk, scene.preparer, address, **form).json()
    assert told["based_on"] == 1
    assert told["told"].startswith("Saved at ")
    # Sent again after a lost answer it is the same save; then it goes on from there.
    assert by_itself(desk, scene.preparer, address, **form).json()["based_on"] == 1
    went_on = {**form, "save_id": told["save_id"], "based_on": 1, "text": "It was eleven."}
    assert by_itself(desk, scene.preparer, address, **went_on).json()["based_on"] == 2
    desk.post(scene.preparer, address, **{**form, "save_id": new_id(), "based_on": 2, "text": "It was eleven nurses."})
    assert list(FactualAccuracyPointVersion.objects.order_by("number").values_list("text", flat=True)) == [
        "It was",
        "It was eleven.",
        "It was eleven nurses.",
    ]
    assert "It was eleven nurses." in desk.get(scene.signatory, at(draft, "send/"))


def test_what_cannot_be_saved_by_itself_says_why(desk: Desk) -> None:
    scene, draft = desk.scene, sent(desk.scene)
    answer = by_itself(desk, scene.preparer, at(draft, "sections/summary/"), **a_point(text=""))
    assert (answer.status_code, answer.json()["told"]) == (422, "Not saved yet: write what you say about the draft")
    desk.post(scene.signatory, at(draft, "send/"))
    answer = by_itself(desk, scene.preparer, at(draft, "sections/summary/"), **a_point())
    assert answer.status_code == 422
    assert "answer was sent on" in answer.json()["told"]
    assert FactualAccuracyPoint.objects.count() == 0


def test_saved_by_itself_beside_another_it_says_so(desk: Desk) -> None:
    scene, draft = desk.scene, sent(desk.scene)
    point = pointed(scene, draft, now=NOW).point
    address = at(draft, f"points/{point.point_id}/")
    by_itself(desk, scene.preparer, address, **a_point(point_id=point.point_id, based_on=1, text="It was twelve."))
    told = by_itself(desk, scene.signatory, address, **a_point(point_id=point.point_id, based_on=1, text="Thirteen."))
    assert "both are kept" in told.json()["told"]


@pytest.mark.django_db(transaction=True)
def test_in_a_browser_it_is_saved_a_while_after_the_last_stroke(
    looking: Looking, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())
    scene = a_scene()
    draft = sent(scene)
    sign_in(looking, scene.preparer)
    looking.open(at(draft, "sections/summary/"))
    page = looking.page
    page.get_by_label("Accuracy of the evidence").check()
    page.get_by_label("What do you say?").fill("It was eleven nurses")
    expect(page.get_by_text("Saved at")).to_be_visible()
    assert FactualAccuracyPointVersion.objects.get().text == "It was eleven nurses"
    looking.is_sound("point-saved-by-itself")
    page.get_by_label("What do you say?").fill("It was eleven nurses, not ten")
    page.get_by_role("button", name="Save the point").click()
    expect(page.get_by_text("The point is saved.")).to_be_visible()
    saved = FactualAccuracyPointVersion.objects.order_by("number")
    assert [(each.based_on, each.text) for each in saved] == [
        (0, "It was eleven nurses"),
        (1, "It was eleven nurses, not ten"),
    ]


def test_a_point_is_taken_back(desk: Desk) -> None:
    scene, draft = desk.scene, sent(desk.scene)
    point = pointed(scene, draft, now=NOW).point
    desk.post(scene.preparer, at(draft, f"points/{point.point_id}/take-back/"))
    assert "It was eleven nurses." not in desk.get(scene.preparer, at(draft, "send/"))
    assert desk.as_person(scene.preparer).get(at(draft, f"points/{point.point_id}/")).status_code == 404


def test_who_signs_for_the_trust_sends_the_answer_and_then_nothing_changes(desk: Desk) -> None:
    scene, draft = desk.scene, sent(desk.scene)
    point = pointed(scene, draft, now=NOW).point
    assert "Somebody who signs for the trust sends the answer" in desk.get(scene.preparer, at(draft, "send/"))
    assert desk.as_person(scene.preparer).post(at(draft, "send/")).status_code == 404
    page = desk.post(scene.signatory, at(draft, "send/")).content.decode()
    assert "The answer is sent" in page
    page = desk.post(scene.preparer, at(draft, "sections/summary/"), **a_point()).content.decode()
    assert "answer was sent on" in page
    assert FactualAccuracyPoint.objects.get() == point


def test_after_the_time_nothing_is_added(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, draft = desk.scene, sent(desk.scene)
    monkeypatch.setenv("OVERSIGHT_NOW", (draft.due_at + timedelta(seconds=1)).isoformat())
    page = desk.get(scene.preparer, at(draft, "sections/summary/"))
    assert "Add a point" not in page
    page = desk.post(scene.preparer, at(draft, "sections/summary/"), **a_point()).content.decode()
    assert "could be answered until" in page
    assert FactualAccuracyPoint.objects.count() == 0


def test_the_decision_on_a_point_is_read_with_its_reason(desk: Desk) -> None:
    scene, draft = desk.scene, sent(desk.scene)
    point = pointed(scene, draft, now=NOW).point
    desk.post(scene.signatory, at(draft, "send/"))
    decide_point(
        point=point,
        outcome=FactualAccuracyPoint.Outcome.REJECTED,
        reason="The rota of that night says ten.",
        by=scene.manager,
        now=NOW,
    )
    page = desk.get(scene.preparer, at(draft, "sections/summary/"))
    assert "Not accepted" in page
    assert "The rota of that night says ten." in page
