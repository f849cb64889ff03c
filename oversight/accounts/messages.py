"""Messages to people: written in the transaction of what they tell of, and sent once for each key.

``write`` keeps what the message is about and announces it through the outbox; a worker makes the text and sends it.
Where no mail server is named, messages are files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from oversight.accounts.models import Message, Person
from oversight.jinja import SERVICE_NAME
from oversight.records.models import OutboxEvent
from oversight.records.outbox import emit
from oversight.records.references import Reference

WRITTEN = "message.written"


class MessageKind(StrEnum):
    """What a message is about."""

    PASSWORD = "password"  # noqa: S105  (a kind of message)
    SECOND_FACTOR = "second factor"
    SIGNATURE_WANTED = "signature wanted"
    RETURNED = "returned"
    DUE = "due"
    LATE = "late"
    ACCEPTED = "accepted"
    INSPECTION = "inspection"
    NOTICE = "notice"
    MORTALITY = "mortality"
    COMMISSIONER = "commissioner"
    SPECIAL_MEASURES = "special measures"
    WORK = "work"


@transaction.atomic
def write(
    *,
    kind: MessageKind,
    key: str,
    person: Person,
    subject: str,
    template: str,
    context: Mapping[str, str],
    now: datetime,
) -> Message | None:
    """Write a message to a person, or return None where one was written under the key before.

    ``key`` says what the message is about, such as ``signature-wanted:K7QM-2X9D-4TRW:12``. ``template`` is a plain-text
    template; it gets ``context`` (texts alone: no draft figure belongs in a message), ``person`` and ``site_address``,
    and for a message about a password ``password_address``, made when it is sent. Raises ``ValueError`` for a context
    that holds anything but texts.
    """
    if not all(isinstance(value, str) for value in context.values()):
        raise ValueError("a message's context holds texts alone")
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "kind": MessageKind(kind).value,
            "person": person,
            "subject": subject,
            "template": template,
            "context": dict(context),
            "written_at": now,
        },
    )
    if not is_new:
        return None
    emit(WRITTEN, subject=Reference("message", str(message.pk)), now=now)
    return message


def send_written(event: OutboxEvent, now: datetime) -> None:
    """Send the message of an event, unless it was sent: the subscriber of ``message.written``.

    The mark "sent" holds the row until the outbox commits, so two workers never send one message; a worker that dies
    between the mail server's yes and the commit is the one case in which a message goes out again, under the same
    ``Message-ID``.
    """
    marked = Message.objects.filter(pk=int(event.subject_id), sent_at__isnull=True).update(sent_at=now)
    if not marked:
        return
    message = Message.objects.select_related("person").get(pk=int(event.subject_id))
    if not message.person.is_active:
        return
    EmailMessage(
        subject=f"{_demonstration()}{message.subject}",
        body=text_of(message),
        to=[message.person.email],
        headers={"Message-ID": f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@hospital-oversight>"},
    ).send()


def text_of(message: Message) -> str:
    """Return the message's text; a link in it that sets a password is made anew each time."""
    context: dict[str, object] = {
        **message.context,
        "person": message.person,
        "site_address": settings.SITE_ADDRESS,
        "service_name": SERVICE_NAME,
        "demonstration": settings.DEMONSTRATION,
    }
    if message.kind == MessageKind.PASSWORD:
        context["password_address"] = settings.SITE_ADDRESS + password_address(message.person)
    return render_to_string(message.template, context).strip() + "\n"


def password_address(person: Person) -> str:
    """Return the address under which the person sets a new password: good for three days, and once."""
    key = default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key})


def _demonstration() -> str:
    return "[Demonstration] " if settings.DEMONSTRATION else ""
