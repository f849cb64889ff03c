"""What the demonstration's trusts sent, month by month: files through the real services, with the time injected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from oversight.accounts.models import Person, Role
from oversight.demonstration.places import last_month_before_merger
from oversight.organisations.models import Trust
from oversight.records.outbox import history
from oversight.returns.calendar import window
from oversight.returns.checking import check_submission
from oversight.returns.explaining import explain, remark, waiting_findings
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.periods import Month
from oversight.returns.receiving import receive_file
from oversight.returns.signing import send_for_signature, sign_and_accept
from oversight.returns.states import State
from workspaces.demonstration.chance import Chance
from workspaces.demonstration.country import DemonstrationSite, DemonstrationTrust, Story
from workspaces.demonstration.figures import ward_figures
from workspaces.demonstration.files import first_sent_file, national_file

KIND = "staffing"
# The month that a trust corrected, this many months before the latest.
CORRECTED_MONTHS_AGO = 2
CONFIRMED_WITH = "password and the demonstration's fixed code"
# A month below this in any of its fill rates is worth a word of the ward's own, whatever a rule asks.
_WORTH_A_WORD = 80
_CHECKED = "Checked with the ward manager against the rota: the figure is right."
_NEW_WARD = "The ward was open before; it is named here for the first time."
_NEW_WARD_RULE = "staffing.ward_new"
_WORDS = {
    Story.SLIDING_WARD: (
        "Seven registered nurse posts are vacant, and agency nurses could not be found for every shift. Care staff were"
        " called in for them.",
        "Four nurses start in the spring. Until then four beds stay closed at night, and the matron is on the ward each"
        " evening.",
    ),
    Story.RECOVERING_WARD: (
        "The ward opened eight escalation beds before its establishment was raised.",
        "The establishment was raised, and recruitment is under way.",
    ),
    Story.STRETCHED_TRUST: (
        "Vacancies among registered nurses across the trust; shifts were offered to the bank first.",
        "An international recruitment round; the Board reads the position every month.",
    ),
    Story.ONE_TO_ONE_CARE: (
        "Several patients needed one-to-one care by day and night, beyond the planned staff.",
        "The plan is reviewed with the next establishment review.",
    ),
}


@dataclass(frozen=True)
class Sending:
    """One file that one trust sends at one time for one month, and who prepares and signs it.

    ``trust`` has the sites that are its own in the month. A sending with a reason corrects the one before it, which
    carries the fault.
    """

    trust: DemonstrationTrust
    row: Trust
    preparer: Person
    signatory: Person
    month: Month
    latest: Month
    at: datetime
    has_fault: bool = False
    reason: str = ""

    @property
    def number(self) -> int:
        """The number of the version that it becomes."""
        return 2 if self.reason else 1

    def content(self) -> bytes:
        """Return the bytes of the file."""
        write = first_sent_file if self.has_fault else national_file
        return write(self.trust, self.month, latest=self.latest)


def sites_of(
    trust: DemonstrationTrust, trusts: Sequence[DemonstrationTrust], month: Month, latest: Month
) -> tuple[DemonstrationSite, ...]:
    """Return the trust's sites in the month: those of a trust that was merged into it are its own afterwards."""
    merged = month > last_month_before_merger(latest)
    if trust.merged_into is not None and merged:
        return ()
    taken_over = (site for other in trusts if other.merged_into == trust.code and merged for site in other.sites)
    return (*trust.sites, *taken_over)


def sendings(
    trusts: Sequence[DemonstrationTrust],
    month: Month,
    *,
    rows: Mapping[str, Trust],
    people: Mapping[tuple[str, Role], Person],
    latest: Month,
    now: datetime,
) -> list[tuple[Sending, ...]]:
    """Return what each trust sent for the month up to now, in the order of time; trusts do not wait for each other."""
    sent = []
    for number, trust in enumerate(trusts, start=1):
        sites = sites_of(trust, trusts, month, latest)
        if not sites or (month == latest and (number == 1 or trust.story is Story.SILENT_TRUST)):
            continue
        row = rows[trust.code]
        at = _time_of(trust, month, latest)
        # Who followed a trust signs what it still owed.
        follows = trust.merged_into if row.closed_on and at.date() > row.closed_on else None
        answering = follows or trust.code
        first = Sending(
            trust=replace(trust, sites=sites),
            row=row,
            preparer=people[answering, Role.PREPARER],
            signatory=people[answering, Role.SIGNATORY],
            month=month,
            latest=latest,
            at=at,
        )
        own = [first]
        if trust.story is Story.CORRECTED_TRUST and month == latest.plus(-CORRECTED_MONTHS_AGO):
            reason = "Night hours of one ward were taken from the wrong month of the rota."
            own = [replace(first, has_fault=True), replace(first, at=at + timedelta(days=23), reason=reason)]
        sent.append(tuple(one for one in own if one.at <= now))
    return sent


