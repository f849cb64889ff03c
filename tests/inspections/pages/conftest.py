"""A trust that is inspected, the people who inspect it, and clients in which they are signed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client

from oversight.accounts.models import Person
from oversight.accounts.second_factor import give_demonstration_authenticator
from tests.inspections.making import NOW, Scene, a_scene
from tests.pages.looking import looking

__all__ = ["looking"]


@dataclass
class Desk:
    """The scene, and a client for each person."""

    scene: Scene
    now: datetime = NOW
    clients: dict[int, Client] = field(default_factory=dict)

    def as_person(self, person: Person) -> Client:
        """Return a client in which the person is signed in, with their second factor set up."""
        if person.pk not in self.clients:
            give_demonstration_authenticator(person)
            client = Client()
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            self.clients[person.pk] = client
        return self.clients[person.pk]

    def get(self, person: Person, path: str) -> str:
        """Return the page that the person is given."""
        answer = self.as_person(person).get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.content.decode()

    def post(self, person: Person, path: str, /, **sent: object) -> HttpResponse:
        """Send a form as the person, and go where the answer leads."""
        return self.as_person(person).post(path, sent, follow=True)  # type: ignore[return-value]


@pytest.fixture
def desk(db, monkeypatch, settings) -> Desk:
    """Let it be the fifth of November 2026, at a place that is no demonstration."""
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())
    return Desk(a_scene())
