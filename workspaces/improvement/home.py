"""The plan's home: what is due and overdue, what needs the person, and the plan with how far each action has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.organisations.bodies import oversight_body_of
from oversight.wording import write_count, write_date, write_datetime
from ratings.cases.models import BoardDemonstration, Case
from ratings.cases.states import IN_FORCE, CaseState
from ratings.plans.content import ActionContent
from ratings.plans.models import ActionProgress, Plan, PlanAction, PlanConcern, PlanReport
from ratings.plans.states import ActionStatus, ReportState
from ratings.plans.updates import UpdateDue, UpdateState, updates_of_case
from workspaces.improvement.about import about
from workspaces.improvement.reports import STATE_COLOURS
from workspaces.improvement.seeing import helped, may_here, own_case, own_cases
from workspaces.improvement.standing import STATUS_COLOURS, name_of, signed_content, standing_of_actions

_UPDATE_COLOURS = {
    UpdateState.PUBLISHED: "green",
    UpdateState.WAITING: "purple",
    UpdateState.DUE: "blue",
    UpdateState.OVERDUE: "red",
    UpdateState.MISSED: "red",
}


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that waits for the trust: what, until when or why, where, and its tag."""

    what: str
    hint: str
    address: str
    tag: str
    colour: str


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month with its update: by when it is due, how it stands, and how far its report is."""

    month: date
    address: str
    hint: str
    tag: str
    colour: str


@dataclass(frozen=True, slots=True)
class ActionStands:
    """An action as the newest signed report has it; ``is_overdue`` is of today."""

    action: PlanAction
    said: ActionContent | None
    today: date

    @property
    def due_on(self) -> date:
        """By when it is promised now."""
        return self.said.due_on if self.said else self.action.due_on

    @property
    def is_delivered(self) -> bool:
        """Whether a signed report says that it is delivered."""
        return self.said is not None and self.said.status is ActionStatus.DELIVERED

    @property
    def is_overdue(self) -> bool:
        """Whether its day is over without it."""
        return not self.is_delivered and self.due_on < self.today

    @property
    def tag(self) -> tuple[str, str]:
        """Its status in words, and the colour that goes with them."""
        if self.is_overdue:
            return "Overdue", "red"
        if self.said is None:
            return "Not reported on yet", "grey"
        return self.said.status.label, STATUS_COLOURS[self.said.status]


@require_safe
@access(Action.SEE_PLAN)
def plans(request: HttpRequest) -> HttpResponse:
    """Lead to the plans of the person's trusts, and to the trusts that theirs help."""
    cases = list(own_cases(request))
    partnerships = list(helped(request, clock.today()))
    if len(cases) == 1 and not partnerships:
        return redirect("workspace:plan", cases[0].reference)
    return render(
        request,
        "workspaces/improvement/plans.html.jinja",
        {
            "cases": [(case, CaseState(case.state)) for case in cases],
            "partnerships": partnerships,
            "duties": {case.pk: duties_of(request, case, now=clock.now()) for case in cases},
        },
    )


@require_safe
@access(Action.SEE_PLAN)
def plan(request: HttpRequest, case: str) -> HttpResponse:
    """Show a plan: what waits for the person, each concern with its actions, the months, who helps and asks."""
    found, now = own_case(request, case), clock.now()
    today = london_date(now)
    written = Plan.objects.filter(case=found).first()
    if written is not None:
        written.case = found
    said = standing_of_actions(signed_content(written)) if written else {}
    concerns = PlanConcern.objects.filter(plan=written).prefetch_related("actions__concern", "measures")
    return render(
        request,
        "workspaces/improvement/plan.html.jinja",
        {
            **about(request, found),
            "plan": written,
            "body": oversight_body_of(found.trust, today),
            "duties": duties_of(request, found, now=now),
            "concerns": [
                (
                    concern,
                    [ActionStands(each, said.get(str(each.public_id)), today) for each in concern.actions.all()],
                    [name_of(each.code) for each in concern.measures.all()],
                )
                for concern in concerns
            ],
            "months": months_of(found, written, now=now),
            "demonstrations": found.demonstrations.order_by("-asked_on", "-pk"),
            "director": found.directors.filter(to_on__isnull=True).first(),
            "partnerships": found.partnerships.filter(to_on__isnull=True)
            .select_related("partner")
            .prefetch_related("promises"),
        },
    )


def plan_duties(request: HttpRequest) -> list[Duty]:
    """Return what waits for the person in the plans of their trusts, for the desk on which all their work lies."""
    now = clock.now()
    return [duty for case in own_cases(request) for duty in duties_of(request, case, now=now)]


def duties_of(request: HttpRequest, case: Case, *, now: datetime) -> list[Duty]:
    """Return what waits for the person in a case that goes on, what is overdue first."""
    if CaseState(case.state) not in IN_FORCE:
        return []
    today = london_date(now)
    plan = Plan.objects.filter(case=case).first()
    may_keep = may_here(request, Action.KEEP_PLAN, case.trust)
    found = [*_asked(case, today)]
    if plan is None:
        if may_keep:
            address = reverse("workspace:plan", args=[case.reference])
            found.append(Duty("Begin the improvement plan", "Nothing is written yet", address, "To do", "blue"))
    else:
        if may_keep:
            found += _unfinished(plan, case)
        found += _reports(request, plan, case, now=now)
    return sorted(found, key=lambda each: each.colour != "red")


