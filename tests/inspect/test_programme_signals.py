"""The staffing signals that the programme of inspections counts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from inspections.pages.trust_signals import signals_of_trusts
from inspections.risk import SignalLevel
from ratings.models import Signal
from tests.ratings.making import make_trust

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
