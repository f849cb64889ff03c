"""Questions and plans as both sides read them: one record, with how it stands on a day and what the ward does since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from oversight.returns.periods import Month
from oversight.wording import write_count
from ratings.commissioning.asking import Standing, standing_of
from ratings.commissioning.models import CommissionerQuestion, PlanStep, PlanWard, PlanWardAction, WardPlan
from ratings.commissioning.planning import seen_hash
from ratings.commissioning.states import PlanState
from ratings.models import Signal
from ratings.signals import SignalKind, State
from staffing.models import WardMonth
from staffing.on_record import hours_of
from staffing.wards import FILL_RATES

# So many months before the plan was asked for stand beside those since.
_MONTHS_BEFORE = 3
_STANDING_COLOURS = {
    Standing.WAITING: "yellow",
    Standing.OVERDUE: "red",
    Standing.ANSWERED: "blue",
    Standing.SETTLED: "green",
}
_PLAN_COLOURS = {
    PlanState.ASKED: "yellow",
    PlanState.PROPOSED: "blue",
    PlanState.AGREED: "aqua-green",
    PlanState.FINISHED: "green",
    PlanState.ENDED: "grey",
}


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question with how it stands on a day."""

    question: CommissionerQuestion
    standing: Standing

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _STANDING_COLOURS[self.standing]


@dataclass(frozen=True, slots=True)
class ShownAction:
    """An action for a ward with its days."""

    action: PlanWardAction
    steps: Sequence[PlanStep]
    today: date
    is_tracked: bool

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed while the plan is under way."""
        return self.is_tracked and self.action.done_on is None and self.action.due_on < self.today

    @property
    def moved(self) -> bool:
        """Whether it has another day than was agreed first."""
        return self.action.due_on != self.action.first_due_on

    @property
    def label(self) -> str:
        """How it stands, in words, with the days; before the plan is agreed there is nothing to be late with."""
        if self.action.done_on is not None:
            late = (self.action.done_on - self.action.due_on).days
            return f"Done, {write_count(late, 'day')} late" if late > 0 else "Done"
        if not self.is_tracked:
            return "Not agreed yet"
        days = (self.action.due_on - self.today).days
        return f"Overdue by {write_count(-days, 'day')}" if days < 0 else f"{write_count(days, 'day')} left"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        if self.action.done_on is not None:
            return "green"
        return "red" if self.is_overdue else "blue" if self.is_tracked else "white"


@dataclass(frozen=True, slots=True)
class MonthOfWard:
    """A month of a ward: its four fill rates in per cent (None: not applicable), or None for what was not submitted."""

    month: date
    rates: Sequence[Decimal | None] | None


@dataclass(frozen=True, slots=True)
class ShownWard:
    """A ward of a plan: what the record said of it then, what it says now, its months and its actions."""

    ward: PlanWard
    now: Signal | None
    months: Sequence[MonthOfWard]
    actions: Sequence[ShownAction]

    @property
    def now_label(self) -> str:
        """Whether it is often short now, in words."""
        return State(self.now.state).label if self.now else "Nothing is worked out of it now"


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A plan as both sides see it."""

    plan: WardPlan
    today: date
    wards: Sequence[ShownWard]
    steps: Sequence[PlanStep]
    seen: str

    @property
    def state(self) -> PlanState:
        """Where it is."""
        return PlanState(self.plan.state)

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _PLAN_COLOURS[self.state]

    @property
    def is_overdue(self) -> bool:
        """Whether the trust should have proposed it by now."""
        return self.state is PlanState.ASKED and self.today > self.plan.propose_by

    @property
    def actions(self) -> list[ShownAction]:
        """The actions of all wards."""
        return [action for ward in self.wards for action in ward.actions]

    @property
    def is_complete(self) -> bool:
        """Whether each ward has an action, so that it can be proposed."""
        return all(ward.actions for ward in self.wards)

    def text_of(self, step: PlanStep) -> list[tuple[str, list[tuple[str, str, date]]]]:
        """Return the text that a step proposed: by ward its actions, each with who and by when."""
        return [
            (ward["name"], [(one["what"], one["owner"], date.fromisoformat(one["due_on"])) for one in ward["actions"]])
            for ward in step.content
        ]

    @property
    def all_done(self) -> bool:
        """Whether everything that was agreed is done."""
        return all(action.action.done_on is not None for action in self.actions)


