"""What the scheduler asks for: releases come out when their time has come."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from celery import shared_task

from oversight import clock
from publication import public_changes
from publication.preparing import hold_until_its_time
from publication.releasing import publish_due

# Long enough to freeze the country's rows, attack what they withhold (17 s of one core for 160 trusts) and render the
# pages of its hospitals. So much before its time, and no more, a release can no longer be moved or cancelled.
BEGUN_AHEAD = timedelta(seconds=90)


@shared_task(ignore_result=True)
def publish_what_is_due() -> None:
    """Publish every announced release whose time has come, or comes shortly: that one at its time, with its pages."""
    publish_due(now=clock.now(), ahead=BEGUN_AHEAD, hold=partial(hold_until_its_time, clock=clock.now))


@shared_task(ignore_result=True)
def forget_old_changes() -> None:
    """Keep the list of what changed for the public short."""
    public_changes.forget_old_changes()
