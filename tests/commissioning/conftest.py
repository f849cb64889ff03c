"""A commissioner with two trusts in its area, one of them with a ward that is often short, on one day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from oversight.accounts.models import Person, Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.areas import set_area
from oversight.organisations.models import Body, Trust, Ward
from oversight.records.audit import System
from ratings.commissioning.asking import ask_about
from ratings.commissioning.models import CommissionerQuestion, WardPlan
from ratings.commissioning.planning import add_ward_action, agree_plan, ask_for_plan, propose_plan, seen_hash
from ratings.models import Signal
from tests.returns.making import NOW, Place, make_person, make_place

TODAY = date(2026, 11, 5)
DUE = TODAY + timedelta(days=30)


def signal(trust: Trust, kind: str, state: str, *, ward: Ward | None = None, **changed: object) -> Signal:
    """Store a signal as a recomputation would."""
    short = ["2026-08-01", "2026-09-01"] if kind == "often_short" else []
    given = {
        "kind": kind,
        "level": "ward" if ward else "trust",
        "subject": str(ward.public_id) if ward else trust.code,
        "trust_code": trust.code,
        "period": date(2026, 9, 1),
        "state": state,
        "reason": f"{ward.name if ward else trust.code}: why.",
        "rule": kind,
        "rule_set": "staffing 1",
        "figures": {"short": short},
        "as_of": NOW,
        "computed_at": NOW,
        "digest": "d",
        **changed,
    }
    return Signal.objects.create(**given)


@dataclass
class Scene:
    """A commissioner, its person, and trusts inside and outside of its area; the first one's Rowan is often short."""

    body: Body
    person: Person
    colleague: Person
    other_body: Body
    outsider: Person
    trust: Place
    second: Place
    outside: Place
    rowan: Ward
    oak: Ward

    @property
    def short_key(self) -> str:
        """The key of the signal of the ward."""
        return f"often_short:ward:{self.rowan.public_id}:"

    def ask(self, **how: object) -> CommissionerQuestion:
        """Ask about the ward."""
        told = {
            "body": self.body,
            "trust": self.trust.trust,
            "signal_key": self.short_key,
            "words": "What is behind this?",
            "answer_by": DUE,
            "save_id": uuid4(),
            "by": self.person,
            "now": NOW,
            **how,
        }
        return ask_about(**told)  # type: ignore[arg-type]

    def ask_for_plan(self, **how: object) -> WardPlan:
        """Ask for a plan for the ward."""
        told = {
            "body": self.body,
            "trust": self.trust.trust,
            "wards": [self.rowan],
            "words": "A plan for Rowan, please.",
            "propose_by": DUE,
            "save_id": uuid4(),
            "by": self.person,
            "now": NOW,
            **how,
        }
        return ask_for_plan(**told)  # type: ignore[arg-type]

    def proposed(self) -> WardPlan:
        """A plan with one action, proposed."""
        plan = self.ask_for_plan()
        add_ward_action(
            plan_ward=plan.wards.get(),
            what="Recruit four nurses.",
            owner="Director of nursing",
            due_on=DUE,
            save_id=uuid4(),
            by=self.trust.preparer,
            now=NOW,
        )
        propose_plan(plan=plan, words="As we spoke.", step_id=uuid4(), by=self.trust.signatory, now=NOW)
        plan.refresh_from_db()
        return plan

    def agreed(self) -> WardPlan:
        """The same, agreed."""
        plan = self.proposed()
        agree_plan(plan=plan, seen=seen_hash(plan), words="Agreed.", step_id=uuid4(), by=self.person, now=NOW)
        plan.refresh_from_db()
        return plan


@pytest.fixture(autouse=True)
def on_a_day(settings, monkeypatch):
    """Let it be the fifth of November 2026, in the demonstration."""
    settings.DEMONSTRATION = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())


@pytest.fixture
def scene(db: None) -> Scene:
    bodies = [
        Body.objects.create(code=code, name=name, role=Body.Role.COMMISSIONER, is_demonstration=True)
        for code, name in (("CCG-N", "Commissioner of the North"), ("CCG-S", "Commissioner of the South"))
    ]
    places = [make_place(code, demonstration=True) for code in ("RX1", "RX2", "RX3")]
    set_area(body=bodies[0], trusts=[one.trust for one in places[:2]], on=date(2015, 4, 1), by=System("t"), now=NOW)
    set_area(body=bodies[1], trusts=[places[2].trust], on=date(2015, 4, 1), by=System("t"), now=NOW)
    person, colleague = (
        make_person(f"{name}@commissioner.example", Role.COMMISSIONER, body=bodies[0]) for name in ("com", "col")
    )
    outsider = make_person("out@commissioner.example", Role.COMMISSIONER, body=bodies[1])
    rowan, oak = (Ward.objects.get(trust=places[0].trust, name=name) for name in ("Rowan", "Oak"))
    signal(places[0].trust, "often_short", "often_short", ward=rowan)
    signal(places[0].trust, "often_short", "not_often_short", ward=oak, figures={})
    return Scene(bodies[0], person, colleague, bodies[1], outsider, *places, rowan, oak)


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """Sign a person in, with the second factor that their role wants."""

    def sign_in(person: Person) -> Client:
        give_demonstration_authenticator(person)
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
