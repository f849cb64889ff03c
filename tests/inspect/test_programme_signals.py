"""The staffing signals that the programme of inspections counts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from inspections.due import due_trusts
from inspections.pages.trust_signals import signals_of_trusts
from inspections.risk import SignalLevel
from inspections.special_measures import special_measures_since
from ratings.models import Signal
from ratings.special_measures.recording import record_exit
from tests.ratings.making import make_trust
from tests.ratings.special_measures.making import BY, enter

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def signal(trust: str, kind: str, state: str, month: int, *, subject: str = "") -> None:
    Signal.objects.create(
        kind=kind,
        level="ward" if subject else "trust",
        subject=subject or trust,
        trust_code=trust,
        period=date(2026, month, 1),
        state=state,
        reason="R",
        rule="r",
        rule_set="1",
        as_of=NOW,
        computed_at=NOW,
        digest="d",
    )


@pytest.mark.django_db
def test_the_latest_alarm_and_wards_often_short_count_and_nothing_else() -> None:
    make_trust("RX1", wards=1)
    make_trust("RX2", wards=1)
    make_trust("X01", demonstration=True, wards=1)
    signal("RX1", "staffing_alarm", "risk", 9)
    signal("RX1", "staffing_alarm", "elevated_risk", 10)
    signal("RX1", "often_short", "often_short", 10, subject="w1")
    signal("RX1", "often_short", "often_short", 10, subject="w2")
    signal("RX1", "special_cause", "below_limit", 10, subject="w3")
    signal("RX2", "staffing_alarm", "risk", 9)
    signal("RX2", "staffing_alarm", "no_evidence_of_risk", 10)
    signal("X01", "staffing_alarm", "risk", 10)
    found = signals_of_trusts(demonstration=False)
    assert set(found) == {"RX1"}
    alarm, short = found["RX1"]
    assert (alarm.level, alarm.text) == (SignalLevel.ELEVATED_RISK, "Staffing alarm for October 2026: elevated risk")
    assert (short.level, short.text) == (SignalLevel.RISK, "2 wards often short of planned hours")
    assert set(signals_of_trusts(demonstration=True)) == {"X01"}


@pytest.mark.django_db
def test_the_programme_puts_a_trust_in_special_measures_first_and_again_within_twelve_months() -> None:
    """Its points are those of the settings, and what is due names why; it counts no more once the trust has left."""
    inside, _ = make_trust("RX1", wards=0), make_trust("RX2", wards=0)
    assert special_measures_since(NOW.date()) == {}
    enter(inside, date(2026, 2, 28), now=NOW)
    since = special_measures_since(NOW.date())
    assert since == {"RX1": date(2026, 2, 28)}
    first, second = due_trusts(on=NOW.date(), demonstration=False, signals={}, special_measures=since)
    assert (first.trust, second.trust.code) == (inside, "RX2")
    assert first.ranked.due is not None
    assert first.ranked.due.due_by == date(2027, 2, 28)
    record_exit(trust=inside, on=date(2026, 11, 1), reason="It is Good.", by=BY, now=NOW)
    assert special_measures_since(NOW.date()) == {}
