"""The complaints returns of the demonstration's quarters: files through the real services, and one that waits.

Two trusts have sent every quarter of the past that is told, the other whole trusts the newest two: what the rest would
have returned is told by files. One trust has sent nothing for the newest quarter, and another a file full of faults.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from complaints.collection import quarters_opened
from complaints.periods import ComplaintsPeriod
from oversight.accounts.models import Person, Role
from oversight.demonstration.crew import Crew
from oversight.demonstration.past import CONFIRMED_WITH
from oversight.demonstration.people import SENDERS
from oversight.organisations.models import Trust
from oversight.records.outbox import history
from oversight.returns.calendar import ensure_windows, window
from oversight.returns.checking import check_submission
from oversight.returns.explaining import explain, waiting_findings
from oversight.returns.models import Submission
from oversight.returns.periods import Month
from oversight.returns.receiving import receive_file
from oversight.returns.signing import send_for_signature, sign_and_accept
from oversight.returns.states import State
from workspaces.demonstration.chance import Chance
from workspaces.demonstration.complaints_files import complaints_file, faulty_file
from workspaces.demonstration.country import WHOLE_TRUSTS, DemonstrationTrust, Story, trust_code

KIND = "complaints"
_QUARTERS_OF_OTHERS = 2
# Its newest return waits for its preparer, full of faults.
_FAULTY = trust_code(2)
_WHY = "Checked by the complaints manager: it is so, since the trust cares for more people than a year ago."


@dataclass(frozen=True)
class _Sending:
    trust: DemonstrationTrust
    row: Trust
    preparer: Person
    signatory: Person
    quarter: ComplaintsPeriod
    latest: Month
    at: datetime
    is_faulty: bool


def send_complaints(
    trusts: Sequence[DemonstrationTrust],
    months: Sequence[Month],
    *,
    rows: Mapping[str, Trust],
    people: Mapping[tuple[str, Role], Person],
    crew: Crew,
    now: datetime,
) -> int:
    """Send the returns of the quarters that ended in the months and are not there yet; return how many those were."""
    quarters = [one for one in quarters_opened(now, len(months)) if Month.of(one.last_day) in months]
    ensure_windows(kind=KIND, periods=[str(quarter) for quarter in quarters])
    there = set(Submission.objects.filter(kind=KIND, trust__is_demonstration=True).values_list("trust__code", "period"))
    wanted = [
        _sending(trust, quarter, months[-1], rows, people, is_newest=ago == 0)
        for trust in trusts[:WHOLE_TRUSTS]
        if trust.story is not Story.MERGED_TRUST
        for ago, quarter in enumerate(quarters)
        if ago < _QUARTERS_OF_OTHERS or trust.code in SENDERS
        if not (ago == 0 and trust.story is Story.SILENT_TRUST)
        if (trust.code, str(quarter)) not in there
    ]
    due = [one for one in wanted if one.at + timedelta(minutes=90) <= now]
    of_trusts: dict[str, list[_Sending]] = {}
    for one in sorted(due, key=lambda one: one.quarter):
        of_trusts.setdefault(one.trust.code, []).append(one)
    return crew.each(_send_all, of_trusts.values())


def _sending(
    trust: DemonstrationTrust,
    quarter: ComplaintsPeriod,
    latest: Month,
    rows: Mapping[str, Trust],
    people: Mapping[tuple[str, Role], Person],
    *,
    is_newest: bool,
) -> _Sending:
    times, chance = window(KIND, str(quarter)), Chance("complaints sent", trust.code, quarter)
    is_late = is_newest and trust.story is Story.LATE_TRUST
    at = times.closes_at if is_late else times.opens_at + timedelta(days=chance.one_of((1, 2, 7, 8, 9, 14)))
    return _Sending(
        trust=trust,
        row=rows[trust.code],
        preparer=people[trust.code, Role.PREPARER],
        signatory=people[trust.code, Role.SIGNATORY],
        quarter=quarter,
        latest=latest,
        at=at + timedelta(minutes=chance.whole(9 * 60, 16 * 60)),
        is_faulty=is_newest and trust.code == _FAULTY,
    )


def _send_all(sendings: Sequence[_Sending]) -> int:
    """Send what one trust sent, one after the other, without telling anybody of it, and return how many."""
    with history():
        for sending in sendings:
            _send(sending)
    return len(sendings)


def _send(sending: _Sending) -> None:
    period, at = str(sending.quarter), sending.at
    write = faulty_file if sending.is_faulty else complaints_file
    submission = receive_file(
        kind=KIND,
        trust=sending.row,
        period=period,
        filename=f"{sending.trust.code}-{period}-complaints.csv",
        content=write(sending.trust, sending.quarter, latest=sending.latest),
        by=sending.preparer,
        now=at,
    )
    submission = check_submission(submission_id=submission.pk, now=at + timedelta(seconds=2))
    if sending.is_faulty:
        return
    if submission.state not in (State.READY, State.TO_EXPLAIN):
        found = list(submission.findings.values_list("rule", "message"))
        raise RuntimeError(f"the complaints return of {sending.trust.code} for {period} is {submission.state}: {found}")
    waiting = list(waiting_findings(submission).values_list("pk", flat=True))
    if waiting:
        explain(
            submission=submission, finding_ids=waiting, text=_WHY, by=sending.preparer, now=at + timedelta(minutes=20)
        )
    send_for_signature(submission=submission, by=sending.preparer, now=at + timedelta(minutes=30))
    sign_and_accept(
        submission=submission, by=sending.signatory, now=at + timedelta(minutes=90), confirmed_with=CONFIRMED_WITH
    )
