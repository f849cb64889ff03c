"""A trust in special measures since 14 January 2015 with a plan, its people, and months of reports taken any way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from oversight.accounts.models import Person, Role
from oversight.organisations.addresses import trust_reference
from oversight.organisations.models import Trust
from ratings.cases.models import Case
from ratings.plans.content import PeriodValue
from ratings.plans.models import Plan, PlanAction, PlanConcern, PlanMeasure, PlanReport
from ratings.plans.reporting import EvidenceGiven, begin_report, make_ready, save_progress
from ratings.plans.signing import sign_report
from ratings.plans.states import ActionStatus
from ratings.plans.writing import add_action, add_concern, add_measure, open_plan
from tests.ratings.cases.casting import agreed, make_cast, recommended
from tests.returns.making import make_person

ENTERED = date(2015, 1, 14)
FEBRUARY, MARCH, APRIL, MAY = (date(2015, month, 1) for month in (2, 3, 4, 5))
DELIVERED, ON_TRACK, LATE, CHANGED = ActionStatus
SHOWN = EvidenceGiven("The rota of each ward since 2 February.", may_be_published=True)
KEPT = EvidenceGiven("Minutes of the Board, with names.")


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """Return a moment of a day, in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@dataclass
class Planned:
    """A trust's case and plan with two actions, and who writes and signs."""

    trust: Trust
    case: Case
    plan: Plan
    preparer: Person
    signatory: Person
    concern: PlanConcern
    rounds: PlanAction
    falls: PlanAction
    measure: PlanMeasure
    others: dict[str, Person] = field(default_factory=dict)

    def begin(self, month: date, now: datetime, by: Person | None = None) -> PlanReport:
        """Begin a report."""
        return begin_report(plan=self.plan, month=month, by=by or self.preparer, now=now)

    def say(self, report: PlanReport, action: PlanAction, status: ActionStatus, now: datetime, **told: Any) -> None:
        """Say how far an action has come."""
        save_progress(report=report, action=action, status=status, by=told.pop("by", self.preparer), now=now, **told)

    def written(self, month: date, now: datetime) -> PlanReport:
        """Begin a report and say of whatever is not said yet that it is on track."""
        report = self.begin(month, now)
        said = set(report.progress.values_list("action_id", flat=True))
        for action in PlanAction.objects.filter(concern__plan=self.plan).exclude(pk__in=said):
            self.say(report, action, ON_TRACK, now)
        return report

    def ready(self, report: PlanReport, now: datetime) -> PlanReport:
        """Make a report ready."""
        return make_ready(report=report, by=self.preparer, now=now)

    def sign(self, report: PlanReport, now: datetime, **changes: Any) -> PlanReport:
        """Sign a report as it was made ready."""
        report.refresh_from_db()
        given = {"shown": report.sha256, "confirmed_with": "password and code", "by": self.signatory, **changes}
        return sign_report(report=report, now=now, **given)

    def signed(self, month: date, now: datetime) -> PlanReport:
        """Take a report of a month to its signature, all on track."""
        return self.sign(self.ready(self.written(month, now), now), now)


def make_planned(code: str = "RX1", *, entered_on: date = ENTERED, due_on: Sequence[date] = ()) -> Planned:
    """Take a trust into special measures and write its plan on the day after; ``due_on``: of its two actions."""
    cast = make_cast(code)
    decided = at(entered_on)
    case = agreed(recommended(cast, entered_on, now=decided), cast, entered_on, now=decided).case
    preparer = make_person(f"preparer@{code.lower()}.example", Role.PREPARER, trust=cast.trust)
    told: dict[str, Any] = {"by": preparer, "now": at(date(2015, 1, 15))}
    plan = open_plan(case=case, **told)
    concern = add_concern(
        plan=plan,
        title="Falls at night",
        what="Patients fall at night and nobody sees them.",
        source=trust_reference(cast.trust),
        source_said="Safe was published as Inadequate on 2 January 2015.",
        **told,
    )
    first, second = due_on or (date(2015, 2, 27), date(2015, 9, 30))
    return Planned(
        trust=cast.trust,
        case=case,
        plan=plan,
        preparer=preparer,
        signatory=cast.signatory,
        concern=concern,
        rounds=add_action(concern=concern, what="Rounds each hour.", owner="Chief nurse", due_on=first, **told),
        falls=add_action(concern=concern, what="Beds that can be lowered.", owner="Director", due_on=second, **told),
        measure=add_measure(
            concern=concern,
            code="thermometer_falls_with_harm",
            baseline=PeriodValue("2014-12", Decimal("2.4")),
            trajectory=[PeriodValue("2015-04", Decimal("2.0")), PeriodValue("2015-10", Decimal("1.5"))],
            words="It falls once nurses go round.",
            **told,
        ),
        others={"chief": cast.chief, "decides": cast.decides},
    )
