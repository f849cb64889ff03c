"""Which hospitals a trust took over: those of a merger, and none where it goes on under another code."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from inspections.judging.standing_record import taken_over_on
from oversight.organisations.models import Site, SiteTrust, Trust
from oversight.organisations.successions import record_succession
from oversight.records.audit import System

pytestmark = pytest.mark.django_db
CHANGED_ON = date(2026, 4, 1)
NOW = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
TODAY = NOW.date()


def a_trust(code: str) -> Trust:
    return Trust.objects.create(code=code, name=f"{code} Trust")


def a_hospital(code: str, *held: tuple[Trust, date | None, date | None]) -> Site:
    site = Site.objects.create(code=code, name=f"Hospital {code}")
    for trust, from_on, to_on in held:
        SiteTrust.objects.create(site=site, trust=trust, from_on=from_on, to_on=to_on)
    return site


def moved(code: str, before: Trust, after: Trust, on: date = CHANGED_ON) -> None:
    a_hospital(code, (before, None, date.fromordinal(on.toordinal() - 1)), (after, on, None))


def follows(before: Trust, after: Trust, on: date = CHANGED_ON) -> None:
    record_succession(from_code=before.code, to_code=after.code, on=on, by=System("test"), now=NOW)


def test_a_trust_under_another_code_takes_nothing_over() -> None:
    before, after = a_trust("RX1"), a_trust("RX2")
    for code in ("RX101", "RX102"):
        moved(code, before, after)
    # What opened since is new, and nobody's before.
    a_hospital("RX203", (after, date(2026, 9, 1), None))
    assert taken_over_on(after, TODAY) == {"RX101": CHANGED_ON, "RX102": CHANGED_ON}
    follows(before, after)
    assert taken_over_on(after, TODAY) == {}


def test_a_trust_that_had_a_hospital_of_its_own_takes_the_other_over() -> None:
    before, after = a_trust("RX1"), a_trust("RX2")
    moved("RX101", before, after)
    a_hospital("RX201", (after, None, None))
    follows(before, after)
    assert taken_over_on(after, TODAY) == {"RX101": CHANGED_ON}


def test_two_trusts_that_become_one_are_a_merger() -> None:
    first, second, merged = a_trust("RX1"), a_trust("RX2"), a_trust("RX3")
    moved("RX101", first, merged)
    moved("RX201", second, merged)
    for before in (first, second):
        follows(before, merged)
    assert taken_over_on(merged, TODAY) == {"RX101": CHANGED_ON, "RX201": CHANGED_ON}


def test_a_hospital_that_comes_later_from_elsewhere_is_taken_over() -> None:
    before, after, other = a_trust("RX1"), a_trust("RX2"), a_trust("RX9")
    moved("RX101", before, after)
    moved("RX901", other, after, date(2026, 8, 1))
    follows(before, after)
    assert taken_over_on(after, TODAY) == {"RX901": date(2026, 8, 1)}


def test_what_was_taken_over_under_the_earlier_code_keeps_its_day() -> None:
    other, before, after = a_trust("RX9"), a_trust("RX1"), a_trust("RX2")
    a_hospital("RX101", (before, None, date(2026, 3, 31)), (after, CHANGED_ON, None))
    a_hospital(
        "RX901",
        (other, None, date(2025, 6, 30)),
        (before, date(2025, 7, 1), date(2026, 3, 31)),
        (after, CHANGED_ON, None),
    )
    follows(before, after)
    assert taken_over_on(after, TODAY) == {"RX901": date(2025, 7, 1)}


def test_a_succession_to_come_changes_nothing_yet() -> None:
    before, after = a_trust("RX1"), a_trust("RX2")
    moved("RX101", before, after)
    follows(before, after, date(2027, 4, 1))
    assert taken_over_on(after, TODAY) == {"RX101": CHANGED_ON}
