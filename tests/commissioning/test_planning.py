"""An action plan for wards that are often short: written by one side, agreed by the other, carried out with days."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import Error, transaction

from oversight.records.models import AuditEntry
from ratings.commissioning.models import PlanStep, PlanWard, PlanWardAction, WardPlan
from ratings.commissioning.planning import (
    add_ward_action,
    agree_plan,
    end_plan,
    finish_plan,
    finish_ward_action,
    move_ward_action,
    note_ward_action,
    propose_plan,
    seen_hash,
    send_back_plan,
    take_out_action,
)
from ratings.models import Signal
from tests.commissioning.conftest import DUE, TODAY, Scene, signal
from tests.refusals import refused
from tests.returns.making import NOW

LATER = DUE + timedelta(days=30)


def add(scene: Scene, plan: WardPlan, **how: object) -> PlanWardAction:
    told = {
        "plan_ward": plan.wards.get(),
        "what": "Ask the bank first.",
        "owner": "Matron",
        "due_on": DUE,
        "save_id": uuid4(),
        "by": scene.trust.preparer,
        "now": NOW,
        **how,
    }
    return add_ward_action(**told)  # type: ignore[arg-type]


def said(scene: Scene, **how: object) -> dict[str, object]:
    return {"words": "So it is.", "step_id": uuid4(), "by": scene.trust.preparer, "now": NOW, **how}


def of_commissioner(scene: Scene, **how: object) -> dict[str, object]:
    return said(scene, **{"by": scene.person, **how})


def test_it_is_asked_for_wards_that_the_record_has_as_often_short(scene: Scene) -> None:
    with refused("not_short"):
        scene.ask_for_plan(wards=[scene.rowan, scene.oak])
    with refused("no_wards"):
        scene.ask_for_plan(wards=[])
    plan = scene.ask_for_plan()
    ward = plan.wards.get()
    assert (ward.ward, ward.said, ward.rules) == (scene.rowan, "Rowan: why.", "staffing 1")
    assert [month.isoformat() for month in ward.short_months] == ["2026-08-01", "2026-09-01"]
    # What the record says afterwards changes nothing of what it said then.
    Signal.objects.filter(state="often_short").update(state="not_often_short")
    assert PlanWard.objects.get().said == "Rowan: why."
    with refused("not_short"):
        scene.ask_for_plan(trust=scene.second.trust, wards=[scene.rowan])


def test_from_asking_to_the_end(scene: Scene) -> None:
    plan = scene.agreed()
    (action,) = PlanWardAction.objects.filter(plan_ward__plan=plan)
    note_ward_action(action=action, **said(scene))  # type: ignore[arg-type]
    move_ward_action(action=action, due_on=LATER, **said(scene))  # type: ignore[arg-type]
    action.refresh_from_db()
    assert (action.first_due_on, action.due_on, action.done_on) == (DUE, LATER, None)
    with refused("not_done"):
        finish_plan(plan=plan, **of_commissioner(scene))  # type: ignore[arg-type]
    finish_ward_action(action=action, **said(scene))  # type: ignore[arg-type]
    action.refresh_from_db()
    assert action.done_on == TODAY
    finish_plan(plan=plan, **of_commissioner(scene))  # type: ignore[arg-type]
    plan.refresh_from_db()
    assert plan.state == "finished"
    assert [(step.kind, step.side) for step in plan.steps.all()] == [
        ("asked", "commissioner"), ("proposed", "trust"), ("agreed", "commissioner"), ("note", "trust"),
        ("moved", "trust"), ("done", "trust"), ("finished", "commissioner"),
    ]  # fmt: skip
    entries = AuditEntry.objects.filter(subject_kind="ward_plan").order_by("pk")
    assert [one.action for one in entries] == [
        "ward_plan.asked", "ward_plan.action_added", "ward_plan.proposed", "ward_plan.agreed",
        "ward_plan.action_note", "ward_plan.action_moved", "ward_plan.action_done", "ward_plan.finished",
    ]  # fmt: skip
    # Another can be asked for now.
    assert scene.ask_for_plan().pk != plan.pk


def test_sent_back_it_is_written_again_and_what_was_proposed_stays(scene: Scene) -> None:
    plan = scene.proposed()
    with refused("moved_on"):
        add(scene, plan)
    send_back_plan(plan=plan, **of_commissioner(scene))  # type: ignore[arg-type]
    take_out_action(action=PlanWardAction.objects.get(), by=scene.trust.preparer, now=NOW)
    with refused("no_actions"):
        propose_plan(plan=plan, **said(scene))  # type: ignore[arg-type]
    add(scene, plan)
    propose_plan(plan=plan, **said(scene))  # type: ignore[arg-type]
    first, second = PlanStep.objects.filter(plan=plan, kind="proposed")
    assert [one.content[0]["actions"][0]["what"] for one in (first, second)] == [
        "Recruit four nurses.", "Ask the bank first.",
    ]  # fmt: skip
    assert first.sha256 != second.sha256 == seen_hash(plan)


def test_only_the_text_that_was_read_is_agreed(scene: Scene) -> None:
    plan = scene.proposed()
    read = seen_hash(plan)
    # Before the commissioner presses, it is sent back by a colleague and proposed with another text.
    send_back_plan(plan=plan, **of_commissioner(scene, by=scene.colleague))  # type: ignore[arg-type]
    add(scene, plan)
    propose_plan(plan=plan, **said(scene))  # type: ignore[arg-type]
    with refused("changed"):
        agree_plan(plan=plan, seen=read, **of_commissioner(scene))  # type: ignore[arg-type]
    agree_plan(plan=plan, seen=seen_hash(plan), **of_commissioner(scene))  # type: ignore[arg-type]
    with refused("moved_on"):
        agree_plan(plan=plan, seen=seen_hash(plan), **of_commissioner(scene, by=scene.colleague))  # type: ignore[arg-type]
    with refused("moved_on"):
        send_back_plan(plan=plan, **of_commissioner(scene, by=scene.colleague))  # type: ignore[arg-type]


def test_one_plan_of_a_commissioner_with_a_trust_is_under_way(scene: Scene) -> None:
    plan = scene.ask_for_plan()
    with refused("open_plan"):
        scene.ask_for_plan(by=scene.colleague)
    with pytest.raises(Error), transaction.atomic():
        WardPlan.objects.create(
            body=scene.body, trust=scene.trust.trust, state_at=NOW, propose_by=DUE, save_id=uuid4(),
            asked_by=scene.person, asked_at=NOW,
        )  # fmt: skip
    end_plan(plan=plan, **of_commissioner(scene))  # type: ignore[arg-type]
    scene.ask_for_plan()


def test_who_may_do_what(scene: Scene) -> None:
    for how, code in (
        ({"by": scene.outsider}, "not_allowed"),
        ({"by": scene.trust.signatory}, "not_allowed"),
        ({"trust": scene.outside.trust}, "not_in_area"),
        ({"words": " "}, "no_text"),
        ({"propose_by": TODAY}, "too_early"),
    ):
        with refused(code):
            scene.ask_for_plan(**how)
    plan = scene.ask_for_plan()
    for how, code in (
        ({"by": scene.second.preparer}, "not_allowed"),
        ({"by": scene.person}, "not_allowed"),
        ({"what": " "}, "no_text"),
        ({"owner": ""}, "no_owner"),
        ({"due_on": TODAY}, "too_early"),
    ):
        with refused(code):
            add(scene, plan, **how)
    action = add(scene, plan)
    # Days are kept, and what is done is said, once the plan is under way.
    for late in (note_ward_action, finish_ward_action):
        with refused("moved_on"):
            late(action=action, **said(scene))  # type: ignore[arg-type]
    for by in (scene.person, scene.second.signatory):
        with refused("not_allowed"):
            propose_plan(plan=plan, **said(scene, by=by))  # type: ignore[arg-type]
    propose_plan(plan=plan, **said(scene))  # type: ignore[arg-type]
    for deed in (send_back_plan, end_plan, finish_plan):
        with refused("not_allowed"):
            deed(plan=plan, **said(scene))  # type: ignore[arg-type]
    with refused("not_allowed"):
        agree_plan(plan=plan, seen=seen_hash(plan), **said(scene))  # type: ignore[arg-type]


def test_days_move_later_alone_and_what_is_done_is_done_once(scene: Scene) -> None:
    action = PlanWardAction.objects.get(plan_ward__plan=scene.agreed())
    with refused("too_early"):
        move_ward_action(action=action, due_on=DUE, **said(scene))  # type: ignore[arg-type]
    with refused("too_early"):
        move_ward_action(action=action, due_on=DUE + timedelta(days=1), **said(scene, now=NOW + timedelta(days=90)))  # type: ignore[arg-type]
    finish_ward_action(action=action, **said(scene))  # type: ignore[arg-type]
    for deed, how in ((finish_ward_action, {}), (move_ward_action, {"due_on": LATER})):
        with refused("moved_on"):
            deed(action=action, **how, **said(scene, by=scene.trust.signatory))  # type: ignore[operator]


def test_sent_twice_it_is_one(scene: Scene) -> None:
    once = uuid4()
    plan = scene.ask_for_plan(save_id=once)
    assert scene.ask_for_plan(save_id=once) == plan
    again = uuid4()
    assert add(scene, plan, save_id=again) == add(scene, plan, save_id=again)
    step = said(scene)
    assert propose_plan(plan=plan, **step) == propose_plan(plan=plan, **step)  # type: ignore[arg-type]
    agreeing = of_commissioner(scene)
    seen = seen_hash(plan)
    first = agree_plan(plan=plan, seen=seen, **agreeing)  # type: ignore[arg-type]
    assert agree_plan(plan=plan, seen=seen, **agreeing) == first  # type: ignore[arg-type]


def test_the_database_keeps_a_plans_ways_and_its_text(scene: Scene) -> None:
    plan = scene.agreed()
    plans, actions = WardPlan.objects.filter(pk=plan.pk), PlanWardAction.objects.filter(plan_ward__plan=plan)
    for rows, change in (
        (plans, {"state": "asked"}),
        (plans, {"state": "proposed"}),
        (plans, {"propose_by": LATER}),
        (actions, {"what": "Else."}),
        (actions, {"first_due_on": LATER}),
        (actions, {"due_on": DUE - timedelta(days=1)}),
        (PlanWard.objects.all(), {"said": "Else."}),
        (PlanStep.objects.all(), {"words": "Else."}),
    ):
        with pytest.raises(Error), transaction.atomic():
            rows.update(**change)  # type: ignore[attr-defined]
    with pytest.raises(Error), transaction.atomic():
        actions.delete()
    with pytest.raises(Error), transaction.atomic():
        PlanWardAction.objects.create(
            plan_ward=plan.wards.get(), what="W", owner="O", first_due_on=DUE, due_on=DUE, save_id=uuid4()
        )
    end_plan(plan=plan, **of_commissioner(scene))  # type: ignore[arg-type]
    with pytest.raises(Error), transaction.atomic():
        actions.update(due_on=LATER)
    with pytest.raises(Error), transaction.atomic():
        plans.update(state="agreed")


def test_an_alarm_asks_no_plan_of_wards(scene: Scene) -> None:
    signal(scene.second.trust, "staffing_alarm", "elevated_risk")
    with refused("not_short"):
        scene.ask_for_plan(trust=scene.second.trust, wards=[scene.oak])
