"""Which trusts serve the area of a local body on a day."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from oversight.organisations.areas import healthwatch_of, set_area, trusts_of_area
from oversight.organisations.models import AreaTrust, Body, Trust
from oversight.organisations.refusals import Refused
from oversight.records.audit import System
from oversight.records.models import AuditEntry
from tests.organisations.making import made_trust

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 6, 9, 30, tzinfo=UTC)
APRIL, MARCH = date(2026, 4, 1), date(2026, 3, 31)


def made_healthwatch(code: str = "HW-1") -> Body:
    return Body.objects.create(code=code, name=f"Healthwatch {code}", role=Body.Role.HEALTHWATCH)


def put(body: Body, *trusts: Trust, on: date) -> bool:
    return set_area(body=body, trusts=trusts, on=on, by=System("test"), now=NOW)


def codes(body: Body, on: date) -> list[str]:
    return [trust.code for trust in trusts_of_area(body, on)]


def test_an_area_is_what_it_was_on_the_day() -> None:
    body, first, second = made_healthwatch(), made_trust("RA1"), made_trust("RB1")
    assert put(body, first, on=date(2025, 4, 1))
    assert put(body, second, on=APRIL)
    assert codes(body, date(2025, 3, 31)) == []
    assert codes(body, MARCH) == ["RA1"]
    assert codes(body, APRIL) == ["RB1"]
    assert list(healthwatch_of(first, MARCH)) == [body]
    assert not healthwatch_of(first, APRIL).exists()


def test_a_trust_that_has_closed_serves_no_area() -> None:
    body, trust = made_healthwatch(), made_trust("RA1")
    put(body, trust, on=date(2025, 4, 1))
    Trust.objects.filter(pk=trust.pk).update(closed_on=MARCH)
    assert codes(body, MARCH) == ["RA1"]
    assert codes(body, APRIL) == []


def test_the_same_area_again_changes_nothing() -> None:
    body, trust = made_healthwatch(), made_trust("RA1")
    assert put(body, trust, on=MARCH)
    assert not put(body, trust, on=APRIL)
    assert AreaTrust.objects.count() == 1
    assert AuditEntry.objects.filter(action="body.area_set").count() == 1


def test_a_trust_may_serve_several_areas() -> None:
    trust = made_trust("RA1")
    bodies = [made_healthwatch("HW-1"), made_healthwatch("HW-2")]
    for body in bodies:
        put(body, trust, on=MARCH)
    assert list(healthwatch_of(trust, APRIL)) == bodies


def test_what_is_refused() -> None:
    body, trust = made_healthwatch(), made_trust("RA1")
    regulator = Body.objects.create(code="REG", name="Regulator", role=Body.Role.REGULATOR)
    invented = Trust.objects.create(code="ZZ1", name="Invented", is_demonstration=True)
    with pytest.raises(Refused, match="no local body"):
        put(regulator, trust, on=APRIL)
    with pytest.raises(Refused, match="Invented and real"):
        put(body, invented, on=APRIL)
    put(body, trust, on=APRIL)
    with pytest.raises(Refused, match="give a later day"):
        put(body, made_trust("RB1"), on=APRIL)


def test_the_command_sets_an_area(capsys: pytest.CaptureFixture[str]) -> None:
    body = made_healthwatch()
    made_trust("RA1")
    call_command("set_area", "--body", "hw-1", "--trusts", "ra1", "--from", "2026-04-01")
    assert json.loads(capsys.readouterr().out) == {"body": "HW-1", "trusts": ["RA1"], "outcome": "changed"}
    assert codes(body, APRIL) == ["RA1"]
    with pytest.raises(SystemExit) as ended:
        call_command("set_area", "--body", "HW-1", "--trusts", "RQ9", "--from", "2026-04-01")
    assert ended.value.code == 2
    assert json.loads(capsys.readouterr().out)["code"] == "unknown_trust"
