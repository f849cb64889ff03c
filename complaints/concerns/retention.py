"""Forgetting: some time after a concern was closed its words, photos and identity go; what is left counts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from complaints.concerns.models import Concern, ConcernStep, Message, Photo, SealedIdentity
from complaints.concerns.states import ConcernState
from complaints.concerns.telling import reference_to
from oversight.clock import london_date
from oversight.records.audit import System, audit

RETENTION = System("retention of concerns")
_DONE_WITH = (str(ConcernState.CLOSED), str(ConcernState.SPAM))
_AT_ONCE = 200


def forget_old(*, now: datetime) -> int:
    """Forget the concerns that were closed or set aside as long ago as the settings keep them; return how many.

    One that is open is never forgotten. Each is a transaction of its own, and leaves an audit entry.
    """
    limits = {
        str(ConcernState.CLOSED): now - timedelta(days=settings.CONCERNS_KEPT_DAYS_AFTER_CLOSING),
        str(ConcernState.SPAM): now - timedelta(days=settings.CONCERNS_KEPT_DAYS_AS_SPAM),
    }
    forgotten = 0
    for state in _DONE_WITH:
        due = Concern.objects.filter(state=state, state_at__lt=limits[state], forgotten_on__isnull=True)
        for concern_id in due.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]:
            forgotten += _forget(concern_id, state=state, before=limits[state], now=now)
    return forgotten


@transaction.atomic
def _forget(concern_id: int, *, state: str, before: datetime, now: datetime) -> int:
    # Asked again under the lock: its teller may have added to it since.
    concern = (
        Concern.objects.select_for_update(no_key=True)
        .filter(pk=concern_id, state=state, state_at__lt=before, forgotten_on__isnull=True)
        .first()
    )
    if concern is None:
        return 0
    today = london_date(now)
    Concern.objects.filter(pk=concern.pk).update(forgotten_on=today, what_happened="", told_place="", told_when="")
    Photo.objects.filter(concern=concern).delete()
    Message.objects.filter(concern=concern).update(forgotten_on=today, text="")
    ConcernStep.objects.filter(concern=concern).update(reason="")
    SealedIdentity.objects.filter(concern=concern).delete()
    audit(
        "concern.forgotten",
        by=RETENTION,
        subject=reference_to(concern),
        now=now,
        fields=["what_happened", "messages", "photos", "sealed_identity", "steps"],
    )
    return 1
