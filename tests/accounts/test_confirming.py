"""Showing again that it is oneself before signing."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from oversight.accounts.confirming import NotConfirmed, confirm
from oversight.accounts.models import Person, Role

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db
MakePerson = Callable[..., Person]


@pytest.fixture
def signatory(a_person: MakePerson) -> Person:
    cache.clear()
    person = a_person(Role.SIGNATORY, email="sig@example.nhs.uk")
    totp.TOTP.activate(person, totp.generate_totp_secret())
    return person


def code_of(person: Person) -> str:
    secret = Authenticator.objects.get(user=person, type="totp").data["secret"]
    return totp.format_hotp_value(totp.hotp_value(totp.decrypt(secret), int(time.time()) // 30))


def shown(person: Person, password: str, code: str) -> str:
    request: HttpRequest = RequestFactory().post("/workspace/sign/")
    request.user, request.session = person, SessionStore()
    with context.request_context(request):
        return confirm(request, password=password, code=code)


def refused(person: Person, password: str, code: str) -> tuple[str, str]:
    with pytest.raises(NotConfirmed) as raised:
        shown(person, password, code)
    return raised.value.field, raised.value.message


def test_password_and_code(signatory: Person) -> None:
    assert shown(signatory, PASSWORD, code_of(signatory)) == "password and authenticator code"


def test_a_code_is_taken_with_a_gap_in_it(signatory: Person) -> None:
    code = code_of(signatory)
    assert shown(signatory, PASSWORD, f" {code[:3]} {code[3:]} ") == "password and authenticator code"


def test_a_recovery_code_is_recorded_as_one(signatory: Person) -> None:
    code = RecoveryCodes.activate(signatory).generate_codes()[3]
    assert shown(signatory, PASSWORD, code) == "password and recovery code"


def test_says_which_of_the_two_is_wrong(signatory: Person) -> None:
    assert refused(signatory, "", code_of(signatory)) == ("password", "Enter your password")
    assert refused(signatory, PASSWORD, " ") == ("code", "Enter the code")
    assert refused(signatory, "another", code_of(signatory)) == ("password", "Password is not right")
    assert refused(signatory, PASSWORD, "12x456")[0] == "code"


def test_somebody_elses_password_does_not_do(signatory: Person, a_person: MakePerson) -> None:
    a_person(Role.PREPARER, email="other@example.nhs.uk", password="another one altogether")
    assert refused(signatory, "another one altogether", code_of(signatory))[0] == "password"


def test_codes_are_limited(signatory: Person) -> None:
    for _ in range(5):
        refused(signatory, PASSWORD, "12x456")
    assert refused(signatory, PASSWORD, code_of(signatory)) == (
        "code",
        "Too many attempts. Wait 15 minutes, then try again",
    )


def test_passwords_are_limited_with_those_of_signing_in(signatory: Person) -> None:
    for _ in range(5):
        refused(signatory, "a guess", "123456")
    assert refused(signatory, PASSWORD, code_of(signatory))[0] == "password"


def test_the_fixed_code_is_recorded_as_what_it_is(signatory: Person, settings: Settings) -> None:
    assert refused(signatory, PASSWORD, settings.DEMONSTRATION_CODE)[0] == "code"
    settings.DEMONSTRATION = True
    assert shown(signatory, PASSWORD, settings.DEMONSTRATION_CODE) == "password and the demonstration's fixed code"
