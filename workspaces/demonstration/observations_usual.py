"""What is usual in a trust of ordinary size: how many people, beds and staff there are, and each measure's value. Pure.

The values lie near those that England's acute trusts published from 2013 to 2016, by memory and rounded; they are
invented all the same, and nothing may be read from them.
"""

from __future__ import annotations

from dataclasses import dataclass

# In one month, in the order of their names.
FLOWS = {
    "ae_admissions": 2_400.0,
    "ae_attendances": 9_000.0,
    "ae_major_attendances": 6_400.0,
    "alerts_due": 0.9,
    "alerts_issued": 1.0,
    "ambulances": 2_300.0,
    "antenatal_answers": 60.0,
    "bed_days": 18_000.0,
    "beds_open_nights": 20_500.0,
    "birth_answers": 75.0,
    "breast_referrals": 110.0,
    "cancer_first_treatments": 115.0,
    "cancer_medicines": 55.0,
    "cancer_operations": 30.0,
    "cancer_radiotherapy": 60.0,
    "cancer_referrals": 720.0,
    "cancer_screened": 16.0,
    "cancer_shared": 68.0,
    "candour_incidents": 9.0,
    "cdifficile_cases_reviewed": 2.5,
    "clots": 4.0,
    "complainants_asked": 10.0,
    "complaints": 24.0,
    "complaints_answered": 23.0,
    "complaints_due": 22.0,
    "complaints_resolved": 22.0,
    "complaints_six_months": 23.0,
    "contacts": 46_000.0,
    "deaths": 95.0,
    "deaths_expected_cardiological": 6.0,
    "deaths_expected_cerebrovascular": 7.0,
    "deaths_expected_dermatological": 2.5,
    "deaths_expected_endocrinological": 2.6,
    "deaths_expected_gastroenterological": 6.5,
    "deaths_expected_genitourinary": 3.0,
    "deaths_expected_haematological": 3.0,
    "deaths_expected_hsmr": 82.0,
    "deaths_expected_infectious": 8.0,
    "deaths_expected_mental_health": 2.8,
    "deaths_expected_musculoskeletal": 2.6,
    "deaths_expected_nephrological": 4.5,
    "deaths_expected_neurological": 2.6,
    "deaths_expected_paediatric": 2.2,
    "deaths_expected_respiratory": 19.0,
    "deaths_expected_shmi": 112.0,
    "deaths_expected_trauma": 5.0,
    "deaths_expected_vascular": 3.5,
    "deaths_expected_weekday": 54.0,
    "deaths_expected_weekend": 20.0,
    "deliveries": 350.0,
    "dementia_patients": 190.0,
    "discharges": 5_600.0,
    "emergency_answers": 1_250.0,
    "episodes": 8_200.0,
    "heart_attacks_opened": 14.0,
    "hip_fracture_deaths_expected": 2.6,
    "hip_fractures": 33.0,
    "hip_replacements": 32.0,
    "infections_expected_puerperal": 3.6,
    "inpatient_answers": 1_450.0,
    "knee_replacements": 34.0,
    "last_minute_cancellations": 32.0,
    "low_risk_patients": 2_700.0,
    "maternity_beds_open_nights": 1_500.0,
    "nurse_hours": 210_000.0,
    "operations_planned": 3_900.0,
    "outpatient_answers": 1_100.0,
    "postnatal_community_answers": 45.0,
    "postnatal_ward_answers": 70.0,
    "proms_hernia_patients": 18.0,
    "proms_hip_patients": 17.0,
    "proms_knee_patients": 18.0,
    "readmissions_expected_babies": 14.0,
    "readmissions_expected_elective": 95.0,
    "readmissions_expected_emergency": 310.0,
    "readmissions_expected_mothers": 6.0,
    "rtt_admitted": 1_500.0,
    "sent_home_from_ae": 6_700.0,
    "staff_days": 139_000.0,
    "staff_days_doctors": 17_000.0,
    "staff_days_nurses": 46_000.0,
    "staff_days_support": 27_000.0,
    "staff_fft_answers": 160.0,
    "strokes": 48.0,
    "admissions_adult": 8_800.0,
    "ombudsman_assessed": 2.2,
    "ombudsman_investigations": 0.9,
}

