"""Checking a submission: a worker reads it, runs the rules, and keeps every finding in one transaction.

The work has transactions of its own, so that the person sees how far it has come. It may be done twice: the findings
of the second time replace those of the first, and whoever finishes second changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.records.audit import System
from oversight.records.models import OutboxEvent
from oversight.returns.carrying_over import Carried, explanations_to_carry
from oversight.returns.checked import Checked, Found
from oversight.returns.kinds import kind_of
from oversight.returns.models import Explanation, FindingRecord, MarkedCopy, Submission
from oversight.returns.moving import move, standing_version
from oversight.returns.reading.unreadable import Unreadable
from oversight.returns.refusals import Refused
from oversight.returns.states import UNCHECKED, State

CHECKER = System("returns.check")
_SECONDS_BETWEEN_TELLINGS = 0.5
_ROWS_IN_A_STATEMENT = 1_000


def check_submission(*, submission_id: int, now: datetime) -> Submission:
    """Read and check one submission, if it still waits for that, and return it as it is then.

    What cannot be read is ``unreadable``, with the reason. Any other failure is raised: the outbox tries again, and
    after its last attempt ``give_up`` tells the person.
    """
    submission = _submission(submission_id)
    if submission.state not in UNCHECKED:
        return submission
    if submission.state == State.RECEIVED:
        try:
            with transaction.atomic():
                move(submission, State.CHECKING, by=CHECKER, now=now, progress_done=0, progress_total=0)
        except Refused:  # another worker began, or the person took it back
            submission = _submission(submission_id)
            if submission.state not in UNCHECKED:
                return submission
    content = submission.file.content
    if content is None:
        return _finish_unreadable(submission, "The file was removed because it held personal data.", now=now)
    kind = kind_of(submission.kind)
    try:
        checked = kind.read_and_check(
            content=bytes(content),
            filename=submission.filename,
            trust=submission.trust,
            period=submission.period,
            today=london_date(now),
            progress=_teller(submission_id),
        )
    except Unreadable as unreadable:
        return _finish_unreadable(submission, f"{unreadable.message} {unreadable.mend}".strip(), now=now)
    return _finish(submission, checked, now=now)


def _submission(submission_id: int) -> Submission:
    return Submission.objects.select_related("trust", "file", "prepared_by").get(pk=submission_id)


def _teller(submission_id: int) -> Callable[[int, int], None]:
    """Return what the reader calls with how far it is, of how much; it writes no more than twice a second."""
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if (at := time.monotonic()) - last < _SECONDS_BETWEEN_TELLINGS:
            return
        last = at
        Submission.objects.filter(pk=submission_id, state=str(State.CHECKING)).update(
            progress_done=done, progress_total=max(done, total)
        )

    return tell


def _finish_unreadable(submission: Submission, note: str, *, now: datetime) -> Submission:
    try:
        with transaction.atomic():
            move(submission, State.UNREADABLE, by=CHECKER, now=now, note=note, must_fix=0, to_explain=0, rows=[])
            submission.findings.all().delete()
            return submission
    except Refused:  # another worker finished, or the person took it back
        return _submission(submission.pk)


def _finish(submission: Submission, checked: Checked, *, now: datetime) -> Submission:
    """Keep rows and findings, answer those that an earlier explanation answers, and say what is left to do."""
    try:
        with transaction.atomic():
            locked = Submission.objects.select_for_update().get(pk=submission.pk)
            if locked.state != State.CHECKING:
                return _submission(submission.pk)
            left = _keep_findings(submission, checked.findings)
            MarkedCopy.objects.filter(submission=submission).delete()
            must_fix = sum(found.severity == FindingRecord.Severity.MUST_FIX for found in checked.findings)
            standing = standing_version(submission.kind, submission.trust_id, submission.period)
            return move(
                submission,
                State.TO_FIX if must_fix else State.TO_EXPLAIN if left else State.READY,
                by=CHECKER,
                now=now,
                hashes=[submission.file_id, checked.content_sha256],
                progress_done=submission.file.size,
                progress_total=submission.file.size,
                note="",
                layout=checked.layout,
                rows_read=checked.rows_read,
                rows_other_periods=checked.rows_other_periods,
                rows_blank=checked.rows_blank,
                must_fix=must_fix,
                to_explain=len(checked.findings) - must_fix,
                rows=[row.as_json() for row in checked.rows],
                totals=dict(checked.totals),
                content_sha256=checked.content_sha256,
                base_version=standing.number if standing else None,
            )
    except Refused:
        return _submission(submission.pk)


def _keep_findings(submission: Submission, found: Sequence[Found]) -> int:
    """Replace the submission's findings; return how many wait for an explanation."""
    to_carry = explanations_to_carry(submission)
    submission.findings.all().delete()
    made: dict[Carried, Explanation] = {}
    records = []
    left = 0
    for position, one in enumerate(found):
        explanation = None
        if one.severity == FindingRecord.Severity.EXPLAIN:
            carried = to_carry.answering(one)
            if carried is None:
                left += 1
            elif carried.is_own:
                explanation = carried.explanation
            else:
                explanation = made.get(carried) or made.setdefault(carried, carried.copy_for(submission))
        records.append((position, one, explanation))
    Explanation.objects.bulk_create(made.values())
    FindingRecord.objects.bulk_create(
        (
            FindingRecord(
                submission=submission,
                position=position,
                rule=one.rule,
                severity=one.severity,
                sheet=one.sheet,
                row=one.row,
                column=one.column,
                cell=one.cell,
                value=one.value,
                message=one.message,
                mend=one.mend,
                place=one.place,
                place_key=one.place_key,
                explanation=explanation,
            )
            for position, one, explanation in records
        ),
        batch_size=_ROWS_IN_A_STATEMENT,
    )
    # What answered a finding that is no longer there answers nothing; a remark on a place stays.
    submission.explanations.filter(findings__isnull=True, place_key="").delete()
    return left


def check_when_received(event: OutboxEvent, now: datetime) -> None:
    """Check what was received: subscribes to ``return.received``."""
    submission_id = Submission.objects.values_list("pk", flat=True).get(reference=event.subject_id)
    check_submission(submission_id=submission_id, now=now)


def give_up(event: OutboxEvent, now: datetime) -> None:
    """Tell the person that the check failed three times, so that they can try again."""
    submission = Submission.objects.select_related("trust").get(reference=event.subject_id)
    if submission.state in UNCHECKED:
        move(
            submission,
            State.FAILED,
            by=CHECKER,
            now=now,
            note="Something went wrong while we checked this file. It is kept, and the fault is on record with us.",
        )


@transaction.atomic
def check_again(*, submission: Submission, by: Person, now: datetime) -> Submission:
    """Have a submission checked once more: after a failure, a unit set aside, or another version accepted since."""
    if not may(by, Action.PREPARE_RETURN, submission.trust, on=london_date(now)):
        raise Refused("not_allowed", f"You cannot prepare returns for {submission.trust.name}.")
    return move(submission, State.RECEIVED, by=by, now=now, note="", progress_done=0, progress_total=0)
