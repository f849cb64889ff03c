"""What the scheduler asks for by the calendar."""

from __future__ import annotations

from celery import shared_task

from oversight import clock
from oversight.returns.notices import tell_of_due_and_late


@shared_task(ignore_result=True)
def tell_what_is_due() -> None:
    """Write the messages that the calendar asks for."""
    tell_of_due_and_late(now=clock.now())
