"""End a person's role, at once or after a last day."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from oversight import clock
from oversight.accounts.asked import (
    PeopleCommand,
    add_role_arguments,
    body_coded,
    day_given,
    person_addressed,
    role_named,
    trust_coded,
)
from oversight.accounts.models import Membership
from oversight.accounts.people import Refused, end_membership
from oversight.records.audit import System


class Command(PeopleCommand):
    """``end_membership --email E --role R --trust CODE``: JSON; 0 done, 2 could not be done."""

    help = "End a person's role: at once, so that they are signed out, or after the last day that is given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for whom, which role and for whom, and for the last day."""
        add_role_arguments(parser)
        parser.add_argument("--last-day", metavar="DATE", help="the last day of the role (without it: ended at once)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and answer."""
        self.answer(lambda: _end(options))


def _end(options: dict[str, Any]) -> dict[str, Any]:
    person = person_addressed(options["email"])
    role = role_named(options["role"])
    membership = (
        Membership.objects.filter(
            person=person, role=role, trust=trust_coded(options["trust"]), body=body_coded(options["body"])
        )
        .order_by("-from_on")
        .first()
    )
    if membership is None:
        raise Refused(f"{person.email} does not hold the role {role.value} there.")
    ended = end_membership(
        membership=membership, last_day=day_given(options["last_day"]), by=System("end_membership"), now=clock.now()
    )
    return {
        "person": str(person.public_id),
        "email": person.email,
        "role": role.value,
        "from": ended.from_on.isoformat(),
        "to": ended.to_on.isoformat() if ended.to_on else None,
    }
