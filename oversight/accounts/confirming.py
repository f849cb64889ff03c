"""Who signs must show again that it is they: with their password and a code, in the page on which they sign."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from oversight.accounts import second_factor
from oversight.accounts.models import Person


class NotConfirmed(Exception):
    """What was given does not show that it is the person; ``field`` is ``password`` or ``code``."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def confirm(request: HttpRequest, *, password: str, code: str) -> str:
    """Check the password and the code of the person who is signed in, and return how they showed who they are.

    The words are for the record, such as "password and authenticator code". Wrong attempts count with those of signing
    in, and after too many the request is answered by the page that says so. Raises ``NotConfirmed``.
    """
    person = request.user
    if not isinstance(person, Person):
        raise NotConfirmed("password", "Sign in first")
    if not password:
        raise NotConfirmed("password", "Enter your password")
    if not code.strip():
        raise NotConfirmed("code", "Enter the code")
    try:
        right = get_adapter(request).reauthenticate(person, password)
    except ValidationError as refused:
        raise NotConfirmed("password", refused.messages[0]) from None
    if not right:
        raise NotConfirmed("password", "Password is not right")
    try:
        authenticator = second_factor.authenticator_for(person, code.replace(" ", ""))
    except second_factor.TooManyCodes:
        raise NotConfirmed("code", "Too many attempts. Wait 15 minutes, then try again") from None
    if authenticator is None:
        raise NotConfirmed("code", "Code is not right. Enter the 6 digits that your app shows now, or a recovery code")
    authenticator.record_usage()
    if settings.DEMONSTRATION and second_factor.is_demonstration_code(code):
        return "password and the demonstration's fixed code"
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return "password and recovery code"
    return "password and authenticator code"
