"""People to sign in as: one for each role that a test asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from oversight.accounts.models import TRUST_ROLES, Membership, Person, Role
from oversight.organisations.models import Body, Trust

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
PASSWORD = "wards need enough nurses"


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def trust(db: None) -> Trust:
    return Trust.objects.create(code="RX1", name="NORTHBROOK HOSPITALS NHS TRUST")


@pytest.fixture
def other_trust(db: None) -> Trust:
    return Trust.objects.create(code="RX2", name="SOUTHFIELD NHS TRUST")


@pytest.fixture
def regulator(db: None) -> Body:
    return Body.objects.create(code="TESTREG", name="Regulator of tests", role=Body.Role.REGULATOR)


@pytest.fixture
def a_person(trust: Trust, regulator: Body) -> Callable[..., Person]:
    """Make a person who holds the roles, from long ago and without an end unless said."""

    def make(
        *roles: Role,
        email: str = "",
        at: Trust | None = None,
        from_on: date = date(2020, 1, 1),
        to_on: date | None = None,
        password: str | None = PASSWORD,
    ) -> Person:
        address = email or f"{'-'.join(roles) or 'nobody'}@example.nhs.uk"
        person = Person.objects.create_user(address, password, name=address.split("@")[0].title())
        for role in roles:
            for_trust = role in TRUST_ROLES
            Membership.objects.create(
                person=person,
                role=role,
                trust=(at or trust) if for_trust else None,
                body=None if for_trust else regulator,
                from_on=from_on,
                to_on=to_on,
            )
        return person

    return make
