"""The findings of a submission as the marks of its workbook."""

from __future__ import annotations

from oversight.returns.marking import Mark
from oversight.returns.models import Submission
from oversight.returns.refusals import Refused


def stored_content(submission: Submission) -> bytes:
    """Return the bytes of a submission's file; ``Refused("replaced")`` for one that was taken out."""
    content = submission.file.content
    if content is None:
        raise Refused("replaced", "The file was taken out of the record, because it held personal data.")
    return bytes(content)


def marks_of(submission: Submission) -> list[Mark]:
    """Return a mark for each finding, in the file's order, with its explanation."""
    return [
        Mark(
            severity=finding.severity,
            sheet=finding.sheet,
            row=finding.row,
            cell=finding.cell,
            place=finding.place,
            value=finding.value,
            message=finding.message,
            mend=finding.mend,
            explanation=finding.explanation.text if finding.explanation else "",
        )
        for finding in submission.findings.select_related("explanation")
    ]
