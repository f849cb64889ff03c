"""What a submission gives out as files: the file as it was sent, the same with its cells marked, and its findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.returns.kinds import kind_of
from oversight.returns.marked_copies import marked_copy
from oversight.returns.models import Submission
from oversight.returns.reading.unreadable import Unreadable
from oversight.returns.refusals import Refused
from workspaces.trust_desk.about import say_refused
from workspaces.trust_desk.downloads import XLSX, attachment, csv_attachment
from workspaces.trust_desk.scoped import own_submission

_FIRST = ("Severity", "Rule", "Sheet", "Row", "Column", "Cell", "What stood there")
_LAST = ("What is wrong", "What to do", "Explanation")


@require_safe
@access(Action.SEE_RETURNS)
def original(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the file back, byte for byte."""
    return original_of(request, own_submission(request, reference))


def original_of(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Return the stored bytes under their own name, or say why they are no longer there."""
    stored = submission.file
    if stored.content is None:
        return HttpResponse(
            f"The file was taken out of the record: {stored.replaced_reason}", status=410, content_type="text/plain"
        )
    return attachment(bytes(stored.content), submission.filename, content_type="application/octet-stream")


@require_safe
@access(Action.SEE_RETURNS)
def marked(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the person's own file as a workbook, with each cell at fault marked."""
    submission = own_submission(request, reference)
    try:
        content = marked_copy(submission)
    except Refused as refused:
        say_refused(request, refused)
        return redirect("workspace:submission", reference)
    except Unreadable as unreadable:
        say_refused(request, Refused("unreadable", unreadable.message))
        return redirect("workspace:submission", reference)
    stem = PurePosixPath(submission.filename).stem
    return attachment(content, f"{stem}-marked.xlsx", content_type=XLSX)


@require_safe
@access(Action.SEE_RETURNS)
def findings_csv(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Give every finding as CSV, in the file's order."""
    submission = own_submission(request, reference)
    stem = PurePosixPath(submission.filename).stem
    return csv_attachment(_rows(submission), f"{stem}-findings.csv")


def _rows(submission: Submission) -> Iterator[Sequence[object]]:
    yield (*_FIRST, kind_of(submission.kind).words.row.capitalize(), *_LAST)
    for finding in submission.findings.select_related("explanation").order_by("position").iterator():
        yield (
            finding.severity,
            finding.rule,
            finding.sheet,
            finding.row,
            finding.column,
            finding.cell,
            finding.value,
            finding.place,
            finding.message,
            finding.mend,
            finding.explanation.text if finding.explanation else None,
        )
