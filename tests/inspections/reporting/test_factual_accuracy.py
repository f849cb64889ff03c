"""The trust's points on a draft, and what a manager who was not on the visit decides on each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from inspections.models import FactualAccuracyPoint, FactualAccuracyPointVersion
from inspections.reporting.deciding import close_without_answer, decide_point
from inspections.reporting.factual_accuracy import (
    drafts_visible_to,
    points_visible_to,
    send_answer,
    standing_points,
    withdraw_point,
)
from inspections.reporting.saving import Save
from inspections.reporting.sending import extend_time
from inspections.states.inspection import InspectionState
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns.refusals import Refused
from tests.inspections.making import NOW, a_scene, new_id
from tests.inspections.reporting.steps import pointed, sent

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)
LAST_MOMENT = datetime(2026, 11, 19, 23, 59, 59, tzinfo=UTC)
OVER = LAST_MOMENT + timedelta(seconds=1)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def decide(point: FactualAccuracyPoint, by: object, **how: object) -> FactualAccuracyPoint:
    return decide_point(
        point=point,
        outcome=how.get("outcome", FactualAccuracyPoint.Outcome.ACCEPTED),  # type: ignore[arg-type]
        reason=how.get("reason", "The rota shows eleven."),  # type: ignore[arg-type]
        by=by,  # type: ignore[arg-type]
        now=how.get("now", LATER),  # type: ignore[arg-type]
    )


def test_a_point_is_saved_as_it_is_written_once_for_each_save_and_without_limit_of_length() -> None:
    scene = a_scene()
    draft = sent(scene)
    point_id, save = new_id(), Save(new_id())
    long = "The figure is wrong. " * 20_000
    first = pointed(scene, draft, long, point_id=point_id, save=save)
    again = pointed(scene, draft, long, point_id=point_id, save=save)
    assert (first.is_new, again.is_new, again.version.pk) == (True, False, first.version.pk)
    changed = pointed(scene, draft, "It was twelve.", point_id=point_id, save=Save(new_id(), based_on=1))
    assert changed.version.number == 2
    assert FactualAccuracyPoint.objects.count() == 1
    assert [len(version.text) for version in FactualAccuracyPointVersion.objects.order_by("number")] == [len(long), 14]


def test_two_people_of_the_trust_lose_nothing_and_settle_before_they_send() -> None:
    scene = a_scene()
    draft = sent(scene)
    point_id = new_id()
    pointed(scene, draft, "First.", point_id=point_id)
    pointed(scene, draft, "Hers.", point_id=point_id, save=Save(new_id(), based_on=1))
    his = pointed(scene, draft, "His.", point_id=point_id, save=Save(new_id(), based_on=1), by=scene.signatory)
    assert [version.text for version in his.beside] == ["Hers."]
    with pytest.raises(Refused) as refused:
        send_answer(draft=draft, by=scene.signatory, now=LATER)
    assert code(refused) == "unsettled"
    pointed(scene, draft, "Both.", point_id=point_id, save=Save(new_id(), based_on=2, settles=(3,)))
    assert [version.text for version in standing_points(draft)[0][1]] == ["Both."]
    assert send_answer(draft=draft, by=scene.signatory, now=LATER).answered_by == scene.signatory


def test_the_trust_writes_until_the_last_moment_of_its_time_and_a_lost_answer_may_be_asked_for_again() -> None:
    scene = a_scene()
    draft = sent(scene)
    point_id, save = new_id(), Save(new_id())
    pointed(scene, draft, point_id=point_id, save=save, now=LAST_MOMENT)
    with pytest.raises(Refused) as refused:
        pointed(scene, draft, now=OVER)
    assert code(refused) == "too_late"
    with pytest.raises(Refused) as refused:
        send_answer(draft=draft, by=scene.signatory, now=OVER)
    assert code(refused) == "too_late"
    assert not pointed(scene, draft, point_id=point_id, save=save, now=OVER).is_new
    extend_time(draft=draft, until=date(2026, 11, 26), reason="The flood.", by=scene.manager, now=OVER)
    assert pointed(scene, draft, now=OVER).is_new


def test_only_the_trust_that_was_inspected_answers_and_a_signatory_sends() -> None:
    scene, other = a_scene(), a_scene("RX2")
    draft = sent(scene)
    for by in (other.signatory, other.preparer, scene.lead, scene.manager):
        with pytest.raises(Refused) as refused:
            pointed(scene, draft, by=by)
        assert code(refused) == "not_allowed"
    with pytest.raises(Refused) as refused:
        send_answer(draft=draft, by=scene.preparer, now=LATER)
    assert code(refused) == "not_allowed"


def test_a_point_is_on_a_section_of_the_draft_and_stays_there() -> None:
    scene = a_scene()
    draft = sent(scene)
    with pytest.raises(Refused) as refused:
        pointed(scene, draft, section="about")
    assert code(refused) == "section"
    point_id, save = new_id(), Save(new_id())
    pointed(scene, draft, point_id=point_id, save=save)
    with pytest.raises(Refused) as refused:
        pointed(scene, draft, save=save)
    assert code(refused) == "known"


def test_a_point_taken_back_is_neither_sent_nor_decided() -> None:
    scene = a_scene()
    draft = sent(scene)
    point = pointed(scene, draft).point
    withdraw_point(point=point, by=scene.preparer, now=LATER)
    with pytest.raises(Refused) as refused:
        pointed(scene, draft, point_id=point.point_id, save=Save(new_id(), based_on=1))
    assert code(refused) == "withdrawn"
    send_answer(draft=draft, by=scene.signatory, now=LATER)
    draft.inspection.refresh_from_db()
    assert draft.inspection.state == InspectionState.FACTUAL_ACCURACY_RESOLVED


def test_an_answer_says_something_and_is_sent_once() -> None:
    scene = a_scene()
    draft = sent(scene)
    point = pointed(scene, draft, "  ").point
    with pytest.raises(Refused) as refused:
        send_answer(draft=draft, by=scene.signatory, now=LATER)
    assert code(refused) == "no_text"
    pointed(scene, draft, "Now it does.", point_id=point.point_id, save=Save(new_id(), based_on=1))
    send_answer(draft=draft, by=scene.signatory, now=LATER)
    for again in (
        lambda: send_answer(draft=draft, by=scene.signatory, now=LATER),
        lambda: pointed(scene, draft, now=LATER),
        lambda: withdraw_point(point=point, by=scene.preparer, now=LATER),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert code(refused) == "answered"


def test_each_point_is_decided_with_a_reason_and_the_last_decision_resolves_the_draft() -> None:
    scene = a_scene()
    draft = sent(scene)
    first, second = pointed(scene, draft).point, pointed(scene, draft, "A typing error.").point
    with pytest.raises(Refused) as refused:
        decide(first, scene.manager)
    assert code(refused) == "open"
    send_answer(draft=draft, by=scene.signatory, now=LATER)
    with pytest.raises(Refused) as refused:
        decide(first, scene.manager, reason=" ")
    assert code(refused) == "no_text"
    decided = decide(first, scene.manager, outcome=FactualAccuracyPoint.Outcome.REJECTED)
    assert (decided.outcome, decided.decided_by) == ("rejected", scene.manager)
    with pytest.raises(Refused) as refused:
        decide(first, scene.chief)
    assert code(refused) == "decided"
    draft.inspection.refresh_from_db()
    assert draft.inspection.state == InspectionState.FACTUAL_ACCURACY_OPEN
    decide(second, scene.manager)
    draft.inspection.refresh_from_db()
    draft.refresh_from_db()
    assert draft.inspection.state == InspectionState.FACTUAL_ACCURACY_RESOLVED
    assert draft.resolved_by == scene.manager
    with pytest.raises(DatabaseError), transaction.atomic():
        FactualAccuracyPoint.objects.filter(pk=first.pk).update(outcome_reason="Another reason.")


def test_who_was_on_the_visit_or_is_no_manager_decides_nothing() -> None:
    scene = a_scene()
    draft = sent(scene)
    point = pointed(scene, draft).point
    send_answer(draft=draft, by=scene.signatory, now=LATER)
    draft.inspection.visits.get().people.add(scene.chief)
    for by, why in (
        (scene.lead, "not_allowed"),
        (scene.second, "not_allowed"),
        (scene.signatory, "not_allowed"),
        (scene.chief, "own_work"),
    ):
        with pytest.raises(Refused) as refused:
            decide(point, by)
        assert code(refused) == why


def test_what_was_saved_in_time_counts_though_nobody_sent_it() -> None:
    scene = a_scene()
    draft = sent(scene)
    point = pointed(scene, draft).point
    with pytest.raises(Refused) as refused:
        close_without_answer(draft=draft, by=scene.manager, now=OVER)
    assert code(refused) == "undecided"
    decide(point, scene.manager, now=OVER)
    draft.inspection.refresh_from_db()
    assert draft.inspection.state == InspectionState.FACTUAL_ACCURACY_RESOLVED


def test_a_trust_that_says_nothing_in_its_time_is_not_waited_for() -> None:
    scene = a_scene()
    draft = sent(scene)
    with pytest.raises(Refused) as refused:
        close_without_answer(draft=draft, by=scene.manager, now=LAST_MOMENT)
    assert code(refused) == "open"
    close_without_answer(draft=draft, by=scene.manager, now=OVER)
    draft.inspection.refresh_from_db()
    assert draft.inspection.state == InspectionState.FACTUAL_ACCURACY_RESOLVED


def test_who_sees_drafts_and_points() -> None:
    scene, other = a_scene(), a_scene("RX2")
    draft = sent(scene)
    point = pointed(scene, draft).point
    today = NOW.date()
    for person, sees in (
        (scene.lead, {draft}),
        (scene.preparer, {draft}),
        (scene.signatory, {draft}),
        (other.signatory, set()),
    ):
        assert set(drafts_visible_to(person, today)) == sees
    # What the trust has not sent is its own.
    assert set(points_visible_to(scene.lead, today, LATER)) == set()
    assert set(points_visible_to(scene.signatory, today, LATER)) == {point}
    assert set(points_visible_to(other.signatory, today, LATER)) == set()
    send_answer(draft=draft, by=scene.signatory, now=LATER)
    assert set(points_visible_to(scene.lead, today, LATER)) == {point}


def test_no_word_of_a_point_or_a_decision_is_in_the_audit_log_or_in_news() -> None:
    scene = a_scene()
    draft = sent(scene)
    point = pointed(scene, draft, "Periwinkle ward had eleven.").point
    send_answer(draft=draft, by=scene.signatory, now=LATER)
    decide(point, scene.manager, reason="Periwinkle's rota shows it.")
    told = repr(list(AuditEntry.objects.values())) + repr(list(OutboxEvent.objects.values()))
    assert "Periwinkle" not in told
    assert AuditEntry.objects.filter(action="report.point_decided", person=scene.manager).count() == 1
