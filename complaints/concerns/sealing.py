"""Sealing who told: with a key from the environment, so that neither the database nor its dump tells a name.

``OVERSIGHT_IDENTITY_KEYS`` holds Fernet keys with commas between, the newest first: it seals, and all open. A key that
is lost takes the identities that it sealed with it, which is why it is kept apart from the dump, and kept. A service
without a key takes no names.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

# Sealed texts have lengths in steps, so that a length does not tell a name.
_STEP = 512


class CannotBeOpened(Exception):
    """No key at hand opens the identity, or it belongs to another concern."""


@dataclass(frozen=True)
class Identity:
    """Who told, as they said: a name and how to reach them, either of which may be blank."""

    name: str
    contact: str

    def __repr__(self) -> str:
        return "Identity(sealed)"

    @property
    def is_blank(self) -> bool:
        """Whether nothing was given."""
        return not (self.name or self.contact)


def takes_names() -> bool:
    """Whether a key is at hand to seal a name with; without one nobody is asked for theirs."""
    return bool(settings.IDENTITY_KEYS)


def seal(identity: Identity, *, concern: UUID) -> bytes:
    """Seal an identity for one concern, with the newest key."""
    told = json.dumps({"concern": str(concern), "name": identity.name, "contact": identity.contact}).encode()
    return _keys().encrypt(told + b" " * (-len(told) % _STEP))


def unseal(sealed: bytes, *, concern: UUID) -> Identity:
    """Open what was sealed for the concern; ``CannotBeOpened`` where no key fits or it was moved from another."""
    try:
        told = json.loads(_keys().decrypt(bytes(sealed)))
    except InvalidToken:
        raise CannotBeOpened("no key in OVERSIGHT_IDENTITY_KEYS opens this identity") from None
    if told["concern"] != str(concern):
        raise CannotBeOpened("this identity was sealed for another concern")
    return Identity(told["name"], told["contact"])


def sealed_anew(sealed: bytes) -> bytes:
    """Return the same identity under the newest key; ``CannotBeOpened`` where no key fits."""
    try:
        return _keys().rotate(bytes(sealed))
    except InvalidToken:
        raise CannotBeOpened("no key in OVERSIGHT_IDENTITY_KEYS opens this identity") from None


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.IDENTITY_KEYS])
