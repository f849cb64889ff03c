"""Receiving a file: its bytes, the submission and the news of it in one transaction. Only then do we have it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime

from django.conf import settings
from django.db import transaction

from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.returns.kinds import kind_of
from oversight.returns.models import StoredFile, Submission
from oversight.returns.moving import address_payload, reference_to, standing_version
from oversight.returns.refusals import Refused
from oversight.wording import write_date, write_file_size

_LONGEST_FILENAME = 255


def receive_file(
    *,
    kind: str,
    trust: Trust,
    period: str,
    filename: str,
    content: bytes,
    by: Person,
    now: datetime,
    reason: str = "",
) -> Submission:
    """Keep a file that was sent, and let it be checked; two sent at once are both kept.

    Refused: ``not_allowed``; ``kind`` or ``period`` that do not exist; ``trust_closed``; ``too_large``; ``identical``
    to the file of the version that stands (the refusal carries it); ``reason_wanted`` for a period already accepted;
    ``replaced`` for a file whose bytes were taken out because they held personal data.
    """
    today = london_date(now)
    if not may(by, Action.PREPARE_RETURN, trust, on=today):
        raise Refused("not_allowed", f"You cannot prepare returns for {trust.name}.")
    declared = kind_of(kind)
    declared.check_period(period, today=today)
    if trust.closed_on is not None and period > trust.closed_on.isoformat()[: len(period)]:
        raise Refused("trust_closed", f"{trust.name} closed on {write_date(trust.closed_on)}, before this period.")
    limit = settings.RETURN_FILE_LIMIT_BYTES
    if len(content) > limit:
        raise Refused(
            "too_large",
            f"The file has {write_file_size(len(content))}. Send a file of {write_file_size(limit)} or less.",
        )
    reason = reason.strip()
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        standing = standing_version(kind, trust.pk, period)
        if standing is not None:
            if standing.file_sha256 == sha256:
                raise Refused(
                    "identical",
                    f"This is the file that was accepted on {write_date(standing.accepted_at)},"
                    f" receipt {standing.receipt}. There is nothing to send again.",
                    version=standing,
                )
            if not reason:
                raise Refused(
                    "reason_wanted",
                    f"Version {standing.number} of this return was accepted on {write_date(standing.accepted_at)}."
                    " Say why you are correcting it.",
                    version=standing,
                )
        keep_bytes(sha256, content, now=now)
        submission = Submission.objects.create(
            kind=kind,
            trust=trust,
            period=period,
            file_id=sha256,
            filename=clean_filename(filename),
            prepared_by=by,
            received_at=now,
            state_at=now,
            correction_reason=reason,
        )
        audit(
            "return.received",
            by=by,
            subject=reference_to(submission),
            now=now,
            fields=["file", "period"],
            hashes=[sha256],
        )
        emit("return.received", subject=reference_to(submission), now=now, payload=address_payload(submission))
    return submission


def keep_bytes(sha256: str, content: bytes, *, now: datetime) -> None:
    """Store the bytes under their hash, once; the same file sent twice at once is one row."""
    StoredFile.objects.bulk_create(
        [StoredFile(sha256=sha256, content=content, size=len(content), received_at=now)], ignore_conflicts=True
    )
    if StoredFile.objects.filter(pk=sha256, content__isnull=True).exists():
        raise Refused(
            "replaced",
            "This very file was removed before, because it held personal data. Take that out of it and send it again.",
        )


def clean_filename(filename: str) -> str:
    """Return the file's own name without its folders and without characters that cannot be shown."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    name = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", name).strip()
    if len(name) > _LONGEST_FILENAME:
        stem, point, ending = name.rpartition(".")
        keep = _LONGEST_FILENAME - len(point + ending)
        name = stem[:keep] + point + ending if keep > 0 and stem else name[:_LONGEST_FILENAME]
    return name or "file"
