"""Samples for the walk over every address: a commissioner's question and a plan, of the walk's trust."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from oversight.accounts.models import Membership, Role
from oversight.organisations.areas import set_area
from oversight.organisations.models import Body, Ward
from oversight.records.audit import System
from ratings.commissioning.asking import ask_about
from ratings.commissioning.models import CommissionerQuestion, PlanWardAction, WardPlan
from ratings.commissioning.planning import add_ward_action, ask_for_plan
from ratings.models import Signal
from tests.access_samples import World, sample


def the_commissioner(world: World) -> Body:
    """The commissioner whose area the trust serves, with the one person of the walk."""
    body, is_new = Body.objects.get_or_create(
        code="WALK-CCG",
        defaults={"name": "Walked commissioner", "role": Body.Role.COMMISSIONER, "is_demonstration": True},
    )
    if is_new:
        set_area(body=body, trusts=[world.trust], on=date(2015, 4, 1), by=System("test"), now=world.now)
        Membership.objects.create(
            person=world.person(Role.COMMISSIONER), role=Role.COMMISSIONER, body=body, from_on=date(2000, 1, 1)
        )
    return body


def the_ward(world: World) -> Ward:
    """A ward of the trust that is often short."""
    ward, is_new = Ward.objects.get_or_create(trust=world.trust, name="Short", name_key="short")
    if is_new:
        Signal.objects.create(
            kind="often_short",
            level="ward",
            subject=str(ward.public_id),
            trust_code=world.trust.code,
            period=date(2026, 9, 1),
            state="often_short",
            reason="Short in two months.",
            rule="often_short",
            rule_set="1",
            figures={"short": ["2026-08-01", "2026-09-01"]},
            as_of=world.now,
            computed_at=world.now,
            digest="d",
        )
    return ward


@sample("code", within="oversee:commissioning")
def a_trust_of_the_area(world: World) -> str:
    the_commissioner(world)
    return world.trust.code


@sample("item", within="oversee:commissioner_question")
@sample("item", within="workspace:commissioner_question", of_trust=True)
def a_question(world: World) -> UUID:
    ward = the_ward(world)
    body = the_commissioner(world)
    asked = CommissionerQuestion.objects.filter(body=body, trust=world.trust).first()
    made = asked or ask_about(
        body=body,
        trust=world.trust,
        signal_key=f"often_short:ward:{ward.public_id}:",
        words="Why?",
        answer_by=world.now.date() + timedelta(days=28),
        save_id=uuid4(),
        by=world.person(Role.COMMISSIONER),
        now=world.now,
    )
    return made.public_id


@sample("item", within="oversee:ward_plan")
@sample("item", within="workspace:ward_plan", of_trust=True)
def a_plan(world: World) -> UUID:
    return the_plan(world).public_id


def the_plan(world: World) -> WardPlan:
    """A plan that the trust is writing."""
    ward, body = the_ward(world), the_commissioner(world)
    found = WardPlan.objects.filter(body=body, trust=world.trust).first()
    return found or ask_for_plan(
        body=body,
        trust=world.trust,
        wards=[ward],
        words="A plan, please.",
        propose_by=world.now.date() + timedelta(days=28),
        save_id=uuid4(),
        by=world.person(Role.COMMISSIONER),
        now=world.now,
    )


@sample("ward", within="workspace:ward_plan_ward", of_trust=True)
def a_ward_of_the_plan(world: World) -> str:
    the_plan(world)
    return str(the_ward(world).public_id)


@sample("action", within="workspace:ward_plan", of_trust=True)
def an_action_of_the_plan(world: World) -> UUID:
    plan = the_plan(world)
    found = PlanWardAction.objects.filter(plan_ward__plan=plan).first()
    made = found or add_ward_action(
        plan_ward=plan.wards.get(),
        what="Recruit.",
        owner="Matron",
        due_on=world.now.date() + timedelta(days=28),
        save_id=uuid4(),
        by=world.person(Role.PREPARER),
        now=world.now,
    )
    return made.public_id
