"""A quality surveillance group of a region with two trusts, its members, and somebody of another region, on one day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from oversight.accounts.models import Person, Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.models import Body, Region
from ratings.surveillance.acting import set_action
from ratings.surveillance.membership import take_seat
from ratings.surveillance.models import GroupAction, Intelligence
from ratings.surveillance.sharing import add_intelligence
from tests.returns.making import NOW, Place, make_person, make_place

TODAY = date(2026, 11, 5)


@dataclass
class Scene:
    """A group with three members, a group of another region with one, and a trust of each region."""

    group: Body
    other_group: Body
    ann: Person
    ben: Person
    cat: Person
    outsider: Person
    trust: Place
    second: Place
    elsewhere: Place

    def add(self, **how: object) -> Intelligence:
        """Add what Ann knows, shared with the whole group unless it is said otherwise."""
        told = {
            "group": self.group,
            "trust": self.trust.trust,
            "heading": "Nights on the medical wards",
            "words": "Agency staff say that breaks are missed at night.",
            "heard_on": TODAY - timedelta(days=3),
            "with_all": True,
            "readers": [],
            "memorandum": None,
            "save_id": uuid4(),
            "by": self.ann,
            "now": NOW,
            **how,
        }
        return add_intelligence(**told)  # type: ignore[arg-type]

    def act(self, **how: object) -> GroupAction:
        """Set Ben to ask the trust, unless it is said otherwise."""
        told = {
            "group": self.group,
            "trust": self.trust.trust,
            "purpose": GroupAction.Purpose.GATHER,
            "what": "Ask the trust for its rosters.",
            "owner": self.ben,
            "due_on": TODAY + timedelta(days=14),
            "save_id": uuid4(),
            "by": self.ann,
            "now": NOW,
            **how,
        }
        return set_action(**told)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def on_a_day(settings, monkeypatch):
    """Let it be the fifth of November 2026, in the demonstration."""
    settings.DEMONSTRATION = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())


@pytest.fixture
def scene(db: None) -> Scene:
    """Ann of a commissioner, Ben of a Healthwatch, and Cat, who has not said where she comes from."""
    north, south = (Region.objects.create(code=code, name=name) for code, name in (("YN1", "North"), ("YS1", "South")))
    groups = [
        Body.objects.create(code=code, name=name, role=Body.Role.SURVEILLANCE, region=region, is_demonstration=True)
        for code, name, region in (("QSG-N", "Group of the North", north), ("QSG-S", "Group of the South", south))
    ]
    ann, ben, cat = (
        make_person(f"{name}@group.example", Role.GROUP_MEMBER, body=groups[0]) for name in ("ann", "ben", "cat")
    )
    outsider = make_person("dan@group.example", Role.GROUP_MEMBER, body=groups[1])
    places = [make_place(code, demonstration=True) for code in ("RX1", "RX2", "RX3")]
    for place, region in zip(places, (north, north, south), strict=True):
        place.trust.region = region
        place.trust.save(update_fields=["region"])
    for person, organisation in ((ann, "Commissioner of the North"), (ben, "Healthwatch Northshire")):
        take_seat(group=groups[0], organisation=organisation, by=person, now=NOW)
    take_seat(group=groups[1], organisation="Southern Deanery", by=outsider, now=NOW)
    return Scene(*groups, ann, ben, cat, outsider, *places)


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """Sign a person in, with the second factor that their role wants."""

    def sign_in(person: Person) -> Client:
        give_demonstration_authenticator(person)
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
