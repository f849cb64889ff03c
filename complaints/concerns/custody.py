"""Opening who told: by the custodian alone, for a reason, on record before anything is read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from complaints.concerns.models import Concern, OpenedIdentity, SealedIdentity
from complaints.concerns.sealing import CannotBeOpened, Identity, unseal
from complaints.concerns.telling import reference_to
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.returns.refusals import Refused


@transaction.atomic
def open_identity(*, concern: Concern, reason: str, by: Person, now: datetime) -> Identity:
    """Open the sealed identity of whoever told, and keep who opened it, when and why; each opening is one more.

    Refused: ``not_allowed`` for anybody but a custodian; ``no_reason``; ``no_identity`` where they stayed anonymous or
    it was forgotten; ``no_key`` where no key at hand opens it (then nothing was opened, and nothing is recorded).
    """
    if not may(by, Action.OPEN_IDENTITY, on=london_date(now)):
        raise Refused("not_allowed", "Only the custodian of identities can do this.")
    if not reason.strip():
        raise Refused("no_reason", "Say why it must be known who told.")
    sealed = SealedIdentity.objects.filter(concern=concern).first()
    if sealed is None:
        raise Refused("no_identity", "Nobody is named here.")
    opening = OpenedIdentity.objects.create(concern=concern, opened_by=by, opened_at=now, reason=reason.strip())
    audit(
        "concern.identity_opened",
        by=by,
        subject=reference_to(concern),
        now=now,
        fields=[f"opening {opening.public_id}"],
    )
    try:
        return unseal(bytes(sealed.sealed), concern=concern.public_id)
    except CannotBeOpened:
        raise Refused("no_key", "The keys at hand do not open this identity.") from None
