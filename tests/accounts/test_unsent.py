"""Words sent after the sign-in has ended are kept until the person has signed in again, and no longer than an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import escape

from oversight import clock
from oversight.accounts import unsent
from oversight.accounts.models import Role
from tests.access_samples import World, make_world
from tests.pages.looking import Looking, looking

__all__ = ["looking"]

WORDS = "Two bays were closed for repairs from the 3rd.\nStaff went to <Oak> & Elm."
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world(db: None) -> World:
    return make_world(clock.now())


@pytest.fixture
def address(world: World) -> str:
    """A page on which a preparer writes."""
    from tests.accounts.test_every_address import EVERY, fill_in

    remark = next(each for each in EVERY if each.name == "workspace:explain")
    return fill_in(remark, world)[0]


def sent_signed_out(address: str, **further: str) -> Client:
    client = Client(headers={"referer": f"http://testserver{address}?rule=x"})
    answer = client.post(address, {"text": WORDS, "which": "all", "password": "a secret", **further})
    assert answer.headers["Location"] == "/account/sign-in/?next=/account/unsent/"
    return client


def test_words_are_shown_after_signing_in_and_sent_to_where_they_were_going(world: World, address: str) -> None:
    client = sent_signed_out(address)
    client.force_login(world.person(Role.PREPARER), backend=BACKEND)
    page = client.get("/account/unsent/").content.decode()
    assert escape(WORDS) in page
    assert f'action="{address}"' in page
    assert 'name="which" value="all"' in page
    assert "a secret" not in page
    client.post(address, {"text": WORDS, "which": "all"})
    assert escape(WORDS) not in client.get("/account/unsent/").content.decode()


def test_they_are_thrown_away_when_wished(world: World, address: str) -> None:
    client = sent_signed_out(address)
    client.force_login(world.person(Role.PREPARER), backend=BACKEND)
    answer = client.post("/account/unsent/")
    assert answer.headers["Location"] == f"{address}?rule=x"
    assert escape(WORDS) not in client.get("/account/unsent/").content.decode()


def test_they_are_kept_for_an_hour_alone(world: World, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sent_signed_out(address)
    client.force_login(world.person(Role.PREPARER), backend=BACKEND)
    later = clock.now() + unsent.KEPT_FOR
    monkeypatch.setattr(clock, "now", lambda: later - timedelta(seconds=30))
    assert escape(WORDS) in client.get("/account/unsent/").content.decode()
    monkeypatch.setattr(clock, "now", lambda: later)
    assert escape(WORDS) not in client.get("/account/unsent/").content.decode()


def test_who_was_signed_in_has_nothing_kept(world: World, address: str) -> None:
    client = Client()
    client.force_login(world.person(Role.PREPARER), backend=BACKEND)
    client.post(address, {"text": WORDS, "which": "all"})
    assert escape(WORDS) not in client.get("/account/unsent/").content.decode()


def test_a_forged_form_is_not_kept(world: World, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(address, {"text": WORDS}).status_code == 403
    client.force_login(world.person(Role.PREPARER), backend=BACKEND)
    assert escape(WORDS) not in client.get("/account/unsent/").content.decode()


@pytest.mark.parametrize("text", ["x" * (unsent.LONGEST + 1), ""])
def test_what_is_too_long_or_nothing_only_leads_to_signing_in(address: str, text: str) -> None:
    fields = {"text": text} if text else {"password": "a secret"}
    assert Client().post(address, fields).headers["Location"] == "/account/sign-in/"


@pytest.mark.parametrize("referer", ["https://elsewhere.example/page", "http://testserver//elsewhere.example/page", ""])
def test_nobody_is_led_to_another_site(world: World, address: str, referer: str) -> None:
    client = Client(headers={"referer": referer})
    client.post(address, {"text": WORDS})
    client.force_login(world.person(Role.PREPARER), backend=BACKEND)
    assert client.post("/account/unsent/").headers["Location"] == address


@pytest.mark.django_db(transaction=True)
def test_the_page_is_sound(looking: Looking) -> None:
    world = make_world(clock.now())
    client = sent_signed_out("/workspace/")
    client.force_login(world.person(Role.PREPARER), backend=BACKEND)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": looking.address}
    looking.page.context.add_cookies([cookie])
    looking.open("/account/unsent/")
    looking.is_sound("account-unsent")
