"""Take away a person's second factor, when their phone and their recovery codes are lost."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from oversight import clock
from oversight.accounts.asked import PeopleCommand, person_addressed
from oversight.accounts.people import forget_second_factor
from oversight.records.audit import System


class Command(PeopleCommand):
    """``forget_second_factor --email E``: JSON; 0 done, 2 could not be done."""

    help = "Take away a person's second factor. They are signed out, told by a message, and set up a new one next."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for whom."""
        parser.add_argument("--email", required=True, help="the address that the person signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and answer."""
        self.answer(lambda: _forget(options["email"]))


def _forget(email: str) -> dict[str, Any]:
    person = person_addressed(email)
    removed = forget_second_factor(person=person, by=System("forget_second_factor"), now=clock.now())
    return {"person": str(person.public_id), "email": person.email, "removed": removed}
