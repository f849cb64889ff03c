"""Withdrawing what may no longer be shown: a mark with date and reason stands in its place, in files as well."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from oversight.accounts.models import Person
from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from publication.announcing import approving, locked_release, subject_of
from publication.models import Release, ReleasedHospital, ReleasedTrust, ReleasedWard, Withdrawal
from publication.refusals import ReleaseRefused


def withdraw_item(
    *, reference: str, item: Withdrawal.Item, subject: str, reason: str, by: Person | System, now: datetime
) -> Withdrawal:
    """Withdraw a whole release, or a trust, hospital, ward or ward's explanation in it, for a stated reason.

    ``subject`` is the trust's or hospital's code or the ward's id, and blank for the whole release. Withdrawing the
    same item again returns the first mark. Refused: a release not published, an item that is not in it, no reason.
    """
    approver = approving(by, now=now)
    if not reason.strip():
        raise ReleaseRefused("reason_wanted", "Say why it is withdrawn: the reason stands in its place.")
    with transaction.atomic():
        release = locked_release(reference)
        known = release.withdrawals.filter(item=item, subject=subject).first()
        if known is not None:
            return known
        if release.state != Release.State.PUBLISHED:
            raise ReleaseRefused("not_published", f"Release {reference} is not published.")
        if not _holds(release, item, subject):
            raise ReleaseRefused("unknown", f"Release {reference} holds no {item.value} {subject}.".rstrip(" ."))
        mark = Withdrawal.objects.create(
            release=release, item=item, subject=subject, reason=reason.strip(), withdrawn_by=approver, withdrawn_at=now
        )
        if item == Withdrawal.Item.RELEASE:
            release.state = Release.State.WITHDRAWN
            release.save(update_fields=["state"])
        audit(f"release.withdrawn.{item.value}", by=by, subject=subject_of(release), fields=[subject or "all"], now=now)
        emit(
            "release.withdrawn", subject=subject_of(release), payload={"item": item.value, "subject": subject}, now=now
        )
    return mark


def _holds(release: Release, item: Withdrawal.Item, subject: str) -> bool:
    """Say whether the release holds the item."""
    match item:
        case Withdrawal.Item.RELEASE:
            return subject == ""
        case Withdrawal.Item.TRUST:
            return ReleasedTrust.objects.filter(release=release, code=subject).exists()
        case Withdrawal.Item.HOSPITAL:
            return bool(subject) and ReleasedHospital.objects.filter(release=release, code=subject).exists()
        case _:
            wards = ReleasedWard.objects.filter(release=release)
            return any(str(known) == subject for known in wards.values_list("ward_id", flat=True))
