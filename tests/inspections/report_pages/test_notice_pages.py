"""Enforcement on the inspector's pages: written, issued, ageing, decided, withdrawn, shown to the public."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from inspections.enforcing.answering import make_representation
from inspections.enforcing.issuing import draft_notice
from inspections.models import Notice
from inspections.states.inspection import InspectionState
from tests.inspections.enforcing.notice_steps import a_warning, issued
from tests.inspections.making import NOW, a_scene, an_inspection, another_site, new_id
from tests.inspections.pages.conftest import Desk

LIST = "/inspect/notices/"


def a_form(**changed: object) -> dict[str, object]:
    return {
        "save_id": new_id(),
        "title": "Staffing at night",
        "reasons": "One nurse for fourteen patients.",
        "regulations": ["18"],
        "areas": ["RX101|surgery|safe"],
        "requirement_0": "Enough nurses on each night.",
        "due_0": "2026-12-10",
        "requirement_1": "A plan for sickness.",
        "due_1": "2027-01-20",
        **changed,
    }


def test_a_warning_is_written_for_what_was_inspected_changed_and_issued(desk: Desk) -> None:
    scene = desk.scene
    inspection = an_inspection(scene, InspectionState.DRAFTING)
    address = f"{LIST}new/{scene.trust.code}/section_29a/?inspection={inspection.reference}"
    page = desk.get(scene.lead, address)
    assert "Maternity" not in page
    page = desk.post(scene.lead, address, **a_form(due_1="")).content.decode()
    assert 'href="#id_due_1"' in page
    assert Notice.objects.count() == 0
    desk.post(scene.lead, address, **a_form())
    notice = Notice.objects.get()
    assert (notice.inspection, notice.requirements.count(), notice.areas.count()) == (inspection, 2, 1)
    draft = desk.get(scene.lead, f"{LIST}{notice.reference}/draft/")
    assert "A plan for sickness." in draft
    desk.post(scene.lead, f"{LIST}{notice.reference}/draft/", **a_form(requirement_2="Rotas.", due_2="2027-02-01"))
    assert notice.requirements.count() == 3
    page = desk.post(scene.lead, f"{LIST}{notice.reference}/issue/").content.decode()
    assert "It is issued" in page
    page = desk.post(scene.lead, f"{LIST}{notice.reference}/draft/", **a_form()).content.decode()
    assert "no draft any more" in page


def test_a_form_sent_twice_makes_one_notice(desk: Desk) -> None:
    scene = desk.scene
    address = f"{LIST}new/{scene.trust.code}/section_29a/?place=RX101|surgery"
    page = desk.get(scene.lead, address)
    carried = re.search(r'name="save_id" value="([0-9a-f-]{36})"', page)
    assert carried is not None
    sent = a_form(save_id=carried[1])
    first, second = (desk.post(scene.lead, address, **sent).redirect_chain for _ in range(2))
    assert first == second
    assert Notice.objects.count() == 1
    assert f'value="{carried[1]}"' in desk.post(scene.lead, address, **{**sent, "title": ""}).content.decode()


def test_the_care_of_a_notice_without_inspection_is_chosen_site_by_site(desk: Desk) -> None:
    scene = desk.scene
    another_site(scene)
    new = f"{LIST}new/{scene.trust.code}/section_29a/"
    client = desk.as_person(scene.lead)
    first = client.get(new, follow=True)
    assert first.redirect_chain == [(f"{new}care/", 302)]
    page = first.content.decode()
    assert "Which sites does it concern?" in page
    assert 'value="RX102"' in page
    assert "Maternity" not in page
    page = desk.get(scene.lead, f"{new}care/?site=RX102")
    assert "Which services does it concern?" in page
    assert 'value="RX102|surgery"' in page
    assert "RX101|" not in page
    chosen = f"{new}?place=&place=RX102|surgery&place=RX102|gardening&place=RX909|surgery"
    page = desk.get(scene.lead, chosen)
    assert page.count('name="areas"') == 5
    assert 'value="RX102|surgery|safe"' in page
    desk.post(scene.lead, chosen, **a_form(areas=["RX102|surgery|safe"]))
    notice = Notice.objects.get()
    assert [(area.site.code, area.service) for area in notice.areas.all()] == [("RX102", "surgery")]
    draft = f"{LIST}{notice.reference}/draft/"
    page = desk.get(scene.lead, f"{draft}?place=RX101|critical_care")
    assert page.count('name="areas"') == 10
    assert page.count(" checked") == 2  # the regulation and the area
    assert f"draft={notice.reference}" in page


def test_a_notice_can_concern_no_single_service_and_the_only_site_is_not_asked_for(desk: Desk) -> None:
    scene = desk.scene
    new = f"{LIST}new/{scene.trust.code}/section_12/"
    assert "Which services does it concern?" in desk.get(scene.lead, f"{new}care/")
    assert 'name="areas"' not in desk.get(scene.lead, f"{new}?place=")
    theirs = issued(a_scene("RX2"))
    assert desk.as_person(scene.lead).get(f"{new}care/?draft={theirs.reference}").status_code == 404


def test_a_draft_that_lacks_something_is_not_issued(desk: Desk) -> None:
    scene = desk.scene
    bare = a_form(areas=[], requirement_0="", due_0="", requirement_1="", due_1="")
    desk.post(scene.lead, f"{LIST}new/{scene.trust.code}/section_29a/", **bare)
    notice = Notice.objects.get()
    page = desk.post(scene.lead, f"{LIST}{notice.reference}/issue/").content.decode()
    assert "A warning notice says what must improve, and by when." in page
    notice.refresh_from_db()
    assert notice.state == "draft"


def test_drafts_stand_apart_from_what_is_in_force_and_ones_own_first(desk: Desk) -> None:
    scene = desk.scene
    issued(scene)
    for title, by, days in (("Theirs", scene.second, 9), ("Mine, new", scene.lead, 1), ("Mine, old", scene.lead, 5)):
        draft_notice(
            trust=scene.trust,
            draft_id=new_id(),
            content=a_warning(scene, title=title),
            by=by,
            now=NOW - timedelta(days=days),
        )
    page = desk.get(scene.lead, LIST)
    assert "1</span> in force" in page
    assert "3</span> being written" in page
    assert "Issued today." in page
    in_order = [page.index(title) for title in ("Staffing of surgical wards", "Mine, old", "Mine, new", "Theirs")]
    assert in_order == sorted(in_order)
    assert page.count("No answer from the trust yet.") == 1


def test_what_is_overdue_stands_first_and_is_decided(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, notice = desk.scene, issued(desk.scene)
    last = max(each.due_on for each in notice.requirements.all())
    monkeypatch.setenv("OVERSIGHT_NOW", f"{last.replace(year=last.year + 1).isoformat()}T10:00:00+00:00")
    page = desk.get(scene.lead, LIST)
    assert "Decision overdue" in page
    assert "365 days overdue" in page
    decision = f"{LIST}{notice.reference}/decision/"
    sent = {"complied": "no", "next_step": "condition", "reason": "Nights are short still."}
    page = desk.post(scene.lead, decision, **sent).content.decode()
    assert "Record first of each requirement" in page
    for requirement in notice.requirements.all():
        address = f"{LIST}{notice.reference}/requirements/{requirement.position}/"
        desk.post(scene.lead, address, met="no", finding="Four nights of seven.")
    page = desk.post(scene.lead, decision, **{**sent, "next_step": "nothing"}).content.decode()
    assert "decide what follows" in page
    page = desk.post(scene.lead, decision, **sent).content.decode()
    assert "Not complied with" in page
    assert "Take the next step" in page
    assert "next step outstanding" in desk.get(scene.lead, LIST)


def test_representations_are_decided_by_somebody_else(desk: Desk) -> None:
    scene, notice = desk.scene, issued(desk.scene)
    made = make_representation(
        notice=notice, text="Two rotas were misread.", representation_id=new_id(), by=scene.signatory, now=NOW
    )
    address = f"{LIST}{notice.reference}/representations/{made.representation_id}/"
    assert "1</span> representations to decide on" in desk.get(scene.chief, LIST)
    assert "You wrote or issued this notice" in desk.get(scene.lead, address)
    page = desk.post(scene.chief, address, outcome="upheld", reason="They were.").content.decode()
    assert "Withdrawn" in page
    assert "They were." in desk.get(scene.preparer, f"/workspace/inspections/notices/{notice.reference}/")


def test_it_is_shown_to_the_public_and_withdrawn_with_a_reason(desk: Desk) -> None:
    scene, notice = desk.scene, issued(desk.scene)
    desk.post(scene.lead, f"{LIST}{notice.reference}/public/", public="yes")
    notice.refresh_from_db()
    assert notice.is_public
    desk.post(scene.lead, f"{LIST}{notice.reference}/public/", public="no")
    notice.refresh_from_db()
    assert not notice.is_public
    page = desk.post(scene.lead, f"{LIST}{notice.reference}/end/withdraw/", reason="").content.decode()
    assert 'href="#id_reason"' in page
    page = desk.post(scene.lead, f"{LIST}{notice.reference}/end/withdraw/", reason="Another trust's.").content.decode()
    assert "It is withdrawn" in page
    assert desk.as_person(scene.lead).get(f"{LIST}{notice.reference}/end/burn/").status_code == 404


def test_a_prosecution_cites_only_what_is_such_an_offence(desk: Desk) -> None:
    page = desk.get(desk.scene.lead, f"{LIST}new/{desk.scene.trust.code}/regulation_22_1/?place=")
    assert "Safe care and treatment" not in page
    assert "Need for consent" in page
    assert desk.as_person(desk.scene.lead).get(f"{LIST}new/{desk.scene.trust.code}/magna_carta/").status_code == 404
