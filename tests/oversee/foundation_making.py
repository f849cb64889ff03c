"""Two oversight bodies, one of each kind of trust, with their people, and trusts that would be foundation trusts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from oversight.accounts.models import Person, Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.models import Body, Trust, TrustKind
from ratings.rules.ratings_words import Rating
from tests.ratings.making import make_trust
from tests.ratings.special_measures.making import BETTER, publish
from tests.returns.making import NOW, make_person

GOOD = {**BETTER, None: Rating.GOOD}


@dataclass
class Bodies:
    """The body of NHS trusts with two people, and that of foundation trusts with one."""

    authority: Body
    monitor: Body
    nina: Person
    noel: Person
    mona: Person


def make_bodies(*, demonstration: bool = True) -> Bodies:
    """Make both bodies of the world."""
    authority, monitor = (
        Body.objects.create(
            code=code, name=name, role=Body.Role.OVERSIGHT, oversees_kind=kind, is_demonstration=demonstration
        )
        for code, name, kind in (
            ("D-TDA", "Trust Authority", TrustKind.Kind.NHS_TRUST),
            ("D-MON", "Foundation Regulator", TrustKind.Kind.FOUNDATION_TRUST),
        )
    )
    people = [
        make_person(f"{name}@oversight.example", Role.OVERSIGHT_BODY, body=body)
        for name, body in (("nina", authority), ("noel", authority), ("mona", monitor))
    ]
    for person in people:
        give_demonstration_authenticator(person)
    return Bodies(authority, monitor, *people)


def make_applicant(code: str = "RX1", words: object = None, *, kind: TrustKind.Kind | None = None) -> Trust:
    """Make a trust of the demonstration, an NHS trust unless another kind is given, rated Good unless otherwise."""
    trust = make_trust(code, wards=0, demonstration=True, region="Y62")
    TrustKind.objects.create(
        trust=trust, kind=kind or TrustKind.Kind.NHS_TRUST, from_on=date(2000, 4, 1), source="test"
    )
    publish(trust, words or GOOD, date(2026, 3, 2), inspected_on=date(2026, 1, 6), now=NOW)  # type: ignore[arg-type]
    return trust
