"""The receipt of an accepted return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from oversight.returns.kinds import kind_of
from oversight.returns.models import ReturnVersion, Signature, readable_characters


@dataclass(frozen=True)
class Receipt:
    """What the trust holds as proof: number, version, time, hashes, who prepared and who signed what statement."""

    number: str
    title: str
    trust_code: str
    trust_name: str
    period: str
    period_label: str
    version: int
    stands: bool
    accepted_at: datetime
    late: bool
    reason: str
    filename: str
    file_sha256: str
    content_sha256: str
    submission_reference: str
    prepared_by: str
    signed_by: str
    signed_as: str
    signed_at: datetime
    confirmed_with: str
    statement_version: str
    statement: str


def new_receipt_number(prefix: str, trust_code: str, period: str, version: int) -> str:
    """Return a number that says what it is for, such as ``ST-RXH-2026-10-V1-K7QM``; its end cannot be guessed."""
    return f"{prefix}-{trust_code}-{period}-V{version}-{readable_characters(4)}"


def receipt_of(version: ReturnVersion) -> Receipt:
    """Return the receipt of a version, in two queries at most."""
    signature = (
        Signature.objects.select_related("signed_by", "submission__prepared_by", "submission__trust")
        .defer("submission__rows")
        .get(submission_id=version.submission_id)
    )
    submission = signature.submission
    kind = kind_of(version.kind)
    return Receipt(
        number=version.receipt,
        title=kind.title,
        trust_code=submission.trust.code,
        trust_name=submission.trust.name,
        period=version.period,
        period_label=kind.period_label(version.period),
        version=version.number,
        stands=version.stands,
        accepted_at=version.accepted_at,
        late=version.late,
        reason=version.reason,
        filename=submission.filename,
        file_sha256=version.file_sha256,
        content_sha256=version.content_sha256,
        submission_reference=submission.reference,
        prepared_by=str(submission.prepared_by),
        signed_by=str(signature.signed_by),
        signed_as=signature.signed_as,
        signed_at=signature.signed_at,
        confirmed_with=signature.confirmed_with,
        statement_version=signature.statement_version,
        statement=signature.statement,
    )
