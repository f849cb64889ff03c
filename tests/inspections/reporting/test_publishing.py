"""Publishing: the whole or nothing, once, at its time, and word for word what was reviewed."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from inspections.enforcing.areas import Place as AreaPlace
from inspections.enforcing.issuing import Content, draft_notice, issue_notice
from inspections.models import (
    Inspection,
    PlannedPublication,
    PublishedReport,
    RatingLevel,
)
from inspections.reporting.publishing import plan_publication, publish_due, publish_report, withdraw_plan
from inspections.tasks import publish_due_reports
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns.refusals import Refused
from ratings.rules.ratings_words import KeyQuestion, Rating
from tests.inspections.making import NOW, a_scene, new_id
from tests.inspections.reporting.steps import (
    DRAFT_WORDS,
    judge,
    published,
    resolved,
    reviewed,
    write,
    written,
)

pytestmark = pytest.mark.django_db
OUT = NOW + timedelta(days=20)
SAFE = KeyQuestion.SAFE


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_the_report_holds_its_sections_and_nobodys_name() -> None:
    scene = a_scene()
    report = published(scene)
    assert [(section["code"], section["text"]) for section in report.sections] == [("summary", DRAFT_WORDS)]
    assert report.about["team"] == {"inspector": 1, "lead": 1}
    assert "Lead" not in repr(report.about)
    assert (report.number, report.reason, report.inspected_from) == (1, "", date(2026, 10, 5))
    for changed in ({"sections": []}, {"sha256": "0" * 64}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PublishedReport.objects.filter(pk=report.pk).update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        report.ratings.update(rating="outstanding")


def test_publishing_tells_once_and_leaves_an_audit_entry_by_a_hash() -> None:
    scene = a_scene()
    report = published(scene)
    event = OutboxEvent.objects.get(name="inspection.published")
    assert (event.subject_id, event.payload["report"], event.payload["trust"]) == (
        report.inspection.reference,
        1,
        "RX1",
    )
    assert AuditEntry.objects.get(action="inspection.published").hashes == [report.sha256]


def test_only_a_report_that_was_resolved_and_reviewed_word_for_word_comes_out() -> None:
    scene = a_scene()
    with pytest.raises(Refused) as refused:
        publish_report(inspection=written(scene), by=scene.lead, now=OUT)
    assert code(refused) == "moved_on"
    other = a_scene("RX2")
    inspection = resolved(other)
    with pytest.raises(Refused) as refused:
        publish_report(inspection=inspection, by=other.signatory, now=OUT)
    assert code(refused) == "not_allowed"
    write(other, inspection, text="Changed after the trust answered.", based_on=1)
    with pytest.raises(Refused) as refused:
        publish_report(inspection=inspection, by=other.lead, now=OUT)
    assert code(refused) == "not_reviewed"
    assert not PublishedReport.objects.exists()
    reviewed(other, inspection, now=OUT)
    assert publish_report(inspection=inspection, by=other.lead, now=OUT).sections[0]["text"].startswith("Changed")


def test_a_judgement_changed_after_the_review_is_reviewed_again() -> None:
    scene = a_scene()
    inspection = resolved(scene)
    judge(scene, inspection, "surgery", SAFE, Rating.OUTSTANDING)
    with pytest.raises(Refused) as refused:
        publish_report(inspection=inspection, by=scene.lead, now=OUT)
    assert code(refused) == "not_reviewed"


def test_a_notice_issued_after_the_review_limits_the_rating_and_is_reviewed_with_it() -> None:
    scene = a_scene()
    inspection = resolved(scene)
    notice = draft_notice(
        trust=scene.trust,
        draft_id=new_id(),
        content=Content(
            power="section_12",
            title="A condition",
            reasons="Danger.",
            areas=(AreaPlace(scene.site, "surgery", SAFE),),
        ),
        by=scene.lead,
        now=NOW + timedelta(days=5),
        inspection=inspection,
    )
    issue_notice(notice=notice, by=scene.lead, now=NOW + timedelta(days=5))
    with pytest.raises(Refused) as refused:
        publish_report(inspection=inspection, by=scene.lead, now=OUT)
    assert code(refused) == "not_reviewed"
    reviewed(scene, inspection, now=OUT)
    report = publish_report(inspection=inspection, by=scene.lead, now=OUT)
    row = report.ratings.get(level=RatingLevel.SERVICE_KEY_QUESTION, service="surgery", key_question="safe")
    assert (row.rating, row.rule, row.inputs) == ("inadequate", "enforcement", {"safe": "good"})


def test_a_report_is_published_once() -> None:
    scene = a_scene()
    report = published(scene)
    with pytest.raises(Refused) as refused:
        publish_report(inspection=report.inspection, by=scene.manager, now=OUT)
    assert code(refused) == "published"
    assert PublishedReport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_does_and_the_other_is_told() -> None:
    scene = a_scene()
    inspection = resolved(scene)
    plan_publication(inspection=inspection, publish_at=OUT, by=scene.lead, now=NOW + timedelta(days=4))
    barrier = threading.Barrier(3)
    outcomes: list[str] = []

    def publish(deed: object) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            outcomes.append(deed())  # type: ignore[operator]
        except Refused as refused:
            outcomes.append(refused.code)
        except Exception as failure:
            outcomes.append(repr(failure))
        finally:
            connection.close()

    def as_person(person: object) -> str:
        publish_report(inspection=Inspection.objects.get(pk=inspection.pk), by=person, now=OUT)  # type: ignore[arg-type]
        return "done"

    def as_task() -> str:
        return "done" if publish_due(now=OUT) else "published"

    threads = [
        threading.Thread(target=publish, args=(deed,))
        for deed in (lambda: as_person(scene.lead), lambda: as_person(scene.manager), as_task)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["done", "published", "published"]
    assert PublishedReport.objects.count() == 1
    assert PlannedPublication.objects.get().done_at == OUT
    assert OutboxEvent.objects.filter(name="inspection.published").count() == 1


def test_a_report_comes_out_at_its_time_and_not_before(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    scene = a_scene()
    inspection = resolved(scene)
    with pytest.raises(Refused) as refused:
        plan_publication(inspection=inspection, publish_at=NOW, by=scene.lead, now=NOW + timedelta(days=4))
    assert code(refused) == "past"
    plan_publication(inspection=inspection, publish_at=OUT, by=scene.lead, now=NOW + timedelta(days=4))
    assert publish_due(now=OUT - timedelta(seconds=1)) == []
    settings.DEMONSTRATION = True  # type: ignore[attr-defined]
    monkeypatch.setenv("OVERSIGHT_NOW", OUT.isoformat())
    publish_due_reports()
    report = PublishedReport.objects.get()
    assert (report.published_at, report.published_by) == (OUT, None)
    assert publish_due(now=OUT) == []
    entry = AuditEntry.objects.get(action="inspection.published")
    assert (entry.person, entry.system) == (None, "inspections.publishing")


def test_another_time_takes_the_place_of_the_first_and_a_time_taken_back_does_nothing() -> None:
    scene = a_scene()
    inspection = resolved(scene)
    before = NOW + timedelta(days=4)
    plan_publication(inspection=inspection, publish_at=OUT, by=scene.lead, now=before)
    plan_publication(inspection=inspection, publish_at=OUT + timedelta(days=1), by=scene.lead, now=before)
    assert publish_due(now=OUT) == []
    withdraw_plan(inspection=inspection, reason="The trust's chair is away.", by=scene.lead, now=OUT)
    assert publish_due(now=OUT + timedelta(days=2)) == []
    with pytest.raises(Refused) as refused:
        withdraw_plan(inspection=inspection, reason="Again.", by=scene.lead, now=OUT)
    assert code(refused) == "not_planned"


def test_a_planned_report_that_was_changed_stays_unpublished_and_others_come_out() -> None:
    scene, other = a_scene(), a_scene("RX2")
    changed, whole = resolved(scene), resolved(other)
    for inspection, lead in ((changed, scene.lead), (whole, other.lead)):
        plan_publication(inspection=inspection, publish_at=OUT, by=lead, now=NOW + timedelta(days=4))
    write(scene, changed, text="Changed.", based_on=1)
    assert [report.inspection for report in publish_due(now=OUT)] == [whole]
    assert PlannedPublication.objects.filter(done_at__isnull=True).get().inspection == changed
