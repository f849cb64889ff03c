"""Signing in and out: address and password, the second step, limits on attempts, and sessions that end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from oversight.accounts import second_factor
from oversight.accounts.models import Person, Role
from oversight.organisations.models import Trust

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db
MakePerson = Callable[..., Person]


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD, address: str = "10.0.0.1", **more: str):
    return client.post("/account/sign-in/", {"login": email, "password": password, **more}, REMOTE_ADDR=address)


def test_a_preparer_signs_in_with_a_password_and_comes_to_their_returns(client: Client, a_person: MakePerson) -> None:
    a_person(Role.PREPARER, email="pat@example.nhs.uk")
    answer = sign_in(client, "Pat@Example.NHS.uk")
    assert (answer.status_code, answer["Location"]) == (302, "/workspace/")
    assert client.get("/account/").status_code == 200
