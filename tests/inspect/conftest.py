"""A small country with stories, worked out, and an inspector signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from oversight.accounts.models import Membership, Person, Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.models import Body, Trust, Ward
from oversight.returns.models import Explanation
from ratings.recompute import recompute_trust
from tests.pages.looking import looking
from tests.ratings.making import accept, accepted_on, hours, make_trust, months, registered_day

__all__ = ["looking"]

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@dataclass
class Country:
    """Two real trusts, one of which has a ward that slid, and an invented one."""

    sliding: Trust
    ward: Ward
    steady: Trust
    invented: Trust


@pytest.fixture
def on_a_day(monkeypatch, settings):
    """Let it be the twentieth of November 2026, at a place that is no demonstration."""
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())


@pytest.fixture
def country(db, on_a_day) -> Country:
    sliding = make_trust("RX1", region="Y62", wards=2)
    steady = make_trust("RX2", region="Y63", wards=1)
    invented = make_trust("X01", demonstration=True, wards=1)
    for place, month in enumerate(months("2025-09", 12)):
        percent = "95.5" if place % 2 else "94.5"
        accept(sliding, month, {"Ward 1": registered_day(percent), "Ward 2": registered_day(percent)})
    ward = Ward.objects.get(trust=sliding, name="Ward 1")
    recompute_trust(sliding, clock=lambda: accepted_on("2026-08"))
    for month in ("2026-09", "2026-10"):
        version = accept(sliding, month, {"Ward 1": registered_day("62"), "Ward 2": registered_day("95")})
        Explanation.objects.create(
            submission=version.submission,
            text="Seven posts are vacant.",
            action="Four beds are closed.",
            given_by=version.submission.prepared_by,
            given_at=version.accepted_at,
            place=ward.name,
            place_key=str(ward.public_id),
        )
    accept(steady, "2026-10", {"Ward 1": hours()})
    accept(invented, "2026-10", {"Ward 1": hours(day_care_actual="1")})
    accept(invented, "2026-09", {"Ward 1": hours(day_care_actual="1")})
    for trust in (sliding, steady, invented):
        recompute_trust(trust, clock=lambda: NOW - timedelta(hours=1))
    # A correction after the signals: September was better than told at first.
    accept(
        sliding,
        "2026-09",
        {"Ward 1": registered_day("85"), "Ward 2": registered_day("95")},
        now=NOW - timedelta(minutes=30),
    )
    recompute_trust(sliding, clock=lambda: NOW - timedelta(minutes=20))
    return Country(sliding, ward, steady, invented)


def person_with(role: Role) -> Person:
    """Make a person of the regulator with the role, whose second factor is set up."""
    body, _ = Body.objects.get_or_create(code="TESTREG", defaults={"name": "Regulator", "role": Body.Role.REGULATOR})
    person = Person.objects.create_user(f"{role}@example.invalid", name=role.label)
    Membership.objects.create(person=person, body=body, role=role, from_on=date(2020, 1, 1))
    give_demonstration_authenticator(person)
    return person


def client_of(person: Person) -> Client:
    """Return a client in which the person is signed in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def inspector(db, on_a_day) -> Client:
    return client_of(person_with(Role.INSPECTOR))


@pytest.fixture
def administrator(db, on_a_day) -> Client:
    return client_of(person_with(Role.ADMINISTRATOR))
