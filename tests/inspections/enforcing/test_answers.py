"""What the trust says: answers to notices, representations, and who sees which notice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.enforcing.ageing import Stage
from inspections.enforcing.answering import answer_notice, decide_representation, make_representation
from inspections.enforcing.issuing import draft_notice, set_public
from inspections.enforcing.limiting import linked_actions
from inspections.enforcing.open_steps import notices_visible_to, open_steps, public_notices
from inspections.models import NoticeAnswer, Representation
from inspections.states.notice import NoticeState
from oversight.returns.models import StoredFile
from oversight.returns.refusals import Refused
from tests.inspections.enforcing.notice_steps import a_warning, code, issued
from tests.inspections.making import NOW, a_scene, new_id

pytestmark = pytest.mark.django_db
LAST_MOMENT = datetime(2026, 11, 19, 23, 59, 59, tzinfo=UTC)


def test_the_trust_answers_in_the_same_place_and_a_repeated_save_is_one_answer() -> None:
    scene = a_scene()
    notice = issued(scene)
    requirement = notice.requirements.all()[0]
    answer_id = uuid4()
    for _ in range(2):
        answer = answer_notice(
            notice=notice,
            requirement=requirement,
            text="We have hired twelve nurses.",
            answer_id=answer_id,
            by=scene.signatory,
            now=NOW,
            filename="C:\\plans\\rota.pdf",
            content=b"%PDF",
        )
    assert NoticeAnswer.objects.count() == 1
    assert (answer.requirement, answer.filename) == (requirement, "rota.pdf")
    assert StoredFile.objects.count() == 1


def test_only_who_sends_answers_for_the_trust_answers_and_makes_representations() -> None:
    scene, other = a_scene(), a_scene("RX2")
    notice = issued(scene)
    draft = draft_notice(trust=scene.trust, draft_id=new_id(), content=a_warning(scene), by=scene.lead, now=NOW)
    for by, of in (
        (other.signatory, notice),
        (scene.preparer, notice),
        (scene.lead, notice),
        (scene.signatory, draft),
    ):
        with pytest.raises(Refused) as refused:
            answer_notice(notice=of, text="X", answer_id=uuid4(), by=by, now=NOW)
        assert code(refused) == "not_allowed"
        with pytest.raises(Refused) as refused:
            make_representation(notice=of, text="X", representation_id=uuid4(), by=by, now=NOW)
        assert code(refused) == "not_allowed"


def test_representations_are_in_time_until_the_end_of_the_tenth_working_day_in_london() -> None:
    scene = a_scene()
    notice = issued(scene)
    made = make_representation(
        notice=notice, text="It is wrong.", representation_id=uuid4(), by=scene.signatory, now=LAST_MOMENT
    )
    assert made.made_at == LAST_MOMENT
    with pytest.raises(Refused) as refused:
        make_representation(
            notice=notice,
            text="It is wrong.",
            representation_id=uuid4(),
            by=scene.signatory,
            now=LAST_MOMENT + timedelta(seconds=1),
        )
    assert code(refused) == "too_late"


def test_representations_upheld_by_somebody_else_withdraw_the_notice_and_its_limit() -> None:
    scene = a_scene()
    notice = issued(scene)
    made = make_representation(
        notice=notice, text="It is wrong.", representation_id=uuid4(), by=scene.signatory, now=NOW
    )

    def decide(by: object) -> Representation:
        return decide_representation(
            representation=made,
            outcome=Representation.Outcome.UPHELD,
            reason="The figures were another ward's.",
            by=by,
            now=NOW,
        )

    with pytest.raises(Refused) as refused:
        decide(scene.lead)
    assert code(refused) == "own_work"
    decide(scene.manager)
    notice.refresh_from_db()
    assert notice.state == NoticeState.WITHDRAWN
    assert linked_actions(scene.trust) == {}
    with pytest.raises(Refused) as refused:
        decide(scene.manager)
    assert code(refused) == "decided"


def test_representations_not_upheld_leave_the_notice() -> None:
    scene = a_scene()
    notice = issued(scene)
    made = make_representation(
        notice=notice, text="It is wrong.", representation_id=uuid4(), by=scene.signatory, now=NOW
    )
    decide_representation(
        representation=made,
        outcome=Representation.Outcome.NOT_UPHELD,
        reason="It is right.",
        by=scene.manager,
        now=NOW,
    )
    notice.refresh_from_db()
    assert notice.state == NoticeState.ISSUED


def test_who_sees_which_notice() -> None:
    scene, other = a_scene(), a_scene("RX2")
    notice = issued(scene)
    draft = draft_notice(trust=scene.trust, draft_id=new_id(), content=a_warning(scene), by=scene.lead, now=NOW)
    today = NOW.date()
    assert set(notices_visible_to(scene.lead, today)) == {notice, draft}
    assert set(notices_visible_to(scene.signatory, today)) == {notice}
    assert set(notices_visible_to(scene.preparer, today)) == {notice}
    assert set(notices_visible_to(other.signatory, today)) == set()
    assert list(public_notices(scene.trust)) == []
    set_public(notice=notice, is_public=True, by=scene.lead, now=NOW)
    assert list(public_notices(scene.trust)) == [notice]


def test_what_is_open_ages_the_most_pressing_first_in_few_queries() -> None:
    scene, other = a_scene(), a_scene("RX2")
    young = issued(other, a_warning(other), now=NOW + timedelta(days=1))
    old = issued(scene)
    later = datetime(2027, 2, 10, 12, tzinfo=UTC)
    make_representation(notice=old, text="It is wrong.", representation_id=uuid4(), by=scene.signatory, now=NOW)
    steps = open_steps(person=scene.lead, now=later)
    assert [step.notice for step in steps] == [old, young]
    assert steps[0].age.stage is Stage.DECISION_DUE
    assert (steps[0].age.days_overdue, steps[0].waiting) == (12, 1)
    assert [step.notice for step in open_steps(person=scene.signatory, now=later)] == [old]
    with CaptureQueriesContext(connection) as few:
        open_steps(person=scene.lead, now=later)
    issued(other, a_warning(other))
    with CaptureQueriesContext(connection) as more:
        open_steps(person=scene.lead, now=later)
    assert len(few) == len(more)


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_on_one_representation_are_one() -> None:
    scene = a_scene()
    made = make_representation(
        notice=issued(scene), text="It is wrong.", representation_id=uuid4(), by=scene.signatory, now=NOW
    )
    barrier, outcomes = threading.Barrier(2), []

    def decide(by: object, outcome: Representation.Outcome) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            decide_representation(representation=made, outcome=outcome, reason="So it is.", by=by, now=NOW)
            outcomes.append("made")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=(scene.manager, Representation.Outcome.UPHELD)),
        threading.Thread(target=decide, args=(scene.chief, Representation.Outcome.NOT_UPHELD)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(outcomes) == 2
    made.refresh_from_db()
    assert made.outcome in (Representation.Outcome.UPHELD, Representation.Outcome.NOT_UPHELD)
    assert sum(each == "made" for each in outcomes) == 1
    assert sum(each == "decided" for each in outcomes) == 1
