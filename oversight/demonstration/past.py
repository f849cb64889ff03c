"""What the demonstration's trusts sent, month by month: files through the real services, with the time injected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from oversight.accounts.models import Person, Role
from oversight.demonstration.places import last_month_before_merger
from oversight.organisations.models import Trust
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
    """One file that one trust sends at one time for one month."""

    trust: DemonstrationTrust
    month: Month
    at: datetime
    content: bytes
    reason: str = ""


def sites_of(
    trust: DemonstrationTrust, trusts: Sequence[DemonstrationTrust], month: Month, latest: Month
) -> tuple[DemonstrationSite, ...]:
    """Return the trust's sites in the month: those of a trust that was merged into it are its own afterwards."""
    merged = month > last_month_before_merger(latest)
    if trust.merged_into is not None and merged:
        return ()
    taken_over = (site for other in trusts if other.merged_into == trust.code and merged for site in other.sites)
    return (*trust.sites, *taken_over)


def sendings(trusts: Sequence[DemonstrationTrust], month: Month, *, latest: Month, now: datetime) -> Iterator[Sending]:
    """Give what the trusts sent for the month up to now, in the order of time."""
    sent = []
    for number, trust in enumerate(trusts, start=1):
        sites = sites_of(trust, trusts, month, latest)
        if not sites or (month == latest and (number == 1 or trust.story is Story.SILENT_TRUST)):
            continue
        at = _time_of(trust, month, latest)
        acting = DemonstrationTrust(
            trust.code, trust.name, trust.town, trust.region, trust.is_foundation, sites, trust.story, trust.merged_into
        )
        content = national_file(acting, month, latest=latest)
        if trust.story is Story.CORRECTED_TRUST and month == latest.plus(-CORRECTED_MONTHS_AGO):
            sent.append(Sending(acting, month, at, first_sent_file(acting, month, latest=latest)))
            reason = "Night hours of one ward were taken from the wrong month of the rota."
            sent.append(Sending(acting, month, at + timedelta(days=23), content, reason))
        else:
            sent.append(Sending(acting, month, at, content))
    return iter(sorted((one for one in sent if one.at <= now), key=lambda one: (one.at, one.trust.code)))


def _time_of(trust: DemonstrationTrust, month: Month, latest: Month) -> datetime:
    """Return when the trust sends its return: in working hours while the collection is open, or a day late."""
    times = window(KIND, str(month))
    if trust.story is Story.LATE_TRUST and month >= latest.plus(-1):
        return times.closes_at + timedelta(days=1, hours=3)
    chance = Chance("sent", trust.code, month)
    # The collection opens on a working day and stays open for two weeks.
    day = chance.one_of((0, 1, 2, 7, 8, 9))
    return times.opens_at + timedelta(days=day, minutes=chance.whole(9 * 60, 16 * 60))


def send(
    sending: Sending,
    *,
    rows: Mapping[str, Trust],
    people: Mapping[tuple[str, Role], Person],
    latest: Month,
) -> ReturnVersion:
    """Send one file the whole way: received, checked, explained, sent for signature, signed and accepted."""
    period = str(sending.month)
    trust = rows[sending.trust.code]
    answering = sending.trust.code
    if sending.trust.merged_into and trust.closed_on and sending.at.date() > trust.closed_on:
        answering = sending.trust.merged_into
    preparer, signatory = people[answering, Role.PREPARER], people[answering, Role.SIGNATORY]
    at = sending.at
    submission = receive_file(
        kind=KIND,
        trust=trust,
        period=period,
        filename=f"{trust.code}-{period}.csv",
        content=sending.content,
        by=preparer,
        now=at,
        reason=sending.reason,
    )
    submission = check_submission(submission_id=submission.pk, now=at + timedelta(seconds=2))
    if submission.state not in (State.READY, State.TO_EXPLAIN):
        raise RuntimeError(
            f"the demonstration's return of {trust.code} for {period} is {submission.state}: {submission.note}"
        )
    _say_why(submission, sending, by=preparer, now=at + timedelta(minutes=20), latest=latest)
    send_for_signature(submission=submission, by=preparer, now=at + timedelta(minutes=30))
    return sign_and_accept(
        submission=submission, by=signatory, now=at + timedelta(minutes=90), confirmed_with=CONFIRMED_WITH
    )


def _say_why(submission: Submission, sending: Sending, *, by: Person, now: datetime, latest: Month) -> None:
    """Answer every finding, and say a word of each ward that was short."""
    places = {row["key"]: row["place"] for row in submission.rows}
    stories = {}
    short = set()
    wards = [(site, ward) for site in sending.trust.sites for ward in site.wards]
    for (_, ward), key in zip(wards, places, strict=True):
        figures = ward_figures(sending.trust, ward, sending.month, latest=latest)
        fills = [100 * actual / planned for actual, planned in zip(figures.actual, figures.planned, strict=True)]
        stories[key] = ward.story or sending.trust.story
        if min(fills) < _WORTH_A_WORD:
            short.add(key)
    by_place: dict[str, list[int]] = {}
    for pk, key in waiting_findings(submission).values_list("pk", "place_key"):
        by_place.setdefault(key, []).append(pk)
    for key, finding_ids in by_place.items():
        text, action = _WORDS.get(stories.get(key), (_CHECKED, ""))  # type: ignore[call-overload]
        explain(
            submission=submission,
            finding_ids=finding_ids,
            text=text,
            action=action,
            is_public=key in short,
            stands_for_months=3 if key in places else 0,
            by=by,
            now=now,
        )
    for key in sorted(short):
        text, action = _WORDS.get(stories[key], (_CHECKED, ""))  # type: ignore[call-overload]
        remark(
            submission=submission,
            place=places[key],
            place_key=key,
            text=text,
            action=action,
            is_public=True,
            by=by,
            now=now,
        )
