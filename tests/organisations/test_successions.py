"""Which trust followed which, who answers for an old code, and which sites are whose meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from oversight.organisations.models import SiteTrust, Succession
from oversight.organisations.refusals import Refused
from oversight.organisations.sites import sites_of, trust_of
from oversight.organisations.successions import (
    Outcome,
    Recorded,
    answerable_for,
    answered_for_by,
    record_succession,
    successors_of,
)
from oversight.records.audit import System
from oversight.records.models import AuditEntry
from tests.organisations.making import made_site, made_trust

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 6, 9, 30, tzinfo=UTC)
MERGED = date(2017, 10, 1)
BEFORE = date(2017, 9, 30)


def follow(from_code: str, to_code: str, on: date = MERGED) -> Recorded:
    return record_succession(from_code=from_code, to_code=to_code, on=on, by=System("record_succession"), now=NOW)


def refused(from_code: str, to_code: str, on: date = MERGED) -> str:
    with pytest.raises(Refused) as refusal:
        follow(from_code, to_code, on)
    assert refusal.value.message.endswith(".")
    return refusal.value.code


def test_two_trusts_merge_and_the_new_one_answers_from_its_first_day() -> None:
    central = made_trust("RW3", closed_on=BEFORE)
    south = made_trust("RM2", closed_on=BEFORE)
    new = made_trust("R0A", opened_on=MERGED)
    assert follow("RW3", "R0A").outcome is Outcome.NEW
    assert follow(" rm2 ", "r0a").outcome is Outcome.NEW
    assert successors_of(central, BEFORE) == []
    assert answerable_for(central, BEFORE) == [central]
    assert successors_of(central, MERGED) == [new]
    assert answerable_for(south, MERGED) == [new]
    assert answerable_for(new, MERGED) == [new]
    assert answered_for_by([new.pk], BEFORE) == {new.pk}
    assert answered_for_by([new.pk], MERGED) == {new.pk, central.pk, south.pk}
    assert {(entry.subject_id, *entry.fields) for entry in AuditEntry.objects.filter(action="succession.recorded")} == {
        ("RW3", "successor", "on"),
        ("RM2", "successor", "on"),
        ("R0A", "predecessor", "on"),
    }


def test_who_answers_is_the_last_of_a_chain_and_every_part_of_a_split() -> None:
    first, second, third, fourth = (made_trust(code) for code in ("RA1", "RB1", "RC1", "RD1"))
    follow("RA1", "RB1", date(2010, 4, 1))
    follow("RB1", "RC1", date(2015, 4, 1))
    follow("RB1", "RD1", date(2016, 4, 1))
    assert answerable_for(first, date(2012, 1, 1)) == [second]
    assert answerable_for(first, date(2015, 4, 1)) == [third]
    assert answerable_for(first, date(2016, 4, 1)) == [third, fourth]
    assert answered_for_by([fourth.pk], date(2020, 1, 1)) == {first.pk, second.pk, fourth.pk}


def test_the_same_again_is_unchanged_and_another_day_corrects_it() -> None:
    made_trust("RA1"), made_trust("RB1")
    follow("RA1", "RB1")
    entries = AuditEntry.objects.count()
    assert follow("RA1", "RB1").outcome is Outcome.UNCHANGED
    assert AuditEntry.objects.count() == entries
    assert follow("RA1", "RB1", date(2018, 4, 1)).outcome is Outcome.CHANGED
    assert Succession.objects.get().on == date(2018, 4, 1)
    assert AuditEntry.objects.count() == entries + 2


def test_what_cannot_be_is_refused_and_leaves_nothing() -> None:
    made_trust("RA1", opened_on=date(2000, 4, 1))
    made_trust("RB1", opened_on=MERGED)
    made_trust("RC1", closed_on=BEFORE)
    made_trust("DEMO001", is_demonstration=True)
    assert refused("RZZ", "RB1") == "unknown_trust"
    assert refused("RA1", "RZZ") == "unknown_trust"
    assert refused("RA1", "RA1") == "same_trust"
    assert refused("RA1", "DEMO001") == "demonstration"
    assert refused("RA1", "RB1", BEFORE) == "before_opening"
    assert refused("RA1", "RC1", MERGED) == "after_closing"
    assert not Succession.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("last", ["RA1", "RB1"])
def test_a_circle_is_refused_whatever_its_days(last: str) -> None:
    made_trust("RA1"), made_trust("RB1"), made_trust("RC1")
    follow("RA1", "RB1", date(2030, 4, 1))
    follow("RB1", "RC1", date(2020, 4, 1))
    assert refused("RC1", last, date(2010, 4, 1)) == "circle"


def test_the_successor_reports_a_site_until_the_register_moves_it() -> None:
    old, new, other = made_trust("RW3", closed_on=BEFORE), made_trust("R0A"), made_trust("RZZ")
    infirmary = made_site("RW3MR", "MANCHESTER ROYAL INFIRMARY", trust=old)
    own = made_site("R0A01", "WYTHENSHAWE HOSPITAL", trust=new)
    made_site("RZZ01", trust=other)
    made_site("R0A02", "CLOSED HOSPITAL", trust=new, closed_on=date(2015, 3, 31))
    follow("RW3", "R0A")
    assert list(sites_of(new, BEFORE)) == [own]
    assert list(sites_of(new, MERGED)) == [infirmary, own]
    assert list(sites_of(old, MERGED)) == [infirmary]
    assert trust_of(infirmary, MERGED) == old
    SiteTrust.objects.filter(site=infirmary).update(to_on=BEFORE)
    SiteTrust.objects.create(site=infirmary, trust=new, from_on=MERGED)
    assert trust_of(infirmary, MERGED) == new
    assert list(sites_of(old, MERGED)) == []
    assert list(sites_of(old, BEFORE)) == [infirmary]
