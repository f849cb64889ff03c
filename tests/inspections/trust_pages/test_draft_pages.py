"""The trust checks a draft section by section: points kept as they are saved, sent once, decided with reasons."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspections.models import DraftReport, FactualAccuracyPoint, FactualAccuracyPointVersion
from inspections.reporting.deciding import decide_point
from tests.inspections.making import NOW, new_id
from tests.inspections.pages.conftest import Desk
from tests.inspections.reporting.steps import pointed, sent

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
