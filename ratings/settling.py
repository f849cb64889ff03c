"""Finishes the work that is queued for signals, in this process, or waits for whoever is at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F

from oversight.records.models import Delivery
from oversight.records.outbox import deliver_one
from ratings.models import RecomputeRequest
from ratings.recompute import Clock, run_waiting
from ratings.subscribing import SUBSCRIBER

PATIENCE = timedelta(seconds=120)
_PAUSE = 0.25


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What still waits: news of accepted returns, and scopes to be worked out; set aside or not."""

    deliveries: int
    scopes: int

    def __bool__(self) -> bool:
        return bool(self.deliveries or self.scopes)


def settle(
    *, clock: Clock, timer: Callable[[], float], sleep: Callable[[float], None], patience: timedelta = PATIENCE
) -> Unsettled:
    """Deliver and work out until nothing waits, or for as long as patience lasts; return what is left.

    ``timer`` counts the seconds of patience: the clock may stand still in a demonstration.
    """
    until = timer() + patience.total_seconds()
    while True:
        waiting = Delivery.objects.filter(
            subscriber=SUBSCRIBER, state=Delivery.State.WAITING, due_at__lte=clock()
        ).order_by("pk")
        for delivery_id in list(waiting.values_list("pk", flat=True)):
            deliver_one(delivery_id, now=clock())
        run_waiting(clock=clock)
        left = unsettled()
        if not left or timer() >= until:
            return left
        sleep(_PAUSE)


def unsettled() -> Unsettled:
    """Count what waits."""
    return Unsettled(
        deliveries=Delivery.objects.filter(subscriber=SUBSCRIBER).exclude(state=Delivery.State.DONE).count(),
        scopes=RecomputeRequest.objects.filter(wanted__gt=F("done")).count(),
    )
