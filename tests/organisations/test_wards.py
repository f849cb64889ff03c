"""Wards are found by name and alias, added once, and keep their id through every change of name."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from oversight.organisations.models import SetAsideUnit, Site, Trust, Ward, WardAlias
from oversight.organisations.refusals import Refused
from oversight.organisations.set_aside import is_set_aside, restore_unit, set_aside_unit
from oversight.organisations.wards import (
    NamedWard,
    add_alias,
    close_ward,
    ensure_wards,
    rename_ward,
    take_back_alias,
)
from oversight.records.audit import System
from oversight.records.models import AuditEntry
from tests.organisations.making import made_site, made_trust

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 6, 9, 30, tzinfo=UTC)
JULY = date(2026, 7, 1)
BY = System("returns")


@pytest.fixture
def trust() -> Trust:
    return made_trust("RA1")


@pytest.fixture
def site(trust: Trust) -> Site:
    return made_site("RA101", trust=trust)


def ensure(trust: Trust, *rows: NamedWard, first_day: date = JULY) -> list[Ward]:
    return ensure_wards(trust=trust, rows=rows, first_day=first_day, by=BY, now=NOW)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_wards_are_added_once_in_the_order_of_the_rows(trust: Trust, site: Site) -> None:
    rows = [
        NamedWard("Ward 2", "RA101", specialty_1="300 - GENERAL MEDICINE"),
        NamedWard(" ward\u00a01 ", "RA101"),
        NamedWard("WARD-2", "RA101"),
    ]
    first, second, again = ensure(trust, *rows)
    assert first is again
    assert (first.name, first.site, first.specialty_1) == ("Ward 2", site, "300 - GENERAL MEDICINE")
    assert (second.name, second.name_key) == ("ward 1", "ward 1")
    assert ensure(trust, *rows) == [first, second, first]
    assert Ward.objects.count() == 2
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_id) == ("wards.added", "RA1")
    assert entry.hashes == [str(first.public_id), str(second.public_id)]


def test_one_name_at_two_sites_and_at_two_trusts_is_two_wards(trust: Trust, site: Site) -> None:
    made_site("RA102", trust=trust)
    other = made_trust("RB1")
    made_site("RB101", trust=other)
    one, two = ensure(trust, NamedWard("Ward 1", "RA101"), NamedWard("Ward 1", "RA102"))
    (three,) = ensure(other, NamedWard("Ward 1", "RB101"))
    assert len({one.pk, two.pk, three.pk}) == 3


def test_a_site_known_by_words_alone_is_matched_by_its_folded_words(trust: Trust) -> None:
    (ward,) = ensure(trust, NamedWard("Ward 1", site_name="St Mary\u2019s  Hospital"))
    assert (ward.site, ward.site_name, ward.site_name_key) == (None, "St Mary\u2019s Hospital", "st marys hospital")
    assert ensure(trust, NamedWard("Ward 1", site_name="ST MARY'S HOSPITAL")) == [ward]
    assert ensure(trust, NamedWard("Ward 1", site_code="XX999")) != [ward]


def test_a_site_of_the_demonstration_is_no_site_of_a_real_trust(trust: Trust) -> None:
    made_site("DEMO001A", is_demonstration=True)
    (ward,) = ensure(trust, NamedWard("Ward 1", "DEMO001A"))
    assert (ward.site, ward.site_name) == (None, "DEMO001A")


def test_a_ward_is_found_by_its_alias_and_a_name_goes_before_an_alias(trust: Trust, site: Site) -> None:
    (ward,) = ensure(trust, NamedWard("Wakeley", "RA101"))
    add_alias(ward=ward, name="Wakeley Esc", by=BY, now=NOW)
    assert ensure(trust, NamedWard("WAKELEY  ESC.", "RA101")) == [ward]
    made_site("RA102", trust=trust)
    (elsewhere,) = ensure(trust, NamedWard("Wakeley Esc", "RA102"))
    assert elsewhere != ward
    (closed,) = ensure(trust, NamedWard("Old Wakeley", "RA101"))
    close_ward(ward=closed, on=date(2026, 6, 30), by=BY, now=NOW)
    add_alias(ward=ward, name="Old Wakeley", by=BY, now=NOW)
    assert ensure(trust, NamedWard("Old Wakeley", "RA101"), first_day=date(2026, 6, 1)) == [closed]


def test_a_ward_is_found_by_its_id_whatever_the_row_calls_it(trust: Trust, site: Site) -> None:
    (ward,) = ensure(trust, NamedWard("Ward 1", "RA101"))
    assert ensure(trust, NamedWard("Something else", None, ward_id=str(ward.public_id))) == [ward]
    assert Ward.objects.get().name == "Ward 1"


def test_the_id_of_another_trust_s_ward_is_refused_and_nothing_is_added(trust: Trust, site: Site) -> None:
    other = made_trust("RB1")
    (ward,) = ensure(other, NamedWard("Ward 9", site_name="Elsewhere"))
    with pytest.raises(Refused) as refusal:
        ensure(trust, NamedWard("Ward 1", "RA101"), NamedWard("Ward 9", "RA101", ward_id=str(ward.public_id)))
    assert refusal.value.code == "unknown_ward"
    assert Ward.objects.count() == 1


@pytest.mark.parametrize("name", ["", " \u00a0 "])
def test_a_ward_without_a_name_is_refused(trust: Trust, site: Site, name: str) -> None:
    with pytest.raises(Refused, match="A ward has a name"):
        ensure(trust, NamedWard(name, "RA101"))


def test_specialties_told_stand_and_blank_ones_leave_them(trust: Trust, site: Site) -> None:
    ensure(trust, NamedWard("Ward 1", "RA101", "", "300 - GENERAL MEDICINE", "430 - GERIATRIC MEDICINE"))
    ensure(trust, NamedWard("Ward 1", "RA101", "", "320 - CARDIOLOGY"))
    ward = Ward.objects.get()
    assert (ward.specialty_1, ward.specialty_2) == ("320 - CARDIOLOGY", "430 - GERIATRIC MEDICINE")


def test_a_closed_ward_is_opened_by_a_later_return_and_not_by_the_correction_of_an_earlier(
    trust: Trust, site: Site
) -> None:
    (ward,) = ensure(trust, NamedWard("Ward 1", "RA101"))
    close_ward(ward=ward, on=date(2026, 5, 31), by=BY, now=NOW)
    assert ensure(trust, NamedWard("Ward 1", "RA101"), first_day=date(2026, 5, 1)) == [ward]
    assert Ward.objects.get().closed_on == date(2026, 5, 31)
    assert ensure(trust, NamedWard("Ward 1", "RA101"), first_day=date(2026, 6, 1)) == [ward]
    assert Ward.objects.get().closed_on is None
    assert actions() == ["wards.added", "ward.closed", "ward.reopened"]


def test_wards_are_added_in_a_few_statements_however_many_they_are(trust: Trust, site: Site) -> None:
    def statements(number: int) -> int:
        rows = [NamedWard(f"Ward {number}.{at}", "RA101") for at in range(number)]
        with CaptureQueriesContext(connection) as captured:
            ensure(trust, *rows)
        return len(captured)

    assert statements(300) == statements(2)


def test_a_renamed_ward_is_found_by_both_names(trust: Trust, site: Site) -> None:
    (ward,) = ensure(trust, NamedWard("Wakeley", "RA101"))
    rename_ward(ward=ward, name="Wakeley Ward", by=BY, now=NOW)
    assert Ward.objects.get().name == "Wakeley Ward"
    assert ensure(trust, NamedWard("Wakeley", "RA101"), NamedWard("Wakeley Ward", "RA101")) == [ward, ward]
    rename_ward(ward=ward, name="Wakeley", by=BY, now=NOW)
    assert [alias.name for alias in WardAlias.objects.all()] == ["Wakeley Ward"]
    rename_ward(ward=ward, name="WAKELEY", by=BY, now=NOW)
    rename_ward(ward=ward, name="WAKELEY", by=BY, now=NOW)
    assert [alias.name for alias in WardAlias.objects.all()] == ["Wakeley Ward"]
    assert actions().count("ward.renamed") == 3


def test_a_name_that_another_open_ward_goes_by_is_refused(trust: Trust, site: Site) -> None:
    one, two = ensure(trust, NamedWard("Ward 1", "RA101"), NamedWard("Ward 2", "RA101"))
    add_alias(ward=two, name="Surgical", by=BY, now=NOW)
    for change in (rename_ward, add_alias):
        for name in ("WARD-2", "surgical"):
            with pytest.raises(Refused) as refusal:
                change(ward=one, name=name, by=BY, now=NOW)
            assert refusal.value.code == "taken"
        with pytest.raises(Refused, match="A ward has a name"):
            change(ward=one, name=" ", by=BY, now=NOW)
    close_ward(ward=two, on=date(2026, 7, 31), by=BY, now=NOW)
    assert add_alias(ward=one, name="Surgical", by=BY, now=NOW) is not None


def test_an_alias_is_added_once_and_can_be_taken_back(trust: Trust, site: Site) -> None:
    (ward,) = ensure(trust, NamedWard("Ward 1", "RA101"))
    alias = add_alias(ward=ward, name="Nightingale", by=BY, now=NOW)
    assert alias is not None
    assert add_alias(ward=ward, name="NIGHTINGALE", by=BY, now=NOW) is None
    assert add_alias(ward=ward, name="ward 1", by=BY, now=NOW) is None
    take_back_alias(alias=alias, by=BY, now=NOW)
    take_back_alias(alias=alias, by=BY, now=NOW)
    assert not WardAlias.objects.exists()
    assert actions() == ["wards.added", "ward.alias_added", "ward.alias_taken_back"]


def test_a_ward_does_not_close_before_it_opened(trust: Trust, site: Site) -> None:
    (ward,) = ensure(trust, NamedWard("Ward 1", "RA101"))
    Ward.objects.update(opened_on=date(2026, 4, 1))
    with pytest.raises(Refused, match="opened on 1 April 2026"):
        close_ward(ward=ward, on=date(2026, 3, 31), by=BY, now=NOW)
    close_ward(ward=ward, on=date(2026, 4, 1), by=BY, now=NOW)
    close_ward(ward=ward, on=date(2026, 4, 1), by=BY, now=NOW)
    assert actions().count("ward.closed") == 1


def test_a_unit_that_is_no_ward_is_set_aside_once_and_remembered(trust: Trust) -> None:
    unit = set_aside_unit(trust=trust, name="Ward  Clerks", by=BY, now=NOW)
    assert set_aside_unit(trust=trust, name="WARD-CLERKS", by=BY, now=NOW) == unit
    assert (unit.name, unit.set_aside_at) == ("Ward Clerks", NOW)
    assert is_set_aside(trust, "ward clerks")
    assert not is_set_aside(made_trust("RB1"), "ward clerks")
    restore_unit(unit=unit, by=BY, now=NOW)
    assert not SetAsideUnit.objects.exists()
    assert actions() == ["unit.set_aside", "unit.restored"]


def test_a_ward_on_record_is_not_set_aside_while_it_is_open(trust: Trust, site: Site) -> None:
    (ward,) = ensure(trust, NamedWard("Ward Clerks", "RA101"))
    with pytest.raises(Refused) as refusal:
        set_aside_unit(trust=trust, name="ward clerks", by=BY, now=NOW)
    assert refusal.value.code == "is_a_ward"
    close_ward(ward=ward, on=date(2026, 7, 31), by=BY, now=NOW)
    assert set_aside_unit(trust=trust, name="ward clerks", by=BY, now=NOW).name_key == "ward clerks"
    with pytest.raises(Refused) as refusal:
        set_aside_unit(trust=trust, name=" ", by=BY, now=NOW)
    assert refusal.value.code == "blank"


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Ward 1", "name_key": "ward 1"},  # the ward that stands, once more
        {"name": "**", "name_key": ""},
        {"name": "Ward 2", "name_key": "ward 2", "site_name": "In words too", "site_name_key": "in words too"},
    ],
)
def test_the_database_refuses_a_ward_that_cannot_be(trust: Trust, site: Site, facts: dict[str, str]) -> None:
    ensure(trust, NamedWard("Ward 1", "RA101"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Ward.objects.create(trust=trust, site=site, **facts)
