"""The pages of reports and notices with much on them, as both sides see them, wide and on a phone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from inspections.information_requests import ask_trust
from inspections.states.inspection import InspectionState
from tests.inspections.enforcing.notice_steps import issued
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, another_site, new_id
from tests.inspections.pages.test_looking import sign_in
from tests.inspections.reporting.steps import pointed, published, sent, write, written
from tests.pages.looking import Looking, looking

__all__ = ["looking"]
LONG = "Of the seven nights that we looked at, four had one registered nurse for fourteen patients. " * 12


@pytest.fixture
def scene(transactional_db, monkeypatch, settings) -> Scene:
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())
    return a_scene()


def test_a_section_on_which_two_people_wrote(looking: Looking, scene: Scene) -> None:
    inspection = written(scene)
    write(scene, inspection, text=LONG, based_on=1)
    write(scene, inspection, text="Nights are short.", based_on=1, by=scene.second)
    sign_in(looking, scene.lead)
    looking.open(f"/inspect/inspections/{inspection.reference}/report/sections/summary/")
    looking.is_sound("section-two-versions")
    looking.open(f"/inspect/inspections/{inspection.reference}/report/")
    looking.is_sound("report-to-settle")


def test_what_waits_for_a_trust(looking: Looking, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = an_inspection(scene, InspectionState.ON_SITE)
    for text, due_on in (("The rotas of October.", date(2026, 11, 6)), (LONG, date(2026, 11, 20))):
        ask_trust(inspection=asking, request_id=new_id(), text=text, due_on=due_on, by=scene.lead, now=NOW)
    draft = sent(scene)
    pointed(scene, draft, LONG, now=NOW)
    published(scene)
    issued(scene)
    monkeypatch.setenv("OVERSIGHT_NOW", "2026-11-10T10:00:00+00:00")
    sign_in(looking, scene.signatory)
    looking.open("/workspace/inspections/")
    looking.is_sound("trust-busy")
    looking.open(f"/workspace/inspections/{draft.inspection.reference}/draft/send/")
    looking.is_sound("trust-send-long")
    looking.open(f"/workspace/inspections/{asking.reference}/")
    looking.is_sound("trust-asked")


def test_a_trust_reads_the_draft_and_the_report(
    looking: Looking, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = sent(scene)
    pointed(scene, draft, LONG, now=NOW)
    sign_in(looking, scene.signatory)
    whole = f"/workspace/inspections/{draft.inspection.reference}/draft/whole/"
    looking.open(whole)
    looking.is_sound("trust-whole-draft")
    looking.page.emulate_media(media="print")
    assert not looking.page.get_by_text("Answer section by section").is_visible()
    assert looking.page.get_by_text("Confidential until the report is published.").is_visible()
    looking.page.emulate_media(media="screen")
    report = published(scene, written(scene), now=NOW + timedelta(days=20), reviewed_again=True)
    monkeypatch.setenv("OVERSIGHT_NOW", (NOW + timedelta(days=21)).isoformat())
    looking.open(f"/workspace/inspections/{report.inspection.reference}/report/")
    looking.is_sound("trust-published-report")


def test_choosing_the_care_of_a_notice(looking: Looking, scene: Scene) -> None:
    another_site(scene)
    sign_in(looking, scene.lead)
    looking.open(f"/inspect/notices/new/{scene.trust.code}/section_29a/")
    looking.is_sound("notice-care-sites")
    looking.page.get_by_label("Second Hospital").check()
    looking.page.get_by_role("button", name="Continue").click()
    looking.is_sound("notice-care-services")
    looking.page.get_by_label("Surgery").check()
    looking.page.get_by_role("button", name="Continue").click()
    looking.is_sound("notice-form-chosen")
    looking.page.get_by_text("Choose other services").click()
    assert looking.page.get_by_label("Second Hospital").is_checked()


def test_open_notices_with_one_overdue(looking: Looking, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = issued(scene)
    monkeypatch.setenv("OVERSIGHT_NOW", "2027-11-10T10:00:00+00:00")
    sign_in(looking, scene.lead)
    looking.open("/inspect/notices/")
    looking.is_sound("notices-overdue")
    looking.open(f"/inspect/notices/{notice.reference}/decision/")
    looking.is_sound("notice-decision")
