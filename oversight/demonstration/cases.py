"""Tells the demonstration's cases of special measures, each step at its own time through the real services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from inspections.models import PublishedReport
from oversight.accounts.models import Person, Role
from oversight.clock import london_date
from oversight.demonstration.crew import Crew
from oversight.demonstration.inspections import REGULATORS
from oversight.demonstration.people import ACCOUNTS
from oversight.demonstration.places import DEMONSTRATION
from oversight.demonstration.plans import TrustPeople, tell_plan
from oversight.organisations.bodies import oversight_body_of
from oversight.organisations.models import Trust
from oversight.organisations.successions import answerable_for
from oversight.organisations.working_days import london_time
from oversight.records.audit import audit
from oversight.records.models import AuditEntry
from oversight.records.outbox import history
from oversight.records.references import Reference
from oversight.returns.periods import Month
from ratings.cases.attaching import Attached
from ratings.cases.board import accept_board, ask_board, show_board
from ratings.cases.criteria import judge_exit_part
from ratings.cases.deciding import decide
from ratings.cases.foundation_applications import put_forward
from ratings.cases.models import Case, FoundationApplication, Recommendation
from ratings.cases.recommending import (
    recommend_administration,
    recommend_entry,
    recommend_exit,
    recommend_extension,
    recommend_further_action,
)
from ratings.cases.supporting import (
    add_partner,
    appoint_director,
    ask_review,
    promise,
    record_promise_done,
    record_review,
)
from ratings.plans.publishing import tell_of_published
from workspaces.demonstration.case_stories import (
    APPLICANT,
    APPLICATION,
    APPLIED,
    CASES,
    Board,
    CaseStory,
    Ending,
    Later,
    Partner,
    Review,
)
from workspaces.demonstration.country import DemonstrationTrust
from workspaces.demonstration.plan_stories import PLANS

_OPENED = "demonstration.case_opened"
_TOLD = "demonstration.case_told"
_RECOMMENDED_AT, _DECIDED_AT, _DONE_AT = time(11), time(14, 30), time(16)
_SUSTAINABLE = "sustainable"
_PLANS = {story.trust_code: story for story in PLANS}


@dataclass(frozen=True)
class _Telling:
    """A case whose recommendation is made, the country that it belongs to, and up to when it is told."""

    story: CaseStory
    recommendation: UUID
    trusts: tuple[DemonstrationTrust, ...]
    latest: Month
    now: datetime

    @property
    def today(self) -> date:
        """The day up to which it is told."""
        return london_date(self.now)

    @property
    def entered(self) -> date:
        """The day of the decision."""
        return self.story.decided_on(self.today)


def tell_cases(
    trusts: Sequence[DemonstrationTrust], rows: Mapping[str, Trust], *, latest: Month, crew: Crew, now: datetime
) -> int:
    """Tell every case that was not told before, with its plan, and return how many those were.

    The recommendations come one after the other, so that references count up with the days; the rest is shared out.
    """
    told = set(AuditEntry.objects.filter(action=_TOLD).values_list("subject_id", flat=True))
    new = [story for story in CASES if story.trust_code in rows and _name(story) not in told]
    listed = [
        _Telling(story, _recommended(story, rows[story.trust_code], now), tuple(trusts), latest, now)
        for story in sorted(new, key=lambda story: -story.recommended)
    ]
    crew.each(_tell, listed)
    with history():
        _apply_for_foundation_status(rows, now)
        # What came out in the past is news to nobody: the worker finds nothing left to tell.
        while tell_of_published(now=now):
            pass
    return len(listed)


def _recommended(story: CaseStory, trust: Trust, now: datetime) -> UUID:
    """Recommend that the trust enters special measures, once, and return the recommendation's public id."""
    subject = Reference("demonstration", _name(story))
    opened = AuditEntry.objects.filter(action=_OPENED, subject_kind=subject.kind, subject_id=subject.public_id).first()
    if opened is not None:
        return UUID(opened.fields[0])
    on = story.recommended_on(london_date(now))
    rests_on = [Attached(story.rests_on, _newest_report(trust, on))] if story.rests_on else []
    with transaction.atomic(), history():
        made = recommend_entry(
            trust=trust,
            reason=story.reason,
            attached=rests_on,
            on=on,
            by=_regulator("chief"),
            now=london_time(on, _RECOMMENDED_AT),
        )
        audit(_OPENED, by=DEMONSTRATION, subject=subject, fields=[str(made.public_id)], now=now)
    return UUID(str(made.public_id))


