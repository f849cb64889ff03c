"""Withdrawing what may no longer be shown: a mark with date and reason stands in its place, in files as well."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from oversight.accounts.models import Person
from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from publication.announcing import approving, locked_release, subject_of
from publication.models import Release, Withdrawal
from publication.orderly.packaging import make_package
from publication.refusals import ReleaseRefused
from publication.release_kinds import release_kind
from publication.safety_measures import releases as safety_releases


def withdraw_item(
    *, reference: str, item: Withdrawal.Item, subject: str, reason: str, by: Person | System, now: datetime
) -> Withdrawal:
    """Withdraw a whole release, or a trust, hospital, ward, explanation, lesson or figure in it, for a stated reason.

    ``subject`` is the trust's or hospital's code, the ward's id, the lesson's key or the figure's code, measure and
    period, and blank for the whole release. A lesson is withdrawn from every release that holds its words, a figure by
    a measure from every one that tells just this. Their packages are made again. Withdrawing the same item again
    returns the first mark. Refused: a release not published, an item that is not in it, no reason.
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
        if not release_kind(release.kind).holds(release, item, subject):
            raise ReleaseRefused("unknown", f"Release {reference} holds no {item.value} {subject}.".rstrip(" ."))
        mark = Withdrawal.objects.create(
            release=release, item=item, subject=subject, reason=reason.strip(), withdrawn_by=approver, withdrawn_at=now
        )
        others = _from_other_releases(mark)
        if item == Withdrawal.Item.RELEASE:
            release.state = Release.State.WITHDRAWN
            release.save(update_fields=["state"])
        for each in (release, *others):
            make_package(release=each, now=now, reason=f"{mark.get_item_display()} withdrawn: {mark.reason}")
        audit(f"release.withdrawn.{item.value}", by=by, subject=subject_of(release), fields=[subject or "all"], now=now)
        emit(
            "release.withdrawn", subject=subject_of(release), payload={"item": item.value, "subject": subject}, now=now
        )
    return mark


def _from_other_releases(mark: Withdrawal) -> list[Release]:
    """Withdraw a lesson or figure from the other releases that tell the same, which their readers can still ask for.

    Returned are those of them whose files hold it: a series is in no file.
    """
    if mark.item == Withdrawal.Item.LESSON:
        others = list(
            Release.objects.filter(released_lessons__key=mark.subject, published_at__isnull=False)
            .exclude(pk=mark.release_id)
            .order_by("pk")
            .distinct()
        )
    elif mark.item == Withdrawal.Item.MEASURE:
        others = safety_releases.tells_the_same(mark.release, mark.subject)
    else:
        return []
    others = [each for each in others if not each.withdrawals.filter(item=mark.item, subject=mark.subject).exists()]
    Withdrawal.objects.bulk_create(
        Withdrawal(
            release=other,
            item=mark.item,
            subject=mark.subject,
            reason=mark.reason,
            withdrawn_by=mark.withdrawn_by,
            withdrawn_at=mark.withdrawn_at,
        )
        for other in others
    )
    if mark.item == Withdrawal.Item.MEASURE:
        return [each for each in others if safety_releases.is_newest_in(each, mark.subject)]
    return others
