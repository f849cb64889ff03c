"""What the scheduler asks for: what changed in public is written, whether or not a message told of it."""

from __future__ import annotations

from celery import shared_task

from oversight import clock
from publication.news.writing import write_news


@shared_task(ignore_result=True)
def sweep_news() -> None:
    """Write every change that is not written."""
    write_news(now=clock.now())
