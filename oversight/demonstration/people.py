"""The demonstration's people: two for each trust, and one for each role beyond the trusts.

Those named in ``ACCOUNTS`` can sign in with the fixed password and code that the pages tell; the others only signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from oversight.accounts.models import Membership, Person, Role
from oversight.accounts.permissions import SECOND_FACTOR_ROLES
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.demonstration.bodies import (
    FOUNDATION_TRUST_BODY,
    NHS_TRUST_BODY,
    commissioner_code,
    healthwatch_code,
    surveillance_code,
)
from oversight.demonstration.places import DEMONSTRATION
from oversight.organisations.models import Body, Trust
from oversight.records.audit import audit
from oversight.records.references import Reference
from workspaces.demonstration.country import REGIONS, DemonstrationTrust, trust_code

SINCE = date(2015, 4, 1)
_FIRST_REGION = REGIONS[0][0]
# The trusts whose returns on safety and complaints are sent from the beginning; files tell of the others'.
SENDERS = frozenset({trust_code(1), trust_code(2)})


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in to the demonstration."""

    email: str
    name: str
    role: Role
    # The number of the trust, or the code of the body.
    trust: int | None = None
    body: str | None = None
    # A second role, and for which body.
    also: tuple[Role, str] | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """Every role that the account has."""
        return frozenset({self.role}) | (frozenset({self.also[0]}) if self.also else frozenset())


ACCOUNTS = (
    Account("preparer@wrenfield.example", "Priya Marsh", Role.PREPARER, trust=1),
    Account("signatory@wrenfield.example", "Samuel Holt", Role.SIGNATORY, trust=1),
    Account("preparer@aspenmere.example", "Thea Lowe", Role.PREPARER, trust=2),
    Account("signatory@aspenmere.example", "Theo Brandt", Role.SIGNATORY, trust=2),
    Account("preparer@otterfield.example", "Olive Penn", Role.PREPARER, trust=9),
    Account("inspector@inspection.example", "Iris Calder", Role.INSPECTOR, body="CQC"),
    Account("second.inspector@inspection.example", "Ines Ford", Role.INSPECTOR, body="CQC"),
    Account("manager@inspection.example", "Moira Quill", Role.INSPECTION_MANAGER, body="CQC"),
    Account("chief@inspection.example", "Colin Frayne", Role.CHIEF_INSPECTOR, body="CQC"),
    Account("adviser@inspection.example", "Adrian Sole", Role.SPECIALIST_ADVISER, body="CQC"),
    Account("expert@inspection.example", "Esther Vane", Role.EXPERT_BY_EXPERIENCE, body="CQC"),
    Account("approver@statistics.example", "Ana Reeve", Role.RELEASE_APPROVER, body="NHSE-STATISTICS"),
    Account("oversight@oversight.example", "Owen Tarn", Role.OVERSIGHT_BODY, body=NHS_TRUST_BODY),
    Account("monitor@oversight.example", "Mona Varley", Role.OVERSIGHT_BODY, body=FOUNDATION_TRUST_BODY),
    Account("custodian@inspection.example", "Cora Lind", Role.CUSTODIAN, body="CQC"),
    Account(
        "healthwatch@healthwatch.example",
        "Hester Lind",
        Role.HEALTHWATCH,
        body=healthwatch_code(_FIRST_REGION),
        also=(Role.GROUP_MEMBER, surveillance_code(_FIRST_REGION)),
    ),
    Account(
        "commissioner@commissioning.example", "Conor Beck", Role.COMMISSIONER, body=commissioner_code(_FIRST_REGION)
    ),
    Account("member@surveillance.example", "Sunil Rees", Role.GROUP_MEMBER, body=surveillance_code(_FIRST_REGION)),
    Account("administrator@inspection.example", "Adele Moor", Role.ADMINISTRATOR, body="CQC"),
)


def address_of(role: Role, trust: DemonstrationTrust) -> str:
    """Return the address of the trust's preparer or signatory."""
    return f"{role}@{trust.town.lower()}.example"


@transaction.atomic
def enter_people(
    *, trusts: Sequence[DemonstrationTrust], rows: Mapping[str, Trust], now: datetime
) -> dict[tuple[str, Role], Person]:
    """Enter who is not there yet, and return the people of the trusts by trust code and role."""
    named = {account.email: account for account in ACCOUNTS}
    password = make_password(settings.DEMONSTRATION_PASSWORD)
    wanted: dict[str, tuple[str, Role, Trust | None, Body | None]] = {}
    for trust in trusts:
        for role in (Role.PREPARER, Role.SIGNATORY):
            email = address_of(role, trust)
            name = named[email].name if email in named else f"{Role(role).name.title()} of {trust.town}"
            wanted[email] = (name, role, rows[trust.code], None)
    bodies = {body.code: body for body in Body.objects.all()}
    for account in ACCOUNTS:
        if account.body is not None:
            wanted[account.email] = (account.name, account.role, None, bodies[account.body])
    there = set(Person.objects.filter(email__in=wanted).values_list("email", flat=True))
    new = [email for email in wanted if email not in there]
    Person.objects.bulk_create(
        Person(email=email, name=wanted[email][0], password=password if email in named else make_password(None))
        for email in new
    )
    people = {person.email: person for person in Person.objects.filter(email__in=wanted)}
    Membership.objects.bulk_create(
        Membership(
            person=people[email], role=wanted[email][1], trust=wanted[email][2], body=wanted[email][3], from_on=SINCE
        )
        for email in new
    )
    second = [(email, named[email].also) for email in new if email in named]
    Membership.objects.bulk_create(
        Membership(person=people[email], role=also[0], body=bodies[also[1]], from_on=SINCE)
        for email, also in second
        if also is not None
    )
    for email in new:
        if email in named and named[email].roles & SECOND_FACTOR_ROLES:
            give_demonstration_authenticator(people[email])
    if new:
        audit("demonstration.people_entered", by=DEMONSTRATION, subject=Reference("demonstration", "people"), now=now)
    return {
        (trust.code, role): people[address_of(role, trust)]
        for trust in trusts
        for role in (Role.PREPARER, Role.SIGNATORY)
    }
