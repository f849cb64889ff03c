"""An improvement plan as anybody may read it: what the newest published report says, and which updates came or did not.

A report is read as it was frozen, from its time on; what is overdue on the day is worked out here, whatever it says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from oversight.clock import london_date
from oversight.returns.periods import Month
from oversight.wording import write_date, write_list, write_month
from publication.special_measures.sentences import update_came, update_due, update_missed, update_overdue
from ratings.cases.models import Case
from ratings.plans.content import ActionContent, ConcernContent, MeasureContent, ReportContent
from ratings.plans.models import PlanReport
from ratings.plans.reading import (
    UpdateDue,
    UpdateState,
    all_published,
    content_of,
    plan_of,
    updates_of_case,
)
from ratings.plans.states import ActionStatus
from ratings.plans.updates import days_for_updates
from ratings.rules.special_measures_updates import due_by, first_month

_COLOURS = {
    ActionStatus.DELIVERED: "green",
    ActionStatus.ON_TRACK: "blue",
    ActionStatus.LATE: "orange",
    ActionStatus.CHANGED: "yellow",
}
OVERDUE = "Overdue"


@dataclass(frozen=True)
class ShownEvidence:
    """What shows that an action was done; ``address`` where there is a file that the trust lets the public read."""

    words: str
    name: str
    address: str


@dataclass(frozen=True)
class ShownAction:
    """An action with what the trust says of it, and what is true of it on the day."""

    content: ActionContent
    number: str
    label: str
    colour: str
    sentence: str
    is_overdue: bool
    evidence: tuple[ShownEvidence, ...]

    @property
    def what(self) -> str:
        """What was promised."""
        return self.content.what

    @property
    def owner(self) -> str:
        """Who answers for it, by job title."""
        return self.content.owner

    @property
    def words(self) -> str:
        """What the trust says of it."""
        return self.content.words

    @property
    def is_delivered(self) -> bool:
        """Whether the trust says that it is done."""
        return self.content.status is ActionStatus.DELIVERED


@dataclass(frozen=True)
class ShownConcern:
    """A concern with its actions; its measures are told apart, since their figures go on from month to month."""

    content: ConcernContent
    actions: tuple[ShownAction, ...]

    @property
    def measures(self) -> tuple[MeasureContent, ...]:
        """What should move, and by how much by when."""
        return self.content.measures


@dataclass(frozen=True)
class ShownReport:
    """A published report as it was frozen, and how its actions stand on the day."""

    report: PlanReport
    content: ReportContent
    concerns: tuple[ShownConcern, ...]
    address: str

    @property
    def actions(self) -> list[ShownAction]:
        """Every action in its order."""
        return [action for concern in self.concerns for action in concern.actions]

    @property
    def counts(self) -> Counter[str]:
        """How many actions the trust calls delivered, on track, late and changed."""
        return Counter(str(action.content.status) for action in self.actions)

    @property
    def overdue(self) -> list[ShownAction]:
        """The actions whose day is over and that are not delivered."""
        return [action for action in self.actions if action.is_overdue]

    @property
    def published_on(self) -> date:
        """The day on which it came out."""
        return _published_on(self.report)


@dataclass(frozen=True)
class ShownUpdate:
    """One month's update: published, due, overdue, or missed; ``due_on`` is None where none was owed."""

    month: date
    due_on: date | None
    state: UpdateState
    sentence: str
    # Every published number of the month's report, the newest first.
    reports: tuple[PlanReport, ...]

    @property
    def is_overdue(self) -> bool:
        """Whether it should have come and is still waited for."""
        return self.state is UpdateState.OVERDUE

    @property
    def never_came(self) -> bool:
        """Whether it should have come and has not, waited for or passed over."""
        return self.state in (UpdateState.OVERDUE, UpdateState.MISSED)


@dataclass(frozen=True)
class NextUpdate:
    """The next update to come: of which month, and by when."""

    month: date
    due_on: date

    @property
    def sentence(self) -> str:
        """By when it is to come."""
        return update_due(self.month, self.due_on)


