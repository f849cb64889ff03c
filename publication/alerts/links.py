"""The links of messages: signed, so that whoever holds the message may confirm or stop, and nobody can guess one.

A link names a row by a random id and holds no address. The one that confirms ends with what it confirms; the one that
stops never does.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

_CONFIRM, _STOP = "publication.alerts.confirm", "publication.alerts.stop"


def confirm_address(alert_id: UUID) -> str:
    """Return the address of the page on which an alert is confirmed."""
    return _absolute(reverse("public:follow_confirm", args=[_signed(alert_id, _CONFIRM)]))


def stop_address(reader_id: UUID) -> str:
    """Return the address of the page on which a reader stops, and to which their mail program may post."""
    return _absolute(reverse("public:follow_stop", args=[_signed(reader_id, _STOP)]))


def alert_of(token: str) -> UUID | None:
    """Return the id of the alert that a link confirms, or None where the link is not ours."""
    return _read(token, _CONFIRM)


def reader_of(token: str) -> UUID | None:
    """Return the id of the reader that a link stops, or None where the link is not ours."""
    return _read(token, _STOP)


def _signed(row_id: UUID, salt: str) -> str:
    """Return the same text for the same row at any time: a message that goes again is the same message."""
    return signing.Signer(salt=salt).sign(row_id.hex)


def _read(token: str, salt: str) -> UUID | None:
    try:
        return UUID(hex=signing.Signer(salt=salt).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def _absolute(path: str) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + path
