"""The outbox: nothing lost, nothing twice, poison set aside, and what stands still is seen."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from oversight.records import outbox
from oversight.records.audit import System, audit
from oversight.records.models import AuditEntry, Delivery, OutboxEvent
from oversight.records.outbox import (
    deliver_one,
    deliver_waiting,
    emit,
    subscribe,
    sweep_deliveries,
    try_again,
)
from oversight.records.queues import outbox_standing
from oversight.records.references import Reference

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SUBJECT = Reference("submission", "K7QM")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Subscribe to ``test.news``, and only that, for one test."""
    monkeypatch.setattr(outbox, "_subscribers", {})
    news: list[str] = []
    subscribe("test.news", "test.listener", lambda event, now: news.append(event.subject_id))
    return news


def send(name: str = "test.news", now: datetime = NOW) -> OutboxEvent:
    with transaction.atomic():
        return emit(name, subject=SUBJECT, now=now)


def test_news_is_delivered_once_and_marked_done(heard: list[str]) -> None:
    event = send()
    assert deliver_waiting(now=NOW) == 1
    assert deliver_waiting(now=NOW) == 0
    assert heard == ["K7QM"]
    delivery = event.deliveries.get()
    assert (delivery.state, delivery.done_at, delivery.attempts) == (Delivery.State.DONE, NOW, 1)


def test_news_of_a_change_that_failed_never_goes_out(heard: list[str]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        emit("test.news", subject=SUBJECT, now=NOW)
        raise RuntimeError("the change failed")
    assert deliver_waiting(now=NOW) == 0
    assert heard == []


def test_news_outside_a_transaction_is_refused(heard: list[str]) -> None:
    with pytest.raises(ValueError, match="in the transaction"):
        emit("test.news", subject=SUBJECT, now=NOW)


def test_what_a_subscriber_wrote_is_undone_with_its_failure(heard: list[str]) -> None:
    def half_done(event: OutboxEvent, now: datetime) -> None:
        audit("half", by=System("test"), subject=SUBJECT, now=now)
        raise RuntimeError("in the middle")

    subscribe("test.half", "test.half", half_done)
    send("test.half")
    assert deliver_waiting(now=NOW) == 0
    assert not AuditEntry.objects.exists()


def test_poison_is_set_aside_after_three_attempts_and_can_be_tried_again(heard: list[str]) -> None:
    attempts: list[datetime] = []

    def poison(event: OutboxEvent, now: datetime) -> None:
        attempts.append(now)
        raise ValueError("a text that may hold what a file held")

    subscribe("test.poison", "test.poison", poison)
    delivery = send("test.poison").deliveries.get()
    send()
    moment = NOW
    for _ in range(6):
        deliver_waiting(now=moment)
        moment += timedelta(minutes=2)
    delivery.refresh_from_db()
    assert len(attempts) == 3
    assert (delivery.state, delivery.failure) == (Delivery.State.SET_ASIDE, "ValueError")
    assert heard == ["K7QM"], "other work went on"
    assert outbox_standing(moment).set_aside == 1

    assert try_again(delivery_id=delivery.pk, now=moment)
    deliver_waiting(now=moment)
    assert len(attempts) == 4


def test_work_that_kills_its_worker_is_set_aside_too(heard: list[str]) -> None:
    delivery = send().deliveries.get()
    Delivery.objects.filter(pk=delivery.pk).update(attempts=3)
    assert not deliver_one(delivery.pk, now=NOW)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.failure, heard) == (Delivery.State.SET_ASIDE, "WorkerLost", [])


def test_a_failed_delivery_waits_before_its_next_attempt(heard: list[str]) -> None:
    subscribe("test.poison", "test.poison", lambda event, now: 1 / 0)
    delivery = send("test.poison").deliveries.get()
    deliver_waiting(now=NOW)
    delivery.refresh_from_db()
    assert delivery.due_at == NOW + timedelta(seconds=10)
    assert outbox.due_deliveries(now=NOW + timedelta(seconds=9)) == []
    assert outbox.due_deliveries(now=NOW + timedelta(seconds=10)) == [delivery.pk]


def test_a_message_that_the_broker_lost_is_told_again(heard: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    send()
    assert sweep_deliveries(now=NOW + timedelta(seconds=5)) == 0, "a worker was told a moment ago"
    later = NOW + outbox.TELL_AGAIN_AFTER
    assert sweep_deliveries(now=later) == 1
    assert sweep_deliveries(now=later) == 0


def test_two_workers_deliver_it_once(heard: list[str]) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(event: OutboxEvent, now: datetime) -> None:
        begun.set()
        assert go_on.wait(10)
        heard.append("slow")

    subscribe("test.slow", "test.slow", slow)
    delivery = send("test.slow").deliveries.get()
    results: list[bool] = []

    def work() -> None:
        results.append(deliver_one(delivery.pk, now=NOW))
        connection.close()

    first = threading.Thread(target=work)
    first.start()
    assert begun.wait(10)
    assert deliver_one(delivery.pk, now=NOW) is False, "the first worker holds it"
    go_on.set()
    first.join(10)
    assert results == [True]
    assert heard == ["slow"]


def test_history_is_kept_and_is_news_to_nobody(heard: list[str]) -> None:
    with outbox.history():
        event = send()
    assert not event.deliveries.exists()
    send()
    assert deliver_waiting(now=NOW) == 1, "after the block, news goes out again"


def test_what_stands_still_for_ten_minutes_is_seen(heard: list[str]) -> None:
    send()
    assert outbox_standing(NOW + timedelta(minutes=9)).standing_still == 0
    stands = outbox_standing(NOW + timedelta(minutes=10))
    assert (stands.waiting, stands.standing_still, stands.oldest) == (1, 1, NOW)


def test_an_event_cannot_be_changed_or_removed(heard: list[str]) -> None:
    event = send()
    with pytest.raises(DatabaseError), transaction.atomic():
        OutboxEvent.objects.filter(pk=event.pk).update(name="other")


def test_one_name_of_a_subscriber_belongs_to_one_function(heard: list[str]) -> None:
    with pytest.raises(ValueError, match="already subscribes"):
        subscribe("test.news", "test.listener", lambda event, now: None)


def test_long_work_can_show_how_far_it_has_come(heard: list[str]) -> None:
    inside: list[bool] = []
    subscribe("test.long", "test.long", lambda *_: inside.append(connection.in_atomic_block), own_transactions=True)
    event = send("test.long")
    assert deliver_waiting(now=NOW) == 1
    assert inside == [False]
    assert event.deliveries.get().state == Delivery.State.DONE


def test_the_subscriber_hears_that_its_work_was_given_up(heard: list[str]) -> None:
    given_up: list[datetime] = []

    def fail(event: OutboxEvent, now: datetime) -> None:
        raise RuntimeError("every time")

    subscribe("test.poison", "test.poison", fail, when_set_aside=lambda event, now: given_up.append(now))
    send("test.poison")
    for minutes in range(3):
        assert given_up == []
        deliver_waiting(now=NOW + timedelta(minutes=2 * minutes))
    assert given_up == [NOW + timedelta(minutes=4)]
