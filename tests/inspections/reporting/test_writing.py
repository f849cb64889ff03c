"""Writing a report, reviewing it and sending it: nothing lost, a second person, and a clock that starts."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from inspections.models import DraftReport, InspectedService, Interest, ReportSectionVersion
from inspections.reporting.outline import SUMMARY, WELL_LED, OutlinedService, OutlinedSite, outline
from inspections.reporting.quality import quality_criteria, review_quality, take_back_for_writing
from inspections.reporting.saving import Save
from inspections.reporting.sending import extend_time, send_draft
from inspections.reporting.writing import lay_out_report, settled_texts, standing_texts, write_section
from inspections.states.inspection import InspectionState
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns.refusals import Refused
from ratings.rules.ratings_words import KeyQuestion
from tests.inspections.making import NOW, a_scene, an_inspection, new_id
from tests.inspections.reporting.steps import DRAFT_WORDS, judge_all, reviewed, sent, write, written

pytestmark = pytest.mark.django_db


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_the_outline_has_the_whole_then_each_site_and_service_with_its_five_questions() -> None:
    site = OutlinedSite("RX101", "General", (OutlinedService("surgery", "Surgery"),))
    codes = [section.code for section in outline([site], trust_well_led=True)]
    assert codes[:4] == [SUMMARY, "about", WELL_LED, "RX101"]
    assert codes[4:10] == ["RX101.surgery", *(f"RX101.surgery.{question}" for question in KeyQuestion)]
    assert codes[-1] == "should_improve"
    assert WELL_LED not in [section.code for section in outline([site], trust_well_led=False)]


def test_laying_out_twice_changes_nothing_and_a_further_service_comes_in_at_its_place() -> None:
    scene = a_scene()
    inspection = an_inspection(scene)
    first = lay_out_report(inspection=inspection, by=scene.lead, now=NOW)
    write(scene, inspection)
    again = lay_out_report(inspection=inspection, by=scene.lead, now=NOW)
    assert [(section.pk, section.position) for section in first] == [(each.pk, each.position) for each in again]
    InspectedService.objects.create(inspection=inspection, site=scene.site, service="medical_care")
    codes = [section.code for section in lay_out_report(inspection=inspection, by=scene.lead, now=NOW)]
    assert codes.index("RX101.medical_care") < codes.index("RX101.surgery")
    assert settled_texts(inspection)[SUMMARY] == DRAFT_WORDS


def test_two_people_who_write_on_the_same_version_lose_nothing_until_somebody_settles_it() -> None:
    scene = a_scene()
    inspection = an_inspection(scene)
    lay_out_report(inspection=inspection, by=scene.lead, now=NOW)
    write(scene, inspection, text="The first words.")
    write(scene, inspection, text="The lead's words.", based_on=1)
    saved = write(scene, inspection, text="The second's words.", based_on=1, by=scene.second)
    assert [version.text for version in saved.beside] == ["The lead's words."]
    assert [version.text for version in standing_texts(inspection)[SUMMARY]] == [
        "The lead's words.",
        "The second's words.",
    ]
    with pytest.raises(Refused) as refused:
        settled_texts(inspection)
    assert code(refused) == "unsettled"
    settled = write(scene, inspection, text="Both words.", based_on=2, settles=(3,))
    assert settled.beside == ()
    assert settled_texts(inspection)[SUMMARY] == "Both words."
    assert ReportSectionVersion.objects.count() == 4


def test_a_save_sent_twice_is_one_and_its_id_belongs_to_its_writer_and_section() -> None:
    scene = a_scene()
    inspection = an_inspection(scene)
    lay_out_report(inspection=inspection, by=scene.lead, now=NOW)
    section, other = inspection.sections.get(code=SUMMARY), inspection.sections.get(code="about")
    save = Save(new_id())
    assert write_section(section=section, save=save, text="One.", by=scene.lead, now=NOW).is_new
    assert not write_section(section=section, save=save, text="One.", by=scene.lead, now=NOW).is_new
    for of, by in ((other, scene.lead), (section, scene.second)):
        with pytest.raises(Refused) as refused:
            write_section(section=of, save=save, text="One.", by=by, now=NOW)
        assert code(refused) == "known"
    with pytest.raises(Refused) as refused:
        write_section(section=section, save=Save(new_id(), based_on=9), text="One.", by=scene.lead, now=NOW)
    assert code(refused) == "version"
    assert section.versions.count() == 1


def test_only_the_team_writes_and_only_while_the_report_is_open() -> None:
    scene = a_scene()
    inspection = written(scene)
    for by, why in ((scene.signatory, "not_allowed"), (scene.manager, "not_in_team")):
        with pytest.raises(Refused) as refused:
            write(scene, inspection, by=by)
        assert code(refused) == why
    reviewed(scene, inspection)
    with pytest.raises(Refused) as refused:
        write(scene, inspection)
    assert code(refused) == "moved_on"
    take_back_for_writing(inspection=inspection, by=scene.lead, now=NOW)
    assert write(scene, inspection).is_new


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_are_both_kept_under_numbers_of_their_own() -> None:
    scene = a_scene()
    inspection = an_inspection(scene)
    lay_out_report(inspection=inspection, by=scene.lead, now=NOW)
    section, barrier = inspection.sections.get(code=SUMMARY), threading.Barrier(2)
    failures: list[Exception] = []

    def save(by: object, text: str) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            write_section(section=section, save=Save(new_id()), text=text, by=by, now=NOW)  # type: ignore[arg-type]
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=args) for args in ((scene.lead, "A"), (scene.second, "B"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []
    assert sorted(section.versions.values_list("number", flat=True)) == [1, 2]
    assert {version.text for version in standing_texts(inspection)[SUMMARY]} == {"A", "B"}


def test_a_review_passes_when_every_criterion_is_met_by_somebody_who_had_no_part() -> None:
    scene = a_scene()
    inspection = written(scene)

    def review(by: object, criteria: list[str] | None = None, **how: object) -> object:
        met = list(quality_criteria()) if criteria is None else criteria
        return review_quality(
            inspection=inspection, criteria_met=met, by=by, now=NOW, **{"passed": True, **how}  # type: ignore[arg-type]
        )  # fmt: skip

    with pytest.raises(Refused) as refused:
        review(scene.second)
    assert code(refused) == "not_allowed"
    with pytest.raises(Refused) as refused:
        review(scene.manager, ["evidence"])
    assert code(refused) == "criteria"
    with pytest.raises(Refused) as refused:
        review(scene.manager, [*quality_criteria(), "beauty"])
    assert code(refused) == "criteria"
    with pytest.raises(Refused) as refused:
        review(scene.manager, passed=False)
    assert code(refused) == "no_text"
    review(scene.manager, ["plain"], passed=False, remarks="Say by whom.")
    inspection.refresh_from_db()
    assert inspection.state == InspectionState.DRAFTING
    review(scene.manager)
    assert inspection.state == InspectionState.QUALITY_REVIEWED
    assert list(inspection.quality_reviews.values_list("passed", flat=True)) == [False, True]


def test_who_was_on_the_visit_or_has_ties_to_the_trust_reviews_nothing() -> None:
    scene = a_scene()
    inspection = written(scene)
    inspection.visits.get().people.add(scene.chief)
    with pytest.raises(Refused) as refused:
        reviewed(scene, inspection, by=scene.chief)
    assert code(refused) == "own_work"
    Interest.objects.create(
        person=scene.manager,
        trust=scene.trust,
        kind=Interest.Kind.FAMILY,
        from_on=date(2020, 1, 1),
        declared_by=scene.manager,
        declared_at=NOW,
    )
    with pytest.raises(Refused) as refused:
        reviewed(scene, inspection)
    assert code(refused) == "conflict"


def test_a_report_that_is_not_whole_does_not_pass() -> None:
    scene = a_scene()
    inspection = an_inspection(scene)
    lay_out_report(inspection=inspection, by=scene.lead, now=NOW)
    with pytest.raises(Refused) as refused:
        reviewed(scene, inspection)
    assert code(refused) == "no_text"
    write(scene, inspection)
    with pytest.raises(Refused) as refused:
        reviewed(scene, inspection)
    assert code(refused) == "not_judged"
    judge_all(scene, inspection)
    write(scene, inspection, text="A.", based_on=1)
    write(scene, inspection, text="B.", based_on=1)
    with pytest.raises(Refused) as refused:
        reviewed(scene, inspection)
    assert code(refused) == "unsettled"


def test_the_recorded_sending_starts_the_clock_and_the_draft_stays_as_sent() -> None:
    scene = a_scene()
    draft = sent(scene)
    draft.refresh_from_db()
    assert (draft.sent_at, draft.due_at) == (NOW, datetime(2026, 11, 19, 23, 59, 59, tzinfo=UTC))
    assert draft.inspection.state == InspectionState.FACTUAL_ACCURACY_OPEN
    assert [section["code"] for section in draft.sections] == [SUMMARY]
    overall = [each for each in draft.ratings if each["level"] == "location"]
    assert [(each["awarded"], each["rule"]) for each in overall] == [("good", "E")]
    with pytest.raises(DatabaseError), transaction.atomic():
        DraftReport.objects.filter(pk=draft.pk).update(sections=[])


def test_a_draft_is_sent_after_its_review_by_the_team() -> None:
    scene = a_scene()
    inspection = written(scene)
    with pytest.raises(Refused) as refused:
        send_draft(inspection=inspection, by=scene.lead, now=NOW)
    assert code(refused) == "moved_on"
    reviewed(scene, inspection)
    with pytest.raises(Refused) as refused:
        send_draft(inspection=inspection, by=scene.manager, now=NOW)
    assert code(refused) == "not_in_team"


def test_only_a_manager_gives_more_time_in_writing_until_the_end_of_a_working_day() -> None:
    scene = a_scene()
    draft = sent(scene)
    for by, until, reason, why in (
        (scene.lead, date(2026, 11, 26), "The flood.", "not_allowed"),
        (scene.signatory, date(2026, 11, 26), "The flood.", "not_allowed"),
        (scene.manager, date(2026, 11, 26), " ", "no_text"),
        (scene.manager, date(2026, 11, 28), "The flood.", "dates"),
        (scene.manager, date(2026, 11, 19), "The flood.", "dates"),
    ):
        with pytest.raises(Refused) as refused:
            extend_time(draft=draft, until=until, reason=reason, by=by, now=NOW)
        assert code(refused) == why
    extension = extend_time(draft=draft, until=date(2026, 11, 26), reason="The flood.", by=scene.manager, now=NOW)
    draft.refresh_from_db()
    assert draft.due_at == datetime(2026, 11, 26, 23, 59, 59, tzinfo=UTC)
    assert extension.was_until == datetime(2026, 11, 19, 23, 59, 59, tzinfo=UTC)
    assert AuditEntry.objects.filter(action="report.time_extended", person=scene.manager).count() == 1


def test_no_draft_word_or_rating_is_in_the_audit_log_or_in_news() -> None:
    scene = a_scene()
    draft = sent(scene)
    told = repr(list(AuditEntry.objects.values())) + repr(list(OutboxEvent.objects.values()))
    assert "Marigold" not in told
    assert "requires_improvement" not in told
    assert "'good'" not in told
    assert draft.sha256 in told
