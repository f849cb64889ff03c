"""Signing in and out: address and password, the second step, limits on attempts, and sessions that end."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from oversight import clock
from oversight.accounts import second_factor
from oversight.accounts.models import Membership, Person, Role
from oversight.accounts.people import end_membership
from oversight.records.audit import System
from oversight.records.models import AuditEntry

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db
MakePerson = Callable[..., Person]


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD, address: str = "10.0.0.1", **more: str):
    return client.post("/account/sign-in/", {"login": email, "password": password, **more}, REMOTE_ADDR=address)


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def code_of(person: Person) -> str:
    """The code that the person's app shows now."""
    kept = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    secret = kept.wrap().instance.data["secret"]
    return totp.format_hotp_value(totp.hotp_value(totp.decrypt(secret), int(time.time()) // 30))


def with_app(person: Person) -> Person:
    totp.TOTP.activate(person, totp.generate_totp_secret())
    return person


class TestPassword:
    def test_a_preparer_comes_to_their_returns(self, client: Client, a_person: MakePerson) -> None:
        person = a_person(Role.PREPARER, email="pat@example.nhs.uk")
        answer = sign_in(client, " Pat@Example.NHS.uk ")
        assert (answer.status_code, answer["Location"]) == (302, "/workspace/")
        assert is_signed_in(client)
        assert AuditEntry.objects.filter(action="person.signed_in", person=person).count() == 1

    def test_goes_on_to_the_page_that_was_asked_for(self, client: Client, a_person: MakePerson) -> None:
        a_person(Role.PREPARER, email="pat@example.nhs.uk")
        assert client.get("/account/password/")["Location"] == "/account/sign-in/?next=/account/password/"
        assert sign_in(client, "pat@example.nhs.uk", next="/account/password/")["Location"] == "/account/password/"

    def test_never_goes_on_to_another_site(self, client: Client, a_person: MakePerson) -> None:
        a_person(Role.PREPARER, email="pat@example.nhs.uk")
        assert sign_in(client, "pat@example.nhs.uk", next="https://evil.example/")["Location"] == "/workspace/"

    @pytest.mark.parametrize("email", ["pat@example.nhs.uk", "nobody@example.nhs.uk"])
    def test_says_the_same_of_a_wrong_password_and_an_unknown_address(
        self, client: Client, a_person: MakePerson, email: str
    ) -> None:
        a_person(Role.PREPARER, email="pat@example.nhs.uk")
        answer = sign_in(client, email, "not the password")
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "Email address or password is not right" in page
        assert "<title>Error: Sign in" in page
        assert not is_signed_in(client)

    def test_is_hashed_with_argon2(self, a_person: MakePerson) -> None:
        assert a_person(Role.PREPARER).password.startswith("argon2$argon2id$")

    def test_nobody_signs_up(self, client: Client) -> None:
        assert client.get("/account/signup/").status_code == 404
        assert "sign up" not in client.get("/account/sign-in/").content.decode().lower()


class TestLimits:
    def test_pauses_a_name_from_one_place_and_not_its_owner_elsewhere(
        self, client: Client, a_person: MakePerson
    ) -> None:
        a_person(Role.PREPARER, email="pat@example.nhs.uk")
        answers = [sign_in(client, "pat@example.nhs.uk", f"guess {n}", address="10.9.9.9") for n in range(7)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429, 429, 429]
        assert "Wait 15 minutes" in answers[-1].content.decode()
        assert sign_in(client, "pat@example.nhs.uk", address="10.9.9.9").status_code == 429
        assert sign_in(Client(), "pat@example.nhs.uk", address="10.0.0.1").status_code == 302

    def test_does_not_pause_a_colleague_behind_the_same_address(self, client: Client, a_person: MakePerson) -> None:
        a_person(Role.PREPARER, email="pat@example.nhs.uk")
        a_person(Role.PREPARER, email="sam@example.nhs.uk")
        for n in range(6):
            sign_in(client, "pat@example.nhs.uk", f"guess {n}")
        assert sign_in(client, "sam@example.nhs.uk").status_code == 302

    def test_limits_one_place_that_tries_many_names(self, client: Client) -> None:
        answers = [sign_in(client, f"someone{n}@example.nhs.uk", "a guess") for n in range(62)]
        assert answers[59].status_code == 200
        assert answers[61].status_code == 429

    def test_limits_codes_by_person_wherever_they_come_from(self, client: Client, a_person: MakePerson) -> None:
        person = with_app(a_person(Role.SIGNATORY, email="sig@example.nhs.uk"))
        for n in range(second_factor.ATTEMPTS):
            assert second_factor.authenticator_for(person, f"00000{n}x") is None
        with pytest.raises(second_factor.TooManyCodes):
            second_factor.authenticator_for(person, code_of(person))


class TestSecondStep:
    def test_a_signatory_needs_the_code(self, client: Client, a_person: MakePerson) -> None:
        person = with_app(a_person(Role.SIGNATORY, email="sig@example.nhs.uk"))
        assert sign_in(client, "sig@example.nhs.uk")["Location"].startswith("/account/sign-in/second-step/")
        assert not is_signed_in(client)
        wrong = client.post("/account/sign-in/second-step/", {"code": "123 45"})
        assert "Code is not right" in wrong.content.decode()
        assert not is_signed_in(client)
        right = client.post("/account/sign-in/second-step/", {"code": code_of(person)})
        assert right["Location"] == "/workspace/"
        assert is_signed_in(client)

    def test_a_code_is_good_once(self, client: Client, a_person: MakePerson) -> None:
        person = with_app(a_person(Role.SIGNATORY))
        code = code_of(person)
        assert second_factor.authenticator_for(person, code) is not None
        assert second_factor.authenticator_for(person, code) is None

    def test_the_fixed_code_is_wrong_outside_the_demonstration(
        self, client: Client, a_person: MakePerson, settings: Settings
    ) -> None:
        person = with_app(a_person(Role.SIGNATORY, email="sig@example.nhs.uk"))
        assert settings.DEMONSTRATION is False
        assert second_factor.authenticator_for(person, settings.DEMONSTRATION_CODE) is None
        sign_in(client, "sig@example.nhs.uk")
        page = client.get("/account/sign-in/second-step/").content.decode()
        assert settings.DEMONSTRATION_CODE not in page

    def test_the_fixed_code_is_right_in_the_demonstration_and_the_page_says_so(
        self, client: Client, a_person: MakePerson, settings: Settings
    ) -> None:
        settings.DEMONSTRATION = True
        person = a_person(Role.SIGNATORY, email="sig@example.nhs.uk")
        second_factor.give_demonstration_authenticator(person)
        sign_in(client, "sig@example.nhs.uk")
        page = client.get("/account/sign-in/second-step/").content.decode()
        assert settings.DEMONSTRATION_CODE in page
        client.post("/account/sign-in/second-step/", {"code": settings.DEMONSTRATION_CODE})
        assert is_signed_in(client)

    def test_who_needs_one_and_has_none_sets_it_up_before_anything_else(
        self, client: Client, a_person: MakePerson
    ) -> None:
        person = a_person(Role.INSPECTOR, email="ins@example.nhs.uk")
        assert sign_in(client, "ins@example.nhs.uk")["Location"] == "/inspect/"
        assert client.get("/account/password/")["Location"] == "/account/second-factor/set-up/"
        assert client.get("/account/second-factor/recovery-codes/")["Location"] == "/account/second-factor/set-up/"
        assert client.get("/account/second-factor/set-up/").status_code == 200
        secret = client.session[totp.SECRET_SESSION_KEY]
        assert client.post("/account/second-factor/set-up/", {"code": "000000"}).status_code == 200
        assert client.session[totp.SECRET_SESSION_KEY] == secret, "a wrong code must not change what the app holds"
        code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
        done = client.post("/account/second-factor/set-up/", {"code": code})
        assert done["Location"] == "/account/second-factor/recovery-codes/"
        page = client.get(done["Location"]).content.decode()
        assert "/account/second-factor/recovery-codes/" in page or "/account/password/" in page
        assert is_signed_in(client)
        assert secret not in str(Authenticator.objects.get(user=person, type="totp").data), "kept in the clear"
        assert AuditEntry.objects.filter(action="second_factor.set_up", person=person).exists()

    def test_a_recovery_code_lets_in_once(self, client: Client, a_person: MakePerson) -> None:
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

        person = with_app(a_person(Role.SIGNATORY))
        code = RecoveryCodes.activate(person).generate_codes()[0]
        assert second_factor.authenticator_for(person, code) is not None
        assert second_factor.authenticator_for(person, code) is None

    def test_who_needs_one_cannot_remove_it(self, client: Client, a_person: MakePerson) -> None:
        person = with_app(a_person(Role.SIGNATORY, email="sig@example.nhs.uk"))
        sign_in(client, "sig@example.nhs.uk")
        client.post("/account/sign-in/second-step/", {"code": code_of(person)})
        answer = client.post("/account/second-factor/remove/")
        assert "Your role needs a second step" in answer.content.decode()
        assert second_factor.is_set_up(person)

    def test_who_does_without_can_remove_it(self, client: Client, a_person: MakePerson) -> None:
        person = with_app(a_person(Role.PREPARER, email="pat@example.nhs.uk"))
        sign_in(client, "pat@example.nhs.uk")
        client.post("/account/sign-in/second-step/", {"code": code_of(person)})
        assert client.post("/account/second-factor/remove/").status_code == 302
        assert not second_factor.is_set_up(person)
        assert AuditEntry.objects.filter(action="second_factor.removed", person=person).exists()


class TestSessions:
    def test_signing_out_ends_the_session_on_the_server(self, client: Client, a_person: MakePerson) -> None:
        a_person(Role.PREPARER, email="pat@example.nhs.uk")
        sign_in(client, "pat@example.nhs.uk")
        stolen = Client()
        stolen.cookies["sessionid"] = client.cookies["sessionid"].value
        assert is_signed_in(stolen)
        assert client.post("/account/sign-out/")["Location"] == "/"
        assert not is_signed_in(client)
        assert not is_signed_in(stolen)

    def test_looking_at_the_address_of_signing_out_does_not_sign_out(
        self, client: Client, a_person: MakePerson
    ) -> None:
        a_person(Role.PREPARER, email="pat@example.nhs.uk")
        sign_in(client, "pat@example.nhs.uk")
        assert client.get("/account/sign-out/").status_code == 200
        assert is_signed_in(client)

    def test_a_changed_password_ends_the_other_sessions_and_tells_the_person(
        self, client: Client, a_person: MakePerson
    ) -> None:
        person = a_person(Role.PREPARER, email="pat@example.nhs.uk")
        elsewhere = Client()
        for browser in (client, elsewhere):
            sign_in(browser, "pat@example.nhs.uk")
        fresh = "a quite different sentence"
        answer = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
        assert answer["Location"] == "/account/"
        assert is_signed_in(client)
        assert not is_signed_in(elsewhere)
        assert person.messages_sent.filter(subject="Your password was changed").count() == 1
        assert AuditEntry.objects.filter(action="password.set", person=person).count() == 1

    def test_a_person_whose_roles_have_ended_does_not_get_in(self, client: Client, a_person: MakePerson) -> None:
        a_person(Role.PREPARER, email="pat@example.nhs.uk", to_on=clock.today() - timedelta(days=1))
        assert sign_in(client, "pat@example.nhs.uk")["Location"] == "/account/no-role/"
        assert not is_signed_in(client)
        assert "You have no role here at present" in client.get("/account/no-role/").content.decode()

    def test_the_last_day_is_a_day_of_work(self, client: Client, a_person: MakePerson) -> None:
        a_person(Role.PREPARER, email="pat@example.nhs.uk", to_on=clock.today())
        sign_in(client, "pat@example.nhs.uk")
        assert is_signed_in(client)

    def test_ending_a_role_at_once_ends_the_session_in_the_middle(self, client: Client, a_person: MakePerson) -> None:
        person = a_person(Role.PREPARER, email="pat@example.nhs.uk")
        sign_in(client, "pat@example.nhs.uk")
        end_membership(membership=person.memberships.get(), by=System("test"), now=clock.now())
        assert not is_signed_in(client)

    def test_a_session_does_not_outlive_the_last_day(self, client: Client, a_person: MakePerson) -> None:
        person = a_person(Role.PREPARER, email="pat@example.nhs.uk")
        sign_in(client, "pat@example.nhs.uk")
        Membership.objects.filter(person=person).update(to_on=date(2020, 2, 1))
        assert client.get("/account/")["Location"].startswith("/account/sign-in/")
        Membership.objects.filter(person=person).update(to_on=None)
        assert not is_signed_in(client), "the session itself is over, not asleep"

    def test_a_closed_account_does_not_get_in(self, client: Client, a_person: MakePerson) -> None:
        person = a_person(Role.PREPARER, email="pat@example.nhs.uk")
        Person.objects.filter(pk=person.pk).update(is_active=False)
        sign_in(client, "pat@example.nhs.uk")
        assert not is_signed_in(client)
