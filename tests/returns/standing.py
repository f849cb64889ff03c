"""A version of a return that stands, without rows: what a test puts on record before it states facts of its own."""

from __future__ import annotations

import hashlib
import itertools
from datetime import datetime

from django.db import transaction

from oversight.accounts.models import Person
from oversight.organisations.models import Trust
from oversight.returns.models import ReturnVersion, Signature, StoredFile, Submission
from oversight.returns.states import State

_serial = itertools.count(1)


@transaction.atomic
def standing_version(
    trust: Trust,
    *,
    kind: str,
    period: str,
    now: datetime,
    prepared_by: Person,
    signed_by: Person,
    late: bool = False,
) -> ReturnVersion:
    """Put a version on record as the database's own rules demand; the one that stood before stands no longer."""
    serial = next(_serial)
    content = f"file {serial} of {kind}".encode()
    digest = hashlib.sha256(content).hexdigest()
    file = StoredFile.objects.create(sha256=digest, content=content, size=len(content), received_at=now)
    before = ReturnVersion.objects.filter(kind=kind, trust=trust, period=period, stands=True).first()
    reason = "A ward was wrong." if before else ""
    submission = Submission.objects.create(
        kind=kind,
        trust=trust,
        period=period,
        file=file,
        filename="return.csv",
        prepared_by=prepared_by,
        received_at=now,
        state_at=now,
        content_sha256=digest,
        correction_reason=reason,
        base_version=before.number if before else None,
    )
    sent = Submission.objects.filter(pk=submission.pk)
    for state in (State.CHECKING, State.READY, State.AWAITING_SIGNATURE):
        sent.update(state=state)
    Signature.objects.create(
        submission=submission,
        signed_by=signed_by,
        signed_as="Signatory",
        signed_at=now,
        statement_version="1",
        statement="It is true.",
        confirmed_with="password",
        content_sha256=digest,
    )
    sent.update(state=State.ACCEPTED)
    if before:
        ReturnVersion.objects.filter(pk=before.pk).update(stands=False, replaced_at=now)
    return ReturnVersion.objects.create(
        receipt=f"{kind[:2].upper()}-{serial:08d}",
        kind=kind,
        trust=trust,
        period=period,
        number=before.number + 1 if before else 1,
        submission=submission,
        file_sha256=digest,
        content_sha256=digest,
        accepted_at=now,
        late=late,
        reason=reason,
    )
