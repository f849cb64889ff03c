"""The menu: what it offers to whom, which entry is the current one, and that every address of it is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory

from oversight import clock
from oversight.accounts.models import Role
from oversight.accounts.navigation import PLACES, Place, first_page, navigation_for
from oversight.accounts.permissions import NO_POWERS, Held, Powers
from oversight.accounts.tasks import clear_sessions
from tests.access_samples import make_world


def menu(path: str, powers: Powers) -> list[str]:
    """The menu's words at a path, the current one in brackets."""
    request = RequestFactory().get(path)
    request.powers = powers  # type: ignore[attr-defined]
    return [f"[{item.text}]" if item.current else item.text for item in navigation_for(request)]


def holding(*roles: Role) -> Powers:
    return Powers(tuple(Held(role, 1) for role in roles), {1: frozenset({1})})


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", ["[Find a hospital]", "Tell us", "Data", "About"]),
        ("/hospitals/RX101/", ["[Find a hospital]", "Tell us", "Data", "About"]),
        ("/tell-us/staff/", ["Find a hospital", "[Tell us]", "Data", "About"]),
        ("/releases/", ["Find a hospital", "Tell us", "[Data]", "About"]),
        ("/about/cookies/", ["Find a hospital", "Tell us", "Data", "[About]"]),
        ("/account/sign-in/", ["Find a hospital", "Tell us", "Data", "About"]),
    ],
)
def test_the_publics(path: str, shown: list[str]) -> None:
    assert menu(path, NO_POWERS) == shown


def test_a_preparer_finds_their_returns_and_an_inspector_where_to_look() -> None:
    assert menu("/workspace/returns/K7QM-2X9D-4TRW/", holding(Role.PREPARER))[:3] == [
        "[Your returns]",
        "Board packs",
        "Inspections and notices",
    ]
    assert menu("/", holding(Role.INSPECTOR))[:6] == [
        "Where to look",
        "Inspections",
        "Notices",
        "Concerns",
        "Good practice",
        "[Find a hospital]",
    ]


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.PREPARER, "/workspace/"),
        (Role.SIGNATORY, "/workspace/"),
        (Role.CHIEF_INSPECTOR, "/inspect/"),
        (Role.ADMINISTRATOR, "/oversee/successions/"),
        (Role.HEALTHWATCH, "/oversee/healthwatch/"),
        (Role.OVERSIGHT_BODY, "/oversee/special-measures/"),
        (Role.COMMISSIONER, "/oversee/commissioning/"),
        (Role.GROUP_MEMBER, "/oversee/groups/"),
    ],
)
def test_signing_in_leads_to_the_first_place_of_the_role(role: Role, address: str) -> None:
    assert first_page(holding(role)) == address


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.address)
def test_every_place_is_answered(place: Place, client: Client) -> None:
    world = make_world(clock.now())
    if place.action is not None:
        able = next(world.person(role) for role in Role if place.action in holding(role).actions)
        client.force_login(able, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(place.address).status_code == 200


@pytest.mark.django_db
def test_sessions_that_are_over_are_cleared() -> None:
    now = clock.now()
    Session.objects.create(session_key="over", session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="running", session_data="", expire_date=now + timedelta(hours=1))
    clear_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["running"]
