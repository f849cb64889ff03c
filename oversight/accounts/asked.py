"""What the commands about people are told on the command line: whom, which role, for whom, from when."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from oversight.accounts.models import Person, Role
from oversight.accounts.people import Refused
from oversight.organisations.models import Body, Trust


class PeopleCommand(BaseCommand):
    """A command that answers with one JSON object: exit 0 done, 2 could not be done, and then ``error`` says why."""

    def answer(self, do: Callable[[], dict[str, Any]]) -> None:
        """Print what ``do`` returns; where it is refused, print why, also on stderr, and exit with 2."""
        try:
            told = do()
        except Refused as refused:
            self.stdout.write(json.dumps({"error": str(refused)}))
            print(refused, file=sys.stderr)
            raise SystemExit(2) from None
        self.stdout.write(json.dumps(told))


def add_role_arguments(parser: ArgumentParser) -> None:
    """Ask for a person's address, a role, and the trust or body that it is held for."""
    parser.add_argument("--email", required=True, help="the address that the person signs in with")
    parser.add_argument("--role", required=True, help="one of: " + ", ".join(Role.values))
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--trust", metavar="CODE", help="the trust, for a preparer or a signatory")
    place.add_argument("--body", metavar="CODE", help="the body, for any other role")


def role_named(name: str) -> Role:
    """Return the role, however its words are joined; raise ``Refused`` for one that there is not."""
    try:
        return Role(name.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError:
        raise Refused(f"There is no role {name!r}. The roles are: {', '.join(Role.values)}.") from None


def trust_coded(code: str | None) -> Trust | None:
    """Return the trust of the code, or None without one; raise ``Refused`` for a code that no trust has."""
    if code is None:
        return None
    trust = Trust.objects.filter(code=code.strip().upper()).first()
    if trust is None:
        raise Refused(f"There is no trust with the code {code!r}.")
    return trust


def body_coded(code: str | None) -> Body | None:
    """Return the body of the code, or None without one; raise ``Refused`` and name the bodies that there are."""
    if code is None:
        return None
    body = Body.objects.filter(code__iexact=code.strip()).first()
    if body is None:
        codes = ", ".join(Body.objects.order_by("code").values_list("code", flat=True)[:40])
        raise Refused(f"There is no body with the code {code!r}. The bodies are: {codes or 'none yet'}.")
    return body


def person_addressed(email: str) -> Person:
    """Return the person of the address; raise ``Refused`` where there is none."""
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise Refused(f"There is no person with the address {email.strip()!r}.")
    return person


def day_given(text: str | None) -> date | None:
    """Return a day given as 2026-10-01, or None; raise ``Refused`` for anything else."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is not a day such as 2026-10-01.") from None
