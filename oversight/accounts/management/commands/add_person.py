"""Give a person a role for a trust or a body, adding the person where they are new."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from oversight import clock
from oversight.accounts.asked import (
    PeopleCommand,
    add_role_arguments,
    body_coded,
    day_given,
    role_named,
    trust_coded,
)
from oversight.accounts.people import add_person
from oversight.accounts.permissions import SECOND_FACTOR_ROLES
from oversight.records.audit import System


class Command(PeopleCommand):
    """``add_person --email E --role R --trust CODE``: JSON; 0 done (or held already), 2 could not be done."""

    help = "Give a person a role for a trust or a body. A new person gets a message with a link to set a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for whom, which role and for whom, and from when to when."""
        add_role_arguments(parser)
        parser.add_argument("--name", default="", help="the person's name, as pages show it")
        parser.add_argument("--from", dest="from_on", metavar="DATE", help="the first day, such as 2026-10-01 (today)")
        parser.add_argument("--to", dest="to_on", metavar="DATE", help="the last day (none)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and answer."""
        self.answer(lambda: _add(options))


def _add(options: dict[str, Any]) -> dict[str, Any]:
    role = role_named(options["role"])
    added = add_person(
        email=options["email"],
        role=role,
        trust=trust_coded(options["trust"]),
        body=body_coded(options["body"]),
        name=options["name"].strip(),
        from_on=day_given(options["from_on"]),
        to_on=day_given(options["to_on"]),
        by=System("add_person"),
        now=clock.now(),
    )
    membership = added.membership
    return {
        "person": str(added.person.public_id),
        "email": added.person.email,
        "person_is_new": added.person_is_new,
        "role": role.value,
        "trust": membership.trust.code if membership.trust else None,
        "body": membership.body.code if membership.body else None,
        "from": membership.from_on.isoformat(),
        "to": membership.to_on.isoformat() if membership.to_on else None,
        "membership_is_new": added.membership_is_new,
        "needs_second_factor": role in SECOND_FACTOR_ROLES,
        "message": "a link to set a password" if added.person_is_new else None,
    }
