"""What the scheduler asks for: releases come out when their time has come."""

from __future__ import annotations

import time

from celery import shared_task

from oversight import clock
from publication.releasing import publish_due, seconds_to_next_release

# The scheduler asks every second: a release whose time comes before it asks again is waited for.
WAITED_FOR_SECONDS = 1.2


@shared_task(ignore_result=True)
def publish_what_is_due() -> None:
    """Publish every announced release whose time has come, or comes within the next second."""
    wait = seconds_to_next_release(now=clock.now())
    if wait is not None and 0 < wait <= WAITED_FOR_SECONDS:
        time.sleep(wait)
    publish_due(now=clock.now())
