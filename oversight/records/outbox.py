"""The outbox: news written with the change that it tells of, and delivered to each subscriber at least once.

``emit`` writes the event and one delivery for each subscriber in the caller's transaction. On commit a worker is told;
where the broker is away or loses the message, the sweep tells again. A delivery that fails is tried again after a
while, three times in all, and then set aside, where an administrator sees it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from oversight.records.models import Delivery, OutboxEvent
from oversight.records.references import Reference

log = logging.getLogger(__name__)

ATTEMPTS = 3
_WAIT_AFTER = (timedelta(seconds=10), timedelta(seconds=60))
# A told worker has this long to begin before the sweep tells again: the message may be lost.
TELL_AGAIN_AFTER = timedelta(seconds=30)
# Work older than this is shown as standing still.

# The first key of the advisory locks on deliveries; the second is the delivery's id.
_DELIVERY_LOCKS = 7_154_302

Subscriber = Callable[[OutboxEvent, datetime], None]


@dataclass(frozen=True)
class _Subscription:
    function: Subscriber
    own_transactions: bool = False
    when_set_aside: Subscriber | None = None


_subscribers: dict[str, dict[str, _Subscription]] = {}


def subscribe(
    name: str,
    subscriber: str,
    function: Subscriber,
    *,
    own_transactions: bool = False,
    when_set_aside: Subscriber | None = None,
) -> None:
    """Have the function called for every event of the name; it must bear being called twice.

    ``subscriber`` is the stable name under which deliveries are kept, such as ``ratings.recompute``. With
    ``own_transactions`` the function is called outside a transaction, so that others see how far long work has come;
    its last transaction must be one that may be made twice. ``when_set_aside`` is called in the transaction that sets
    a delivery aside after its last attempt.
    """
    known = _subscribers.setdefault(name, {})
    wanted = _Subscription(function, own_transactions, when_set_aside)
    if known.get(subscriber, wanted) != wanted:
        raise ValueError(f"{subscriber!r} already subscribes to {name!r}")
    known[subscriber] = wanted


def subscriptions() -> dict[str, tuple[str, ...]]:
    """Return every event name with its subscribers, sorted."""
    return {name: tuple(sorted(known)) for name, known in sorted(_subscribers.items())}


_telling_history: ContextVar[bool] = ContextVar("telling_history", default=False)


@contextmanager
def history() -> Iterator[None]:
    """Keep the events of this block without delivering them: what happened long ago is news to nobody.

    For loading a past through the real services; whoever loads it computes afterwards what follows from it.
    """
    token = _telling_history.set(True)
    try:
        yield
    finally:
        _telling_history.reset(token)


def emit(name: str, *, subject: Reference, now: datetime, payload: dict[str, object] | None = None) -> OutboxEvent:
    """Write an event and its deliveries in the caller's transaction, and tell a worker once that is committed."""
    if not connection.in_atomic_block:
        raise ValueError("an event is written in the transaction of the change that it tells of")
    event = OutboxEvent.objects.create(
        name=name, subject_kind=subject.kind, subject_id=subject.public_id, payload=payload or {}, emitted_at=now
    )
    if _telling_history.get():
        return event
    deliveries = Delivery.objects.bulk_create(
        Delivery(event=event, subscriber=subscriber, due_at=now, told_at=now)
        for subscriber in sorted(_subscribers.get(name, {}))
    )
    if deliveries:
        told = [delivery.pk for delivery in deliveries]
        transaction.on_commit(lambda: tell_workers(told), robust=True)
    return event


def tell_workers(delivery_ids: Sequence[int]) -> bool:
    """Send the deliveries to the broker; a broker that is away is no error here, since the sweep tells again."""
    from oversight.records.tasks import deliver

    try:
        for delivery_id in delivery_ids:
            deliver.apply_async(args=(delivery_id,), retry=False, ignore_result=True)
    except Exception as failure:  # the broker's client raises kinds of its own for each way of being away
        log.warning("the broker did not take a message (%s); the sweep will tell again", type(failure).__name__)
        return False
    return True


