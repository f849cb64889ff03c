"""The codes by which a complainant comes to the survey: 60 bits, written for the eye, kept as a keyed hash alone."""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

# Crockford's digits: no I, L, O or U, so that none is taken for another or makes a word.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _GROUP = 12, 4
_READ_AS = str.maketrans("OIL", "011")
_SPACES = re.compile(r"[\s\-–—.]+")


def new_code() -> str:
    """Return a code that nobody can guess, such as ``7K3M-9QTX-02RB``."""
    return written("".join(secrets.choice(DIGITS) for _ in range(_LENGTH)))


def written(digits: str) -> str:
    """Return twelve digits in three groups."""
    return "-".join(digits[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def read_code(text: str) -> str | None:
    """Return a code as it is written, from what somebody typed; None where it can be no code.

    Small letters, spaces and dashes do not matter; O is read as 0, I and L as 1.
    """
    digits = _SPACES.sub("", text).upper().translate(_READ_AS)
    if len(digits) != _LENGTH or any(digit not in DIGITS for digit in digits):
        return None
    return written(digits)


def hash_of(code: str) -> str:
    """Return the keyed hash under which a code goes on record; the key is the site's own, not in the database."""
    return _hashed(code, settings.SECRET_KEY)


def possible_hashes(code: str) -> list[str]:
    """Return the hashes of a code under the present secret key and those before it."""
    return [_hashed(code, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _hashed(code: str, key: str | bytes) -> str:
    return salted_hmac("complaints.survey.codes", code, secret=key, algorithm="sha256").hexdigest()
