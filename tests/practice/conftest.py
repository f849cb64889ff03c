"""Improvements on fixed days of 2015 and 2016, and their people signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client

from oversight.accounts.models import Person, Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.models import Trust
from ratings.practice.models import PracticeOffer
from ratings.practice.offering import offer_practice
from tests.ratings.plan_measures.making import FALLS, as_accepted, brought
from tests.returns.making import make_person

NOW = datetime(2016, 3, 10, 10, 0, tzinfo=UTC)
LATER = datetime(2016, 6, 10, 10, 0, tzinfo=UTC)
SINCE = date(2015, 3, 1)
# Two years with nothing unusual, and twelve months with fewer falls: per thousand patients on the day.
USUAL = [25, 30, 25, 20, 25, 20, 25, 30, 25, 20, 30, 25, 25, 30, 20, 25, 25, 20, 30, 25, 25, 20, 30, 25]
BETTER = [15, 18, 12, 15, 14, 16, 15, 12, 15, 16, 14, 15]
WORDS = {
    "title": "A second look at everybody who may fall",
    "what_was_done": "Two nurses look together within an hour of arrival.",
    "what_it_took": "One nurse more in the evening. We began on one ward.",
    "ask_whom": "Lead nurse for falls",
    "ask_at": "falls@trust.example",
}


@dataclass
class Offering:
    """A trust whose falls became fewer, and its people."""

    trust: Trust
    preparer: Person
    signatory: Person

    def offer(self, **changes: object) -> PracticeOffer:
        """Offer the improvement as it is, with changes."""
        given = {"trust": self.trust, "measure": FALLS, "delivered_on": SINCE, **WORDS, "save_id": uuid4()}
        return offer_practice(**{**given, "by": self.preparer, "now": NOW, **changes})  # type: ignore[arg-type]


def make_offering(code: str = "RX1", *, demonstration: bool = True, since: list[int] | None = None) -> Offering:
    """Make a trust with three years of figures and two people."""
    trust = Trust.objects.create(
        code=code, name=f"{code} NHS TRUST", is_demonstration=demonstration, opened_on=date(2000, 4, 1)
    )
    figures = [*USUAL, *(BETTER if since is None else since)]
    brought(trust, figures, last="2016-02")  # type: ignore[arg-type]
    people = [
        make_person(f"{role}@{code.lower()}.example", role, trust=trust) for role in (Role.PREPARER, Role.SIGNATORY)
    ]
    give_demonstration_authenticator(people[1])
    return Offering(trust, *people)


@pytest.fixture
def offering(db: None) -> Offering:
    return make_offering()


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """Sign a person in."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture(autouse=True)
def falls_are_shown_as_accepted() -> Iterator[None]:
    """An improvement is borne out by what its series shows, whoever tells of it; that it waits is tested elsewhere."""
    with as_accepted():
        yield


@pytest.fixture(autouse=True)
def on_a_day(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the tenth of March 2016, on a site of the demonstration."""
    settings.DEMONSTRATION = True  # type: ignore[attr-defined]
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())