def _time_of(trust: DemonstrationTrust, month: Month, latest: Month) -> datetime:
    """Return when the trust sends its return: in working hours while the collection is open, or a day late."""
    times = window(KIND, str(month))
    if trust.story is Story.LATE_TRUST and month >= latest.plus(-1):
        return times.closes_at + timedelta(days=1, hours=3)
    chance = Chance("sent", trust.code, month)
    # The collection opens on a working day and stays open for two weeks.
    day = chance.one_of((0, 1, 2, 7, 8, 9))
    return times.opens_at + timedelta(days=day, minutes=chance.whole(9 * 60, 16 * 60))


def send(sending: Sending) -> ReturnVersion:
    """Send one file the whole way: received, checked, explained, sent for signature, signed and accepted."""
    period = str(sending.month)
    preparer, at = sending.preparer, sending.at
    submission = receive_file(
        kind=KIND,
        trust=sending.row,
        period=period,
        filename=f"{sending.trust.code}-{period}.csv",
        content=sending.content(),
        by=preparer,
        now=at,
        reason=sending.reason,
    )
    submission = check_submission(submission_id=submission.pk, now=at + timedelta(seconds=2))
    if submission.state not in (State.READY, State.TO_EXPLAIN):
        raise RuntimeError(
            f"the demonstration's return of {sending.trust.code} for {period} is {submission.state}: {submission.note}"
        )
    _say_why(submission, sending, now=at + timedelta(minutes=20))
    send_for_signature(submission=submission, by=preparer, now=at + timedelta(minutes=30))
    return sign_and_accept(
        submission=submission, by=sending.signatory, now=at + timedelta(minutes=90), confirmed_with=CONFIRMED_WITH
    )


def send_all(sendings: Sequence[Sending]) -> int:
    """Send what one trust sent, one after the other, without telling anybody of it, and return how many."""
    with history():
        for sending in sendings:
            send(sending)
    return len(sendings)


@dataclass(frozen=True)
class _Answer:
    """What is said of findings, and so of all those of which the same is said."""

    text: str
    action: str
    is_public: bool
    stands_for_months: int


def _say_why(submission: Submission, sending: Sending, *, now: datetime) -> None:
    """Answer every finding, those of one kind together, and say a word of each ward that was short."""
    places = {row["key"]: row["place"] for row in submission.rows}
    stories = {}
    short = set()
    wards = [ward for site in sending.trust.sites for ward in site.wards]
    for ward, key in zip(wards, places, strict=True):
        figures = ward_figures(sending.trust, ward, sending.month, latest=sending.latest)
        fills = [100 * actual / planned for actual, planned in zip(figures.actual, figures.planned, strict=True)]
        stories[key] = ward.story or sending.trust.story
        if min(fills) < _WORTH_A_WORD:
            short.add(key)
    alike: dict[_Answer, list[int]] = {}
    for pk, rule, key in waiting_findings(submission).values_list("pk", "rule", "place_key"):
        if rule == _NEW_WARD_RULE:
            answer = _Answer(_NEW_WARD, "", False, 0)
        else:
            answer = _Answer(*_words_of(stories.get(key)), key in short, 3 if key in places else 0)
        alike.setdefault(answer, []).append(pk)
    for answer, finding_ids in alike.items():
        explain(submission=submission, finding_ids=finding_ids, by=sending.preparer, now=now, **asdict(answer))
    for key in sorted(short):
        text, action = _words_of(stories[key])
        remark(
            submission=submission,
            place=places[key],
            place_key=key,
            text=text,
            action=action,
            is_public=True,
            by=sending.preparer,
            now=now,
        )


def _words_of(story: Story | None) -> tuple[str, str]:
    """Return what the trust says of a ward with the story, and what it does about it."""
    return (_CHECKED, "") if story is None else _WORDS.get(story, (_CHECKED, ""))
