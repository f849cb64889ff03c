"""The record of who signed in, when."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db import transaction

from oversight import clock
from oversight.accounts.models import Person
from oversight.accounts.people import person_reference
from oversight.records.audit import audit


def connect() -> None:
    """Listen for people who sign in."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")


@transaction.atomic
def _signed_in(sender: Any, user: Person, **kwargs: Any) -> None:
    audit("person.signed_in", by=user, subject=person_reference(user), now=clock.now())
