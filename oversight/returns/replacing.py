"""Taking out of the record a file that holds personal data: its bytes go, its hash and the reason stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.returns.models import FindingRecord, MarkedCopy, StoredFile, Submission
from oversight.returns.moving import withdraw
from oversight.returns.refusals import Refused
from oversight.returns.states import CLOSED, FIXED

_TAKEN_OUT = "This value was taken out with the file, because the file held personal data."


@transaction.atomic
def replace_stored_file(*, sha256: str, reason: str, by: Person, now: datetime) -> StoredFile:
    """Replace a stored file's bytes by its hash and a reason, and take out what findings quote from it.

    Submissions of the file that are still open are withdrawn and their rows emptied; an accepted one keeps its rows,
    which are figures of wards. Refused: ``not_allowed``; ``no_text`` without a reason; ``no_such_file``; ``replaced``
    where that was done before.
    """
    if not may(by, Action.TAKE_OUT_FILES, on=london_date(now)):
        raise Refused("not_allowed", "You cannot take files out of the record.")
    reason = reason.strip()
    if not reason:
        raise Refused("no_text", "Say why the file is taken out.")
    stored = StoredFile.objects.select_for_update().defer("content").filter(pk=sha256).first()
    if stored is None:
        raise Refused("no_such_file", "No file has this hash.")
    if stored.replaced_at is not None:
        raise Refused("replaced", "The bytes of this file were taken out before.")
    StoredFile.objects.filter(pk=sha256).update(content=None, replaced_at=now, replaced_reason=reason)
    FindingRecord.objects.filter(submission__file_id=sha256, value__isnull=False).update(value=None, message=_TAKEN_OUT)
    MarkedCopy.objects.filter(submission__file_id=sha256).delete()
    closed = {str(state) for state in CLOSED}
    for submission in Submission.objects.select_related("trust").filter(file_id=sha256).exclude(state__in=closed):
        withdraw(submission=submission, by=by, now=now, note="The file held personal data and was taken out.")
    Submission.objects.filter(file_id=sha256).exclude(state__in=[str(state) for state in FIXED]).update(
        rows=[], totals={}
    )
    audit(
        "file.replaced",
        by=by,
        subject=Reference("stored_file", sha256),
        now=now,
        fields=["content"],
        hashes=[sha256],
    )
    stored.refresh_from_db(fields=["replaced_at", "replaced_reason"])
    return stored
