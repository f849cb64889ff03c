"""Who may see a release's figures before its time: few, by name, a day before at most, and each look is noted.

Source: the Pre-release Access to Official Statistics Order 2008 (SI 2008/2998), England: 24 hours at most, and a list
of offices, each with its reason, for everyone to read. The hours are a setting (``before_release.toml``).
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.db import IntegrityError, transaction

from oversight.accounts.models import Person
from oversight.records.audit import audit
from oversight.wording import write_datetime
from publication.announcing import approving, locked_release, subject_of
from publication.models import Release
from publication.orderly.attacking import attack
from publication.orderly.models import PreReleaseAccess, PreReleaseLook
from publication.orderly.packaging import package_bytes
from publication.refusals import ReleaseRefused
from publication.release_kinds import release_kind
from publication.releasing import previous_release

SETTINGS = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class BeforeRelease:
    """From how many hours before its time a release may be seen, and to how many minutes before."""

    version: str
    hours_before: int
    until_minutes_before: int
    source: str
    certainty: str

    def opens(self, release: Release) -> datetime:
        """When those on the list may look from."""
        return release.scheduled_for - timedelta(hours=self.hours_before)

    def closes(self, release: Release) -> datetime:
        """When they may look no more: the release is put together, and everyone sees it shortly."""
        return release.scheduled_for - timedelta(minutes=self.until_minutes_before)

    def is_open(self, release: Release, now: datetime) -> bool:
        """Say whether those on the list may look now."""
        return release.state == Release.State.PLANNED and self.opens(release) <= now < self.closes(release)


@lru_cache(maxsize=1)
def before_release() -> BeforeRelease:
    """Return the settings."""
    [table] = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))["rule_set"]
    return BeforeRelease(**table)


def grant_access(
    *, reference: str, email: str, job_title: str, organisation: str, reason: str, by: Person, now: datetime
) -> PreReleaseAccess:
    """Put a person with an account on the list of those who see a release before its time.

    Refused: who may not approve releases, a release that is not to come, an account that nobody has, no office or
    reason, a person who is on the list.
    """
    approving(by, now=now)
    told = {"job_title": job_title.strip(), "organisation": organisation.strip(), "reason": reason.strip()}
    if not all(told.values()):
        raise ReleaseRefused("reason_wanted", "Give the job title, the organisation and the reason: they are public.")
    with transaction.atomic():
        release = locked_release(reference)
        if release.state != Release.State.PLANNED or release.scheduled_for <= now:
            raise ReleaseRefused("not_announced", "Nobody can see it before its time any more.")
        person = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if person is None:
            raise ReleaseRefused("unknown_person", "Nobody has an account with this email address.")
        try:
            with transaction.atomic():
                granted = PreReleaseAccess.objects.create(
                    release=release, person=person, granted_by=by, granted_at=now, **told
                )
        except IntegrityError:
            raise ReleaseRefused("already_granted", "This person is on the list already.") from None
        audit("release.access_granted", by=by, subject=subject_of(release), fields=[f"access {granted.pk}"], now=now)
    return granted


def end_access(*, reference: str, access_id: int, by: Person, now: datetime) -> PreReleaseAccess:
    """Take a person off the list; who they were and what they saw stays. Refused: who is not on it."""
    approving(by, now=now)
    with transaction.atomic():
        release = locked_release(reference)
        ended = PreReleaseAccess.objects.filter(release=release, pk=access_id, ended_at__isnull=True).first()
        if ended is None:
            raise ReleaseRefused("unknown", "This person is not on the list.")
        ended.ended_at = now
        ended.save(update_fields=["ended_at"])
        audit("release.access_ended", by=by, subject=subject_of(release), fields=[f"access {ended.pk}"], now=now)
    return ended


def access_of(person: Person, release: Release) -> PreReleaseAccess | None:
    """Return the person's place on the list of an announced release; None where they have none."""
    return PreReleaseAccess.objects.filter(release=release, person=person, ended_at__isnull=True).first()


def see_before(*, reference: str, by: Person, now: datetime) -> bytes:
    """Return the package of a release as it stands before its time, and note the look.

    It is frozen as it would be at its time and undone at once, so that nothing of it stays. Refused: who is not on the
    list, and any time but the hours before.
    """
    with transaction.atomic():
        release = Release.objects.filter(reference=reference).first()
        access = access_of(by, release) if release is not None else None
        if release is None or access is None:
            raise ReleaseRefused(
                "not_allowed", "You are not on the list of those who see this release before its time."
            )
        if not before_release().is_open(release, now):
            raise ReleaseRefused("not_open", "It can be seen from the time that the list names until shortly before.")
        content = _as_it_would_be(release, now)
        digest = hashlib.sha256(content).hexdigest()
        PreReleaseLook.objects.create(access=access, at=now, sha256=digest)
        audit(
            "release.seen_before",
            by=by,
            subject=subject_of(release),
            fields=[f"access {access.pk}"],
            hashes=[digest],
            now=now,
        )
    return content


class _Undone(Exception):
    """Carries the package out of the transaction that is undone."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.content = content


def _as_it_would_be(release: Release, now: datetime) -> bytes:
    told = (
        f"NOT TO BE SHARED OR ACTED UPON BEFORE {write_datetime(release.scheduled_for)} (London). "
        "Figures may change until then. Every look is noted."
    )
    try:
        with transaction.atomic():
            # A copy: what freezing adds to the release must not stay with the one that is to come.
            frozen = Release.objects.get(pk=release.pk)
            release_kind(frozen.kind).freeze(frozen, previous=previous_release(frozen), now=now)
            if attack(frozen):
                raise ReleaseRefused("disclosure", "It cannot be seen: something in it must be withheld first.")
            raise _Undone(package_bytes(frozen, number=1, reason="", not_yet_public=told))
    except _Undone as made:
        return made.content
