"""Inspectors, a custodian and sorted concerns, for the tests of triage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from complaints.concerns.models import Concern, Route, Urgency
from complaints.concerns.sealing import Identity
from complaints.concerns.themes import Theme
from complaints.concerns.triage import Sorting, seen_token, sort_concern
from oversight.accounts.models import Person, Role
from oversight.organisations.models import Body
from tests.concerns.making import NOW, Hospital, a_hospital, told
from tests.returns.making import make_person


@dataclass
class Desk:
    """A hospital, two inspectors, a custodian, and a signatory of the trust."""

    hospital: Hospital
    inspector: Person
    second: Person
    custodian: Person
    signatory: Person


def a_desk(code: str = "RX1") -> Desk:
    hospital = a_hospital(code)
    body = Body.objects.get(code="CQC")
    return Desk(
        hospital,
        make_person(f"inspector.{code.lower()}@cqc.example", Role.INSPECTOR, body=body),
        make_person(f"second.{code.lower()}@cqc.example", Role.INSPECTOR, body=body),
        make_person(f"custodian.{code.lower()}@cqc.example", Role.CUSTODIAN, body=body),
        make_person(f"signatory.{code.lower()}@trust.example", Role.SIGNATORY, trust=hospital.trust),
    )


def of_staff(desk: Desk, *, now: datetime = NOW, text: str = "We are two nurses for thirty patients.") -> Concern:
    """Tell a concern as a member of staff who gives their name."""
    identity = Identity("Ffion Probert", "ffion@home.example")
    return told(about=desk.hospital.about, route=Route.STAFF, identity=identity, text=text, now=now).concern


def of_public(desk: Desk, *, now: datetime = NOW, text: str = "My mother waited nine hours for water.") -> Concern:
    return told(about=desk.hospital.about, text=text, now=now).concern


def sorting(desk: Desk, *, urgency: Urgency = Urgency.SOON, safeguarding: bool = False) -> Sorting:
    hospital = desk.hospital
    return Sorting(urgency, safeguarding, Theme.STAFF_NUMBERS, hospital.trust, hospital.site, hospital.ward)


def sorted_out(
    desk: Desk, concern: Concern, *, safeguarding: bool = False, now: datetime = NOW, urgency: Urgency = Urgency.SOON
) -> Concern:
    """Sort a concern as the first inspector."""
    return sort_concern(
        concern=concern,
        sorting=sorting(desk, safeguarding=safeguarding, urgency=urgency),
        seen=seen_token(concern),
        by=desk.inspector,
        now=now,
    )