@dataclass(frozen=True)
class PublicPlan:
    """A case's plan: the newest report, all updates (the newest month first), and when the plan was published."""

    newest: ShownReport | None
    first_published_on: date | None
    updates: tuple[ShownUpdate, ...]
    reports: tuple[PlanReport, ...]
    next: NextUpdate | None

    @property
    def overdue(self) -> list[ShownUpdate]:
        """The updates that have not come though their day is over, the oldest first."""
        return [each for each in reversed(self.updates) if each.is_overdue]


def public_plan(case: Case, code: str, now: datetime, *, until: date) -> PublicPlan:
    """Return what is public of the plan of a case at a moment, on the page of the trust of the code.

    ``until``: the day up to which something can be overdue: today, or the day on which the trust left.
    """
    plan = plan_of(case)
    reports = tuple(all_published(plan, now)) if plan is not None else ()
    updates = tuple(_updates(case, reports, now))
    return PublicPlan(
        # The newest month, and of it the highest number.
        newest=shown_report(reports[0], code, until) if reports else None,
        first_published_on=min((_published_on(each) for each in reports), default=None),
        updates=updates,
        reports=reports,
        next=_next_due(case, updates, london_date(now)),
    )


def shown_report(report: PlanReport, code: str, today: date) -> ShownReport:
    """Return a published report, its actions as they stand on the day."""
    content = content_of(report)

    def file_address(public_id: str) -> str:
        return reverse("public:special_measures_evidence", args=[code, public_id])

    return ShownReport(
        report=report,
        content=content,
        concerns=shown_concerns(content, today, file_address),
        address=report_address(report, code),
    )


def shown_concerns(content: ReportContent, today: date, file_address: Callable[[str], str]) -> tuple[ShownConcern, ...]:
    """Return what a report tells of each concern; its actions stand as on the day, files at the addresses given."""
    return tuple(
        ShownConcern(concern, tuple(_action(each, concern.number, today, file_address) for each in concern.actions))
        for concern in content.concerns
    )


def report_address(report: PlanReport, code: str) -> str:
    """Return the address at which a report stays as it was published."""
    return reverse("public:special_measures_report", args=[code, f"{report.month:%Y-%m}", report.number])


def how_many(counts: Mapping[str, int], overdue: int) -> str:
    """Return how far the promises have come, in a sentence: what is nought is left out."""
    said = [(counts.get(str(status), 0), word) for status, word in _COUNTED]
    parts = [f"{count} {word}" for count, word in said if count]
    total = sum(counts.values())
    promised = "1 action was promised" if total == 1 else f"{total} actions were promised"
    late = (
        f" Of those not delivered, {overdue} {'is' if overdue == 1 else 'are'} past the day promised."
        if overdue
        else ""
    )
    return f"{promised}. The trust says: {write_list(parts)}.{late}" if parts else f"{promised}."


_COUNTED = (
    (ActionStatus.DELIVERED, "delivered"),
    (ActionStatus.ON_TRACK, "on track"),
    (ActionStatus.LATE, "late"),
    (ActionStatus.CHANGED, "changed"),
)


def _action(action: ActionContent, concern: int, today: date, file_address: Callable[[str], str]) -> ShownAction:
    is_overdue = action.status is not ActionStatus.DELIVERED and action.due_on < today
    return ShownAction(
        content=action,
        number=f"{concern}.{action.number}",
        label=OVERDUE if is_overdue else action.status.label,
        colour="red" if is_overdue else _COLOURS[action.status],
        sentence=sentence_of(action, today),
        is_overdue=is_overdue,
        evidence=tuple(
            ShownEvidence(
                each.words,
                each.filename,
                file_address(each.public_id) if each.filename else "",
            )
            for each in action.evidence
        ),
    )