# At one time, or in one survey, in the order of their names.
STOCKS = {
    "beds_at_midnight": 560.0,
    "beds_occupied": 590.0,
    "cancer_survey_answers": 420.0,
    "children_survey_answers": 160.0,
    "cleanliness_points": 3_400.0,
    "critical_care_beds": 22.0,
    "diagnostics_waiting": 5_200.0,
    "emergency_survey_answers": 310.0,
    "food_points": 900.0,
    "front_line_staff": 3_900.0,
    "inpatient_survey_answers": 400.0,
    "inpatient_survey_part_answers": 230.0,
    "maternity_survey_answers": 165.0,
    "midwives": 145.0,
    "nurse_posts": 1_850.0,
    "nurses": 1_720.0,
    "privacy_points": 1_100.0,
    "rtt_waiting": 18_500.0,
    "staff": 5_200.0,
    "staff_a_year_before": 4_700.0,
    "staff_questionnaires": 3_600.0,
    "staff_survey_answers": 1_750.0,
    "staff_survey_witnesses": 520.0,
    "student_nurses": 130.0,
    "thermometer_patients": 530.0,
    "thermometer_vte_patients": 500.0,
    "trainee_doctors": 190.0,
}


@dataclass(frozen=True, slots=True)
class Usual:
    """A value in the unit of its measure, of so many of ``base``; lasting differences between trusts have ``spread``.

    ``spread`` is their standard deviation in the same unit. ``months``: a figure tells of so many, up to its end,
    where these are others than those of its period.
    """

    value: float
    spread: float
    base: str = ""
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of one thing for so many of another, as both are counted elsewhere."""

    above: str
    below: str


@dataclass(frozen=True, slots=True)
class Events:
    """Rare events, so many expected in a year of an ordinary trust, counted over the twelve months up to the end."""

    a_year: float


@dataclass(frozen=True, slots=True)
class Sum:
    """The numerators of other measures added up; over ``base``, or over the sum of ``below``."""

    above: tuple[str, ...]
    base: str = ""
    below: tuple[str, ...] = ()
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """Those of whom none of the other measures tells."""

    without: tuple[str, ...]
    base: str


_DEGREES = (
    "incidents_no_harm", "incidents_low_harm", "incidents_moderate_harm", "incidents_severe_harm", "incidents_death",
)  # fmt: skip
_HARMS = (
    "thermometer_pressure_ulcers", "thermometer_falls_with_harm", "thermometer_catheter_and_infection",
    "thermometer_new_vte",
)  # fmt: skip
_NEW_HARMS = (
    "thermometer_new_pressure_ulcers", "thermometer_falls_with_harm", "thermometer_new_catheter_infection",
    "thermometer_new_vte",
)  # fmt: skip
_NEVER = (
    "never_event_blood_or_organ", "never_event_insulin", "never_event_misplaced_tube", "never_event_other_medicines",
    "never_event_retained_object", "never_event_surroundings", "never_event_wrong_implant", "never_event_wrong_route",
    "never_event_wrong_site_surgery",
)  # fmt: skip

Kind = Usual | Counted | Events | Sum | Rest

USUAL: dict[str, Kind] = {
    # Alerts.
    "alerts_acknowledged": Usual(96, 2, "alerts_issued", 12),
    "alerts_answered_in_time": Usual(94, 2, "alerts_due", 12),
    "alerts_longest_overdue": Usual(0, 0),
    "alerts_medical_devices": Usual(0, 0),
    "alerts_overdue": Usual(0, 0),
    # Beds.
    "beds_occupied_critical_care": Usual(79, 3, "critical_care_beds"),
    "beds_occupied_general": Usual(88, 1.1, "beds_open_nights"),
    "beds_occupied_maternity": Usual(60, 6, "maternity_beds_open_nights"),
    "delayed_transfers": Usual(3.2, 0.9, "bed_days"),
    "mixed_sex_breaches": Usual(0.25, 0.01, "episodes"),
    # Complaints.
    "complainants_heard": Usual(62, 4, "complainants_asked"),
    "complaints_about_nursing": Usual(22, 3, "complaints"),
    "complaints_acknowledged": Usual(93, 2.5, "complaints"),
    "complaints_answered_as_agreed": Usual(74, 7, "complaints_due"),
    "complaints_beyond_six_months": Usual(7, 1.5, "complaints_six_months"),
    "complaints_carried_forward": Usual(85, 14, "complaints"),
    "complaints_new": Usual(0.52, 0.1, "contacts"),
    "complaints_on_communication": Usual(18, 2.5, "complaints"),
    "complaints_on_discharge": Usual(9, 1.5, "complaints"),
    "complaints_on_patient_care": Usual(16, 2, "complaints"),
    "complaints_on_privacy": Usual(3.5, 0.8, "complaints"),
    "complaints_on_staff_attitude": Usual(15, 2, "complaints"),
    "complaints_on_staff_numbers": Usual(3, 0.7, "complaints"),
    "complaints_on_treatment": Usual(34, 4, "complaints"),
    "complaints_on_waiting": Usual(10, 1.7, "complaints"),
    "complaints_partly_upheld": Usual(33, 5, "complaints_resolved"),
    "complaints_reopened": Usual(9, 1.5, "complaints_answered"),
    "complaints_upheld": Usual(30, 5, "complaints_resolved"),
    # Concerns.
    "gmc_enhanced_monitoring": Usual(0, 0),
    "oversight_rating_governance": Usual(1, 0),
    "public_concerns": Usual(11, 0.3, "contacts"),
    "safeguarding_concerns": Usual(0, 0),
    "trainee_doctors_satisfaction": Usual(80.5, 1.6, "trainee_doctors"),
    "trainee_doctors_supervision": Usual(88, 1.2, "trainee_doctors"),
    "trainee_nurses_recommend": Usual(84, 3, "student_nurses"),
    "whistleblowing_open": Usual(0, 0),
    "whistleblowing_received": Usual(0.6, 0.1, "staff"),
    # Friends and family.
    "fft_emergency_not_recommend": Usual(6, 1.1, "emergency_answers"),
    "fft_emergency_recommend": Usual(87.5, 1.8, "emergency_answers"),
    "fft_emergency_response": Counted("emergency_answers", "sent_home_from_ae"),
    "fft_inpatients_not_recommend": Usual(1.7, 0.4, "inpatient_answers"),
    "fft_inpatients_recommend": Usual(95.2, 0.9, "inpatient_answers"),
    "fft_inpatients_response": Counted("inpatient_answers", "discharges"),
    "fft_maternity_antenatal_recommend": Usual(95, 1, "antenatal_answers"),
    "fft_maternity_birth_recommend": Usual(96, 0.9, "birth_answers"),
    "fft_maternity_community_recommend": Usual(97, 0.8, "postnatal_community_answers"),
    "fft_maternity_postnatal_ward_recommend": Usual(93.5, 1.3, "postnatal_ward_answers"),
    "fft_outpatients_recommend": Usual(92.5, 1.2, "outpatient_answers"),
    "fft_staff_recommend_care": Usual(79, 3.5, "staff_fft_answers"),
    "fft_staff_recommend_work": Usual(62, 4.5, "staff_fft_answers"),
    # Incidents.
    "candour_told_in_time": Usual(91, 2.5, "candour_incidents"),
    "incidents_consistent_reporting": Usual(6, 0),
    "incidents_days_to_report": Usual(27, 8),
    "incidents_death": Usual(0.045, 0.002, "bed_days"),
    "incidents_low_harm": Usual(8.2, 1.1, "bed_days"),
    "incidents_medication": Usual(4.1, 0.7, "bed_days"),
    "incidents_moderate_harm": Usual(1.5, 0.25, "bed_days"),
    "incidents_no_harm": Usual(28.5, 2.6, "bed_days"),
    "incidents_reported": Sum(_DEGREES, "bed_days"),
    "incidents_severe_harm": Usual(0.12, 0.006, "bed_days"),
    "incidents_severe_under_reporting": Sum(_DEGREES[-2:], "bed_days"),
    "incidents_share_no_harm": Sum(_DEGREES[:1], below=_DEGREES),
    "incidents_under_reporting": Sum(_DEGREES, "bed_days"),
    "serious_incidents": Usual(0.32, 0.06, "bed_days"),
    # Infections and cleanliness.
    "cdifficile": Usual(14.5, 0.5, "bed_days"),
    "cdifficile_lapses": Usual(28, 4, "cdifficile_cases_reviewed"),
    "ecoli_bacteraemia": Usual(23, 0.8, "bed_days"),
    "flu_vaccinated_staff": Usual(58, 8, "front_line_staff"),
    "klebsiella_bacteraemia": Usual(7, 0.3, "bed_days"),
    "mrsa_bacteraemia": Usual(1.0, 0.03, "bed_days"),
    "mssa_bacteraemia": Usual(8.5, 0.3, "bed_days"),
    "place_cleanliness": Usual(97.9, 0.5, "cleanliness_points"),
    "place_food": Usual(88.5, 1.6, "food_points"),
    "place_privacy": Usual(86, 1.6, "privacy_points"),
    "pseudomonas_bacteraemia": Usual(3.4, 0.15, "bed_days"),
    "surgical_infection_hip": Usual(1.1, 0.15, "hip_replacements"),
    "surgical_infection_knee": Usual(1.4, 0.18, "knee_replacements"),
    # Mortality.
    "deaths_reviewed": Usual(46, 9, "deaths"),
    "hsmr": Usual(1.0, 0.055, "deaths_expected_hsmr"),
    "hsmr_weekday": Usual(1.0, 0.055, "deaths_expected_weekday"),
    "hsmr_weekend": Usual(1.0, 0.06, "deaths_expected_weekend"),
    **{
        f"mortality_{group}": Usual(1.0, 0.05, f"deaths_expected_{group}")
        for group in (
            "cardiological",
            "cerebrovascular",
            "dermatological",
            "endocrinological",
            "gastroenterological",
            "genitourinary",
            "haematological",
            "infectious",
            "mental_health",
            "musculoskeletal",
            "nephrological",
            "neurological",
            "paediatric",
            "respiratory",
            "trauma",
            "vascular",
        )
    },
    "mortality_low_risk": Usual(0.75, 0.03, "low_risk_patients"),
    "palliative_coding": Usual(26, 5, "deaths"),
    "shmi": Usual(1.0, 0.07, "deaths_expected_shmi", 12),
    # Never events.
    "never_event_blood_or_organ": Events(0.02),
    "never_event_insulin": Events(0.05),
    "never_event_misplaced_tube": Events(0.12),
    "never_event_other_medicines": Events(0.05),
    "never_event_retained_object": Events(0.2),
    "never_event_surroundings": Events(0.03),
    "never_event_wrong_implant": Events(0.12),
    "never_event_wrong_route": Events(0.03),
    "never_event_wrong_site_surgery": Events(0.25),
    "never_events": Sum(_NEVER, "bed_days", months=12),
    # The Ombudsman.
    "ombudsman_investigated": Usual(26, 1.5, "complaints"),
    "ombudsman_recommendations_late": Usual(0, 0),
    "ombudsman_referred": Usual(6, 1, "complaints_resolved"),
    "ombudsman_resolved_early": Usual(30, 4, "ombudsman_assessed"),
    "ombudsman_upheld": Usual(40, 4, "ombudsman_investigations"),
    # Outcomes.
    "caesareans_elective": Usual(11.5, 1.2, "deliveries"),
    "caesareans_emergency": Usual(15.2, 1.3, "deliveries"),
    "dementia_asked": Usual(94.2, 1.4, "dementia_patients"),
    "heart_attack_artery_opened": Usual(87, 2.5, "heart_attacks_opened"),
    "hip_fracture_mortality": Usual(1.0, 0.06, "hip_fracture_deaths_expected"),
    "hip_fracture_surgery_in_time": Usual(73, 6, "hip_fractures"),
    "maternity_readmissions": Usual(1.0, 0.07, "readmissions_expected_mothers"),
    "neonatal_readmissions": Usual(1.0, 0.09, "readmissions_expected_babies"),
    "proms_hernia": Usual(0.085, 0.006, "proms_hernia_patients"),
    "proms_hip": Usual(21.4, 0.5, "proms_hip_patients"),
    "proms_knee": Usual(16.3, 0.5, "proms_knee_patients"),
    "puerperal_sepsis": Usual(1.0, 0.1, "infections_expected_puerperal"),
    "readmissions_elective": Usual(1.0, 0.05, "readmissions_expected_elective"),
    "readmissions_emergency": Usual(1.0, 0.04, "readmissions_expected_emergency"),
    "stroke_scanned_in_an_hour": Usual(47, 5, "strokes"),
    "stroke_team_score": Usual(2, 0.4),
    "stroke_unit_in_four_hours": Usual(60, 7, "strokes"),
    # Surveys of patients.
    "cancer_patients_overall": Usual(8.7, 0.09, "cancer_survey_answers"),
    "children_pain": Usual(8.3, 0.15, "children_survey_answers"),
    "emergency_overall": Usual(7.9, 0.16, "emergency_survey_answers"),
    "emergency_privacy": Usual(8.9, 0.12, "emergency_survey_answers"),
    "inpatients_asked_for_views": Usual(2.0, 0.3, "inpatient_survey_answers"),
    "inpatients_call_button": Usual(6.2, 0.2, "inpatient_survey_part_answers"),
    "inpatients_clean_ward": Usual(9.0, 0.12, "inpatient_survey_answers"),
    "inpatients_enough_nurses": Usual(7.6, 0.25, "inpatient_survey_answers"),
    "inpatients_help_with_meals": Usual(7.3, 0.2, "inpatient_survey_part_answers"),
    "inpatients_involved": Usual(7.4, 0.18, "inpatient_survey_answers"),
    "inpatients_overall": Usual(8.1, 0.16, "inpatient_survey_answers"),
    "inpatients_pain": Usual(8.2, 0.16, "inpatient_survey_part_answers"),
    "inpatients_respect": Usual(9.0, 0.12, "inpatient_survey_answers"),
    "inpatients_somebody_to_talk_to": Usual(5.8, 0.25, "inpatient_survey_part_answers"),
    "inpatients_told_of_danger_signs": Usual(5.4, 0.25, "inpatient_survey_part_answers"),
    "inpatients_trust_in_doctors": Usual(8.9, 0.12, "inpatient_survey_answers"),
    "inpatients_trust_in_nurses": Usual(8.7, 0.13, "inpatient_survey_answers"),
    "maternity_labour": Usual(8.8, 0.12, "maternity_survey_answers"),
    "maternity_left_alone": Usual(25, 3, "maternity_survey_answers"),
    # Harms of the Safety Thermometer.
    "thermometer_catheter_and_infection": Usual(0.8, 0.15, "thermometer_patients"),
    "thermometer_falls_with_harm": Usual(0.6, 0.12, "thermometer_patients"),
    "thermometer_harm_free": Rest(_HARMS, "thermometer_patients"),
    "thermometer_new_catheter_infection": Usual(0.35, 0.05, "thermometer_patients"),
    "thermometer_new_harm_free": Rest(_NEW_HARMS, "thermometer_patients"),
    "thermometer_new_pressure_ulcers": Usual(1.1, 0.2, "thermometer_patients"),
    "thermometer_new_vte": Usual(0.4, 0.06, "thermometer_patients"),
    "thermometer_pressure_ulcers": Usual(4.2, 0.5, "thermometer_patients"),
    "thermometer_severe_pressure_ulcers": Usual(0.9, 0.12, "thermometer_patients"),
    "thermometer_surveyed": Counted("thermometer_patients", "beds_at_midnight"),
    "thermometer_vte_assessed": Usual(93, 2.5, "thermometer_vte_patients"),
    # Sickness.
    "sickness_all": Usual(4.1, 0.35, "staff_days"),
    "sickness_doctors": Usual(1.3, 0.2, "staff_days_doctors"),
    "sickness_nurses": Usual(4.5, 0.4, "staff_days_nurses"),
    "sickness_support": Usual(5.9, 0.5, "staff_days_support"),
    # Surveys of staff.
    "staff_able_to_improve": Usual(69, 2.5, "staff_survey_answers"),
    "staff_appraised": Usual(84, 4, "staff_survey_answers"),
    "staff_bullied_by_patients": Usual(29, 2.2, "staff_survey_answers"),
    "staff_bullied_by_staff": Usual(24, 2.2, "staff_survey_answers"),
    "staff_communication_with_managers": Usual(30, 3, "staff_survey_answers"),
    "staff_discrimination": Usual(11, 1.6, "staff_survey_answers"),
    "staff_fair_procedures": Usual(3.65, 0.06, "staff_survey_answers"),
    "staff_happy_with_care": Usual(67, 6, "staff_survey_answers"),
    "staff_line_managers": Usual(3.68, 0.06, "staff_survey_answers"),
    "staff_make_a_difference": Usual(90.5, 1, "staff_survey_answers"),
    "staff_motivation": Usual(3.86, 0.05, "staff_survey_answers"),
    "staff_patient_feedback_used": Usual(3.6, 0.09, "staff_survey_answers"),
    "staff_recommend_place": Usual(3.68, 0.13, "staff_survey_answers"),
    "staff_reported_errors": Usual(90.5, 1.2, "staff_survey_witnesses"),
    "staff_resources": Usual(3.3, 0.07, "staff_survey_answers"),
    "staff_satisfied_with_care_given": Usual(3.94, 0.06, "staff_survey_answers"),
    "staff_secure_to_speak_up": Usual(3.6, 0.08, "staff_survey_answers"),
    "staff_stress": Usual(37, 2.2, "staff_survey_answers"),
    "staff_survey_response": Counted("staff_survey_answers", "staff_questionnaires"),
    "staff_teamwork": Usual(3.74, 0.04, "staff_survey_answers"),
    "staff_violence_from_patients": Usual(14.5, 1.4, "staff_survey_answers"),
    "staff_violence_from_staff": Usual(2.3, 0.4, "staff_survey_answers"),
    "staff_witnessed_errors": Usual(31, 2, "staff_survey_answers"),
    "staff_working_while_unwell": Usual(61, 2, "staff_survey_answers"),
    # Staffing, beside what returns tell.
    "staff_agency_share": Usual(6, 2, "nurse_hours"),
    "staff_births_per_midwife": Usual(28.8, 0.8, "midwives"),
    "staff_doctors_per_bed": Usual(1.0, 0.08, "beds_occupied"),
    "staff_nurses_per_bed": Usual(2.9, 0.2, "beds_occupied"),
    "staff_stability": Usual(88, 1.5, "staff_a_year_before"),
    "staff_turnover_nurses": Usual(11, 1.8, "nurses"),
    "staff_vacancies_nurses": Usual(8.5, 2, "nurse_posts"),
    # Blood clots.
    "vte_deaths": Usual(60, 2, "admissions_adult"),
    "vte_risk_assessed": Usual(96.3, 0.5, "admissions_adult"),
    "vte_root_cause": Usual(82, 5, "clots"),
    # Waiting.
    "ae_back_in_a_week": Usual(7.4, 0.8, "ae_attendances"),
    "ae_left_unseen": Usual(2.7, 0.6, "ae_attendances"),
    "ae_over_four_hours": Usual(7.5, 2.2, "ae_attendances"),
    "ae_over_four_hours_major": Usual(10.5, 2.8, "ae_major_attendances"),
    "ae_trolley_over_four_hours": Usual(9, 3, "ae_admissions"),
    "ae_trolley_over_twelve_hours": Usual(0, 0),
    "ambulance_handover_over_half_hour": Usual(8, 2.4, "ambulances"),
    "cancer_31_days_first": Usual(98.1, 0.5, "cancer_first_treatments"),
    "cancer_31_days_medicines": Usual(99.5, 0.2, "cancer_medicines"),
    "cancer_31_days_radiotherapy": Usual(97.6, 0.6, "cancer_radiotherapy"),
    "cancer_31_days_surgery": Usual(97.2, 0.6, "cancer_operations"),
    "cancer_62_days": Usual(88.2, 0.9, "cancer_shared"),
    "cancer_62_days_screening": Usual(95.5, 1, "cancer_screened"),
    "cancer_two_weeks": Usual(95.6, 0.7, "cancer_referrals"),
    "cancer_two_weeks_breast": Usual(95.8, 0.7, "breast_referrals"),
    "diagnostics_over_six_weeks": Usual(0.45, 0.12, "diagnostics_waiting"),
    "operations_cancelled": Usual(0.8, 0.13, "operations_planned"),
    "operations_not_rebooked": Usual(6, 1.1, "last_minute_cancellations"),
    "operations_urgent_cancelled_again": Usual(0, 0),
    "rtt_admitted_within_18_weeks": Usual(92.3, 0.8, "rtt_admitted"),
    "rtt_over_52_weeks": Usual(0, 0),
    "rtt_waiting_within_18_weeks": Usual(93.9, 0.6, "rtt_waiting"),
}
