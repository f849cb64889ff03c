"""A trust sees its inspections once they were shown to it: before that there is nothing, at no address."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.information_requests import ask_trust, close_request
from inspections.models import InformationAnswer, InformationRequest, Inspection
from inspections.states.inspection import InspectionState
from oversight.records.models import AuditEntry
from oversight.returns.refusals import Refused
from tests.inspections.making import NOW, a_scene, an_inspection, new_id
from tests.inspections.pages.conftest import Desk
from tests.inspections.reporting.steps import DRAFT_WORDS, sent, written

HOME = "/workspace/inspections/"
_BELOW = ("", "draft/", "draft/send/", "draft/sections/summary/", "review/", "display/1/")


def a_request(desk: Desk, inspection: Inspection, text: str = "The rotas of October.") -> InformationRequest:
    return ask_trust(
        inspection=inspection, request_id=new_id(), text=text, due_on=date(2026, 11, 12), by=desk.scene.lead, now=NOW
    )


def test_an_unannounced_one_that_is_not_on_site_yet_is_not_there(desk: Desk) -> None:
    scene = desk.scene
    hidden = an_inspection(scene, InspectionState.PLANNED, announced=False)
    empty = desk.get(scene.signatory, HOME)
    assert "No inspection is going on" in empty
    assert hidden.reference not in empty
    for person in (scene.preparer, scene.signatory):
        client = desk.as_person(person)
        for below in _BELOW:
            asked = client.get(f"{HOME}{hidden.reference}/{below}")
            never_was = client.get(f"{HOME}AAAA-AAAA-AAAA/{below}")
            assert (asked.status_code, never_was.status_code) == (404, 404)


def test_once_on_site_it_is_there(desk: Desk) -> None:
    scene = desk.scene
    shown = an_inspection(scene, InspectionState.ON_SITE, announced=False)
    assert shown.reference in desk.get(scene.preparer, HOME)
    page = desk.get(scene.preparer, f"{HOME}{shown.reference}/")
    assert "On site" in page
    assert "Surgery" in page


def test_an_announced_one_is_there_once_it_was_announced(desk: Desk) -> None:
    scene = desk.scene
    planned = an_inspection(scene, InspectionState.PLANNED)
    assert planned.reference not in desk.get(scene.preparer, HOME)
    announced = an_inspection(scene, InspectionState.ANNOUNCED)
    assert announced.reference in desk.get(scene.preparer, HOME)


def test_another_trusts_people_and_inspectors_find_nothing(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    other = a_scene("RX2")
    assert inspection.reference not in desk.get(other.signatory, HOME)
    assert desk.as_person(other.signatory).get(f"{HOME}{inspection.reference}/").status_code == 404
    assert desk.as_person(desk.scene.lead).get(f"{HOME}{inspection.reference}/").status_code == 404


def test_the_draft_is_nowhere_before_it_was_sent(desk: Desk) -> None:
    scene = desk.scene
    inspection = written(scene)
    for below in ("", f"{inspection.reference}/"):
        assert DRAFT_WORDS not in desk.get(scene.signatory, HOME + below)
    assert desk.as_person(scene.signatory).get(f"{HOME}{inspection.reference}/draft/").status_code == 404
    sent(scene, inspection)
    assert DRAFT_WORDS in desk.get(scene.signatory, f"{HOME}{inspection.reference}/draft/sections/summary/")


def test_what_the_team_asks_for_waits_and_is_answered_once(desk: Desk) -> None:
    scene = desk.scene
    inspection = an_inspection(scene, InspectionState.ON_SITE)
    asked = a_request(desk, inspection)
    assert "Answer: The rotas of October." in desk.get(scene.preparer, HOME)
    address = f"{HOME}{inspection.reference}/requests/{asked.request_id}/"
    save_id = new_id()
    for _ in range(2):
        page = desk.post(scene.preparer, address, save_id=save_id, text="They are in the post.")
    assert "The answer is sent" in page.content.decode()
    assert InformationAnswer.objects.get().given_by == scene.preparer
    assert AuditEntry.objects.filter(action="inspection.information_given").count() == 1
    assert "Answer: The rotas of October." not in desk.get(scene.preparer, HOME)
    page = desk.post(scene.preparer, address, save_id=new_id(), text="")
    assert "Write the answer, or choose a file" in page.content.decode()
    close_request(request=asked, by=scene.lead, now=NOW)
    page = desk.post(scene.preparer, address, save_id=new_id(), text="One more.")
    assert InformationAnswer.objects.count() == 1
    assert "nothing more is wanted" in page.content.decode()


def test_nothing_is_asked_of_a_trust_that_does_not_know(desk: Desk) -> None:
    hidden = an_inspection(desk.scene, InspectionState.PLANNED, announced=False)
    with pytest.raises(Refused) as refused:
        a_request(desk, hidden)
    assert refused.value.code == "not_shown"
    with pytest.raises(Refused) as refused:
        ask_trust(
            inspection=an_inspection(desk.scene, InspectionState.ON_SITE),
            request_id=new_id(),
            text="x",
            due_on=date(2026, 11, 4),
            by=desk.scene.lead,
            now=NOW,
        )
    assert refused.value.code == "too_early"


def test_however_many_inspections_there_are_the_page_asks_as_often(desk: Desk) -> None:
    scene = desk.scene
    a_request(desk, an_inspection(scene, InspectionState.ON_SITE))
    client = desk.as_person(scene.preparer)
    client.get(HOME)
    with CaptureQueriesContext(connection) as few:
        client.get(HOME)
    for _ in range(3):
        a_request(desk, an_inspection(scene, InspectionState.ON_SITE))
    with CaptureQueriesContext(connection) as many:
        client.get(HOME)
    assert len(many) == len(few)
