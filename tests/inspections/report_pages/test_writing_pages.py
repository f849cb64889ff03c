"""Writing a report: laid out by what is inspected, its evidence beside it, nothing lost when two people write."""

from __future__ import annotations

from inspections.evidence import Found, save_evidence
from inspections.models import EvidenceVersion, Inspection, ReportSectionVersion
from inspections.states.inspection import InspectionState
from oversight.organisations.models import Site
from ratings.rules.ratings_words import KeyQuestion
from tests.inspections.making import NOW, an_inspection, new_id
from tests.inspections.pages.conftest import Desk
from tests.inspections.reporting.steps import DRAFT_WORDS, written


def at(inspection: Inspection, rest: str = "") -> str:
    return f"/inspect/inspections/{inspection.reference}/report/{rest}"


def a_text(text: str, **changed: object) -> dict[str, object]:
    return {"save_id": new_id(), "based_on": 0, "settles": "", "text": text, **changed}


def found(desk: Desk, inspection: Inspection, text: str, service: str, question: KeyQuestion | None) -> None:
    save_evidence(
        piece_id=new_id(),
        save_id=new_id(),
        inspection=inspection,
        found=Found(
            text=text,
            kind=EvidenceVersion.Kind.OBSERVATION,
            captured_at=NOW,
            site=Site.objects.get(pk=desk.scene.site.pk),
            service=service,
            key_question=question,
        ),
        by=desk.scene.lead,
        now=NOW,
    )


def test_the_sections_are_set_up_by_what_is_inspected(desk: Desk) -> None:
    scene = desk.scene
    inspection = an_inspection(scene, InspectionState.DRAFTING)
    assert "Surgery: Is it safe?" in desk.get(scene.lead, at(inspection))
    assert inspection.sections.count() == 0
    page = desk.post(scene.lead, at(inspection, "lay-out/")).content.decode()
    assert "The sections are set up" in page
    assert inspection.sections.filter(service="surgery").count() == 6
    outside = desk.post(scene.manager, at(inspection, "lay-out/")).content.decode()
    assert "Join the team first" in outside


def test_a_section_is_saved_once_with_its_own_evidence_beside_it(desk: Desk) -> None:
    scene, inspection = desk.scene, written(desk.scene)
    section = inspection.sections.get(service="surgery", code__endswith=".safe")
    found(desk, inspection, "One nurse for fourteen patients.", "surgery", KeyQuestion.SAFE)
    found(desk, inspection, "A pressure sore was not seen.", "surgery", None)
    found(desk, inspection, "Curtains were drawn.", "surgery", KeyQuestion.CARING)
    found(desk, inspection, "The unit was calm.", "critical_care", KeyQuestion.SAFE)
    page = desk.get(scene.lead, at(inspection, f"sections/{section.code}/"))
    assert "One nurse for fourteen patients." in page
    assert "A pressure sore was not seen." in page
    assert "Curtains were drawn." not in page
    assert "The unit was calm." not in page
    form = a_text("Nights were not safe.")
    for _ in range(2):
        page = desk.post(scene.lead, at(inspection, f"sections/{section.code}/"), **form).content.decode()
    assert "Nights were not safe." in page
    assert ReportSectionVersion.objects.filter(section=section).count() == 1


def test_two_people_who_write_at_once_lose_nothing_and_settle_it(desk: Desk) -> None:
    scene, inspection = desk.scene, written(desk.scene)
    address = at(inspection, "sections/summary/")
    for person, text in ((scene.lead, "Nights are short."), (scene.second, "Weekends are short.")):
        page = desk.post(person, address, **a_text(text, based_on=1)).content.decode()
    assert "Somebody else saved this section while you were writing" in page
    assert "Nights are short." in page
    assert "Weekends are short." in page
    assert "To settle" in desk.get(scene.lead, at(inspection))
    page = desk.post(
        scene.lead, address, **a_text("Nights and weekends are short.", based_on=3, settles="2,3")
    ).content.decode()
    assert "Two versions stand side by side" not in page
    assert "To settle" not in desk.get(scene.lead, at(inspection))
    assert DRAFT_WORDS in page


def test_what_follows_is_opened_after_saving_where_that_is_wanted(desk: Desk) -> None:
    scene, inspection = desk.scene, written(desk.scene)
    page = desk.post(
        scene.lead, at(inspection, "sections/summary/"), next="1", **a_text("Kind.", based_on=1)
    ).content.decode()
    assert "<h1" in page
    assert inspection.sections.order_by("position")[1].title in page


def test_outside_the_time_of_writing_nothing_is_saved(desk: Desk) -> None:
    scene = desk.scene
    inspection = written(scene)
    Inspection.objects.filter(pk=inspection.pk).update(state="quality_reviewed")
    page = desk.post(scene.lead, at(inspection, "sections/summary/"), **a_text("More.", based_on=1)).content.decode()
    assert "This inspection is now: quality reviewed" in page
    assert ReportSectionVersion.objects.filter(section__inspection=inspection).count() == 1