def _tell(telling: _Telling) -> int:
    """Tell the rest of a case: the decision, who helps, the plan with its reports, and what came of it."""
    story = telling.story
    with transaction.atomic(), history():
        recommendation = Recommendation.objects.select_related("case__trust").get(public_id=telling.recommendation)
        case = recommendation.case
        decide(
            recommendation=recommendation,
            agreed=not story.is_declined,
            reason=story.decision,
            on=telling.entered,
            by=_of_the_body(case.trust, telling.entered),
            now=london_time(telling.entered, _DECIDED_AT),
        )
        if not story.is_declined:
            case.refresh_from_db()
            _support(telling, case)
            for board in story.boards:
                _ask(telling, case, board)
            if (plan := _PLANS.get(story.trust_code)) is not None:
                tell_plan(
                    plan,
                    case,
                    people=_people_of,
                    trusts=telling.trusts,
                    latest=telling.latest,
                    until=_left_on(telling),
                    now=telling.now,
                )
            for later in story.later:
                _end(telling, case, later)
        audit(_TOLD, by=DEMONSTRATION, subject=Reference("demonstration", _name(story)), now=telling.now)
    return 1


def _support(telling: _Telling, case: Case) -> None:
    """Appoint the director, make the contracts, and have the leadership reviewed."""
    story = telling.story
    if story.director and (moment := _moment(telling, 4)):
        day, now = moment
        by = _of_the_body(case.trust, day)
        appoint_director(case=case, name=story.director, words=story.about_director, on=day, by=by, now=now)
    for partner in story.partners:
        _help(telling, case, partner)
    if story.review is not None:
        _review(telling, case, story.review)


def _help(telling: _Telling, case: Case, partner: Partner) -> None:
    moment = _moment(telling, 7)
    if moment is None:
        return
    day, now = moment
    helping = Trust.objects.get(code=partner.trust_code)
    by = _of_the_body(case.trust, day)
    contract = add_partner(case=case, partner=helping, words=partner.words, on=day, by=by, now=now)
    for each in partner.promises:
        due_on = telling.entered + timedelta(days=each.due)
        made = promise(partnership=contract, what=each.what, due_on=due_on, by=by, now=now)
        done = None if each.done is None else _moment(telling, each.done)
        if done is not None:
            preparer = _people_of(helping, done[0]).preparer
            record_promise_done(promise=made, words=each.words, on=done[0], by=preparer, now=done[1])


def _review(telling: _Telling, case: Case, told: Review) -> None:
    moment = _moment(telling, told.asked)
    if moment is None:
        return
    day, now = moment
    review = ask_review(
        case=case,
        reviewer=told.reviewer,
        words=told.words,
        on=day,
        due_on=telling.entered + timedelta(days=told.due),
        by=_of_the_body(case.trust, day),
        now=now,
    )
    found = _moment(telling, told.found)
    if found is not None:
        by = _of_the_body(case.trust, found[0])
        record_review(review=review, finding=told.finding, on=found[0], by=by, now=found[1])


def _ask(telling: _Telling, case: Case, board: Board) -> None:
    """Ask the Board to demonstrate something; it shows it, and that is accepted or not."""
    moment = _moment(telling, board.asked)
    if moment is None:
        return
    day, now = moment
    due_on = telling.entered + timedelta(days=board.due)
    asked = ask_board(case=case, asked=board.what, on=day, due_on=due_on, by=_of_the_body(case.trust, day), now=now)
    shown = None if board.shown is None else _moment(telling, board.shown)
    if shown is None:
        return
    signatory = _people_of(case.trust, shown[0]).signatory
    show_board(demonstration=asked, shown=board.words, on=shown[0], by=signatory, now=shown[1])
    decided = None if board.decided is None else _moment(telling, board.decided)
    if decided is not None:
        accept_board(
            demonstration=asked,
            accepted=board.accepted,
            words=board.because,
            on=decided[0],
            by=_of_the_body(case.trust, decided[0]),
            now=decided[1],
        )


