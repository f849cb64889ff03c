"""A person's own file back with its cells marked: at once where it is small, made ahead by a worker where it is large.

Marking takes about 0.3 ms a row: for the rows that a trust has, a moment; for a file of 100,000, half a minute, which
no request may take.
"""

from __future__ import annotations

from datetime import datetime

from oversight.records.models import OutboxEvent
from oversight.returns.kinds import kind_of
from oversight.returns.models import MarkedCopy, Submission
from oversight.returns.reading.unreadable import Unreadable
from oversight.returns.refusals import Refused

# More than the wards of any trust over two years; what a rota system exports for many years is above it.
ROWS_MARKED_AT_ONCE = 5_000
BYTES_MARKED_AT_ONCE = 2 * 1024 * 1024


def is_large(submission: Submission) -> bool:
    """Say whether a worker marks the file, ahead of anybody's wish."""
    return submission.rows_read > ROWS_MARKED_AT_ONCE or submission.file.size > BYTES_MARKED_AT_ONCE


def marked_copy(submission: Submission) -> bytes:
    """Return the file of a checked submission as a workbook with its findings marked.

    A large file's was made when the file was checked, without the explanations given since. Raises ``Refused``
    (``being_marked`` while a worker is at it, ``replaced`` where the file was taken out) and ``Unreadable``.
    """
    if not is_large(submission) or submission.file.content is None or not submission.findings.exists():
        return kind_of(submission.kind).marked_workbook(submission)
    made = MarkedCopy.objects.filter(submission=submission).first()
    if made is None:
        raise Refused(
            "being_marked",
            "Your file is large, and its cells are still being marked. Try again in a minute. "
            "All findings are here already, and can be downloaded as CSV.",
        )
    return bytes(made.content)


def mark_when_checked(event: OutboxEvent, now: datetime) -> None:
    """Mark a large file that was checked and has findings: subscribes to ``return.checked``; again changes nothing."""
    submission = Submission.objects.select_related("file").get(reference=event.subject_id)
    if not is_large(submission) or submission.file.content is None or not submission.findings.exists():
        return
    if MarkedCopy.objects.filter(submission=submission).exists():
        return
    try:
        content = kind_of(submission.kind).marked_workbook(submission)
    except (Refused, Unreadable):  # taken out, or replaced by another check's answer, in the meantime
        return
    MarkedCopy.objects.get_or_create(submission=submission, defaults={"content": content, "made_at": now})
