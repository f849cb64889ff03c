"""What the scheduler asks for: releases come out when their time has come."""

from __future__ import annotations

from celery import shared_task

from oversight import clock
from publication.releasing import publish_due


@shared_task(ignore_result=True)
def publish_what_is_due() -> None:
    """Publish every announced release whose time has come."""
    publish_due(now=clock.now())
