"""What workers are told to do for plans: telling of what is published by then. It is published without them."""

from __future__ import annotations

from celery import shared_task

from oversight import clock
from ratings.plans.publishing import tell_of_published


@shared_task(ignore_result=True)
def publish_plan_reports() -> None:
    """Tell of the reports whose time has come."""
    tell_of_published(now=clock.now())
