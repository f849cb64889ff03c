"""The reference of a concern: a secret of 128 bits, written to be read aloud, and on record only as a keyed hash.

It follows from the form in which the concern was sent, by a key that is not in the database. So somebody whose answer
was lost on the way sends the same form again and is told the same reference, though it is kept nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from django.conf import settings

_BITS = 128
# Crockford's letters: without I, L, O and U.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_GROUP = 4
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, "–": None, "—": None, " ": None, ".": None})


def new_form() -> str:
    """Return the secret of a new form: what makes its concern one, however often it is sent."""
    return secrets.token_hex(_BITS // 8)


def is_form(text: str) -> bool:
    """Say whether the text can be the secret of a form of ours."""
    return len(text) == _BITS // 4 and all(letter in "0123456789abcdef" for letter in text)


def reference_of(form: str) -> str:
    """Return the reference that follows from the secret of a form, in groups: ``7ZQ4-0K2M-...``."""
    digest = _keyed("the reference of a form", form, settings.SECRET_KEY)
    return write(int.from_bytes(digest[: _BITS // 8], "big"))


def write(number: int) -> str:
    """Write a number of 128 bits in Crockford's letters, by fours."""
    letters = ""
    for _ in range(_LENGTH):
        number, rest = divmod(number, 32)
        letters = _LETTERS[rest] + letters
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def read(typed: str) -> str:
    """Return the 26 letters of a reference as somebody typed it, or what they typed where it is none.

    Small letters, other groups, O for 0, and I or L for 1 are read as they were meant.
    """
    return typed.upper().translate(_READ_AS).strip()[:200]


def is_reference(typed: str) -> bool:
    """Say whether what was typed has the form of a reference."""
    letters = read(typed)
    return len(letters) == _LENGTH and letters[0] in "01234567" and all(letter in _LETTERS for letter in letters)


def regrouped(typed: str) -> str:
    """Return what was typed by fours, as references are shown."""
    letters = read(typed)
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def reference_hash(reference: str) -> str:
    """Return the keyed hash under which a reference is on record, in hexadecimal."""
    return _keyed("a reference on record", read(reference), settings.SECRET_KEY).hex()


def possible_hashes(reference: str) -> Sequence[str]:
    """Return the hashes of a reference under the present secret key and those before it."""
    keys: list[str] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_keyed("a reference on record", read(reference), key).hex() for key in keys]


def form_hash(form: str) -> str:
    """Return the keyed hash under which the secret of a form is on record, in hexadecimal."""
    return _keyed("a form on record", form, settings.SECRET_KEY).hex()


def words_hash(*parts: str) -> str:
    """Return the keyed hash of words and place, by which the same complaint told twice over is seen to be the same."""
    told = "\n".join(" ".join(part.casefold().split()) for part in parts)
    return _keyed("words on record", told, settings.SECRET_KEY).hex()


def _keyed(purpose: str, text: str, key: str) -> bytes:
    return hmac.new(
        key.encode(), f"complaints.concerns: {purpose}\n{text}".encode("utf-8", "replace"), hashlib.sha256
    ).digest()
