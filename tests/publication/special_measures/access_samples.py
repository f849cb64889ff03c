"""What the walk over every address needs of special measures: a trust in them with a published report and its file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from inspections.kept_files import keep_file
from oversight.accounts.models import Role
from oversight.clock import london_date
from oversight.organisations.addresses import trust_reference
from oversight.records.audit import System
from oversight.returns.periods import Month
from ratings.cases.recording import record_case_entry
from ratings.plans.content import PeriodValue
from ratings.plans.models import PlanReport, ProgressEvidence
from ratings.plans.reporting import EvidenceGiven, begin_report, make_ready, save_progress
from ratings.plans.signing import sign_report
from ratings.plans.states import ActionStatus
from ratings.plans.writing import add_action, add_concern, add_measure, open_plan
from tests.access_samples import World, sample
from tests.ratings.plan_measures.making import FALLS


def _month(world: World, back: int) -> Month:
    return Month.of(london_date(world.now)).plus(-back)


def _published(world: World) -> PlanReport:
    """Return a report that is out, of the other trust: that of the world is still writing its own."""
    trust = world.other_trust
    known = PlanReport.objects.filter(plan__case__trust=trust).first()
    if known is not None:
        return known
    then = world.now - timedelta(days=14)
    entered = _month(world, 6).first_day
    case = record_case_entry(trust=trust, on=entered, reason="Wards were unsafe.", by=System("test"), now=then)
    told: dict[str, Any] = {"by": world.person(Role.PREPARER, other=True), "now": then}
    plan = open_plan(case=case, **told)
    concern = add_concern(
        plan=plan,
        title="Falls at night",
        what="Patients fall at night.",
        source=trust_reference(trust),
        source_said="Safe: Inadequate",
        **told,
    )
    action = add_action(concern=concern, what="Rounds each hour.", owner="Chief nurse", due_on=entered, **told)
    add_measure(
        concern=concern,
        code=FALLS,
        baseline=PeriodValue(str(_month(world, 7)), Decimal("2.4")),
        trajectory=[
            PeriodValue(str(_month(world, 2)), Decimal("2")),
            PeriodValue(str(_month(world, -4)), Decimal("1.5")),
        ],
        **told,
    )
    shown = EvidenceGiven("The rota.", None, keep_file(b"rota", now=then), "rota.pdf", may_be_published=True)
    report = begin_report(plan=plan, month=_reported(world), **told)
    save_progress(
        report=report,
        action=action,
        status=ActionStatus.DELIVERED,
        delivered_on=entered + timedelta(days=20),
        evidence=[shown],
        **told,
    )
    make_ready(report=report, **told)
    report.refresh_from_db()
    by = world.person(Role.SIGNATORY, other=True)
    return sign_report(report=report, shown=report.sha256, confirmed_with="password", by=by, now=then)


def _reported(world: World) -> date:
    return _month(world, 3).first_day


@sample("code", within="public:special_measures")
@sample("code", within="public:api_special_measures_of")
def a_trust_in_special_measures(world: World) -> str:
    _published(world)
    return world.other_trust.code


@sample("month", within="public:special_measures")
def a_month_with_a_report(world: World) -> str:
    _published(world)
    return f"{_reported(world):%Y-%m}"


@sample("number", within="public:special_measures")
def the_number_of_a_report(world: World) -> int:
    return _published(world).number


@sample("evidence_id", within="public:special_measures")
def a_file_that_may_be_read(world: World) -> str:
    return str(ProgressEvidence.objects.get(progress__report=_published(world)).public_id)
