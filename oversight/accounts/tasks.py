"""What workers do for accounts, besides sending messages."""

from __future__ import annotations

from celery import shared_task
from django.contrib.sessions.models import Session

from oversight import clock


@shared_task(ignore_result=True)
def clear_sessions() -> None:
    """Delete the sessions that are over, so that none lies about that nobody can use."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()
