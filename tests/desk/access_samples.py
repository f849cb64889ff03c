"""What the walk over every address needs of the improvement plan and of helping another trust."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from inspections.kept_files import keep_file
from oversight.accounts.models import Role
from oversight.organisations.addresses import trust_reference
from oversight.organisations.models import Trust
from oversight.records.audit import System
from oversight.returns.periods import Month
from ratings.cases.models import Attachment, BoardDemonstration, Case, PartnerPromise, Partnership
from ratings.cases.recording import record_case_entry
from ratings.plans.content import PeriodValue
from ratings.plans.models import Plan, PlanAction, PlanConcern, PlanMeasure, ProgressEvidence
from ratings.plans.reporting import EvidenceGiven, begin_report, make_ready, save_progress
from ratings.plans.signing import sign_report
from ratings.plans.states import ActionStatus
from ratings.plans.writing import add_action, add_concern, add_measure, open_plan
from tests.access_samples import World, sample


def _this_month(world: World) -> Month:
    return Month.of(timezone.localdate(world.now))


def _case(world: World) -> Case:
    """Return the case of the world's trust, in special measures for half a year, with a plan and a signed report."""
    known = Case.objects.filter(trust=world.trust).first()
    if known is not None:
        return known
    entered_on = _this_month(world).plus(-6).first_day
    case = record_case_entry(
        trust=world.trust, on=entered_on, reason="Wards were unsafe.", by=System("test"), now=world.now
    )
    told: dict[str, Any] = {"by": world.person(Role.PREPARER), "now": world.now}
    plan = open_plan(case=case, **told)
    concern = add_concern(
        plan=plan,
        title="Falls at night",
        what="Patients fall at night.",
        source=trust_reference(world.trust),
        source_said="Safe: Inadequate",
        **told,
    )
    action = add_action(concern=concern, what="Rounds each hour.", owner="Chief nurse", due_on=_far(world), **told)
    measure = {
        "code": "thermometer_falls_with_harm",
        "baseline": PeriodValue(str(_this_month(world).plus(-7)), Decimal("2.4")),
        "trajectory": [
            PeriodValue(str(_this_month(world).plus(3)), Decimal("2")),
            PeriodValue(str(_this_month(world).plus(6)), Decimal("1.5")),
        ],
    }
    add_measure(concern=concern, **measure, **told)  # type: ignore[arg-type]
    shown = EvidenceGiven("The rota.", None, keep_file(b"rota", now=world.now), "rota.pdf")
    signed = begin_report(plan=plan, month=_this_month(world).plus(-2).first_day, **told)
    save_progress(report=signed, action=action, status=ActionStatus.ON_TRACK, evidence=[shown], **told)
    make_ready(report=signed, **told)
    signed.refresh_from_db()
    sign_report(
        report=signed,
        shown=signed.sha256,
        confirmed_with="password",
        by=world.person(Role.SIGNATORY),
        now=world.now,
    )
    # What is not promised can still be changed, and the report of the month after is being written.
    second = add_concern(
        plan=plan,
        title="Complaints",
        what="Answers take too long.",
        source=trust_reference(world.trust),
        source_said="Responsive: Inadequate",
        **told,
    )
    add_action(concern=second, what="Answer within 25 days.", owner="Director", due_on=_far(world), **told)
    add_measure(concern=second, **measure, **told)  # type: ignore[arg-type]
    begin_report(plan=plan, month=_this_month(world).plus(-1).first_day, **told)
    return case


def _far(world: World) -> Any:
    return timezone.localdate(world.now) + timedelta(days=90)


@sample("case", within="workspace:plan", of_trust=True)
def a_case_with_a_plan(world: World) -> str:
    return _case(world).reference


@sample("concern", within="workspace:plan", of_trust=True)
def a_concern_that_can_be_changed(world: World) -> str:
    return str(PlanConcern.objects.get(plan__case=_case(world), number=2).public_id)


@sample("action", within="workspace:plan", of_trust=True)
def an_action_that_can_be_changed(world: World) -> str:
    return str(PlanAction.objects.get(concern__plan__case=_case(world), concern__number=2).public_id)


@sample("measure", within="workspace:plan", of_trust=True)
def a_measure_of_a_plan(world: World) -> str:
    return str(PlanMeasure.objects.get(concern__plan__case=_case(world), concern__number=2).public_id)


@sample("month", within="workspace:plan")
def a_month_that_is_being_written(world: World) -> str:
    return str(_this_month(world).plus(-1))


@sample("month", within="workspace:plan_report")
@sample("month", within="workspace:plan_correct")
def a_month_that_is_signed(world: World) -> str:
    return str(_this_month(world).plus(-2))


@sample("number", within="workspace:plan_report")
def the_first_number(world: World) -> int:
    return 1


@sample("evidence", within="workspace:plan", of_trust=True)
def a_file_of_evidence(world: World) -> str:
    return str(ProgressEvidence.objects.filter(progress__report__plan=Plan.objects.get(case=_case(world)))[0].public_id)


def _asked(world: World) -> BoardDemonstration:
    case = _case(world)
    known = BoardDemonstration.objects.filter(case=case).first()
    return known or BoardDemonstration.objects.create(
        case=case,
        asked="Show that you hear of falls.",
        asked_on=case.opened_on,
        asked_by=world.person(Role.OVERSIGHT_BODY),
        asked_as=str(Role.OVERSIGHT_BODY),
        asked_at=world.now,
    )


@sample("demonstration", within="workspace:plan", of_trust=True)
def what_a_board_is_asked(world: World) -> str:
    return str(_asked(world).public_id)


@sample("attachment", within="workspace:plan", of_trust=True)
def a_file_that_a_board_sent(world: World) -> int:
    return Attachment.objects.create(
        demonstration=_asked(world),
        words="The minutes.",
        stored=keep_file(b"minutes", now=world.now),
        filename="minutes.pdf",
        attached_by=world.person(Role.SIGNATORY),
        attached_at=world.now,
    ).pk


def _helps(world: World) -> Partnership:
    """Return how the world's trust helps a third one."""
    known = Partnership.objects.filter(partner=world.trust).first()
    if known is not None:
        return known
    entered_on = _this_month(world).plus(-3).first_day
    third = Trust.objects.create(code="RW3", name="HELPED NHS TRUST", is_demonstration=True)
    case = record_case_entry(trust=third, on=entered_on, reason="Wards were unsafe.", by=System("test"), now=world.now)
    body: dict[str, Any] = {"added_by": world.person(Role.OVERSIGHT_BODY), "added_as": "oversight_body"}
    return Partnership.objects.create(
        case=case, partner=world.trust, words="Rotas.", from_on=entered_on, added_at=world.now, **body
    )


@sample("partnership", within="workspace:helping", of_trust=True)
def a_trust_that_is_helped(world: World) -> str:
    return str(_helps(world).public_id)


@sample("promise", within="workspace:helping", of_trust=True)
def a_promise_of_a_partner(world: World) -> str:
    made = PartnerPromise.objects.create(
        partnership=_helps(world),
        number=1,
        what="Two matrons for a month.",
        due_on=_far(world),
        promised_by=world.person(Role.OVERSIGHT_BODY),
        promised_as="oversight_body",
        promised_at=world.now,
    )
    return str(made.public_id)
