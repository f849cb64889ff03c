"""From concerns to indicators: at triage, at a quarter's end, and never for the other world."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.concerns.following_up import address, validate
from complaints.concerns.models import Concern, Urgency
from complaints.concerns.observing import (
    Span,
    counted_on,
    headcount_for,
    observe_last_quarter,
    open_on,
    quarters_between,
)
from complaints.concerns.themes import Theme
from complaints.concerns.triage import Sorting, seen_token, set_aside, sort_concern
from oversight.measures.defining import definition
from oversight.measures.importing import import_observations
from oversight.measures.models import Observation
from oversight.measures.periods import Grain, Period
from oversight.records.audit import System
from oversight.records.models import OutboxEvent
from oversight.records.outbox import deliver_waiting
from tests.concerns.making import NOW, a_hospital
from tests.concerns.triage_making import Desk, a_desk, of_public, of_staff, sorted_out

# NOW is in the quarter from October to December 2026.
THIS, NEXT = "2026-Q3", "2026-Q4"
AFTER = datetime(2027, 1, 3, 10, tzinfo=UTC)


@pytest.fixture
def desk(db: None) -> Desk:
    return a_desk()


def known(measure: str, code: str = "RX1") -> dict[str, int]:
    rows = Observation.objects.filter(measure=measure, subject=code, known_to=None)
    return {str(Period(row.period, Grain(row.grain))): int(row.numerator) for row in rows}


def found_true(desk: Desk, concern: Concern, *, now: datetime = NOW) -> Concern:
    validate(concern=concern, of_substance=True, reason="Rotas.", seen=seen_token(concern), by=desk.inspector, now=now)
    concern.refresh_from_db()
    return concern


def test_a_validated_concern_counts_at_once_and_no_more_once_it_is_addressed(desk: Desk) -> None:
    concern = sorted_out(desk, of_staff(desk))
    deliver_waiting(now=NOW)
    assert known("whistleblowing_open") == {THIS: 0}
    concern = found_true(desk, concern)
    deliver_waiting(now=NOW)
    assert known("whistleblowing_open") == {THIS: 1}
    later = AFTER + timedelta(days=9)
    address(matter=concern.matters.get(), reason="Nurses came.", seen=seen_token(concern), by=desk.inspector, now=later)
    deliver_waiting(now=later)
    assert known("whistleblowing_open") == {THIS: 1, NEXT: 0}


def test_one_open_concern_is_an_elevated_risk_by_the_definition() -> None:
    thresholds = definition("whistleblowing_open").thresholds
    assert (thresholds.risk_at, thresholds.elevated_at) == (1, 1)


def test_the_measures_are_asked_to_be_compared_again(desk: Desk) -> None:
    found_true(desk, sorted_out(desk, of_staff(desk)))
    deliver_waiting(now=NOW)
    asked = OutboxEvent.objects.filter(name="observations.imported", subject_id="whistleblowing_open")
    assert asked.exists()
    assert {tuple(event.payload["periods"]) for event in asked} == {(THIS,)}


def test_safeguarding_counts_from_the_day_on_which_it_came(desk: Desk) -> None:
    concern = of_public(desk)
    sorted_out(desk, concern, safeguarding=True, now=AFTER)
    deliver_waiting(now=AFTER)
    assert known("safeguarding_concerns") == {THIS: 1, NEXT: 1}


def test_a_concern_that_turns_out_to_be_of_another_trust_is_taken_off_the_first(desk: Desk) -> None:
    other = a_hospital("RX2")
    concern = sorted_out(desk, of_public(desk), safeguarding=True)
    deliver_waiting(now=NOW)
    sort_concern(
        concern=concern,
        sorting=Sorting(Urgency.SOON, True, Theme.CARE, other.trust),
        seen=seen_token(concern),
        by=desk.inspector,
        now=NOW,
    )
    deliver_waiting(now=NOW)
    assert known("safeguarding_concerns") == {THIS: 0}
    assert known("safeguarding_concerns", "RX2") == {THIS: 1}


def test_at_a_quarters_end_every_trust_of_the_world_has_its_count(desk: Desk) -> None:
    other = a_hospital("RX2")
    found_true(desk, sorted_out(desk, of_staff(desk)))
    real = a_hospital("RX3").trust
    real.is_demonstration = False
    real.save(update_fields=["is_demonstration"])
    assert observe_last_quarter(now=NOW) == 0
    assert observe_last_quarter(now=AFTER) > 0
    assert known("whistleblowing_open") == {THIS: 1}
    assert known("whistleblowing_open", other.trust.code) == {THIS: 0}
    # Nobody told of a real trust: nothing is known of it, which is no zero.
    assert known("whistleblowing_open", "RX3") == {}
    assert observe_last_quarter(now=AFTER) == 0


def test_contacts_are_counted_for_a_headcount_that_is_known(desk: Desk) -> None:
    for text in ("One.", "Two."):
        sorted_out(desk, of_staff(desk, text=text))
    spam = of_staff(desk, text="Watches.")
    set_aside(concern=spam, reason="None.", seen=seen_token(spam), by=desk.inspector, now=NOW)
    sorted_out(desk, of_public(desk))
    deliver_waiting(now=NOW)
    assert known("whistleblowing_received") == {}
    import_observations(
        content=b"organisation,period,numerator,denominator\nRX1,2026-Q1,3,4200\n",
        file_name="workforce.csv",
        made=definition("whistleblowing_received"),
        by=System("test"),
        now=NOW,
    )
    observe_last_quarter(now=AFTER)
    assert known("whistleblowing_received") == {"2026-Q1": 3, THIS: 2}
    row = Observation.objects.get(measure="whistleblowing_received", period=date(2026, 10, 1))
    assert row.denominator == Decimal(4200)


@pytest.mark.parametrize(
    ("known_of", "wanted", "found"),
    [
        pytest.param("2026-Q3", "2026-Q3", 4000, id="its-own"),
        pytest.param("2025-Q3", "2026-Q3", 4000, id="four-quarters-before"),
        pytest.param("2025-Q2", "2026-Q3", None, id="too-old"),
        pytest.param("2026-Q4", "2026-Q3", None, id="a-later-one"),
    ],
)
def test_which_headcount_stands_in(known_of: str, wanted: str, found: int | None) -> None:
    assert headcount_for({Period.parse(known_of): Decimal(4000)}, Period.parse(wanted)) == found


@pytest.mark.parametrize(
    ("day", "count"),
    [("2026-10-31", 0), ("2026-11-01", 1), ("2026-11-09", 1), ("2026-11-10", 0)],
)
def test_a_matter_counts_from_its_first_day_and_not_on_its_last(day: str, count: int) -> None:
    assert open_on([Span(date(2026, 11, 1), date(2026, 11, 10))], date.fromisoformat(day)) == count


def test_a_quarter_that_is_not_over_is_counted_as_of_today() -> None:
    quarter = Period.parse(THIS)
    assert counted_on(quarter, date(2026, 11, 20)) == date(2026, 11, 20)
    assert counted_on(quarter, date(2027, 2, 1)) == date(2026, 12, 31)


_days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(_days, _days)
def test_quarters_between_hold_every_day(first: date, second: date) -> None:
    first, second = min(first, second), max(first, second)
    quarters = quarters_between(first, second)
    assert quarters[0].first_day <= first <= quarters[0].last_day
    assert quarters[-1].first_day <= second <= quarters[-1].last_day
    assert all(a.last_day + timedelta(days=1) == b.first_day for a, b in pairwise(quarters))


@given(st.lists(st.tuples(_days, st.none() | st.integers(0, 900)), max_size=20), _days)
def test_what_is_open_is_what_began_less_what_ended(made: list[tuple[date, int | None]], day: date) -> None:
    spans = [Span(first, None if length is None else first + timedelta(days=length)) for first, length in made]
    began = sum(span.from_on <= day for span in spans)
    ended = sum(span.to_on is not None and span.to_on <= day for span in spans)
    assert open_on(spans, day) == began - ended
