"""Two members at the same moment, each on a connection of their own: one does it, the other is told."""

from __future__ import annotations

from uuid import uuid4

import pytest

from ratings.surveillance.acting import end_action
from ratings.surveillance.models import GroupActionStep, Intelligence, Withdrawal, Worry
from ratings.surveillance.sharing import withdraw_intelligence
from tests.returns.making import NOW
from tests.returns.test_at_once import at_once, codes
from tests.surveillance.conftest import Scene
from tests.surveillance.test_acting import worry

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_withdraws_and_the_other_is_told(scene: Scene) -> None:
    made = scene.add()
    outcomes = at_once(
        *(
            lambda by=by: withdraw_intelligence(
                intelligence=made, reason="A name.", held_personal_data=True, by=by, now=NOW
            )
            for by in (scene.ann, scene.ben, scene.cat)
        )
    )
    assert codes(outcomes) == ["moved_on", "moved_on"]
    assert Withdrawal.objects.count() == 1
    assert Intelligence.objects.get().words == ""


def test_one_word_on_a_trust_and_one_end_of_an_action(scene: Scene) -> None:
    assert codes(at_once(lambda: worry(scene), lambda: worry(scene, by=scene.ben))) == ["moved_on"]
    assert Worry.objects.count() == 1
    action = scene.act()
    ends = (GroupActionStep.Kind.DONE, GroupActionStep.Kind.DROPPED)
    outcomes = at_once(
        *(
            lambda kind=kind: end_action(action=action, kind=kind, words="So.", step_id=uuid4(), by=scene.ben, now=NOW)
            for kind in ends
        )
    )
    assert codes(outcomes) == ["moved_on"]
    assert action.steps.count() == 1