def deliver_one(delivery_id: int, *, now: datetime) -> bool:
    """Deliver one, if it still waits and nobody else is at it; return whether it was delivered now.

    The attempt is counted before it is made, so that work which kills its worker is set aside too. The subscriber's
    writes and the mark "done" are one transaction, so a worker that dies leaves it waiting; a subscriber that asked for
    its own transactions is called without one.
    """
    with _held(delivery_id) as held:
        if not held or not _count_attempt(delivery_id, now=now):
            return False
        try:
            delivery = Delivery.objects.select_related("event").get(pk=delivery_id)
            subscription = _subscribers.get(delivery.event.name, {}).get(delivery.subscriber)
            if subscription is None:
                raise LookupError("nobody subscribes under this name any more")
            with nullcontext() if subscription.own_transactions else transaction.atomic():
                subscription.function(delivery.event, now)
                Delivery.objects.filter(pk=delivery_id).update(state=Delivery.State.DONE, done_at=now, failure="")
            return True
        except Exception as failure:  # whatever a subscriber raises: the delivery is kept and tried again
            log.exception("delivery %s failed", delivery_id)
            _note_failure(delivery_id, failure, now=now)
            return False


@contextmanager
def _held(delivery_id: int) -> Iterator[bool]:
    """Hold the delivery against other workers, over several transactions; a worker that dies lets go of it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [_DELIVERY_LOCKS, delivery_id % 2**31])
        held = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [_DELIVERY_LOCKS, delivery_id % 2**31])


def _count_attempt(delivery_id: int, *, now: datetime) -> bool:
    """Count one more attempt and return whether it may be made; past the last one the delivery is set aside."""
    with transaction.atomic():
        waiting = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.WAITING)
        if waiting.filter(attempts__gte=ATTEMPTS).update(state=Delivery.State.SET_ASIDE, failure="WorkerLost"):
            _tell_of_setting_aside(delivery_id, now=now)
            return False
        return bool(waiting.update(attempts=F("attempts") + 1))


def _note_failure(delivery_id: int, failure: Exception, *, now: datetime) -> None:
    """Let the delivery wait for its next attempt; after the last one it is set aside."""
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
        delivery.failure = type(failure).__name__
        if delivery.attempts >= ATTEMPTS:
            delivery.state = Delivery.State.SET_ASIDE
        else:
            delivery.due_at = now + _WAIT_AFTER[delivery.attempts - 1]
        delivery.save(update_fields=["failure", "state", "due_at"])
        if delivery.state == Delivery.State.SET_ASIDE:
            _tell_of_setting_aside(delivery_id, now=now)


def _tell_of_setting_aside(delivery_id: int, *, now: datetime) -> None:
    """Let the subscriber show the people concerned that its work was given up."""
    delivery = Delivery.objects.select_related("event").get(pk=delivery_id)
    subscription = _subscribers.get(delivery.event.name, {}).get(delivery.subscriber)
    if subscription is not None and subscription.when_set_aside is not None:
        subscription.when_set_aside(delivery.event, now)


def due_deliveries(*, now: datetime) -> list[int]:
    """Return the ids of deliveries that should be under way by now, oldest first."""
    return list(
        Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=now)
        .order_by("due_at", "pk")
        .values_list("pk", flat=True)[:2_000]
    )


def deliver_waiting(*, now: datetime, limit: int | None = None) -> int:
    """Deliver in this process what is due, and what that gives rise to; return how many were delivered."""
    delivered = 0
    while limit is None or delivered < limit:
        done = [deliver_one(delivery_id, now=now) for delivery_id in due_deliveries(now=now)]
        if not any(done):
            return delivered
        delivered += sum(done)
    return delivered


def sweep_deliveries(*, now: datetime) -> int:
    """Tell workers of what is due and was not told of lately; return how many. A lost message is mended by this."""
    with transaction.atomic():
        quiet = list(
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(state=Delivery.State.WAITING, due_at__lte=now)
            .filter(Q(told_at__isnull=True) | Q(told_at__lte=now - TELL_AGAIN_AFTER))
            .order_by("due_at", "pk")
            .values_list("pk", flat=True)[:2_000]
        )
        Delivery.objects.filter(pk__in=quiet).update(told_at=now)
    if quiet:
        tell_workers(quiet)
    return len(quiet)


def try_again(*, delivery_id: int, now: datetime) -> bool:
    """Let a delivery that was set aside wait once more, with all its attempts; return whether there was one."""
    with transaction.atomic():
        changed = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.SET_ASIDE).update(
            state=Delivery.State.WAITING, attempts=0, due_at=now, told_at=None
        )
    return bool(changed)
