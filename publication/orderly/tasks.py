"""What the scheduler asks for: the calendar reaches twelve months ahead."""

from __future__ import annotations

from celery import shared_task

from oversight import clock
from publication.orderly.calendar import announce_year
from publication.orderly.final_editions import announce_finals


@shared_task(ignore_result=True)
def announce_the_year() -> None:
    """Announce what has come within the months that the calendar reaches ahead, and final editions that are due."""
    now = clock.now()
    announce_year(now=now)
    announce_finals(now=now)
