"""Asking for alerts, confirming and stopping them: what a reader can do, and when their address is forgotten."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Value
from django.db.models.functions import Lower

from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from oversight.records.references import Reference
from publication.alerts import limits
from publication.alerts.due import next_time
from publication.alerts.following import Followed
from publication.alerts.models import Alert, AlertMessage, Reader
from publication.news.models import PublicChangeRow

WRITTEN = "alert.written"
# What is not confirmed by then is forgotten, with the address where nothing else is followed under it.
CONFIRM_WITHIN = timedelta(days=7)
# So many things one address may follow.
MOST_FOLLOWED = 50
# How long it is kept what was sent to whom: longer than the longest time between two messages of one alert.
SENT_KEPT_FOR = timedelta(days=62)
_BY = System("alerts")


@transaction.atomic
def ask(*, address: str, what: Followed, topics: Collection[str], how_often: str, now: datetime) -> AlertMessage | None:
    """Ask for alerts of something: a letter goes to the address, and nothing else until its link was pressed.

    None where no letter is written: too many went to the address today, or so much is followed under it already. The
    caller answers alike in every case, so that nobody learns whether an address is known here. What is followed already
    is asked to be confirmed again, and changes how often once it is.
    """
    if not limits.may_write_to(address, now=now):
        return None
    reader = _reader(address, now)
    if reader.alerts.count() >= MOST_FOLLOWED:
        return None
    chosen = sorted(set(topics))
    alert, _ = Alert.objects.get_or_create(
        reader=reader,
        about=what.about,
        code=what.code,
        topics=chosen,
        defaults={"demonstration": what.demonstration, "how_often": how_often, "asked_at": now},
    )
    if alert.confirmed_at is None:
        # The newest form counts, also for how long it waits.
        alert.how_often, alert.asked_at = how_often, now
    else:
        alert.wanted = how_often
    alert.save(update_fields=["how_often", "asked_at", "wanted"])
    audit("alert.asked", by=_BY, subject=_subject(alert), fields=["how_often"], now=now)
    return write_message(reader=reader, kind=AlertMessage.Kind.CONFIRM, alert=alert, now=now)


@transaction.atomic
def confirm(*, alert_id: UUID, now: datetime) -> Alert | None:
    """Confirm an alert by its letter's link: it tells of what changes from now on. None where it was forgotten.

    Of one that is confirmed already it changes how often, if that was asked for since; else nothing.
    """
    alert = Alert.objects.select_for_update().select_related("reader").filter(public_id=alert_id).first()
    if alert is None:
        return None
    if alert.confirmed_at is None:
        if alert.asked_at < now - CONFIRM_WITHIN:
            return None
        alert.confirmed_at = now
        alert.after = PublicChangeRow.objects.aggregate(newest=Max("pk"))["newest"] or 0
        alert.next_at = next_time(alert.how_often, after=now)
        alert.save(update_fields=["confirmed_at", "after", "next_at"])
        audit("alert.confirmed", by=_BY, subject=_subject(alert), fields=["confirmed_at"], now=now)
    elif alert.wanted:
        alert.how_often, alert.wanted = alert.wanted, ""
        alert.next_at = next_time(alert.how_often, after=now)
        alert.save(update_fields=["how_often", "wanted", "next_at"])
        audit("alert.changed", by=_BY, subject=_subject(alert), fields=["how_often"], now=now)
    return alert


@transaction.atomic
def stop(*, reader_id: UUID, now: datetime) -> bool:
    """Stop everything that a reader follows, and delete their address; False where nothing was there any more."""
    reader = Reader.objects.select_for_update().filter(public_id=reader_id).first()
    if reader is None:
        return False
    audit("alert.stopped", by=_BY, subject=Reference("alert_reader", reader.public_id.hex), now=now)
    reader.delete()
    return True


@transaction.atomic
def stop_one(*, reader_id: UUID, alert_id: UUID, now: datetime) -> bool:
    """Stop one thing that a reader follows; with the last, delete their address. False where it was not there."""
    reader = Reader.objects.select_for_update().filter(public_id=reader_id).first()
    alert = reader.alerts.filter(public_id=alert_id).first() if reader is not None else None
    if reader is None or alert is None:
        return False
    audit("alert.stopped", by=_BY, subject=_subject(alert), now=now)
    alert.delete()
    if not reader.alerts.exists():
        reader.delete()
    return True


def forget(*, now: datetime) -> int:
    """Delete what was never confirmed in time, addresses with nothing left under them, and old lists of what went."""
    with transaction.atomic():
        gone = Alert.objects.filter(confirmed_at__isnull=True, asked_at__lt=now - CONFIRM_WITHIN).delete()[0]
        gone += Reader.objects.filter(alerts__isnull=True).delete()[0]
        gone += AlertMessage.objects.filter(sent_at__lt=now - SENT_KEPT_FOR).delete()[0]
        return gone + limits.forget(now=now)


def write_message(
    *, reader: Reader, kind: AlertMessage.Kind, now: datetime, alert: Alert | None = None
) -> AlertMessage:
    """Write a message in the caller's transaction, and let the outbox have it sent."""
    message = AlertMessage.objects.create(reader=reader, kind=kind, alert=alert, written_at=now, told_at=now)
    emit(WRITTEN, subject=Reference("alert_message", message.public_id.hex), now=now)
    return message


def _reader(address: str, now: datetime) -> Reader:
    """Return the reader of an address, held against whoever stops or forgets it meanwhile."""
    folded = Reader.objects.alias(folded=Lower("address")).filter(folded=Lower(Value(address)))
    known = folded.select_for_update().first()
    return known or Reader.objects.create(address=address, asked_at=now)


def _subject(alert: Alert) -> Reference:
    return Reference("alert", alert.public_id.hex)
