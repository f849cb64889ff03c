"""A trust with complaints of several quarters, so that its pack and its annual report have something to tell."""

from __future__ import annotations

from datetime import UTC, date, datetime

from oversight.organisations.models import Trust, Ward
from tests.complaints.said_making import counts, standing_return

TALK = "subject_area_communications"
WAIT = "subject_area_waiting_times"
CARE = "subject_area_patient_care_including_nutrition_hydration"
FOOD = "subject_area_facilities_services"
HANDLING = {
    "interventions": 40_000,
    "acknowledged_in_time": 36,
    "offered_conversation": 40,
    "offered_clinician": 12,
    "answers_due": 30,
    "answered_in_agreed_time": 27,
    "answers_sent": 30,
    "signed_by_responsible_person": 30,
    "reopened": 2,
    "six_months_ended": 35,
    "beyond_six_months": 1,
    "serious": 2,
    "independent_offered": 2,
    "ombudsman_referred": 1,
    "ombudsman_investigated": 0,
    "ombudsman_settled": 0,
    "ombudsman_upheld": 0,
    "ombudsman_partly_upheld": 1,
    "ombudsman_not_upheld": 0,
}
NEW = "2026-Q2"
BELLS = "Two more staff on the late shift."


def five_quarters(trust: Trust) -> None:
    """Accept returns of July 2025 to September 2026; communications recur, and lessons of Oak come back."""
    oak = Ward.objects.get(trust=trust, name="Oak")
    usual = {TALK: 4, WAIT: 12, CARE: 12, FOOD: 12}
    for period in ("2025-Q2", "2025-Q3", "2025-Q4"):
        standing_return(trust, period, counts(subjects=usual, upheld=10, not_upheld=20, brought_forward=5))
    standing_return(
        trust,
        "2026-Q1",
        counts(subjects=usual, upheld=10, not_upheld=20, brought_forward=5),
        handling={**HANDLING, "acknowledged_in_time": 40},
        lessons=[
            {"theme": CARE, "ward": oak, "place": "Oak", "lesson": "Bells were not answered.", "action": BELLS,
             "owner": "Matron for medicine", "due_on": date(2026, 8, 31)},
            {"theme": TALK, "place": "Outpatients", "lesson": "Letters were unclear.", "action": "New letters.",
             "owner": "Head of outpatients", "due_on": date(2026, 6, 1), "done_on": date(2026, 5, 20),
             "worked": "yes", "known_by": "Fewer calls about letters."},
        ],
    )  # fmt: skip
    standing_return(
        trust,
        NEW,
        counts(subjects={TALK: 10, WAIT: 10, CARE: 10, FOOD: 10}, upheld=9, partially_upheld=6, not_upheld=15,
               brought_forward=15),
        handling=HANDLING,
        lessons=[
            {"theme": TALK, "ward": oak, "place": "Oak", "lesson": "Families were not told of a move.",
             "action": "A call before each move.", "owner": "Ward manager", "due_on": date(2026, 12, 1)},
        ],
        now=datetime(2026, 10, 20, 9, tzinfo=UTC),
    )  # fmt: skip
