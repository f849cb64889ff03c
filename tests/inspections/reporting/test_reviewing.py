"""A trust's request to review its ratings: one, in time, short, on process alone, and decided by fresh eyes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inspections.judging.departures import approve_departure, propose_departure
from inspections.judging.grid import Place
from inspections.models import PublishedRating, PublishedReport, RatingLevel, ReviewRequest
from inspections.reporting.reviewing import Change, decide_review, request_review, words_in
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Role
from oversight.organisations.models import Body
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns.refusals import Refused
from ratings.rules.ratings_words import KeyQuestion, Rating
from tests.inspections.making import NOW, Scene, a_scene, new_id
from tests.inspections.reporting.steps import focused, published, written
from tests.returns.making import make_person

pytestmark = pytest.mark.django_db
OUT = NOW + timedelta(days=20)
# Published on Wednesday 25 November 2026: the 15th working day is Wednesday 16 December.
LAST_MOMENT = datetime(2026, 12, 16, 23, 59, 59, tzinfo=UTC)
CHANGED = ReviewRequest.Outcome.NOT_FOLLOWED_CHANGED
FOLLOWED = ReviewRequest.Outcome.PROCESS_FOLLOWED
SAFE_SURGERY = Change(Place("RX101", "surgery", KeyQuestion.SAFE), Rating.GOOD)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def request(scene: Scene, report: PublishedReport, **how: object) -> ReviewRequest:
    return request_review(
        inspection=report.inspection,
        request_id=how.get("request_id", new_id()),  # type: ignore[arg-type]
        grounds=how.get("grounds", "Nobody answered two of our points."),  # type: ignore[arg-type]
        about_process_alone=how.get("about_process_alone", True),  # type: ignore[arg-type]
        by=how.get("by", scene.signatory),  # type: ignore[arg-type]
        now=how.get("now", OUT + timedelta(days=5)),  # type: ignore[arg-type]
    )


def a_report(scene: Scene) -> PublishedReport:
    return published(scene, written(scene, but={("surgery", KeyQuestion.SAFE): Rating.INADEQUATE}))


def decide(asked: ReviewRequest, by: object, outcome: ReviewRequest.Outcome, *changes: Change) -> ReviewRequest:
    return decide_review(
        request=asked,
        outcome=outcome,
        reason="As the file of the inspection shows.",
        changes=changes,
        by=by,  # type: ignore[arg-type]
        now=OUT + timedelta(days=40),
    )


def test_a_request_comes_by_the_end_of_the_fifteenth_working_day() -> None:
    scene, other = a_scene(), a_scene("RX2")
    assert request(scene, a_report(scene), now=LAST_MOMENT).due_at == LAST_MOMENT
    with pytest.raises(Refused) as refused:
        request(other, published(other), now=LAST_MOMENT + timedelta(seconds=1))
    assert code(refused) == "too_late"


def test_a_request_has_500_words_or_fewer_on_process_alone() -> None:
    scene = a_scene()
    report = a_report(scene)
    assert words_in(" one  two\nthree ") == 3
    for how, why in (
        ({"about_process_alone": False}, "not_process"),
        ({"grounds": "  "}, "no_text"),
        ({"grounds": "word " * 501}, "too_long"),
        ({"by": scene.preparer}, "not_allowed"),
        ({"by": scene.lead}, "not_allowed"),
        ({"by": a_scene("RX2").signatory}, "not_allowed"),
    ):
        with pytest.raises(Refused) as refused:
            request(scene, report, **how)
        assert code(refused) == why
    asked = request(scene, report, grounds="word " * 500)
    assert asked.inspection.state == InspectionState.REVIEW_REQUESTED


def test_there_is_one_request_and_the_same_sent_twice_is_it() -> None:
    scene = a_scene()
    report = a_report(scene)
    request_id = new_id()
    assert request(scene, report, request_id=request_id) == request(scene, report, request_id=request_id)
    with pytest.raises(Refused) as refused:
        request(scene, report)
    assert code(refused) == "requested"


def test_somebody_who_had_no_part_decides_and_ratings_that_stand_stay_as_they_were() -> None:
    scene = a_scene()
    report = a_report(scene)
    asked = request(scene, report)
    with pytest.raises(Refused) as refused:
        decide(asked, scene.lead, FOLLOWED)
    assert code(refused) == "not_allowed"
    # The manager reviewed the quality of this report.
    with pytest.raises(Refused) as refused:
        decide(asked, scene.manager, FOLLOWED)
    assert code(refused) == "own_work"
    with pytest.raises(Refused) as refused:
        decide(asked, scene.chief, FOLLOWED, SAFE_SURGERY)
    assert code(refused) == "changes"
    decided = decide(asked, scene.chief, FOLLOWED)
    report.inspection.refresh_from_db()
    assert (decided.outcome, report.inspection.state) == ("process_followed", "review_decided")
    assert PublishedReport.objects.count() == 1
    with pytest.raises(Refused) as refused:
        decide(asked, scene.chief, FOLLOWED)
    assert code(refused) == "moved_on"


def test_a_changed_rating_is_a_new_version_with_its_reason_and_the_first_one_stays() -> None:
    scene = a_scene()
    report = a_report(scene)
    before = list(report.ratings.order_by("pk").values())
    asked = request(scene, report)
    decide(asked, scene.chief, CHANGED, SAFE_SURGERY)
    second = PublishedReport.objects.get(number=2)
    assert (second.reason, second.sections) == ("As the file of the inspection shows.", report.sections)
    assert (second.about, second.inspected_to) == (report.about, report.inspected_to)
    assert list(report.ratings.order_by("pk").values()) == before
    changed = second.ratings.get(level=RatingLevel.SERVICE_KEY_QUESTION, service="surgery", key_question="safe")
    assert changed.rating == "good"
    # What stands above it is worked out anew.
    assert [row.rating for row in report.ratings.filter(level=RatingLevel.SERVICE, service="surgery")] == [
        "requires_improvement"
    ]
    assert [row.rating for row in second.ratings.filter(level=RatingLevel.SERVICE, service="surgery")] == ["good"]
    standing = PublishedRating.objects.standing(datetime(2027, 2, 1, tzinfo=UTC).date())
    assert {row.report for row in standing} == {second}
    assert second.display_duties.count() == 3


def test_a_review_hides_no_rating_that_another_inspection_published_since() -> None:
    scene = a_scene()
    report = a_report(scene)
    asked = request(scene, report)
    since = published(scene, focused(scene, OUT), now=OUT + timedelta(days=10), reviewed_again=True)
    with pytest.raises(Refused) as refused:
        decide(asked, scene.chief, CHANGED, Change(Place("RX101", "critical_care", KeyQuestion.SAFE), Rating.GOOD))
    assert code(refused) == "changes"
    decide(asked, scene.chief, CHANGED, SAFE_SURGERY)
    second = PublishedReport.objects.get(inspection=report.inspection, number=2)
    assert not second.ratings.filter(service="critical_care").exists()
    standing = {
        (row.location_code, row.service, row.key_question): row
        for row in PublishedRating.objects.standing(datetime(2027, 2, 1, tzinfo=UTC).date())
    }
    assert standing[("RX101", "critical_care", "safe")].report == since
    assert standing[("RX101", "critical_care", "")].report == since
    assert standing[("RX101", "surgery", "safe")].report == second
    # What both together make is worked out anew; what the review does not touch stays as it was published since.
    safe = standing[("RX101", "", "safe")]
    assert (safe.report, safe.inputs) == (second, {"surgery": "good", "critical_care": "inadequate"})
    assert standing[("RX101", "", "caring")].report == since
    assert standing[("", "", "caring")].report == since
    # The hospital is what it was for safe, and so is the trust.
    assert standing[("", "", "safe")].report == since


def test_a_departure_that_another_inspection_made_since_stays() -> None:
    scene = a_scene()
    asked = request(scene, a_report(scene))
    later = focused(scene, OUT)
    departure = propose_departure(
        departure_id=new_id(),
        inspection=later,
        place=Place("RX101", "critical_care"),
        awarded=Rating.INADEQUATE,
        criteria=["extent_and_impact"],
        reason="People were harmed.",
        by=scene.lead,
        now=OUT,
    )
    approve_departure(departure=departure, by=scene.manager, now=OUT)
    published(scene, later, now=OUT + timedelta(days=10), reviewed_again=True)
    decide(asked, scene.chief, CHANGED, SAFE_SURGERY)
    row = PublishedRating.objects.standing(datetime(2027, 2, 1, tzinfo=UTC).date()).get(
        service="critical_care", level=RatingLevel.SERVICE
    )
    assert (row.rating, row.departure_reason, row.inspection) == ("inadequate", "People were harmed.", later)


def test_a_review_changes_only_what_was_judged_and_only_where_the_process_was_not_followed() -> None:
    scene = a_scene()
    asked = request(scene, a_report(scene))
    for changes in (
        (),
        (Change(Place("RX101", "surgery"), Rating.GOOD),),
        (Change(Place("RX101", "gynaecology", KeyQuestion.SAFE), Rating.GOOD),),
        (Change(SAFE_SURGERY.place, Rating.INADEQUATE),),
    ):
        with pytest.raises(Refused) as refused:
            decide(asked, scene.chief, CHANGED, *changes)
        assert code(refused) == "changes"
    asked.refresh_from_db()
    assert asked.outcome == ""


def test_no_word_of_the_request_is_in_the_audit_log_or_in_news() -> None:
    scene = a_scene()
    asked = request(scene, a_report(scene), grounds="Tamarisk was overlooked.")
    decide(asked, make_person("c2@cqc.example", Role.CHIEF_INSPECTOR, body=Body.objects.get(code="CQC")), FOLLOWED)
    told = repr(list(AuditEntry.objects.values())) + repr(list(OutboxEvent.objects.values()))
    assert "Tamarisk" not in told
    assert AuditEntry.objects.filter(action="inspection.review_requested", person=scene.signatory).count() == 1