def _asked(case: Case, today: date) -> list[Duty]:
    asked = BoardDemonstration.objects.filter(case=case, shown_on__isnull=True).order_by("due_on", "asked_on")
    return [
        Duty(
            "Show the oversight body what the Board has done",
            f"Asked on {write_date(each.asked_on)}" + (f", due by {write_date(each.due_on)}" if each.due_on else ""),
            reverse("workspace:plan_board", args=[case.reference, each.public_id]),
            *(("Overdue", "red") if each.due_on and each.due_on < today else ("To do", "blue")),
        )
        for each in asked
    ]


def _unfinished(plan: Plan, case: Case) -> list[Duty]:
    concerns = list(PlanConcern.objects.filter(plan=plan).prefetch_related("actions", "measures"))
    if not concerns:
        address = reverse("workspace:plan_concern_new", args=[case.reference])
        return [Duty("Add what has to become better", "The plan has no concern yet", address, "To do", "blue")]
    found = []
    for concern in concerns:
        lacks = [
            *(["an action"] if not concern.actions.all() else []),
            *(["a measure that should move"] if not concern.measures.all() else []),
        ]
        if lacks:
            found.append(
                Duty(
                    f"Concern {concern.number}, {concern.title}",
                    f"Add {' and '.join(lacks)}",
                    reverse("workspace:plan_concern", args=[case.reference, concern.public_id]),
                    "To do",
                    "blue",
                )
            )
    return found


def _reports(request: HttpRequest, plan: Plan, case: Case, *, now: datetime) -> list[Duty]:
    """Return the months whose report waits for this person: to be written, or to be signed."""
    person = person_of(request)
    newest = _newest_of_each_month(plan)
    owed = {each.month.first_day: each for each in updates_of_case(case, london_date(now), now)}
    may_keep = may_here(request, Action.KEEP_PLAN, case.trust)
    may_sign = may_here(request, Action.SIGN_PLAN, case.trust)
    found = []
    for month in sorted({*owed, *newest}):
        due, report = owed.get(month), newest.get(month)
        state = ReportState(report.state) if report else None
        is_late = due is not None and due.state is UpdateState.OVERDUE
        hint = f"To be published by {write_date(due.due_on)}" if due else "Before it is owed"
        label = f"{month:%B %Y}"
        months = [case.reference, f"{month:%Y-%m}"]
        if state is ReportState.READY:
            wrote = report is not None and (
                report.prepared_by_id == person.pk
                or ActionProgress.objects.filter(report=report, saved_by=person).exists()
            )
            if may_sign and not wrote:
                address = reverse("workspace:plan_sign", args=months)
                found.append(Duty(f"Read and sign the report for {label}", hint, address, *_late(is_late, "To sign")))
        elif may_keep and (
            state in (ReportState.DRAFT, ReportState.TAKEN_BACK)
            or (state is None and due is not None and due.state in (UpdateState.DUE, UpdateState.OVERDUE))
        ):
            words = "Mend" if state is ReportState.TAKEN_BACK else "Finish" if state else "Write"
            address = reverse("workspace:plan_month", args=months)
            found.append(Duty(f"{words} the report for {label}", hint, address, *_late(is_late, "To do")))
    return found


def _newest_of_each_month(plan: Plan) -> dict[date, PlanReport]:
    return {report.month: report for report in PlanReport.objects.filter(plan=plan).order_by("number")}


def _late(is_late: bool, otherwise: str) -> tuple[str, str]:
    return ("Overdue", "red") if is_late else (otherwise, "blue")


def months_of(case: Case, plan: Plan | None, *, now: datetime) -> list[MonthLine]:
    """Return the months for which an update is owed or a report begun, and the running one; the newest first."""
    today = london_date(now)
    owed = {each.month.first_day: each for each in updates_of_case(case, today, now)}
    newest = _newest_of_each_month(plan) if plan else {}
    months = {*owed, *newest}
    if plan is not None and CaseState(case.state) in IN_FORCE:
        months.add(today.replace(day=1))
    return [
        _month_line(case, month, owed.get(month), newest.get(month), now=now) for month in sorted(months, reverse=True)
    ]


def _month_line(
    case: Case, month: date, due: UpdateDue | None, report: PlanReport | None, *, now: datetime
) -> MonthLine:
    hint = f"To be published by {write_date(due.due_on)}" if due else "Not owed yet"
    if report is not None and report.publish_at is not None:
        said = "Published" if report.publish_at <= now else "Signed; it is published"
        hint = f"{said} on {write_datetime(report.publish_at)}"
        if due and due.published_on and due.is_late:
            hint += f", {write_count((due.published_on - due.due_on).days, 'day')} late"
    if report is not None and ReportState(report.state) is not ReportState.SIGNED:
        state = ReportState(report.state)
        tag, colour = state.label, STATE_COLOURS[state]
        if report.number > 1:
            hint += f"; correction {report.number - 1} is under way"
        if due and due.state is UpdateState.OVERDUE:
            tag, colour = f"Overdue. {tag}", "red"
    elif due:
        tag, colour = due.state.label, _UPDATE_COLOURS[due.state]
    elif report is not None:
        is_out = report.publish_at is not None and report.publish_at <= now
        tag, colour = ("Published", "green") if is_out else ("Signed", "purple")
    else:
        tag, colour = "Not begun", "grey"
    return MonthLine(month, reverse("workspace:plan_month", args=[case.reference, f"{month:%Y-%m}"]), hint, tag, colour)
