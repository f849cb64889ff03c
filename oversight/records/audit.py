"""The audit log: written with the deed, chained later in the order in which deeds were committed.

An entry is written unchained, so that two people never wait for each other. One sealer (``seal_entries``) then gives
each visible entry its place: the hash of a place covers the entry and the hash before it, so that a row changed, taken
out or put in afterwards is found by ``verify_chain``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from oversight.records.models import AuditEntry, AuditSeal
from oversight.records.references import Reference

GENESIS = "0" * 64
# The sealer's advisory lock: any constant that nothing else uses.
_SEALER_LOCK = 7_154_301
_BATCH = 5_000


@dataclass(frozen=True)
class System:
    """A part of this system acting by itself, by its name."""

    name: str


def audit(
    action: str,
    *,
    by: Any,
    subject: Reference,
    now: datetime,
    fields: Sequence[str] = (),
    hashes: Sequence[str] = (),
) -> AuditEntry:
    """Write one entry in the caller's transaction.

    ``by`` is a person or a ``System``; neither is refused with ``ValueError``, and so is a write outside a transaction,
    since an entry must stand or fall with what it tells of.
    """
    if not connection.in_atomic_block:
        raise ValueError("an audit entry is written in the transaction of its deed")
    if isinstance(by, System):
        person, system = None, by.name
    else:
        person, system = by, ""
    if person is None and not system:
        raise ValueError("an audit entry names a person or a system")
    return AuditEntry.objects.create(
        at=now,
        person=person,
        system=system,
        action=action,
        subject_kind=subject.kind,
        subject_id=subject.public_id,
        fields=list(fields),
        hashes=list(hashes),
    )


def _digest(previous: str, position: int, entry: AuditEntry) -> str:
    """Return the hash of an entry at its place, over every column in a fixed form."""
    told = [
        position,
        entry.pk,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.person_id,
        entry.system,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.fields,
        entry.hashes,
    ]
    text = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def seal_entries(*, now: datetime) -> int:
    """Chain every committed entry that has no place yet, and return how many; a second sealer leaves at once."""
    sealed = 0
    while True:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("select pg_try_advisory_xact_lock(%s)", [_SEALER_LOCK])
                if not cursor.fetchone()[0]:
                    return sealed
            head = AuditSeal.objects.order_by("-position").first()
            position, previous = (head.position, head.hash) if head else (0, GENESIS)
            waiting = list(AuditEntry.objects.filter(seal__isnull=True).order_by("pk")[:_BATCH])
            seals = []
            for entry in waiting:
                position += 1
                digest = _digest(previous, position, entry)
                seals.append(AuditSeal(position=position, entry=entry, previous=previous, hash=digest, sealed_at=now))
                previous = digest
            AuditSeal.objects.bulk_create(seals)
        sealed += len(seals)
        if len(waiting) < _BATCH:
            return sealed


@dataclass(frozen=True)
class Verified:
    """What a walk along the chain found: its head and length, or the first bad place and why."""

    head: str
    sealed: int
    not_sealed: int
    bad_position: int | None = None
    bad_entry: int | None = None
    reason: str = ""


def _chain() -> Iterator[AuditSeal]:
    return AuditSeal.objects.order_by("position").select_related("entry").iterator(chunk_size=_BATCH)


def verify_chain() -> Verified:
    """Walk the chain from its beginning and compute every hash anew; stop at the first place that does not agree."""
    previous, sealed = GENESIS, 0
    for seal in _chain():
        reason = ""
        if seal.position != sealed + 1:
            reason = f"place {sealed + 1} is missing"
        elif seal.previous != previous:
            reason = "it does not follow the place before it"
        elif seal.hash != _digest(previous, seal.position, seal.entry):
            reason = "the entry is not as it was when it was sealed"
        if reason:
            return Verified(previous, sealed, _not_sealed(), seal.position, seal.entry_id, reason)
        previous, sealed = seal.hash, sealed + 1
    return Verified(previous, sealed, _not_sealed())


def _not_sealed() -> int:
    return AuditEntry.objects.filter(seal__isnull=True).count()


def oldest_not_sealed() -> datetime | None:
    """Return when the oldest entry without a place was written, for the watch over the sealer."""
    oldest: datetime | None = AuditEntry.objects.filter(seal__isnull=True).aggregate(oldest=Min("at"))["oldest"]
    return oldest
