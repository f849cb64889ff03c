"""What the scheduler asks for: reports come out when their time has come."""

from __future__ import annotations

from celery import shared_task

from inspections.reporting.publishing import publish_due
from oversight import clock


@shared_task(ignore_result=True)
def publish_due_reports() -> None:
    """Publish every report whose time has come."""
    publish_due(now=clock.now())
