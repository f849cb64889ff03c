"""What a check knows of a trust: its own sites and wards in the month, its last accepted months, its own headings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from oversight.organisations.models import SetAsideUnit, Site, SiteTrust, Succession, Ward, WardAlias
from oversight.returns.periods import Month
from staffing.models import HeadingMapping
from staffing.on_record import context_for
from tests.returns.making import GOOD, MENDED, NOW, OAK, Place, accepted, make_place, national_csv

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)


@pytest.fixture
def place() -> Place:
    return make_place()


def test_sites_and_wards_are_those_of_the_month(place: Place) -> None:
    for code, from_on, to_on in (
        ("RX102", date(2026, 10, 31), None),
        ("RX103", date(2026, 11, 1), None),
        ("RX104", None, date(2026, 10, 1)),
        ("RX105", None, date(2026, 9, 30)),
    ):
        site = Site.objects.create(code=code, name=code)
        SiteTrust.objects.create(site=site, trust=place.trust, from_on=from_on, to_on=to_on)
    for name, opened, closed in (
        ("Opened", date(2026, 10, 31), None),
        ("To come", date(2026, 11, 1), None),
        ("Closing", None, date(2026, 10, 1)),
        ("Closed", None, date(2026, 9, 30)),
    ):
        Ward.objects.create(
            trust=place.trust,
            site=place.site,
            name=name,
            name_key=name.lower(),
            opened_on=opened,
            closed_on=closed,
        )
    context = context_for(place.trust, OCTOBER, NOW.date())
    assert sorted(context.sites) == ["RX101", "RX102", "RX104"]
    assert sorted(ward.name for ward in context.wards) == ["Closing", "Oak", "Opened", "Rowan"]


def test_sites_of_others_are_known_and_invented_ones_kept_apart(place: Place) -> None:
    make_place("RX2")
    make_place("ZX1", demonstration=True)
    others = context_for(place.trust, OCTOBER, NOW.date()).other_sites
    assert set(others) == {"RX201"}
    assert others["RX201"].trust_code == "RX2"
    assert "RX101" not in others


def test_the_sites_of_a_trust_that_it_followed_are_its_own_from_that_day(place: Place) -> None:
    followed = make_place("RX2")
    Succession.objects.create(predecessor=followed.trust, successor=place.trust, on=date(2026, 10, 15))
    assert "RX201" in context_for(place.trust, OCTOBER, NOW.date()).sites
    assert "RX201" not in context_for(place.trust, OCTOBER, NOW.date()).other_sites
    assert "RX201" not in context_for(place.trust, Month(2026, 9), NOW.date()).sites
    assert context_for(followed.trust, Month(2026, 9), NOW.date()).sites.keys() == {"RX201"}


def test_aliases_units_set_aside_and_own_headings_are_those_of_the_trust(place: Place) -> None:
    other = make_place("RX2")
    for one in (place, other):
        code = one.trust.code
        WardAlias.objects.create(ward=one.trust.wards.get(name="Rowan"), name=f"Rowan {code}", name_key=f"rowan {code}")
        SetAsideUnit.objects.create(trust=one.trust, name=f"Clerks {code}", name_key=f"clerks {code}", set_aside_at=NOW)
        HeadingMapping.objects.create(
            trust=one.trust, heading=f"Hrs {code}", heading_key=f"hrs {code}", column="patients", mapped_at=NOW
        )
    context = context_for(place.trust, OCTOBER, NOW.date())
    assert [ward.aliases for ward in context.wards if ward.name == "Rowan"] == [("Rowan RX1",)]
    assert context.set_aside == {"Clerks RX1"}
    assert context.heading_map == {"hrs RX1": "patients"}


def test_the_last_accepted_month_is_the_newest_before_the_period_in_the_version_that_stands(place: Place) -> None:
    accepted(place, GOOD.replace(b"2026-10", b"2026-07"), period="2026-07")
    august = national_csv({"day_registered_actual": "1600"}).replace(b"2026-10", b"2026-08")
    accepted(place, august, period="2026-08")
    accepted(place, august.replace(b"1600", b"1601.25"), period="2026-08", reason="Late rosters.")
    accepted(place, MENDED)
    context = context_for(place.trust, OCTOBER, NOW.date())
    known = {ward.ward_name: ward for ward in context.previous.values()}
    assert known["Rowan"].period == Month(2026, 8)
    assert known["Rowan"].hours[1] == Decimal("1601.25")
    assert known["Oak"].period == Month(2026, 7)
    assert known["Oak"].hours[1] == Decimal(OAK["day_registered_actual"])
    assert context.previous[str(place.trust.wards.get(name="Oak").public_id)] is known["Oak"]


def test_it_asks_the_database_no_more_for_more_wards(django_assert_num_queries: object) -> None:
    place = make_place(wards=[f"Ward {number}" for number in range(60)])
    with django_assert_num_queries(7):  # type: ignore[operator]
        assert len(context_for(place.trust, OCTOBER, NOW.date()).wards) == 60
