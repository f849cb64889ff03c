"""What the scheduler asks for: concerns kept long enough are forgotten, and each quarter that ends is counted."""

from __future__ import annotations

from celery import shared_task

from complaints.concerns import observing, retention
from oversight import clock


@shared_task(ignore_result=True)
def forget_old_concerns() -> None:
    """Forget what was closed long enough ago."""
    retention.forget_old(now=clock.now())


@shared_task(ignore_result=True)
def count_concerns() -> None:
    """Count what was open at the end of the quarter that ended last."""
    observing.observe_last_quarter(now=clock.now())
