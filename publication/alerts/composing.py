"""Composing alerts: which readers are told of which changes, each once, in one message for all that they follow.

A reader's row is held while it is done, so of two workers at once the second finds it done; what a message tells, the
places up to which each alert was looked at, and the news for the sender are one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from oversight.clock import london_date
from publication.alerts.asking import write_message
from publication.alerts.due import next_time
from publication.alerts.following import Belongs
from publication.alerts.models import Alert, AlertMessage, Reader, ToldChange
from publication.news.models import PublicChangeRow
from publication.news.reading import public_rows
from publication.news.writing import NEWS_FOR

_AT_ONCE = 500


def compose_due(*, now: datetime) -> int:
    """Write a message to each reader for whom something changed in what is due, and return how many were written."""
    newest = PublicChangeRow.objects.aggregate(newest=Max("pk"))["newest"] or 0
    belongs = Belongs(london_date(now))
    written = 0
    last = 0
    while True:
        readers = _due(newest, now).filter(reader__gt=last).order_by("reader").values_list("reader", flat=True)
        found = list(readers.distinct()[:_AT_ONCE])
        if not found:
            return written
        rows = _rows(newest, now)
        for reader_id in found:
            written += _compose(reader_id, rows, belongs, newest=newest, now=now)
        last = found[-1]


def _due(newest: int, now: datetime) -> QuerySet[Alert]:
    """Return the alerts that are to be looked at: their time has come, or there is something new for those without."""
    return Alert.objects.filter(confirmed_at__isnull=False).filter(
        Q(next_at__lte=now) | Q(next_at__isnull=True, after__lt=newest)
    )


def _rows(newest: int, now: datetime) -> list[PublicChangeRow]:
    """Return what may be told: all after the place to which the alert furthest behind was looked at, but no history.

    A row that was written long after what it tells of is history.
    """
    behind = _due(newest, now).order_by("after").values_list("after", flat=True).first() or 0
    rows = public_rows().filter(pk__gt=behind, pk__lte=newest).order_by("pk")
    return [row for row in rows if row.written_at - row.at <= NEWS_FOR]


def _compose(reader_id: int, rows: Sequence[PublicChangeRow], belongs: Belongs, *, newest: int, now: datetime) -> bool:
    with transaction.atomic():
        reader = Reader.objects.select_for_update(skip_locked=True).filter(pk=reader_id).first()
        if reader is None:
            return False
        alerts = list(_due(newest, now).filter(reader=reader).order_by("pk"))
        found = {row.pk for alert in alerts for row in belongs.of(alert, [row for row in rows if row.pk > alert.after])}
        found -= set(ToldChange.objects.filter(reader=reader, change__in=found).values_list("change", flat=True))
        for alert in alerts:
            alert.after, alert.next_at = newest, next_time(alert.how_often, after=now)
        Alert.objects.bulk_update(alerts, ["after", "next_at"])
        if not found:
            return False
        message = write_message(reader=reader, kind=AlertMessage.Kind.CHANGES, now=now)
        ToldChange.objects.bulk_create(
            ToldChange(reader=reader, message=message, change_id=each) for each in sorted(found)
        )
    return True
