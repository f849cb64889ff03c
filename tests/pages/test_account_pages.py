"""A person's own pages, in a browser: signing in with and without a second step, and what goes wrong on the way."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect
from pytest_django import Settings

from oversight import clock
from oversight.accounts.models import Membership, Person, Role
from oversight.accounts.people import add_person
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.models import Body, Trust
from oversight.records.audit import System
from oversight.records.outbox import deliver_waiting
from tests.pages.looking import Looking

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "wards need enough nurses"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def preparer(transactional_db: None) -> Person:
    trust = Trust.objects.create(code="RX1", name="NORTHBROOK HOSPITALS NHS FOUNDATION TRUST")
    person = Person.objects.create_user("pat.preparer@northbrook.example.nhs.uk", PASSWORD, name="Pat Preparer")
    Membership.objects.create(person=person, role=Role.PREPARER, trust=trust, from_on=date(2024, 4, 1))
    Membership.objects.create(
        person=person, role=Role.SIGNATORY, trust=trust, from_on=date(2020, 4, 1), to_on=date(2024, 3, 31)
    )
    return person


@pytest.fixture
def inspector(transactional_db: None) -> Person:
    body = Body.objects.create(code="TESTREG", name="Regulator of tests", role=Body.Role.REGULATOR)
    person = Person.objects.create_user("ina.inspector@regulator.example", PASSWORD, name="Ina Inspector")
    Membership.objects.create(person=person, role=Role.INSPECTOR, body=body, from_on=date(2024, 4, 1))
    return person


def sign_in(looking: Looking, person: Person, password: str = PASSWORD) -> None:
    page = looking.page
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_signing_in_and_out(looking: Looking, preparer: Person) -> None:
    page = looking.page
    looking.open("/account/")
    expect(page).to_have_title("Sign in – Hospital oversight")
    looking.is_sound("sign-in")
    sign_in(looking, preparer, "not the password")
    expect(page).to_have_title("Error: Sign in – Hospital oversight")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    expect(page.get_by_label("Email address")).to_have_value(preparer.email)
    looking.is_sound("sign-in-error")
    sign_in(looking, preparer)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    expect(page.get_by_role("table", name="Your roles")).to_contain_text("Northbrook Hospitals NHS Foundation Trust")
    looking.is_sound("account")
    page.get_by_role("link", name="Change your password").click()
    looking.is_sound("change-password")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("navigation", name="Account")).to_contain_text("Sign in")
    looking.open("/account/")
    expect(page).to_have_title("Sign in – Hospital oversight")


def test_setting_up_the_second_step_before_anything_else(looking: Looking, inspector: Person) -> None:
    page = looking.page
    looking.open("/account/password/")
    sign_in(looking, inspector)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second step")
    looking.is_sound("second-step-set-up")
    page.get_by_label("Code").fill("12345")
    page.get_by_role("button", name="Set it up").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Code is not right")
    secret = page.locator(".app-key").inner_text().replace(" ", "")
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    page.get_by_label("Code").fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    looking.is_sound("recovery-codes")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change your password")


def test_the_second_step_in_the_demonstration(looking: Looking, inspector: Person, settings: Settings) -> None:
    settings.DEMONSTRATION = True
    give_demonstration_authenticator(inspector)
    page = looking.page
    looking.open("/account/")
    looking.is_sound("sign-in-demonstration")
    sign_in(looking, inspector)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    expect(page.get_by_text("is always right, so that nobody needs an app")).to_be_visible()
    looking.is_sound("second-step")
    page.get_by_label("Code").fill("999")
    page.get_by_role("button", name="Sign in").click()
    looking.is_sound("second-step-error")
    page.get_by_label("Code").fill(settings.DEMONSTRATION_CODE)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    looking.is_sound("account-inspector")


def test_a_new_person_sets_a_password(looking: Looking, preparer: Person) -> None:
    page = looking.page
    now = clock.now()
    add_person(
        email="new@example.nhs.uk",
        role=Role.PREPARER,
        trust=Trust.objects.get(code="RX1"),
        by=System("test"),
        now=now,
    )
    deliver_waiting(now=now)
    link = re.search(r"/account/password/set/\S+", str(mail.outbox[-1].body))
    assert link is not None
    looking.open(link[0])
    looking.is_sound("set-password")
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("New password again").fill("shorter")
    page.get_by_role("button", name="Set the password").click()
    looking.is_sound("set-password-error")
    for label in ("New password", "New password again"):
        page.get_by_label(label, exact=True).fill("many nurses on each ward")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your password is set")
    looking.is_sound("password-is-set")
    looking.open(link[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("This link is no longer good")
    looking.is_sound("link-no-longer-good")


def test_pages_on_the_side(looking: Looking, preparer: Person) -> None:
    for path, name in (
        ("/account/password/forgotten/", "forgotten"),
        ("/account/password/forgotten/sent/", "forgotten-sent"),
        ("/account/no-role/", "no-role"),
    ):
        looking.open(path)
        looking.is_sound(name)
    looking.open("/account/sign-in/")
    for _ in range(5):
        sign_in(looking, preparer, "a guess")
    expect(looking.page.get_by_role("heading", level=1)).to_have_text("Too many attempts")
    looking.is_sound("paused")


def test_what_is_not_for_the_role(looking: Looking, preparer: Person) -> None:
    looking.open("/account/")
    sign_in(looking, preparer)
    looking.open("/inspect/")
    assert looking.page.locator("h1").inner_text() in {"You cannot open this page", "Page not found"}
    looking.is_sound("not-for-the-role")


def test_the_menu_fits_a_phone_without_scripts(looking: Looking, preparer: Person, browser) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}).new_page()
    page.goto(looking.address + "/account/")
    page.get_by_label("Email address").fill(preparer.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    menu = page.get_by_role("navigation", name="Menu")
    for link in menu.get_by_role("link").all():
        place = link.bounding_box()
        assert place is not None
        assert place["x"] + place["width"] <= 320, f"{link.inner_text()} lies beyond the edge"
