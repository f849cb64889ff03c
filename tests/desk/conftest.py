"""A trust on a fixed day, and its people signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from oversight.accounts.models import Person
from oversight.accounts.second_factor import give_demonstration_authenticator
from tests.returns.making import NOW, Place, make_place

PASSWORD = "wards need enough nurses"


@cache
def hashed() -> str:
    """The password's hash, made once: hashing is slow on purpose."""
    return make_password(PASSWORD)


@pytest.fixture(autouse=True)
def on_a_day(settings, monkeypatch):
    """Let it be the fifth of November 2026, in the demonstration, where the second factor has a fixed code."""
    settings.DEMONSTRATION = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())


@pytest.fixture
def place(db) -> Place:
    """A trust of the demonstration with two wards, a preparer and a signatory who can sign in."""
    made = make_place(demonstration=True)
    for person in (made.preparer, made.signatory):
        person.password = hashed()
        person.save(update_fields=["password"])
        give_demonstration_authenticator(person)
    return made


@pytest.fixture
def elsewhere(db) -> Place:
    """Another trust."""
    made = make_place("RX2", demonstration=True)
    for person in (made.preparer, made.signatory):
        give_demonstration_authenticator(person)
    return made


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """Sign a person in."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