def sentence_of(action: ActionContent, today: date) -> str:
    """Return how an action stands on the day, with the day first promised wherever another has taken its place."""
    first = action.was_due_on or action.due_on
    if action.status is ActionStatus.DELIVERED and action.delivered_on is not None:
        days = (action.delivered_on - first).days
        when = f", {days} {'day' if days == 1 else 'days'} after the day promised" if days > 0 else ""
        return f"Delivered on {write_date(action.delivered_on)}{when}. It was promised by {write_date(first)}."
    moved = f" It was first promised by {write_date(first)}." if first != action.due_on else ""
    if action.due_on < today:
        return f"Overdue: it was due by {write_date(action.due_on)} and has not been delivered.{moved}"
    said = _SAID[action.status]
    return f"{said} It is due by {write_date(action.due_on)}.{moved}"


_SAID = {
    ActionStatus.DELIVERED: "Delivered.",
    ActionStatus.ON_TRACK: "Not delivered yet; the trust says that it is on track.",
    ActionStatus.LATE: "Late, by what the trust says.",
    ActionStatus.CHANGED: "The trust changed what it promised.",
}


def _updates(case: Case, reports: Sequence[PlanReport], now: datetime) -> list[ShownUpdate]:
    """Return every month's update, the newest month first; one that is signed before its time is not told of as signed.

    A report of a month for which none was owed, such as the first one of a plan, is among them.
    """
    today = london_date(now)
    of_month: dict[date, tuple[PlanReport, ...]] = {}
    for report in sorted(reports, key=lambda each: -each.number):
        of_month[report.month] = (*of_month.get(report.month, ()), report)
    owed = {each.month.first_day: each for each in updates_of_case(case, today, now)}
    told = []
    for month in sorted({*owed, *of_month}, reverse=True):
        found, due = of_month.get(month, ()), owed.get(month)
        came = min((_published_on(each) for each in found), default=None)
        state = UpdateState.PUBLISHED if came is not None else _state(due, today, has_left=_has_left(case, today))
        told.append(
            ShownUpdate(
                month=month,
                due_on=due.due_on if due else None,
                state=state,
                sentence=_sentence(month, due, state, came),
                reports=found,
            )
        )
    return told


def _state(due: UpdateDue | None, today: date, *, has_left: bool) -> UpdateState:
    """Return how an update that has not come stands: as due, or overdue once its day is over, signed or not.

    Once the trust has left, nobody waits for it any more: it never came.
    """
    if due is None or due.state is UpdateState.MISSED:
        return UpdateState.MISSED
    if due.due_on < today:
        return UpdateState.MISSED if has_left else UpdateState.OVERDUE
    return UpdateState.DUE


def _has_left(case: Case, on: date) -> bool:
    return case.spell is not None and case.spell.left_on is not None and case.spell.left_on <= on


def _sentence(month: date, due: UpdateDue | None, state: UpdateState, came: date | None) -> str:
    if came is not None:
        return update_came(month, due.due_on if due else None, came)
    if due is None:
        raise ValueError("an update is owed, or it came")
    say = {UpdateState.OVERDUE: update_overdue, UpdateState.MISSED: update_missed}.get(state, update_due)
    return say(month, due.due_on)


def _next_due(case: Case, updates: Sequence[ShownUpdate], today: date) -> NextUpdate | None:
    """Return the next update that is not overdue: of a month that is over, or else of the running one."""
    open_ones = [each for each in updates if each.state is UpdateState.DUE and each.due_on is not None]
    if open_ones:
        return NextUpdate(open_ones[-1].month, open_ones[-1].due_on or today)
    days = days_for_updates(case.trust, today)
    if days is None or case.spell is None or _has_left(case, today):
        return None
    month = max(first_month(case.spell.entered_on), Month.of(today))
    while any(each.month == month.first_day for each in updates):
        month = month.plus(1)
    return NextUpdate(month.first_day, due_by(month, days))


def _published_on(report: PlanReport) -> date:
    if report.publish_at is None:
        raise ValueError(f"the report of {write_month(report.month)} was not signed")
    return london_date(report.publish_at)
