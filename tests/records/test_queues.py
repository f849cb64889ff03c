"""Queues of work: how they stand, and the alarm that is raised once where one stands still, and ends by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from oversight.accounts.models import Message
from oversight.records import queues
from oversight.records.models import AuditEntry, StandstillAlarm
from oversight.records.outbox import deliver_waiting
from oversight.records.queues import (
    QueueStanding,
    alarms_raised,
    look_after_queues,
    watch_queue,
)
from tests.returns.making import make_administrator, make_inspector

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
QUIET = QueueStanding(waiting=3, oldest=NOW, under_way=1, standing_still=0, set_aside=0)
STILL = QueueStanding(waiting=3, oldest=NOW, under_way=0, standing_still=2, set_aside=0)
ASIDE = QueueStanding(waiting=0, oldest=None, under_way=0, standing_still=0, set_aside=1)


class Belt:
    """A queue of the tests' own."""

    stands = QUIET

    def look(self, now: datetime) -> QueueStanding:
        return self.stands


@pytest.fixture
def belt(monkeypatch: pytest.MonkeyPatch) -> Iterator[Belt]:
    monkeypatch.setattr(queues, "_QUEUES", {})
    belt = Belt()
    watch_queue("belt", belt.look)
    return belt


@pytest.mark.parametrize("stands", [STILL, ASIDE])
def test_an_alarm_is_raised_once_and_ends_by_itself(belt: Belt, stands: QueueStanding) -> None:
    assert look_after_queues(now=NOW) == ()
    belt.stands = stands
    assert look_after_queues(now=NOW) == ("belt",)
    assert look_after_queues(now=NOW + timedelta(minutes=1)) == ()
    alarm = StandstillAlarm.objects.get()
    assert (alarm.queue, alarm.standing_still, alarm.set_aside) == ("belt", stands.standing_still, stands.set_aside)
    assert alarms_raised() == [alarm]
    belt.stands = QUIET
    look_after_queues(now=NOW + timedelta(minutes=2))
    assert alarms_raised() == []
    assert StandstillAlarm.objects.get().ended_at == NOW + timedelta(minutes=2)
    belt.stands = stands
    assert look_after_queues(now=NOW + timedelta(minutes=3)) == ("belt",)
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["alarm.raised", "alarm.ended", "alarm.raised"]


def test_those_who_watch_are_told_once_for_each_alarm(belt: Belt) -> None:
    administrator = make_administrator()
    make_inspector()
    belt.stands = STILL
    look_after_queues(now=NOW)
    deliver_waiting(now=NOW)
    deliver_waiting(now=NOW)
    message = Message.objects.get()
    assert (message.person, message.kind) == (administrator, "work")
    assert message.context["standing_still"] == "2"


def test_a_name_belongs_to_one_queue(belt: Belt) -> None:
    watch_queue("belt", belt.look)
    with pytest.raises(ValueError, match="another queue"):
        watch_queue("belt", Belt().look)


def test_the_readiness_check_tells_of_every_queue(client: Client) -> None:
    answer = client.get("/health/ready").json()
    for name in ("outbox", "recomputations"):
        assert answer[name] == {"waiting": 0, "standing_still": 0, "set_aside": 0}
