"""What a listed complaint is about and how it ended, in the words of KO41a: codes as the complaints return has them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from oversight.organisations.naming import name_key

# Sections 6 (clinical treatment, as one) and 7 of KO41a. A test holds them against the complaints return.
_SUBJECTS = (
    ("clinical_treatment", "Clinical treatment"),
    ("subject_area_access_to_treatment_or_drugs", "Access to treatment or drugs"),
    ("subject_area_admissions_discharge_and_transfers", "Admissions, discharge and transfers"),
    ("subject_area_appointments", "Appointments"),
    ("subject_area_commissioning_services", "Commissioning"),
    ("subject_area_communications", "Communications"),
    ("subject_area_consent_to_treatment", "Consent to treatment"),
    ("subject_area_end_of_life_care", "End of life care"),
    ("subject_area_facilities_services", "Facilities"),
    ("subject_area_integrated_care", "Integrated care"),
    ("subject_area_patient_care_including_nutrition_hydration", "Patient care, with food and drink"),
    ("subject_area_mortuary_and_post_mortem_arrangements", "Mortuary and post-mortem"),
    ("subject_area_prescribing_errors", "Prescribing errors"),
    ("subject_area_privacy_dignity_and_wellbeing", "Privacy, dignity and wellbeing"),
    ("subject_area_restraint", "Restraint"),
    ("subject_area_staffing_numbers", "Staff numbers"),
    ("subject_area_transport", "Transport"),
    ("subject_area_trust_administration", "Trust administration"),
    ("subject_area_values_and_behaviours", "Values and behaviours of staff"),
    ("subject_area_waiting_times", "Waiting times"),
    ("subject_area_other", "Other subjects"),
)
SUBJECTS: Mapping[str, str] = MappingProxyType(dict(_SUBJECTS))


class Outcome(StrEnum):
    """How a complaint ended; KO41a knows the first three."""

    UPHELD = "upheld"
    PARTIALLY_UPHELD = "partially_upheld"
    NOT_UPHELD = "not_upheld"
    OPEN = "open"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """For people."""
        return {
            "upheld": "Upheld",
            "partially_upheld": "Partially upheld",
            "not_upheld": "Not upheld",
            "open": "Not resolved yet",
            "withdrawn": "Withdrawn",
        }[self.value]


OUTCOMES: Mapping[str, str] = MappingProxyType({str(outcome): outcome.label for outcome in Outcome})

_SUBJECT_BY_NAME = {name_key(name): code for code, label in _SUBJECTS for name in (code, label)} | {
    name_key(code.removeprefix("subject_area_").replace("_", " ")): code for code, _ in _SUBJECTS
}
_OUTCOME_BY_NAME = {name_key(name): Outcome(code) for code, label in OUTCOMES.items() for name in (code, label)} | {
    name_key("partly upheld"): Outcome.PARTIALLY_UPHELD,
    name_key("still open"): Outcome.OPEN,
}


def subject_called(name: str) -> str | None:
    """Return the code of a subject that is called so, whatever its case and dashes; None: not on the list."""
    return _SUBJECT_BY_NAME.get(name_key(name))


def outcome_called(name: str) -> Outcome | None:
    """Return the outcome that is called so; None: no outcome."""
    return _OUTCOME_BY_NAME.get(name_key(name))
