"""Complaints on the inspectors' page of a trust: the last quarters, what recurs, the handling and the actions."""

from __future__ import annotations

import pytest
from django.conf import settings as project

from oversight.accounts.models import Role
from tests.desk.board_pack_making import five_quarters
from tests.inspect.conftest import Country, client_of, person_with
from tests.inspect.reading import table_of, text_of
from tests.organisations.making import made_trust
from tests.pages.looking import Looking

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_section_tells_the_last_quarters_and_what_recurs(country: Country, inspector) -> None:
    trust = country.steady
    ward = trust.wards.get()
    ward.name = "Oak"
    ward.save(update_fields=["name"])
    five_quarters(trust)
    answer = inspector.get(f"/inspect/trusts/{trust.code}/")
    rows = table_of(answer, "complaints-quarters")
    assert rows[0] == ["July to September 2026 (return)", "40", "1.00", "50.0%", "90.0%", "90.0%", "25"]
    assert rows[1][:3] == ["April to June 2026 (return)", "40", "1.00"]
    assert rows[2][2] == "not given"
    text = text_of(answer)
    assert "Communications: named 10 of 40 (25.0%); a share clearly above the 10.0%" in text
    assert "4 complaints were not acknowledged within three working days" in text
    assert "1 complaint was referred to the Ombudsman" in text
    assert "Of 3 actions told, 1 was done, 1 was overdue and 1 was not yet due on 20 November 2026." in text
    assert "The trust has sent no Board pack on complaints." in text
    assert "Complaints" not in text_of(inspector.get(f"/inspect/trusts/{trust.code}/?known_on=2026-10-31")).split()


def test_a_quarter_that_was_not_returned_and_a_trust_without_any(country: Country, inspector) -> None:
    made_trust("RX8")
    text = text_of(inspector.get("/inspect/trusts/RX8/"))
    assert "No complaints return of this trust for the last two years stands." in text


def test_the_section_looks_right(country: Country, looking: Looking) -> None:
    ward = country.steady.wards.get()
    ward.name = "Oak"
    ward.save(update_fields=["name"])
    five_quarters(country.steady)
    cookie = client_of(person_with(Role.INSPECTOR)).cookies[project.SESSION_COOKIE_NAME].value
    looking.page.context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": looking.address}])
    looking.open(f"/inspect/trusts/{country.steady.code}/")
    looking.is_sound("inspect-trust-complaints")
