"""Tells who starts a service that names cannot be sealed, and so are not taken."""

from __future__ import annotations

from django.core.checks import CheckMessage, Warning

from complaints.concerns.sealing import takes_names


def a_key_to_seal_with(**_: object) -> list[CheckMessage]:
    """Return a warning where no key is at hand to seal the names of those who tell us something."""
    if takes_names():
        return []
    return [
        Warning(
            "OVERSIGHT_IDENTITY_KEYS is not set: whoever tells us about care can only do so without a name.",
            hint="Make a key with `openssl rand -base64 32 | tr +/ -_` and keep it apart from copies of the database.",
            id="concerns.W001",
        )
    ]
