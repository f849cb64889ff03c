"""What a concern can be about: plain words for who tells, each with the subject of KO41a that it is counted beside."""

from __future__ import annotations

from enum import StrEnum


class Theme(StrEnum):
    """A theme: chosen by who tells, and again by the inspector who reads it."""

    CARE = "care"
    SAFETY = "safety"
    DAILY_NEEDS = "daily_needs"
    DIGNITY = "dignity"
    COMMUNICATION = "communication"
    STAFF_NUMBERS = "staff_numbers"
    STAFF_BEHAVIOUR = "staff_behaviour"
    MEDICINES = "medicines"
    WAITING = "waiting"
    LEAVING = "leaving"
    END_OF_LIFE = "end_of_life"
    CONSENT = "consent"
    CLEANLINESS = "cleanliness"
    SPEAKING_UP = "speaking_up"
    OTHER = "other"

    @property
    def label(self) -> str:
        """For everybody."""
        return _THEMES[self][0]

    @property
    def subject(self) -> str:
        """The code in ``complaints.items`` of the subject of complaints that comes nearest."""
        return _THEMES[self][1]


_THEMES = {
    Theme.CARE: ("Treatment or care went wrong", "subject_area_patient_care_including_nutrition_hydration"),
    Theme.SAFETY: ("Somebody was hurt, neglected or abused", "subject_area_patient_care_including_nutrition_hydration"),
    Theme.DAILY_NEEDS: (
        "Food, drink, washing or going to the toilet",
        "subject_area_patient_care_including_nutrition_hydration",
    ),
    Theme.DIGNITY: ("Privacy, dignity or respect", "subject_area_privacy_dignity_and_wellbeing"),
    Theme.COMMUNICATION: ("Not being told or not being listened to", "subject_area_communications"),
    Theme.STAFF_NUMBERS: ("Too few staff", "subject_area_staffing_numbers"),
    Theme.STAFF_BEHAVIOUR: ("How staff behaved", "subject_area_values_and_behaviours"),
    Theme.MEDICINES: ("Medicines or pain relief", "subject_area_prescribing_errors"),
    Theme.WAITING: ("Waiting too long", "subject_area_waiting_times"),
    Theme.LEAVING: ("Being moved or sent home", "subject_area_admissions_discharge_and_transfers"),
    Theme.END_OF_LIFE: ("Care at the end of life", "subject_area_end_of_life_care"),
    Theme.CONSENT: ("Something was done without agreement", "subject_area_consent_to_treatment"),
    Theme.CLEANLINESS: ("Cleanliness, infection or the building", "subject_area_facilities_services"),
    Theme.SPEAKING_UP: ("Staff who speak up are not heard, or are treated badly", "subject_area_trust_administration"),
    Theme.OTHER: ("Something else", "subject_area_other"),
}
CHOICES = [(str(theme), theme.label) for theme in Theme]
