"""Trusts of the demonstration in cases of special measures, with everybody who acts in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client

from oversight.accounts.models import Person, Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.models import Trust, TrustKind
from oversight.records.references import Reference
from ratings.cases.attaching import Attached
from ratings.cases.deciding import decide
from ratings.cases.models import Case, Recommendation
from ratings.cases.recommending import recommend_entry
from tests.inspect.conftest import NOW, client_of, person_with
from tests.oversee.foundation_making import Bodies, make_bodies
from tests.ratings.making import make_trust
from tests.ratings.special_measures.making import BETTER, FAILING, publish
from tests.returns.making import make_person

TODAY = date(2026, 11, 20)
ENTERED = date(2026, 3, 16)
WHY = "Wards were unsafe at night, and the Board did not know."


@dataclass
class Cast:
    """Three trusts of the demonstration, and who acts in their cases.

    ``failing`` is rated so that its criteria for entry are met, ``steady`` is not, ``founded`` is a foundation trust.
    """

    failing: Trust
    steady: Trust
    founded: Trust
    bodies: Bodies
    chief: Person
    inspector: Person

    @property
    def chiefs(self) -> Client:
        return client_of(self.chief)

    @property
    def inspectors(self) -> Client:
        return client_of(self.inspector)

    @property
    def authoritys(self) -> Client:
        return client_of(self.bodies.nina)

    @property
    def monitors(self) -> Client:
        return client_of(self.bodies.mona)


def make_cast() -> Cast:
    """Make the cast; both oversight bodies, each with its people, are the demonstration's."""
    trusts = {}
    for code, kind, words in (
        ("X01", TrustKind.Kind.NHS_TRUST, FAILING),
        ("X02", TrustKind.Kind.NHS_TRUST, BETTER),
        ("X03", TrustKind.Kind.FOUNDATION_TRUST, FAILING),
    ):
        trusts[code] = make_trust(code, wards=0, demonstration=True, region="Y62")
        TrustKind.objects.create(trust=trusts[code], kind=kind, source="test")
        publish(trusts[code], words, date(2026, 3, 2), inspected_on=date(2026, 1, 6), reference=f"REP-{code}", now=NOW)
    return Cast(
        trusts["X01"],
        trusts["X02"],
        trusts["X03"],
        make_bodies(),
        person_with(Role.CHIEF_INSPECTOR),
        person_with(Role.INSPECTOR),
    )


def recommended(cast: Cast, trust: Trust | None = None, **how: Any) -> Recommendation:
    """Recommend that a trust enters special measures."""
    chosen = trust or cast.failing
    shown = Attached("What its rating shows.", Reference("trust", chosen.code))
    told = {"reason": WHY, "attached": [shown], "on": ENTERED, "by": cast.chief, "now": NOW, **how}
    return recommend_entry(trust=chosen, **told)


def decided(made: Recommendation, by: Person, **how: Any) -> Recommendation:
    """Agree to a recommendation, or as told."""
    told = {"agreed": True, "reason": "We agree.", "on": made.made_on, "by": by, "now": NOW, **how}
    return decide(recommendation=made, **told)


def inside(cast: Cast, trust: Trust | None = None) -> Case:
    """Take a trust into special measures and return its case."""
    chosen = trust or cast.failing
    by = cast.bodies.mona if chosen == cast.founded else cast.bodies.nina
    return decided(recommended(cast, chosen), by).case


def of_body(role: Role, body: object, email: str) -> Person:
    """Make a person of a body whose second factor is set up."""
    person = make_person(email, role, body=body)  # type: ignore[arg-type]
    give_demonstration_authenticator(person)
    return person
