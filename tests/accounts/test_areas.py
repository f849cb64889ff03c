"""Whose trusts are in whose sight: the oversight body's by kind, a local body's area, a group's region, no others."""

from __future__ import annotations

from datetime import date

import pytest

from oversight.accounts.areas import bodies_of, is_in_sight, trusts_in_sight
from oversight.accounts.models import Membership, Person, Role
from oversight.accounts.permissions import Action, roles_allowing
from oversight.organisations.bodies import oversight_body_of
from oversight.organisations.models import AreaTrust, Body, Region, Trust, TrustKind
from tests.organisations.making import made_trust

pytestmark = pytest.mark.django_db
DAYS = [date(2003, 1, 1), date(2014, 7, 16), date(2016, 4, 1), date(2026, 11, 22)]
KINDS = TrustKind.Kind


def member(role: Role, body: Body, from_on: date = date(2000, 1, 1)) -> Person:
    person = Person.objects.create_user(f"{role}.{body.code.lower()}@areas.example")
    Membership.objects.create(person=person, role=role, body=body, from_on=from_on)
    return person


def of_kind(code: str, kind: TrustKind.Kind | None, *, invented: bool = False) -> Trust:
    trust = made_trust(code, is_demonstration=invented)
    if kind is not None:
        TrustKind.objects.create(trust=trust, kind=kind, source="a test")
    return trust


@pytest.mark.parametrize("invented_bodies", [False, True])
def test_an_oversight_body_sees_the_trusts_that_it_oversees_on_the_day(invented_bodies: bool) -> None:
    trusts = [
        of_kind("RA1", KINDS.FOUNDATION_TRUST),
        of_kind("RB1", KINDS.NHS_TRUST),
        of_kind("RC1", None),
        of_kind("RD1", KINDS.NHS_TRUST, invented=True),
        of_kind("RE1", KINDS.FOUNDATION_TRUST, invented=True),
    ]
    if invented_bodies:
        for code, kind in (("DEMON-TDA", KINDS.NHS_TRUST), ("DEMON-MONITOR", KINDS.FOUNDATION_TRUST)):
            Body.objects.create(
                code=code, name=code, role=Body.Role.OVERSIGHT, oversees_kind=kind, is_demonstration=True
            )
    seen_by_anyone = 0
    for body in Body.objects.filter(role=Body.Role.OVERSIGHT):
        person = member(Role.OVERSIGHT_BODY, body)
        for day in DAYS:
            overseen = {trust.code for trust in trusts if oversight_body_of(trust, day) == body}
            assert {trust.code for trust in trusts_in_sight(person, Action.SEE_CASES, day)} == overseen
            seen_by_anyone += len(overseen)
    assert seen_by_anyone


def test_a_commissioner_sees_its_area_while_it_has_it() -> None:
    trust, other = made_trust("RA1"), made_trust("RB1")
    body = Body.objects.create(code="CCG-1", name="A commissioner", role=Body.Role.COMMISSIONER)
    AreaTrust.objects.create(body=body, trust=trust, from_on=date(2015, 1, 1), to_on=date(2015, 12, 31))
    person = member(Role.COMMISSIONER, body)
    assert is_in_sight(person, Action.COMMISSION, trust, date(2015, 12, 31))
    assert not is_in_sight(person, Action.COMMISSION, trust, date(2016, 1, 1))
    assert not is_in_sight(person, Action.COMMISSION, other, date(2015, 12, 31))
    assert not is_in_sight(person, Action.SURVEY_QUALITY, trust, date(2015, 12, 31))


def test_a_groups_member_sees_the_trusts_of_its_region_also_those_that_closed() -> None:
    here, there = Region.objects.create(code="Y98", name="Here"), Region.objects.create(code="Y99", name="There")
    mine, closed = made_trust("RA1", region=here), made_trust("RB1", region=here, closed_on=date(2015, 1, 1))
    made_trust("RC1", region=there)
    made_trust("RD1", region=here, is_demonstration=True)
    body = Body.objects.create(code="QSG-1", name="A group", role=Body.Role.SURVEILLANCE, region=here)
    person = member(Role.GROUP_MEMBER, body)
    assert set(trusts_in_sight(person, Action.SURVEY_QUALITY, DAYS[-1])) == {mine, closed}


def test_who_has_left_sees_nothing() -> None:
    body = Body.objects.get(code="NHSE")
    made_trust("RA1")
    person = member(Role.OVERSIGHT_BODY, body, from_on=date(2026, 11, 23))
    assert bodies_of(person, date(2026, 11, 22), roles_allowing(Action.SEE_CASES)) == []
    assert not trusts_in_sight(person, Action.SEE_CASES, date(2026, 11, 22)).exists()
    assert trusts_in_sight(person, Action.SEE_CASES, date(2026, 11, 23)).exists()
