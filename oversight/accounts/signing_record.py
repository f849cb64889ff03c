"""The record of signing in: who signed in, set a password, set up or removed a second factor; and what follows."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.db import transaction

from oversight import clock
from oversight.accounts.attempts import end_pause
from oversight.accounts.messages import MessageKind, write
from oversight.accounts.models import Person
from oversight.accounts.people import person_reference
from oversight.records.audit import audit


def connect() -> None:
    """Listen to the library's signals."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    password_changed.connect(_password_set, dispatch_uid="accounts.password_changed")
    password_reset.connect(_password_set, dispatch_uid="accounts.password_reset")
    authenticator_added.connect(_second_factor_added, dispatch_uid="accounts.second_factor_added")
    authenticator_removed.connect(_second_factor_removed, dispatch_uid="accounts.second_factor_removed")


@transaction.atomic
def _note(action: str, person: Person) -> None:
    audit(action, by=person, subject=person_reference(person), now=clock.now())


def _signed_in(sender: Any, user: Person, **kwargs: Any) -> None:
    _note("person.signed_in", user)


@transaction.atomic
def _password_set(sender: Any, user: Person, **kwargs: Any) -> None:
    """A new password ends the pause after wrong ones, and the person is told, in case it was not they."""
    now = clock.now()
    _note("password.set", user)
    end_pause(user.email)
    write(
        kind=MessageKind.PASSWORD,
        key=f"password-set:{user.public_id}:{now.isoformat()}",
        person=user,
        subject="Your password was changed",
        template="messages/password_was_set.txt.jinja",
        context={},
        now=now,
    )


def _second_factor_added(sender: Any, user: Person, **kwargs: Any) -> None:
    _note("second_factor.set_up", user)


def _second_factor_removed(sender: Any, user: Person, **kwargs: Any) -> None:
    _note("second_factor.removed", user)
