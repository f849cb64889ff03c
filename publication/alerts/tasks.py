"""What the scheduler asks for: alerts are written, sent again where a mail server was away, and addresses forgotten."""

from __future__ import annotations

from celery import shared_task

from oversight import clock
from publication.alerts.asking import forget
from publication.alerts.composing import compose_due
from publication.alerts.sending import send_again


@shared_task(ignore_result=True)
def compose_alerts() -> None:
    """Write the messages that are due."""
    compose_due(now=clock.now())


@shared_task(ignore_result=True)
def send_alerts_again() -> None:
    """Have sent what did not go."""
    send_again(now=clock.now())


@shared_task(ignore_result=True)
def forget_addresses() -> None:
    """Delete what is kept no longer."""
    forget(now=clock.now())
