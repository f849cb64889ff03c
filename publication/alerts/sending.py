"""Sending alerts: the outbox's subscriber, as for messages to people who sign in (``oversight.accounts.messages``).

The mark "sent" holds the row until the outbox commits, so two workers never send one message. A worker that dies
between the mail server's yes and the commit is the one case in which a message goes out again, under the same
``Message-ID``: to tell of a change twice is better than never.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from oversight.jinja import SERVICE_NAME
from oversight.records.models import OutboxEvent
from oversight.records.outbox import emit
from oversight.records.references import Reference
from publication.alerts.asking import CONFIRM_WITHIN, WRITTEN
from publication.alerts.following import how_often_words, name_of
from publication.alerts.links import confirm_address, stop_address
from publication.alerts.models import AlertMessage
from publication.news.reading import Change, public_rows, told

log = logging.getLogger(__name__)

# A mail server may be away for longer than the outbox tries: what did not go is tried again so often, and so long.
AGAIN_AFTER = timedelta(minutes=15)
GIVEN_UP_AFTER = timedelta(days=3)
_AT_ONCE = 1_000
_LONGEST_SUBJECT = 150
# More lines than this are counted and not written.
_MOST_LINES = 100
# A mail server's answers that begin with it are final (RFC 5321, 4.2.1).
_FOR_GOOD = 5


def send_written(event: OutboxEvent, now: datetime) -> None:
    """Send the message of an event, unless it was sent, or its reader has stopped: then it is there no longer."""
    found = AlertMessage.objects.filter(public_id=UUID(hex=event.subject_id), sent_at__isnull=True)
    if not found.update(sent_at=now):
        return
    message = AlertMessage.objects.select_related("reader", "alert").get(public_id=UUID(hex=event.subject_id))
    letter = _confirming(message) if message.kind == AlertMessage.Kind.CONFIRM else _telling(message)
    if letter is None:
        return
    try:
        letter.send()
    except SMTPRecipientsRefused as refused:
        if not all(code // 100 == _FOR_GOOD for code, _ in refused.recipients.values()):
            raise
        # Nobody reads there: to try again would not help, and of one who never confirmed nothing need be kept.
        log.warning("the mail server refused the address of message %s for good", message.public_id)
        if message.alert is not None and message.alert.confirmed_at is None:
            message.alert.delete()


def send_again(*, now: datetime) -> int:
    """Have sent what should have gone by now and did not; return how many. What is too old is news no more."""
    with transaction.atomic():
        waiting = list(
            AlertMessage.objects.select_for_update(skip_locked=True)
            .filter(sent_at__isnull=True, told_at__lte=now - AGAIN_AFTER, written_at__gt=now - GIVEN_UP_AFTER)
            .order_by("told_at", "pk")[:_AT_ONCE]
        )
        for message in waiting:
            emit(WRITTEN, subject=Reference("alert_message", message.public_id.hex), now=now)
        AlertMessage.objects.filter(pk__in=[message.pk for message in waiting]).update(told_at=now)
    return len(waiting)


def _confirming(message: AlertMessage) -> EmailMessage | None:
    """Return the letter that asks to confirm; None for an alert that is there no longer."""
    alert = message.alert
    if alert is None:
        return None
    context = {
        "name": name_of(alert),
        "how_often": how_often_words(alert.wanted or alert.how_often),
        "address": confirm_address(alert.public_id),
        "days": CONFIRM_WITHIN.days,
    }
    return _letter(message, _one_line(f"Confirm your emails about {context['name']}"), "confirm.txt.jinja", context)


def _telling(message: AlertMessage) -> EmailMessage | None:
    """Return the message that tells of changes, as the public may read them now; None where none is public any more."""
    rows = list(public_rows().filter(pk__in=message.changes.values("change")).order_by("-at", "-pk"))
    changes = told(rows)
    if not changes:
        return None
    followed = message.reader.alerts.filter(confirmed_at__isnull=False).order_by("pk")
    context = {
        "changes": changes[:_MOST_LINES],
        "more": max(0, len(changes) - _MOST_LINES),
        "follows": [name_of(alert) for alert in followed],
        "stop_address": stop_address(message.reader.public_id),
    }
    return _letter(message, _subject(changes), "changes.txt.jinja", context, may_stop=True)


def _subject(changes: list[Change]) -> str:
    """Return what changed in one line: the change itself, or how many there are and of whom."""
    if len(changes) == 1:
        line = changes[0].told_of
    else:
        names = list(dict.fromkeys(change.name for change in changes))
        line = f"{len(changes)} changes: {', '.join(names)}"
    return _one_line(line)


def _one_line(text: str) -> str:
    """Return a text as a subject, which is one line and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SUBJECT else f"{line[: _LONGEST_SUBJECT - 1].rstrip()}…"


def _letter(
    message: AlertMessage, subject: str, template: str, context: dict[str, object], *, may_stop: bool = False
) -> EmailMessage:
    headers = {
        "Message-ID": f"<{message.public_id.hex}@hospital-oversight>",
        # No answer of a machine, such as of somebody on holiday, is wanted (RFC 3834).
        "Auto-Submitted": "auto-generated",
    }
    if may_stop:
        # A mail program's own button stops everything with one press (RFC 2369, RFC 8058).
        headers["List-Unsubscribe"] = f"<{stop_address(message.reader.public_id)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    given = {
        **context,
        "site_address": settings.SITE_ADDRESS.rstrip("/"),
        "service_name": SERVICE_NAME,
        "demonstration": settings.DEMONSTRATION,
    }
    body = render_to_string(f"publication/alerts/{template}", given).strip() + "\n"
    prefix = "[Demonstration] " if settings.DEMONSTRATION else ""
    return EmailMessage(subject=prefix + subject, body=body, to=[message.reader.address], headers=headers)