def _end(telling: _Telling, case: Case, later: Later) -> None:
    """Recommend what comes of the case, and decide on it where that has happened."""
    on = telling.today - timedelta(days=later.recommended)
    now = london_time(on, _RECOMMENDED_AT)
    inspector = _regulator("inspector")
    if later.sustainable:
        judge_exit_part(
            case=case,
            part=_SUSTAINABLE,
            met=True,
            words=later.sustainable,
            on=on,
            by=inspector,
            now=now - timedelta(hours=1),
            reference=_newest_report(case.trust, on),
        )
    attached = [Attached("What was found when we came back.", _newest_report(case.trust, on))]
    if later.kind is Ending.EXTENSION:
        made = recommend_extension(
            case=case,
            to=telling.entered + timedelta(days=later.extended_to or 0),
            reason=later.reason,
            attached=attached,
            on=on,
            by=inspector,
            now=now,
        )
    elif later.kind is Ending.ADMINISTRATION:
        made = recommend_administration(
            case=case,
            route=Recommendation.Route.DIRECTED,
            reason=later.reason,
            attached=attached,
            on=on,
            by=_regulator("chief"),
            now=now,
        )
    else:
        recommend = recommend_exit if later.kind is Ending.EXIT else recommend_further_action
        made = recommend(case=case, reason=later.reason, attached=attached, on=on, by=inspector, now=now)
    if later.decided is not None:
        day = telling.today - timedelta(days=later.decided)
        by = _of_the_body(case.trust, day)
        decide(
            recommendation=made,
            agreed=True,
            reason=later.decision,
            on=day,
            by=by,
            now=london_time(day, _DECIDED_AT),
        )


def _apply_for_foundation_status(rows: Mapping[str, Trust], now: datetime) -> None:
    """Put one trust that has left special measures forward for foundation status."""
    trust = rows.get(APPLICANT)
    if trust is None or FoundationApplication.objects.filter(trust=trust).exists():
        return
    on = london_date(now) - timedelta(days=APPLIED)
    put_forward(trust=trust, on=on, words=APPLICATION, by=_of_the_body(trust, on), now=london_time(on, _DONE_AT))


def _moment(telling: _Telling, after: int) -> tuple[date, datetime] | None:
    """Return the day so many days after entry and the time at which things are done on it; None before it comes."""
    day = telling.entered + timedelta(days=after)
    at = london_time(day, _DONE_AT)
    return (day, at) if at <= telling.now else None


def _left_on(telling: _Telling) -> date | None:
    """Return the first day outside special measures, where the trust left them."""
    left = [each.decided for each in telling.story.later if each.kind is Ending.EXIT and each.decided is not None]
    return telling.today - timedelta(days=left[0]) if left else None


def _regulator(role: str) -> Person:
    return Person.objects.get(email=REGULATORS[role])


def _of_the_body(trust: Trust, on: date) -> Person:
    """Return who decides for the body that oversees the trust on a day, or that of the trust that followed it."""
    body = oversight_body_of(answerable_for(trust, on)[0], on)
    (email,) = [account.email for account in ACCOUNTS if body is not None and account.body == body.code]
    return Person.objects.get(email=email)


def _people_of(trust: Trust, on: date) -> TrustPeople:
    """Return who prepares and who signs for the trust on a day, or for the one that followed it."""
    own = Person.objects.filter(memberships__trust=answerable_for(trust, on)[0]).distinct()
    found = {role: own.get(memberships__role=role) for role in (Role.PREPARER, Role.SIGNATORY)}
    return TrustPeople(found[Role.PREPARER], found[Role.SIGNATORY])


def _newest_report(trust: Trust, on: date) -> Reference:
    """Return the inspection whose report on the trust, or on the one that followed it, was the newest on a day."""
    reports = PublishedReport.objects.filter(published_at__lte=london_time(on, _RECOMMENDED_AT))
    of_trust = reports.filter(inspection__trust__in={trust, *answerable_for(trust, on)})
    return Reference(
        "inspection", of_trust.order_by("-published_at", "-pk").select_related("inspection")[0].inspection.reference
    )


def _name(story: CaseStory) -> str:
    return f"case-{story.trust_code}"
