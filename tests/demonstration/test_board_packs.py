"""The demonstration's Board packs and requests for data: told once, and readable."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from oversight.accounts.models import Person, Role
from oversight.accounts.permissions import powers_of
from oversight.demonstration.board_packs import tell_board_packs
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import enter_places
from oversight.organisations.areas import trusts_of_area
from oversight.organisations.models import AreaTrust, Body
from oversight.returns.periods import Month
from workspaces.demonstration.country import REGIONS, Size, country
from workspaces.models import BoardNarrative, DataAnswer, DataRequest, FinalBoardPack

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATEST = Month(2026, 10)


def test_packs_are_written_and_sent_once_and_the_healthwatch_is_answered() -> None:
    trusts = country(Size.SMALL)
    rows = enter_places(trusts=trusts, latest=LATEST, now=NOW)
    people = enter_people(trusts=trusts, rows=rows, now=NOW)
    assert tell_board_packs(trusts, rows, people, latest=LATEST, now=NOW)
    assert not tell_board_packs(trusts, rows, people, latest=LATEST, now=NOW)
    assert list(BoardNarrative.objects.order_by("month").values_list("month", flat=True)) == [
        "2026-08",
        "2026-09",
        "2026-10",
    ]
    assert list(FinalBoardPack.objects.order_by("month").values_list("month", "sent_as")) == [
        ("2026-08", "Chief executive"),
        ("2026-09", "Chief executive"),
    ]
    assert (DataRequest.objects.count(), DataAnswer.objects.count()) == (2, 1)


def test_each_region_has_a_healthwatch_and_the_first_one_a_person() -> None:
    trusts = country(Size.SMALL)
    for _ in range(2):
        rows = enter_places(trusts=trusts, latest=LATEST, now=NOW)
    enter_people(trusts=trusts, rows=rows, now=NOW)
    # A Healthwatch and a commissioner each.
    assert AreaTrust.objects.count() == 2 * len(trusts)
    bodies = Body.objects.filter(role=Body.Role.HEALTHWATCH, is_demonstration=True)
    assert bodies.count() == len(REGIONS)
    person = Person.objects.get(email="healthwatch@healthwatch.example")
    assert powers_of(person, NOW.date()).roles == {Role.HEALTHWATCH, Role.GROUP_MEMBER}
    assert trusts_of_area(bodies.get(memberships__person=person), NOW.date()).exists()
