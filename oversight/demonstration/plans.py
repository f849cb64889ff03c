"""Tells the improvement plan of a case of the demonstration, and its monthly reports, through the real services."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from oversight.accounts.models import Person
from oversight.demonstration.past import CONFIRMED_WITH
from oversight.measures.defined import Direction
from oversight.measures.defining import definition
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from oversight.organisations.working_days import london_time, nth_working_day_after
from oversight.records.references import Reference
from oversight.returns.periods import Month
from ratings.cases.models import Case
from ratings.plans.content import PeriodValue
from ratings.plans.models import Plan, PlanAction
from ratings.plans.reporting import EvidenceGiven, begin_report, make_ready, save_progress
from ratings.plans.signing import sign_report
from ratings.plans.states import ActionStatus
from ratings.plans.writing import add_action, add_concern, add_measure, open_plan
from workspaces.demonstration.country import DemonstrationTrust
from workspaces.demonstration.observations import ObservedCountry
from workspaces.demonstration.plan_stories import PlanStory, PromisedConcern, Step, due_on, said
from workspaces.improvement.sources import Heading, Source, sources_of

_WRITTEN_AFTER = timedelta(days=14)
# A month's report is signed on so many working days after its end, and so is out before its last day.
_SIGNED_ON = 4
_MORNING, _AFTERNOON = time(10), time(15)
# What is expected stands halfway so many months after the last step is due, and at the target so many after.
_HALFWAY, _AT_TARGET = 1, 4
_PLACES = Decimal("0.01")


@dataclass(frozen=True)
class TrustPeople:
    """Who prepares and who signs for a trust."""

    preparer: Person
    signatory: Person


PeopleOf = Callable[[Trust, date], TrustPeople]


@dataclass(frozen=True)
class _Promised:
    """An action that is in the plan, the concern of the story that it belongs to, and its place there."""

    action: PlanAction
    concern: PromisedConcern
    place: int

    @property
    def step(self) -> Step:
        """What is done."""
        return self.concern.theme.steps[self.place]


def tell_plan(
    story: PlanStory,
    case: Case,
    *,
    people: PeopleOf,
    trusts: Sequence[DemonstrationTrust],
    latest: Month,
    until: date | None,
    now: datetime,
) -> int:
    """Write the plan, and sign its reports up to now or ``until``, when the trust left; return how many were signed."""
    if case.spell is None:
        raise ValueError("a plan is written once the trust is in special measures")
    entered = case.spell.entered_on
    at = london_time(entered + _WRITTEN_AFTER, _MORNING)
    if at > now:
        return 0
    by = people(case.trust, entered + _WRITTEN_AFTER).preparer
    plan = open_plan(case=case, by=by, now=at)
    country = ObservedCountry(trusts, latest=latest)
    findings = [each for each in sources_of(case, now=at) if each.heading is Heading.FINDING]
    promised = [
        each
        for concern in story.concerns
        for each in _write(plan, concern, case.trust.code, country, entered, findings, by=by, now=at)
    ]
    signed = 0
    if not story.is_drafted:
        for month in Month.of(entered).plus(1).through(latest.plus(-story.silent_for)):
            signed += _report(plan, month, promised, entered, people=people, until=until, now=now)
    return signed


def _write(
    plan: Plan,
    promised: PromisedConcern,
    code: str,
    country: ObservedCountry,
    entered: date,
    findings: Sequence[Source],
    *,
    by: Person,
    now: datetime,
) -> list[_Promised]:
    """Write a concern with its actions and the measure that should move."""
    theme = promised.theme
    # The first of those of the theme's key question, and else of all: the one that covers most.
    finding = min(findings, key=lambda each: not each.title.startswith(theme.question.label))
    concern = add_concern(
        plan=plan,
        title=theme.title,
        what=theme.what,
        source=Reference(finding.kind, finding.public_id),
        source_said=finding.said,
        by=by,
        now=now,
    )
    actions = [
        add_action(
            concern=concern,
            what=step.what,
            owner=step.owner,
            due_on=due_on(entered, promised.due[place]),
            by=by,
            now=now,
        )
        for place, step in enumerate(theme.steps)
    ]
    baseline, trajectory = _expected(promised, code, country, entered)
    add_measure(
        concern=concern,
        code=theme.measure,
        baseline=baseline,
        words=theme.why,
        trajectory=trajectory,
        by=by,
        now=now,
    )
    return [_Promised(action, promised, place) for place, action in enumerate(actions)]


def _expected(
    promised: PromisedConcern, code: str, country: ObservedCountry, entered: date
) -> tuple[PeriodValue, list[PeriodValue]]:
    """Return the figure of the month before entry, and what is expected on the way and at last."""
    made, month = definition(promised.theme.measure), Month.of(entered)
    before = Period(month.plus(-1).first_day, Grain.MONTH)
    (figure,) = [each for each in country.figures(made, before) if each.code == code]
    value = made.value(figure.numerator, figure.denominator)
    if value is None:
        raise ValueError(f"there is no figure of {made.code} for {code} in {before}")
    # A share of what is wrong: of the figure where less is better, of what is missing to a hundred where more is.
    wrong = value if made.direction is Direction.DECREASE else Decimal(100) - value
    sign = -1 if made.direction is Direction.DECREASE else 1
    at_last = value + sign * wrong * Decimal(str(promised.theme.share))
    last_due = max(promised.due)
    points = ((_HALFWAY, (value + at_last) / 2), (_AT_TARGET, at_last))
    return PeriodValue(str(before), value.quantize(_PLACES)), [
        PeriodValue(str(Period(month.plus(last_due + after).first_day, Grain.MONTH)), expected.quantize(_PLACES))
        for after, expected in points
    ]


def _report(
    plan: Plan,
    month: Month,
    promised: Sequence[_Promised],
    entered: date,
    *,
    people: PeopleOf,
    until: date | None,
    now: datetime,
) -> int:
    """Write a month's report, and sign it; nothing where its time is still to come, or the trust had left by then."""
    signed_on = nth_working_day_after(month.last_day, _SIGNED_ON)
    at = london_time(signed_on, _MORNING)
    if london_time(signed_on, _AFTERNOON) > now or (until is not None and until <= month.last_day):
        return 0
    by = people(plan.case.trust, signed_on)
    report = begin_report(plan=plan, month=month.first_day, by=by.preparer, now=at)
    carried = set(report.progress.values_list("action_id", flat=True))
    for each in promised:
        if each.action.pk in carried:
            continue
        now_said = said(each.concern, each.place, entered=entered, month=month)
        is_delivered = now_said.status is ActionStatus.DELIVERED
        save_progress(
            report=report,
            action=each.action,
            status=now_said.status,
            words=each.step.why_late if now_said.status is ActionStatus.LATE else "",
            delivered_on=now_said.delivered_on,
            new_due_on=now_said.new_due_on,
            evidence=[EvidenceGiven(each.step.evidence, may_be_published=True)] if is_delivered else [],
            by=by.preparer,
            now=at + timedelta(minutes=30),
        )
    ready = make_ready(report=report, by=by.preparer, now=at + timedelta(hours=1))
    sign_report(
        report=ready,
        shown=ready.sha256,
        confirmed_with=CONFIRMED_WITH,
        by=by.signatory,
        now=london_time(signed_on, _AFTERNOON),
    )
    return 1
