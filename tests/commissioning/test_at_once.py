"""Two people at the same moment, each on a connection of their own: one does it, the other is told."""

from __future__ import annotations

from uuid import uuid4

import pytest

from ratings.commissioning.asking import answer_question, settle_question
from ratings.commissioning.models import CommissionerQuestion, PlanStep, QuestionStep, WardPlan
from ratings.commissioning.planning import agree_plan, seen_hash, send_back_plan
from tests.commissioning.conftest import Scene
from tests.returns.making import NOW
from tests.returns.test_at_once import at_once, codes

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_question_and_one_plan_come_of_two_who_ask(scene: Scene) -> None:
    assert codes(at_once(scene.ask, lambda: scene.ask(by=scene.colleague))) == ["open_question"]
    assert CommissionerQuestion.objects.count() == QuestionStep.objects.count() == 1
    assert codes(at_once(scene.ask_for_plan, lambda: scene.ask_for_plan(by=scene.colleague))) == ["open_plan"]
    assert WardPlan.objects.count() == PlanStep.objects.count() == 1


def test_an_answer_and_a_settling_follow_each_other(scene: Scene) -> None:
    asked = scene.ask()
    outcomes = at_once(
        lambda: answer_question(question=asked, words="A.", step_id=uuid4(), by=scene.trust.preparer, now=NOW),
        lambda: answer_question(question=asked, words="B.", step_id=uuid4(), by=scene.trust.signatory, now=NOW),
        lambda: settle_question(question=asked, words="C.", step_id=uuid4(), by=scene.person, now=NOW),
    )
    # At most one answer, and nothing after it was settled.
    refused = codes(outcomes)
    kinds = list(QuestionStep.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds in (["asked", "answered", "settled"], ["asked", "settled"])
    assert refused == ["moved_on"] * (4 - len(kinds))
    asked.refresh_from_db()
    assert asked.state == "settled"


def test_a_plan_is_agreed_or_sent_back(scene: Scene) -> None:
    plan = scene.proposed()
    seen = seen_hash(plan)
    outcomes = at_once(
        lambda: agree_plan(plan=plan, seen=seen, words="A.", step_id=uuid4(), by=scene.person, now=NOW),
        lambda: send_back_plan(plan=plan, words="B.", step_id=uuid4(), by=scene.colleague, now=NOW),
    )
    assert codes(outcomes) == ["moved_on"]
    plan.refresh_from_db()
    assert (plan.state, plan.steps.count()) in (("agreed", 3), ("asked", 3))
