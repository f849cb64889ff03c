"""Where a group worries most, its actions with owners and days, and two people at once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import Error, transaction

from oversight.records.models import AuditEntry
from ratings.surveillance.acting import (
    actions_of,
    end_action,
    move_action,
    note_action,
    record_worry,
    worries_of,
)
from ratings.surveillance.models import GroupAction, GroupActionStep, Worry
from tests.refusals import refused
from tests.returns.making import NOW
from tests.surveillance.conftest import TODAY, Scene

_Kind = GroupActionStep.Kind


def worry(scene: Scene, **how: object) -> Worry:
    told = {
        "group": scene.group,
        "trust": scene.trust.trust,
        "level": Worry.Level.CLOSER,
        "reason": "Two wards short, and what staff say of nights.",
        "agreed_on": TODAY,
        "seen": 0,
        "by": scene.ann,
        "now": NOW,
        **how,
    }
    return record_worry(**told)  # type: ignore[arg-type]


def test_the_newest_word_on_a_trust_stands_and_the_older_ones_stay(scene: Scene) -> None:
    worry(scene)
    worry(scene, level=Worry.Level.MOST, seen=1, reason="The alarm was raised.")
    standing = worries_of(scene.group)
    assert {pk: one.level for pk, one in standing.items()} == {scene.trust.trust.pk: "most"}
    assert [one.number for one in Worry.objects.order_by("number")] == [1, 2]
    assert worries_of(scene.other_group) == {}


def test_of_two_who_record_at_once_the_second_reads_the_first(scene: Scene) -> None:
    worry(scene)
    with refused("moved_on"):
        worry(scene, level=Worry.Level.USUAL, by=scene.ben)
    assert Worry.objects.get().level == "closer"


def test_words_on_trusts_that_are_refused(scene: Scene) -> None:
    for how, code in (
        ({"by": scene.outsider}, "not_allowed"),
        ({"trust": scene.elsewhere.trust}, "not_in_region"),
        ({"reason": "\n"}, "no_text"),
        ({"agreed_on": TODAY + timedelta(days=1)}, "not_yet"),
    ):
        with refused(code):
            worry(scene, **how)


def test_an_action_has_an_owner_and_a_day_and_keeps_what_was_promised_first(scene: Scene) -> None:
    made = scene.act()
    assert (made.owner, made.owner_organisation) == (scene.ben, "Healthwatch Northshire")
    first, later = TODAY + timedelta(days=14), TODAY + timedelta(days=28)
    note_action(action=made, words="Asked by telephone.", step_id=uuid4(), by=scene.ben, now=NOW)
    move_action(action=made, due_on=later, words="On leave.", step_id=uuid4(), by=scene.ben, now=NOW)
    made.refresh_from_db()
    assert (made.first_due_on, made.due_on) == (first, later)
    end_action(action=made, kind=_Kind.DONE, words="They came.", step_id=uuid4(), by=scene.ben, now=NOW)
    made.refresh_from_db()
    assert made.state == "done"
    assert [step.kind for step in made.steps.all()] == ["note", "moved", "done"]
    assert [one.action for one in AuditEntry.objects.filter(subject_kind="group_action").order_by("pk")] == [
        "group_action.set", "group_action.note", "group_action.moved", "group_action.done",
    ]  # fmt: skip


def test_of_two_who_end_an_action_one_does_and_the_other_is_told(scene: Scene) -> None:
    made = scene.act()
    end_action(action=made, kind=_Kind.DONE, words="They came.", step_id=uuid4(), by=scene.ben, now=NOW)
    for attempt in (
        lambda: end_action(action=made, kind=_Kind.DROPPED, words="No.", step_id=uuid4(), by=scene.ann, now=NOW),
        lambda: note_action(action=made, words="More.", step_id=uuid4(), by=scene.ann, now=NOW),
        lambda: move_action(
            action=made, due_on=TODAY + timedelta(days=60), words="More.", step_id=uuid4(), by=scene.ann, now=NOW
        ),
    ):
        with refused("moved_on"):
            attempt()


def test_sent_twice_a_step_is_one(scene: Scene) -> None:
    made, once = scene.act(), uuid4()
    for _ in range(2):
        end_action(action=made, kind=_Kind.DONE, words="They came.", step_id=once, by=scene.ben, now=NOW)
    assert made.steps.count() == 1
    again = uuid4()
    assert scene.act(save_id=again) == scene.act(save_id=again)


def test_actions_that_are_refused(scene: Scene) -> None:
    for how, code in (
        ({"by": scene.outsider}, "not_allowed"),
        ({"owner": scene.outsider}, "not_a_member"),
        ({"trust": scene.elsewhere.trust}, "not_in_region"),
        ({"what": " "}, "no_text"),
        ({"due_on": TODAY - timedelta(days=1)}, "too_early"),
    ):
        with refused(code):
            scene.act(**how)
    made = scene.act(trust=None)
    with refused("same_day"):
        move_action(action=made, due_on=made.due_on, words="So.", step_id=uuid4(), by=scene.ann, now=NOW)
    with refused("not_allowed"):
        note_action(action=made, words="So.", step_id=uuid4(), by=scene.outsider, now=NOW)
    assert list(actions_of(scene.group)) == [made]
    assert not actions_of(scene.other_group).exists()


def test_the_database_lets_an_action_move_along_its_ways_alone(scene: Scene) -> None:
    made = scene.act()
    actions = GroupAction.objects.filter(pk=made.pk)
    for change in ({"what": "Else."}, {"owner": scene.cat}, {"first_due_on": TODAY}):
        with pytest.raises(Error), transaction.atomic():
            actions.update(**change)
    actions.update(state="done")
    for change in ({"state": "open"}, {"state": "dropped"}, {"due_on": TODAY}):
        with pytest.raises(Error), transaction.atomic():
            actions.update(**change)
    with pytest.raises(Error), transaction.atomic():
        actions.delete()
