"""Trusts with accepted complaints returns, and their release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from oversight.organisations.models import Trust
from oversight.records.audit import System
from oversight.returns.models import ReturnVersion
from publication.models import Release
from publication.periods import COMPLAINTS
from publication.releasing import publish_period
from tests.complaints.said_making import counts, standing_return
from tests.publication.making import make_hospital, make_trust

BY = System("test")
QUARTER = "2026-Q2"
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SUBJECTS = {
    "clinical_treatment_general_medicine_group": 40,
    "clinical_treatment_surgical_group": 12,
    "subject_area_communications": 33,
    "subject_area_values_and_behaviours": 18,
    "subject_area_appointments": 22,
    "subject_area_end_of_life_care": 3,
}
HANDLING: Mapping[str, int | str | None] = {
    "interventions": 45_000,
    "acknowledged_in_time": 100,
    "offered_conversation": 90,
    "offered_clinician": None,
    "answers_due": 80,
    "answered_in_agreed_time": 60,
    "answers_sent": 84,
    "signed_by_responsible_person": 84,
    "reopened": 4,
    "six_months_ended": 20,
    "beyond_six_months": 1,
    "serious": 0,
    "independent_offered": "not applicable",
    "ombudsman_referred": 5,
    "ombudsman_investigated": 2,
    "ombudsman_settled": 1,
    "ombudsman_upheld": 1,
    "ombudsman_partly_upheld": 0,
    "ombudsman_not_upheld": 0,
}
LESSON = {
    "theme": "subject_area_communications",
    "place": "Ash Ward",
    "lesson": "Families were not told when a relative was moved to another ward.",
    "action": "The nurse in charge now rings the family before every move.",
    "owner": "matron for medicine",
    "worked": "partly",
    "known_by": "Calls are noted on the move form; 8 in 10 forms had one in September.",
}
SECOND_LESSON = {
    "theme": "subject_area_appointments",
    "place": "Outpatients",
    "lesson": "Letters gave a telephone number that nobody answered.",
    "action": "The number was changed and the line is staffed from 8am to 6pm.",
    "owner": "head of outpatients",
    "worked": "yes",
    "known_by": "No complaint about it since August.",
}


def whole(**more: Any) -> dict[str, Any]:
    """A trust's counts: 120 new complaints, 100 resolved."""
    given: dict[str, Any] = {
        "brought_forward": 30,
        "upheld": 35,
        "partially_upheld": 25,
        "not_upheld": 40,
        "new": 120,
        "subjects": SUBJECTS,
    }
    return counts(**{**given, **more})


def send(
    trust: Trust,
    *rows: Mapping[str, Any],
    period: str = QUARTER,
    handling: Mapping[str, int | str | None] = HANDLING,
    lessons: Sequence[Mapping[str, Any]] = (LESSON, SECOND_LESSON),
    now: datetime = NOW,
) -> ReturnVersion:
    """Have a return accepted, by default of the whole trust alone."""
    return standing_return(trust, period, *(rows or (whole(),)), handling=handling, lessons=lessons, now=now)


def publish(period: str = QUARTER, *, demonstration: bool = False, now: datetime = NOW) -> Release:
    """Release a period of complaints at once."""
    return publish_period(kind=COMPLAINTS, period=period, demonstration=demonstration, by=BY, now=now).release


def trust_with_hospital(code: str = "RX1", name: str = "WREN VALE NHS TRUST", **more: Any) -> Trust:
    """Make a trust with one hospital, whose code begins with the trust's."""
    trust = make_trust(code, name, **more)
    make_hospital(trust, f"{code}01" if len(code) < 6 else f"{code}A")
    return trust
