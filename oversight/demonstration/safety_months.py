"""The safety measures returns of the demonstration's last months: files through the real services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from oversight.demonstration.crew import Crew
from oversight.demonstration.past import CONFIRMED_WITH, Sending
from oversight.demonstration.people import SENDERS
from oversight.records.outbox import history
from oversight.returns.checking import check_submission
from oversight.returns.explaining import explain, waiting_findings
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from oversight.returns.receiving import receive_file
from oversight.returns.signing import send_for_signature, sign_and_accept
from oversight.returns.states import State
from workspaces.demonstration.safety_files import safety_file

KIND = "safety"
# Never events look back over twelve months: so many months make the latest two whole.
MONTHS = 13
_WHY = (
    "Checked by the governance team: it is so, and the division's action is on its list for the next quality committee."
)


def send_safety_month(staffing: Sequence[tuple[Sending, ...]], month: Month, *, latest: Month, crew: Crew) -> int:
    """Send the safety measures returns of a month that are not there yet, and return how many those were."""
    if month.plus(MONTHS) <= latest:
        return 0
    there = set(ReturnVersion.objects.filter(kind=KIND, period=str(month)).values_list("trust__code", flat=True))
    wanted = SENDERS - there
    return crew.each(_send_alone, [_an_hour_later(own[0]) for own in staffing if own and own[0].row.code in wanted])


def _an_hour_later(first: Sending) -> Sending:
    return replace(first, at=first.at + timedelta(hours=1), has_fault=False)


def _send_alone(sending: Sending) -> int:
    """Send one file without telling anybody of it, and return that it is one."""
    with history():
        _send(sending)
    return 1


def _send(sending: Sending) -> ReturnVersion:
    period, at = str(sending.month), sending.at
    submission = receive_file(
        kind=KIND,
        trust=sending.row,
        period=period,
        filename=f"{sending.trust.code}-{period}-safety.csv",
        content=safety_file(sending.trust, sending.month, latest=sending.latest),
        by=sending.preparer,
        now=at,
    )
    submission = check_submission(submission_id=submission.pk, now=at + timedelta(seconds=2))
    if submission.state not in (State.READY, State.TO_EXPLAIN):
        found = list(submission.findings.values_list("rule", "message"))
        raise RuntimeError(f"the safety return of {sending.trust.code} for {period} is {submission.state}: {found}")
    waiting = list(waiting_findings(submission).values_list("pk", flat=True))
    if waiting:
        explain(
            submission=submission,
            finding_ids=waiting,
            text=_WHY,
            by=sending.preparer,
            now=at + timedelta(minutes=20),
        )
    send_for_signature(submission=submission, by=sending.preparer, now=at + timedelta(minutes=30))
    return sign_and_accept(
        submission=submission, by=sending.signatory, now=at + timedelta(minutes=90), confirmed_with=CONFIRMED_WITH
    )
