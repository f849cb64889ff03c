"""The second factor: whether it is set up, whether a code is right, and how many times one may try."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import constant_time_compare

from oversight.accounts.models import Person

# The session's note of where the person was going when they were led to set up their second factor.
AFTERWARDS = "after_second_factor"

ATTEMPTS = 5
ATTEMPTS_WITHIN = timedelta(minutes=15)


class TooManyCodes(Exception):
    """The person has tried too many wrong codes of late."""


def is_set_up(person: Person) -> bool:
    """Say whether the person has an authenticator app on record."""
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists())


def is_demonstration_code(code: str) -> bool:
    """Say whether it is the fixed code, which is good in the demonstration alone."""
    return bool(settings.DEMONSTRATION and constant_time_compare(code.strip(), settings.DEMONSTRATION_CODE))


def authenticator_for(person: Person, code: str) -> Authenticator | None:
    """Return the authenticator that the code is right for, or None; raise ``TooManyCodes`` after too many wrong ones.

    The limit is the person's, whatever address the attempts come from: whoever gets here knows the password already.
    A code of an app is good once, and so is a recovery code.
    """
    key = f"second-factor-attempts:{person.pk}"
    cache.add(key, 0, timeout=int(ATTEMPTS_WITHIN.total_seconds()))
    if cache.incr(key) > ATTEMPTS:
        raise TooManyCodes
    for authenticator in Authenticator.objects.filter(user=person).order_by("pk"):
        by_app = authenticator.type == Authenticator.Type.TOTP
        if (by_app and is_demonstration_code(code)) or authenticator.wrap().validate_code(code):
            cache.delete(key)
            return authenticator
    return None


def give_demonstration_authenticator(person: Person) -> None:
    """Set up a second factor that nobody holds, so that the fixed code of the demonstration is the way in."""
    if not settings.DEMONSTRATION and not settings.TESTING:
        raise ValueError("a second factor that nobody holds is for the demonstration alone")
    if not is_set_up(person):
        TOTP.activate(person, generate_totp_secret())
