"""Publishing: the whole or nothing, once, at its time; ratings at every level, and the earlier ones kept."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from inspections.enforcing.areas import Place as AreaPlace
from inspections.enforcing.issuing import Content, draft_notice, issue_notice
from inspections.judging.departures import approve_departure, propose_departure
from inspections.judging.grid import Place
from inspections.models import (
    DisplayDuty,
    Inspection,
    PlannedPublication,
    PublishedRating,
    PublishedReport,
    RatingLevel,
)
from inspections.reporting.displaying import overdue_displays, record_display
from inspections.reporting.publishing import plan_publication, publish_due, publish_report, withdraw_plan
from inspections.reporting.writing import lay_out_report
from inspections.states.inspection import InspectionState
from inspections.tasks import publish_due_reports
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns.refusals import Refused
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from tests.inspections.making import NOW, a_scene, an_inspection, bring_to, new_id
from tests.inspections.reporting.steps import (
    DRAFT_WORDS,
    focused,
    judge,
    published,
    resolved,
    reviewed,
    sent,
    write,
    written,
)

pytestmark = pytest.mark.django_db
OUT = NOW + timedelta(days=20)
OUT_ON = date(2026, 11, 25)
SAFE, EFFECTIVE, CARING, WELL_LED = (
    KeyQuestion.SAFE,
    KeyQuestion.EFFECTIVE,
    KeyQuestion.CARING,
    KeyQuestion.WELL_LED,
)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def words(report: PublishedReport, level: RatingLevel) -> dict[tuple[str, str], tuple[str, str, str]]:
    return {
        (row.service, row.key_question): (row.rating or row.non_rating, row.computed, row.rule)
        for row in report.ratings.filter(level=level)
    }


def test_every_level_is_frozen_with_what_was_computed_by_which_rule_from_what() -> None:
    scene = a_scene()
    report = published(
        scene,
        written(scene, but={("surgery", SAFE): Rating.INADEQUATE, ("surgery", CARING): Rating.OUTSTANDING}),
    )
    assert words(report, RatingLevel.SERVICE_KEY_QUESTION)[("surgery", "safe")] == (
        "inadequate",
        "inadequate",
        "judged",
    )
    assert words(report, RatingLevel.SERVICE) == {
        ("surgery", ""): ("requires_improvement", "requires_improvement", "C"),
        ("critical_care", ""): ("good", "good", "E"),
    }
    questions = words(report, RatingLevel.LOCATION_KEY_QUESTION)
    assert questions[("", "safe")] == ("inadequate", "inadequate", "D")
    assert questions[("", "caring")] == ("outstanding", "outstanding", "A")
    assert words(report, RatingLevel.LOCATION) == {("", ""): ("requires_improvement", "requires_improvement", "C")}
    assert words(report, RatingLevel.TRUST_KEY_QUESTION)[("", "well_led")] == ("good", "good", "assessed")
    assert words(report, RatingLevel.TRUST) == {("", ""): ("requires_improvement", "requires_improvement", "C")}
    assert report.ratings.count() == 10 + 2 + 5 + 1 + 5 + 1
    overall = report.ratings.get(level=RatingLevel.LOCATION)
    assert overall.inputs["safe"] == "inadequate"
    assert overall.rule_set == "acute-handbook-2014"
    assert (overall.published_on, overall.published_at, overall.inspected_on) == (OUT_ON, OUT, date(2026, 10, 5))
    assert (overall.site, overall.trust, overall.location_code) == (scene.site, scene.trust, "RX101")


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


def test_a_departure_is_published_with_what_was_computed_and_its_reason() -> None:
    scene = a_scene()
    inspection = written(scene, but={("surgery", SAFE): Rating.INADEQUATE})
    departure = propose_departure(
        departure_id=new_id(),
        inspection=inspection,
        place=Place("RX101", "surgery"),
        awarded=Rating.INADEQUATE,
        criteria=["extent_and_impact"],
        reason="People were harmed.",
        by=scene.lead,
        now=NOW,
    )
    with pytest.raises(Refused) as refused:
        sent(scene, inspection)
    assert code(refused) == "departures"
    approve_departure(departure=departure, by=scene.manager, now=NOW)
    report = published(scene, inspection)
    row = report.ratings.get(level=RatingLevel.SERVICE, service="surgery")
    assert (row.rating, row.computed, row.departure_reason) == (
        "inadequate",
        "requires_improvement",
        "People were harmed.",
    )
    assert report.ratings.filter(departure_reason="").count() == report.ratings.count() - 1


def test_a_non_rating_is_published_with_its_reason_and_does_not_stand_in_the_way_of_an_overall() -> None:
    scene = a_scene()
    report = published(scene, written(scene, but={("surgery", EFFECTIVE): NonRating.NOT_RATED}))
    row = report.ratings.get(level=RatingLevel.SERVICE_KEY_QUESTION, service="surgery", key_question="effective")
    assert (row.rating, row.non_rating, row.non_rating_reason) == ("", "not_rated", "not_enough_evidence")
    assert words(report, RatingLevel.LOCATION) == {("", ""): ("good", "good", "E")}


def test_without_the_trusts_well_led_the_trust_has_no_overall() -> None:
    scene = a_scene()
    report = published(scene, written(scene, well_led=None))
    assert words(report, RatingLevel.TRUST) == {}
    assert ("", "well_led") not in words(report, RatingLevel.TRUST_KEY_QUESTION)
    assert words(report, RatingLevel.LOCATION)


def test_what_is_not_inspected_keeps_its_old_rating_and_date_and_counts() -> None:
    scene = a_scene()
    first = published(scene, written(scene, but={("surgery", SAFE): Rating.INADEQUATE}))
    later = published(
        scene, focused(scene, NOW + timedelta(days=30)), now=OUT + timedelta(days=60), reviewed_again=True
    )
    assert later.ratings.filter(service="surgery").count() == 0
    # Two services inadequate for safe at the location now, and both services' ratings counted.
    safe = later.ratings.get(level=RatingLevel.LOCATION_KEY_QUESTION, key_question="safe")
    assert (safe.rating, safe.rule, safe.inputs) == (
        "inadequate",
        "D",
        {"surgery": "inadequate", "critical_care": "inadequate"},
    )
    standing = {
        (row.service, row.key_question): row.published_on
        for row in PublishedRating.objects.standing(date(2027, 12, 1)).filter(level=RatingLevel.SERVICE_KEY_QUESTION)
    }
    assert standing[("surgery", "safe")] == OUT_ON
    assert standing[("critical_care", "safe")] == OUT_ON + timedelta(days=60)
    # The earlier ones are there as they were.
    assert first.ratings.filter(known_to__isnull=True).count() == 24
    assert later.ratings.get(level=RatingLevel.TRUST).rating


def test_a_focused_inspection_judges_some_key_questions_and_keeps_the_others() -> None:
    scene = a_scene()
    published(scene, written(scene))
    inspection = an_inspection(scene, InspectionState.PLANNED, services=("critical_care", "surgery"))
    Inspection.objects.filter(pk=inspection.pk).update(kind=Inspection.Kind.FOCUSED)
    inspection.refresh_from_db()
    bring_to(inspection, InspectionState.DRAFTING)
    lay_out_report(inspection=inspection, by=scene.lead, now=NOW)
    write(scene, inspection)
    judge(scene, inspection, "critical_care", SAFE, Rating.REQUIRES_IMPROVEMENT)
    # Of surgery nothing was judged yet.
    with pytest.raises(Refused) as refused:
        reviewed(scene, inspection)
    assert code(refused) == "not_judged"
    judge(scene, inspection, "surgery", CARING, Rating.OUTSTANDING)
    later = published(scene, inspection, now=OUT + timedelta(days=30), reviewed_again=True)
    assert words(later, RatingLevel.SERVICE_KEY_QUESTION) == {
        ("critical_care", "safe"): ("requires_improvement", "requires_improvement", "judged"),
        ("surgery", "caring"): ("outstanding", "outstanding", "judged"),
    }
    overall = later.ratings.get(level=RatingLevel.SERVICE, service="critical_care")
    assert (overall.rating, overall.rule, len(overall.inputs)) == ("good", "E", 5)


def test_a_hospital_that_was_never_rated_whole_gets_no_overall() -> None:
    scene = a_scene()
    inspection = an_inspection(scene, InspectionState.PLANNED, services=("surgery",))
    Inspection.objects.filter(pk=inspection.pk).update(kind=Inspection.Kind.FOCUSED)
    inspection.refresh_from_db()
    bring_to(inspection, InspectionState.DRAFTING)
    lay_out_report(inspection=inspection, by=scene.lead, now=NOW)
    write(scene, inspection)
    judge(scene, inspection, "surgery", SAFE, Rating.GOOD)
    report = published(scene, inspection)
    assert words(report, RatingLevel.SERVICE) == {}
    assert words(report, RatingLevel.LOCATION) == {}
    assert words(report, RatingLevel.TRUST) == {}
    assert words(report, RatingLevel.LOCATION_KEY_QUESTION) == {("", "safe"): ("good", "good", "E")}


def test_two_reports_of_a_trust_on_one_day_stand_one_after_the_other() -> None:
    scene = a_scene()
    published(scene, written(scene))
    other = focused(scene, NOW)
    # The first one's ratings count in the second's, which was reviewed without them.
    with pytest.raises(Refused) as refused:
        published(scene, other)
    assert code(refused) == "not_reviewed"
    reviewed(scene, other, now=OUT)
    later = publish_report(inspection=other, by=scene.lead, now=OUT)
    rows = PublishedRating.objects.filter(level=RatingLevel.LOCATION_KEY_QUESTION, key_question="safe")
    assert sorted(rows.values_list("number", flat=True)) == [1, 2]
    standing = PublishedRating.objects.standing(OUT_ON).get(level=RatingLevel.LOCATION)
    assert standing.report == later


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


def test_the_trust_has_21_days_to_display_its_ratings_and_records_it() -> None:
    scene, other = a_scene(), a_scene("RX2")
    report = published(scene)
    duties = list(report.display_duties.all())
    assert {(duty.place, duty.site, duty.due_on) for duty in duties} == {
        (DisplayDuty.Place.SITE, scene.site, date(2026, 12, 16)),
        (DisplayDuty.Place.PRINCIPAL_PLACE, None, date(2026, 12, 16)),
        (DisplayDuty.Place.WEBSITE, None, date(2026, 12, 16)),
    }
    assert list(overdue_displays(date(2026, 12, 16))) == []
    assert len(overdue_displays(date(2026, 12, 17))) == 3
    for by, day, how, why in (
        (other.signatory, OUT_ON, "At the door.", "not_allowed"),
        (scene.lead, OUT_ON, "At the door.", "not_allowed"),
        (scene.preparer, OUT_ON - timedelta(days=1), "At the door.", "dates"),
        (scene.preparer, OUT_ON + timedelta(days=9), "At the door.", "dates"),
        (scene.preparer, OUT_ON, " ", "no_text"),
    ):
        with pytest.raises(Refused) as refused:
            record_display(duty=duties[0], displayed_on=day, how=how, by=by, now=OUT + timedelta(days=2))
        assert code(refused) == why
    record_display(
        duty=duties[0], displayed_on=OUT_ON, how="At the door.", by=scene.preparer, now=OUT + timedelta(days=2)
    )
    assert len(overdue_displays(date(2026, 12, 17))) == 2
