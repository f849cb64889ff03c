"""Those who watch the work behind are told where it stands still."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from oversight.accounts.messages import MessageKind, write
from oversight.accounts.models import Role
from oversight.accounts.permissions import people_with
from oversight.clock import london_date
from oversight.records.models import OutboxEvent, StandstillAlarm


def tell_watchers(event: OutboxEvent, now: datetime) -> None:
    """Write to every administrator, once for each alarm: subscribes to ``work.stands_still``.

    Where the outbox itself stands still the message waits in it; the page, the readiness check and the log say so too.
    """
    alarm = StandstillAlarm.objects.get(pk=int(event.subject_id))
    for person in people_with(Role.ADMINISTRATOR, london_date(now)):
        write(
            kind=MessageKind.WORK,
            key=f"work-stands-still:{alarm.pk}:{person.pk}",
            person=person,
            subject="Work behind the pages stands still",
            template="messages/work_stands_still.txt.jinja",
            context={
                "queue": alarm.queue,
                "standing_still": str(alarm.standing_still),
                "set_aside": str(alarm.set_aside),
                "address": f"{settings.SITE_ADDRESS}/oversee/operations/",
            },
            now=now,
        )
