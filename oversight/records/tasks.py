"""What workers are told to do; all else is in the outbox and the audit modules."""

from __future__ import annotations

from celery import shared_task

from oversight import clock
from oversight.records.audit import seal_entries
from oversight.records.outbox import deliver_one, sweep_deliveries
from oversight.records.queues import look_after_queues


@shared_task(ignore_result=True)
def deliver(delivery_id: int) -> None:
    """Deliver one event to one subscriber, if it still waits."""
    deliver_one(delivery_id, now=clock.now())


@shared_task(ignore_result=True)
def sweep() -> None:
    """Tell workers again of what should be under way."""
    sweep_deliveries(now=clock.now())


@shared_task(ignore_result=True)
def look_after() -> None:
    """Raise an alarm where work stands still, and end the one that is over."""
    look_after_queues(now=clock.now())


@shared_task(ignore_result=True)
def seal() -> None:
    """Chain the audit entries that were committed since."""
    seal_entries(now=clock.now())
