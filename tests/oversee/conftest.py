"""A local Healthwatch with its area, on a fixed day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from oversight.accounts.models import Person, Role
from oversight.organisations.areas import set_area
from oversight.organisations.models import Body
from oversight.records.audit import System
from tests.returns.making import NOW, Place, make_person, make_place


@dataclass
class Area:
    """A Healthwatch, its person, and the trusts that serve its area."""

    body: Body
    person: Person
    first: Place
    second: Place
    outside: Place


@pytest.fixture(autouse=True)
def on_a_day(settings, monkeypatch):
    """Let it be the fifth of November 2026, in the demonstration."""
    settings.DEMONSTRATION = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())


@pytest.fixture
def area(db) -> Area:
    body = Body.objects.create(
        code="HW-MID", name="Healthwatch Midshire", role=Body.Role.HEALTHWATCH, is_demonstration=True
    )
    places = [make_place(code, demonstration=True) for code in ("RX1", "RX2", "RX3")]
    trusts = [place.trust for place in places[:2]]
    set_area(body=body, trusts=trusts, on=date(2015, 4, 1), by=System("test"), now=NOW)
    return Area(body, make_person("hw@healthwatch.example", Role.HEALTHWATCH, body=body), *places)


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """Sign a person in."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
