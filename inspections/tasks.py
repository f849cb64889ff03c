"""What the scheduler asks for: reports come out when their time has come, and managers learn what is due."""

from __future__ import annotations

from celery import shared_task

from inspections import telling
from inspections.reporting.publishing import publish_due
from oversight import clock


@shared_task(ignore_result=True)
def publish_due_reports() -> None:
    """Publish every report whose time has come."""
    publish_due(now=clock.now())


@shared_task(ignore_result=True)
def tell_of_due_inspections() -> None:
    """Tell managers once a week which trusts are due for inspection and not planned."""
    telling.tell_of_due_inspections(now=clock.now())
