"""A trust's wards on record: other names, renaming, closing, and units set aside."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oversight.organisations.models import SetAsideUnit, Ward, WardAlias
from oversight.organisations.set_aside import set_aside_unit
from tests.desk.pages import page, text_of, title_of
from tests.returns.making import NOW

pytestmark = pytest.mark.django_db

WARDS = "/workspace/wards/"


@pytest.fixture
def oak(place) -> Ward:
    """One of the trust's wards."""
    return Ward.objects.get(trust=place.trust, name="Oak")


def address(ward: Ward, below: str = "") -> str:
    return f"{WARDS}{ward.public_id}/{below}"


def test_the_wards_are_listed_with_their_other_names(place, elsewhere, oak, signed_in) -> None:
    WardAlias.objects.create(ward=oak, name="Oak Unit", name_key="oak unit")
    told = page(signed_in(place.signatory), WARDS)
    assert "Oak Site General Hospital Also known as Oak Unit" in told
    assert "Rowan" in told
    assert "RX2" not in told


def test_a_ward_is_renamed_and_keeps_its_old_name_as_another(place, oak, signed_in) -> None:
    answer = signed_in(place.preparer).post(address(oak), {"what": "rename", "name": "Elder"}, follow=True)
    told = text_of(answer)
    assert "Elder" in title_of(answer)
    assert "Also known as Oak" in told
    oak.refresh_from_db()
    assert oak.name == "Elder"


def test_a_name_that_another_ward_has_is_refused_beside_the_field(place, oak, signed_in) -> None:
    answer = signed_in(place.preparer).post(address(oak), {"what": "rename", "name": "Rowan"})
    assert title_of(answer).startswith("Error: ")
    assert "Rowan" in text_of(answer).split("There is a problem")[1]
    oak.refresh_from_db()
    assert oak.name == "Oak"


def test_another_name_is_added_and_taken_back(place, oak, signed_in) -> None:
    client = signed_in(place.preparer)
    client.post(address(oak), {"what": "alias", "alias-name": "Oak Esc"})
    alias = WardAlias.objects.get(ward=oak)
    assert alias.name == "Oak Esc"
    answer = client.post(address(oak, f"names/{alias.pk}/take-back/"), follow=True)
    assert "Oak is no longer known as Oak Esc" in text_of(answer)
    assert not WardAlias.objects.exists()
    assert client.post(address(oak, f"names/{alias.pk}/take-back/")).status_code == 404


@pytest.mark.parametrize("given", ["31/10/2026", "31 October 2026", "2026-10-31"])
def test_a_ward_is_closed_on_its_last_day(place, oak, signed_in, given) -> None:
    answer = signed_in(place.preparer).post(address(oak), {"what": "close", "on": given}, follow=True)
    assert "Closed on 31 October 2026" in text_of(answer)
    oak.refresh_from_db()
    assert oak.closed_on == date(2026, 10, 31)


def test_a_day_that_is_none_is_said(place, oak, signed_in) -> None:
    answer = signed_in(place.preparer).post(address(oak), {"what": "close", "on": "the end of October"})
    assert "Enter the day as day/month/year" in text_of(answer)


def test_a_unit_set_aside_by_mistake_is_read_as_a_ward_again(place, signed_in) -> None:
    unit = set_aside_unit(trust=place.trust, name="Day Lounge", by=place.preparer, now=NOW)
    client = signed_in(place.preparer)
    assert "Day Lounge since 5 November 2026" in page(client, WARDS)
    answer = client.post(f"{WARDS}set-aside/{unit.pk}/restore/", follow=True)
    assert "Day Lounge is read as a ward again" in text_of(answer)
    assert not SetAsideUnit.objects.exists()


def test_only_the_trusts_preparer_changes_its_wards(place, elsewhere, oak, signed_in) -> None:
    unit = set_aside_unit(trust=place.trust, name="Day Lounge", by=place.preparer, now=NOW)
    alias = WardAlias.objects.create(ward=oak, name="Oak Unit", name_key="oak unit")
    assert "Rename" not in page(signed_in(place.signatory), address(oak))
    assert signed_in(elsewhere.preparer).get(address(oak)).status_code == 404
    for person in (place.signatory, elsewhere.preparer):
        client = signed_in(person)
        assert client.post(address(oak), {"what": "rename", "name": "Elder"}).status_code == 404
        assert client.post(address(oak, f"names/{alias.pk}/take-back/")).status_code == 404
        assert client.post(f"{WARDS}set-aside/{unit.pk}/restore/").status_code == 404
    oak.refresh_from_db()
    assert oak.name == "Oak"
    assert SetAsideUnit.objects.exists()
    assert WardAlias.objects.exists()


def test_the_page_asks_as_much_of_the_database_for_many_wards_as_for_few(place, oak, signed_in) -> None:
    client = signed_in(place.preparer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(WARDS)
        return len(asked)

    few = queries()
    for number in range(30):
        ward = Ward.objects.create(trust=place.trust, site=oak.site, name=f"Ward {number}", name_key=f"ward {number}")
        WardAlias.objects.create(ward=ward, name=f"W{number}", name_key=f"w{number}")
    assert queries() == few