@dataclass(frozen=True, slots=True)
class ListedPlan:
    """A plan in a list: how many of its actions are done, and how many overdue."""

    plan: WardPlan
    actions: int
    done: int
    overdue: int
    is_late: bool

    @property
    def label(self) -> str:
        """Where it is, in words."""
        return PlanState(self.plan.state).label

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return "red" if self.is_late or self.overdue else _PLAN_COLOURS[PlanState(self.plan.state)]

    @property
    def tracked(self) -> str:
        """How far it is, in words."""
        if not self.actions:
            return "No action yet"
        late = f", {self.overdue} overdue" if self.overdue else ""
        return f"{self.done} of {write_count(self.actions, 'action')} done{late}"


def questions_shown(found: QuerySet[CommissionerQuestion], today: date) -> list[ShownQuestion]:
    """Return questions, those that wait first, by the day for their answer."""
    shown = [ShownQuestion(one, standing_of(one, today)) for one in found.select_related("trust", "body", "ward")]
    order = (Standing.OVERDUE, Standing.WAITING, Standing.ANSWERED, Standing.SETTLED)
    return sorted(shown, key=lambda one: (order.index(one.standing), one.question.answer_by, one.question.pk))


def plans_listed(found: QuerySet[WardPlan], today: date) -> list[ListedPlan]:
    """Return plans, the open ones first and then the newest; two queries."""
    plans = list(found.select_related("trust", "body"))
    actions: dict[int, list[PlanWardAction]] = {}
    for action in PlanWardAction.objects.filter(plan_ward__plan__in=plans).select_related("plan_ward"):
        actions.setdefault(action.plan_ward.plan_id, []).append(action)
    listed = []
    for plan in plans:
        own, state = actions.get(plan.pk, []), PlanState(plan.state)
        late = [one for one in own if one.done_on is None and one.due_on < today]
        listed.append(
            ListedPlan(
                plan,
                len(own),
                sum(one.done_on is not None for one in own),
                len(late) if state is PlanState.AGREED else 0,
                state is PlanState.ASKED and today > plan.propose_by,
            )
        )
    return sorted(listed, key=lambda one: not PlanState(one.plan.state).is_open)


def plan_shown(plan: WardPlan, today: date) -> ShownPlan:
    """Return a plan whole; five queries, however many wards it has."""
    wards = list(PlanWard.objects.filter(plan=plan).select_related("ward__site").prefetch_related("actions"))
    steps = list(PlanStep.objects.filter(plan=plan).select_related("said_by", "action__plan_ward__ward"))
    of_action: dict[int, list[PlanStep]] = {}
    for step in steps:
        if step.action_id is not None:
            of_action.setdefault(step.action_id, []).append(step)
    signals = _signals(wards)
    months = _months(wards)
    tracked = PlanState(plan.state) not in (PlanState.ASKED, PlanState.PROPOSED)
    shown = [
        ShownWard(
            ward,
            signals.get(str(ward.ward.public_id)),
            _series(ward, months),
            [
                ShownAction(action, of_action.get(action.pk, []), today, is_tracked=tracked)
                for action in ward.actions.all()
            ],
        )
        for ward in wards
    ]
    return ShownPlan(plan, today, shown, steps, seen_hash(plan))


def _signals(wards: Sequence[PlanWard]) -> dict[str, Signal]:
    named = [str(one.ward.public_id) for one in wards]
    rows = Signal.objects.filter(kind=SignalKind.OFTEN_SHORT, level="ward", subject__in=named)
    return {row.subject: row for row in rows}


def _months(wards: Sequence[PlanWard]) -> dict[tuple[int, date], Sequence[Decimal | None]]:
    """Return the fill rates of each ward and month that stands, from some months before the plan on."""
    if not wards:
        return {}
    first = Month.of(min(one.up_to for one in wards)).plus(1 - _MONTHS_BEFORE).first_day
    rows = WardMonth.objects.filter(
        ward__in=[one.ward_id for one in wards], version__stands=True, period__gte=first
    ).select_related("ward", "site")
    return {
        (row.ward_id, row.period): [_percent(hours_of(row).fill_rate(*pair)) for pair in FILL_RATES] for row in rows
    }


def _series(ward: PlanWard, months: Mapping[tuple[int, date], Sequence[Decimal | None]]) -> list[MonthOfWard]:
    """Return a ward's months, the newest first, to the newest that any ward of the plan has; none left out."""
    if not months:
        return []
    newest = max(month for _, month in months)
    month = Month.of(ward.up_to).plus(1 - _MONTHS_BEFORE)
    found = []
    while month.first_day <= newest:
        found.append(MonthOfWard(month.first_day, months.get((ward.ward_id, month.first_day))))
        month = month.plus(1)
    return found[::-1]


def _percent(rate: Fraction | None) -> Decimal | None:
    return None if rate is None else Decimal(rate.numerator) / Decimal(rate.denominator)
