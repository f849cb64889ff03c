"""A notice at the trust: read, answered in the same place, and represented against in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inspections.enforcing.issuing import draft_notice
from inspections.models import NoticeAnswer, Representation
from tests.inspections.enforcing.notice_steps import a_warning, issued
from tests.inspections.making import NOW, a_scene, new_id
from tests.inspections.pages.conftest import Desk

HOME = "/workspace/inspections/"


def test_it_is_read_by_the_trusts_own_people_once_it_was_issued(desk: Desk) -> None:
    scene = desk.scene
    draft = draft_notice(trust=scene.trust, draft_id=new_id(), content=a_warning(scene), by=scene.lead, now=NOW)
    assert desk.as_person(scene.signatory).get(f"{HOME}notices/{draft.reference}/").status_code == 404
    assert draft.title not in desk.get(scene.signatory, HOME)
    notice = issued(scene)
    assert notice.title in desk.get(scene.preparer, HOME)
    page = desk.get(scene.preparer, f"{HOME}notices/{notice.reference}/")
    for requirement in notice.requirements.all():
        assert requirement.text in page
    assert "Somebody who signs for the trust answers the notice" in page
    other = a_scene("RX2")
    assert desk.as_person(other.signatory).get(f"{HOME}notices/{notice.reference}/").status_code == 404


def test_it_is_answered_on_a_requirement_with_a_file(desk: Desk) -> None:
    scene, notice = desk.scene, issued(desk.scene)
    address = f"{HOME}notices/{notice.reference}/answer/"
    save_id = new_id()
    for _ in range(2):
        file = SimpleUploadedFile("plan.pdf", b"%PDF a plan")
        page = desk.post(scene.signatory, address, save_id=save_id, on="1", text="Twelve nurses begin.", file=file)
    assert "The answer is sent" in page.content.decode()
    answer = NoticeAnswer.objects.get()
    assert answer.requirement is not None
    assert answer.requirement.position == 1
    given = desk.as_person(scene.preparer).get(f"{HOME}notices/{notice.reference}/answers/{answer.answer_id}/file/")
    assert given.content == b"%PDF a plan"
    assert given["Content-Disposition"].startswith("attachment")
    seen = desk.as_person(scene.lead).get(f"/inspect/notices/{notice.reference}/answers/{answer.answer_id}/file/")
    assert seen.content == b"%PDF a plan"


def test_representations_are_made_in_time_and_not_after_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, notice = desk.scene, issued(desk.scene)
    address = f"{HOME}notices/{notice.reference}/represent/"
    page = desk.post(scene.signatory, address, save_id=new_id(), text="Two rotas were misread.").content.decode()
    assert "The representations are sent" in page
    assert notice.representations_until is not None
    late = notice.representations_until + timedelta(seconds=1)
    monkeypatch.setenv("OVERSIGHT_NOW", late.isoformat())
    page = desk.post(scene.signatory, address, save_id=new_id(), text="And one more.").content.decode()
    assert "Representations could be made until" in page
    assert Representation.objects.count() == 1
