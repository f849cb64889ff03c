"""What the scheduler asks for: concerns that were kept long enough are forgotten."""

from __future__ import annotations

from celery import shared_task

from complaints.concerns import retention
from oversight import clock


@shared_task(ignore_result=True)
def forget_old_concerns() -> None:
    """Forget what was closed long enough ago."""
    retention.forget_old(now=clock.now())
