"""Who may write a plan and its reports, and the lock under which each of them is changed."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.returns.refusals import Refused
from ratings.cases.models import Case
from ratings.cases.states import IN_FORCE, CaseState
from ratings.plans.models import Plan, PlanReport

_MESSAGES = {
    Action.KEEP_PLAN: "You cannot write the improvement plan of {trust}.",
    Action.SIGN_PLAN: "You cannot sign for the improvement plan of {trust}.",
}


def is_permitted(action: Action, case: Case, *, by: Person, now: datetime) -> bool:
    """Say whether the person may do it for the case's trust: its own people, or those of the trust that followed it."""
    return may(by, action, case.trust, on=london_date(now))


def permit(action: Action, case: Case, *, by: Person, now: datetime) -> None:
    """Refuse (``not_allowed``) whoever may not do it for the case's trust."""
    if not is_permitted(action, case, by=by, now=now):
        raise Refused("not_allowed", _MESSAGES[action].format(trust=case.trust.shown_name))


def refuse_unless_in_measures(case: Case) -> None:
    """Refuse (``not_in_measures``) to write a plan before the trust entered special measures or after it left."""
    if CaseState(case.state) not in IN_FORCE:
        raise Refused("not_in_measures", f"{case.trust.shown_name} is not in special measures.")


def locked_plan(plan_id: int) -> Plan:
    """Return the plan as the database has it, held until the transaction ends: one change of it at a time."""
    if not connection.in_atomic_block:
        raise ValueError("a plan is held within a transaction")
    Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan_id)
    return Plan.objects.select_related("case__trust", "case__spell").get(pk=plan_id)


def locked_report(report: PlanReport) -> PlanReport:
    """Return the report as the database has it, its plan held until the transaction ends."""
    plan = locked_plan(report.plan_id)
    current = PlanReport.objects.select_related("supersedes").get(pk=report.pk)
    current.plan = plan
    return current
