"""What the walk over every address needs: for each keyword of an address, something that it can name.

Whoever adds an address with a new keyword adds a sample, here or in an ``access_samples.py`` beside the tests of their
part, all of which are read::

    @sample("reference", within="workspace:", of_trust=True)
    def a_submission(world: World) -> str:
        return Submission.objects.create(trust=world.trust, ...).reference

``within`` is the beginning of the names of the addresses that the sample is for (a namespace, or a whole name); the
longest that fits is taken. ``of_trust`` says that the thing is a trust's own (of ``world.trust``), so that the people
of another trust must be answered as if it were not there. A sample is made once in each world.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.hashers import make_password

from oversight.accounts.models import TRUST_ROLES, Membership, Person, Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.models import Body, SetAsideUnit, Site, SiteTrust, Trust, Ward, WardAlias
from oversight.returns.periods import Month
from tests.returns.making import Place, accepted, checked, national_csv


@dataclass
class World:
    """Two trusts, a body, and one person for each role, with the trusts' people twice: of this one and of the other."""

    trust: Trust
    other_trust: Trust
    body: Body
    now: datetime
    people: dict[str, Person] = field(default_factory=dict)
    # What samples have made of this world so far: each is made once in it.
    made: dict[Sample, object] = field(default_factory=dict)

    def value_of(self, known: Sample) -> object:
        """Return what the sample makes, making it the first time that it is asked for."""
        if known not in self.made:
            self.made[known] = known.make(self)
        return self.made[known]

    def person(self, role: Role, *, other: bool = False) -> Person:
        """Return who holds the role, for the trust that things belong to or for the other one."""
        return self.people[f"{role} of another trust" if other else str(role)]


def make_world(now: datetime) -> World:
    """Make the people that every address is asked as."""
    world = World(
        trust=Trust.objects.create(code="RW1", name="WALKED NHS TRUST", is_demonstration=True),
        other_trust=Trust.objects.create(code="RW2", name="OTHER NHS TRUST", is_demonstration=True),
        body=Body.objects.create(code="WALKREG", name="Regulator", role=Body.Role.REGULATOR),
        now=now,
    )
    for role in Role:
        world.people[str(role)] = _person(f"{role}@walk.example", role, world.trust, world.body)
        if role in TRUST_ROLES:
            world.people[f"{role} of another trust"] = _person(
                f"{role}.other@walk.example", role, world.other_trust, world.body
            )
    return world


@cache
def _hashed() -> str:
    """A password's hash, made once: hashing is slow on purpose."""
    return make_password("nobody signs in with this")


def _person(email: str, role: Role, trust: Trust, body: Body) -> Person:
    person = Person.objects.create_user(email)
    person.password = _hashed()
    person.save(update_fields=["password"])
    for_trust = role in TRUST_ROLES
    Membership.objects.create(
        person=person,
        role=role,
        trust=trust if for_trust else None,
        body=None if for_trust else body,
        from_on=date(2000, 1, 1),
    )
    give_demonstration_authenticator(person)
    return person


@dataclass(frozen=True)
class Sample:
    """How a keyword's value is made, for which addresses, and whether it is a trust's own."""

    make: Callable[[World], object]
    within: str
    of_trust: bool


_samples: dict[str, list[Sample]] = {}


def sample(
    keyword: str, *, within: str = "", of_trust: bool = False
) -> Callable[[Callable[[World], object]], Callable[[World], object]]:
    """Register how the value of a keyword is made."""

    def register(make: Callable[[World], object]) -> Callable[[World], object]:
        _samples.setdefault(keyword, []).append(Sample(make, within, of_trust))
        return make

    return register


def sample_for(keyword: str, name: str) -> Sample | None:
    """Return the sample for a keyword of the address of the name: of those that fit, the one that fits most closely."""
    fitting = [known for known in _samples.get(keyword, []) if name.startswith(known.within)]
    return max(fitting, key=lambda known: len(known.within), default=None)


@sample("uidb36", within="account_")
def a_person_to_set_a_password_for(world: World) -> str:
    return user_pk_to_url_str(world.person(Role.PREPARER))


@sample("key", within="account_")
def a_key_that_is_not_right(world: World) -> str:
    return "not-right"


for part in sorted(Path(__file__).parent.glob("*/access_samples.py")):
    import_module(f"tests.{part.parent.name}.access_samples")


@sample("kind", within="workspace:")
def the_staffing_return(world: World) -> str:
    return "staffing"


@sample("trust", within="workspace:", of_trust=True)
def the_trust(world: World) -> str:
    return world.trust.code


@sample("period", within="workspace:")
def the_month_before(world: World) -> str:
    return str(Month.of(world.now.date()).plus(-1))


@sample("name", within="workspace:practice")
def a_practice_file(world: World) -> str:
    return "no-such-file.csv"


@sample("reference", within="workspace:", of_trust=True)
def a_submission(world: World) -> str:
    # Another file than the accepted one, with a reason: whichever address comes first, both can be sent.
    mended = sent_now(world, day_registered_actual="1612.5")
    return checked(a_place(world), reason="A shift was counted twice.", **mended).reference


@sample("receipt", within="workspace:", of_trust=True)
def a_receipt(world: World) -> str:
    return accepted(a_place(world), **sent_now(world)).receipt


def a_place(world: World) -> Place:
    """The trust of the world with a site and its people."""
    site, _ = Site.objects.get_or_create(code="RW101", defaults={"name": "GENERAL HOSPITAL", "is_demonstration": True})
    SiteTrust.objects.get_or_create(site=site, trust=world.trust)
    return Place(world.trust, site, world.person(Role.PREPARER), world.person(Role.SIGNATORY))


def sent_now(world: World, **cells: str) -> dict[str, Any]:
    """A file that the trust may send at the time of the walk, for the month before."""
    period = the_month_before(world)
    row = {"org_code": world.trust.code, "site_code": "RW101", "period": period, **cells}
    return {"content": national_csv(row), "period": period, "now": world.now}


@sample("ward", within="workspace:", of_trust=True)
def a_ward(world: World) -> str:
    place = a_place(world)
    # An accepted return may have made it.
    ward, _ = Ward.objects.get_or_create(
        trust=place.trust, site=place.site, name_key="rowan", defaults={"name": "Rowan"}
    )
    return str(ward.public_id)


@sample("alias", within="workspace:", of_trust=True)
def a_name_of_a_ward(world: World) -> int:
    return WardAlias.objects.create(
        ward=Ward.objects.get(trust=world.trust, name_key="rowan"), name="Ash", name_key="ash"
    ).pk


@sample("unit", within="workspace:", of_trust=True)
def a_unit_set_aside(world: World) -> int:
    return SetAsideUnit.objects.create(
        trust=world.trust, name="Ward Clerks", name_key="ward clerks", set_aside_at=world.now
    ).pk
