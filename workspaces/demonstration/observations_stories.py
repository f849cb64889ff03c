"""Whose figures are worse than chance has them, in what and since when, so that there is something to find. Pure.

A trouble has a strength in standard errors of the figure with its lasting differences, on the harmful side: some 2.5
make a risk, some 4.5 an elevated one. Stories are told backwards from the latest month.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

from oversight.measures.defined import Cadence, Method
from oversight.measures.defining import definitions
from workspaces.demonstration.chance import Chance
from workspaces.demonstration.country import TRUSTS, DemonstrationTrust, Size, Story, trust_code

RISK, ELEVATED = 2.3, 4.4


class Course(Enum):
    """How a trouble goes on over the months."""

    SLIDING = "nothing, and then worse from month to month"
    RECOVERING = "bad a year ago, and better from month to month"
    STEADY = "the same for the last year"
    AT_LAST = "in the newest figure alone"
    LASTING = "the same for as long as anybody has counted"
    TURNED = "bad for as long as anybody has counted, until it turned some months ago"


# A slide began so many months before the latest, and a recovery ended some months before it.
SLIDING_MONTHS, RECOVERING_MONTHS, RECOVERED_MONTHS, STEADY_MONTHS = 9, 14, 3, 12
# What turned was as bad as ever so many months before the latest, and had turned so many before it.
TURNING_MONTHS, TURNED_MONTHS = 5, 2


@dataclass(frozen=True, slots=True)
class Troubles:
    """What a trust has trouble with, and how that goes on."""

    course: Course
    strengths: dict[str, float]


def _all(strength: float, *codes: str) -> dict[str, float]:
    return dict.fromkeys(codes, strength)


# Nurses leave the wards of the first trust: patients, staff and harms tell of it one after the other.
_OF_TRUSTS: dict[int, tuple[Troubles, ...]] = {
    1: (
        Troubles(
            Course.SLIDING,
            {
                **_all(
                    ELEVATED + 1,
                    "fft_inpatients_recommend",
                    "fft_inpatients_not_recommend",
                    "fft_staff_recommend_care",
                    "thermometer_new_pressure_ulcers",
                    "inpatients_enough_nurses",
                    "sickness_nurses",
                    "staff_resources",
                ),
                **_all(
                    RISK,
                    "thermometer_falls_with_harm",
                    "complaints_beyond_six_months",
                    "inpatients_help_with_meals",
                    "staff_satisfied_with_care_given",
                    "hsmr_weekend",
                ),
                **_all(
                    RISK + 0.4,
                    "complaints_on_patient_care",
                    "complaints_on_staff_numbers",
                    "complaints_about_nursing",
                    "staff_turnover_nurses",
                    "staff_vacancies_nurses",
                    "staff_agency_share",
                    "staff_stress",
                    "inpatients_call_button",
                    "whistleblowing_received",
                    "fft_staff_recommend_work",
                ),
            },
        ),
    ),
    2: (
        Troubles(
            Course.STEADY,
            {
                **_all(ELEVATED, "ae_over_four_hours", "emergency_overall"),
                **_all(
                    RISK,
                    "fft_emergency_recommend",
                    "fft_emergency_not_recommend",
                    "readmissions_emergency",
                    "staff_communication_with_managers",
                    "ae_over_four_hours_major",
                    "ae_trolley_over_four_hours",
                    "ambulance_handover_over_half_hour",
                ),
            },
        ),
    ),
    # It took over the merged trust's hospitals, and everything waits.
    4: (
        Troubles(
            Course.STEADY,
            {
                **_all(ELEVATED, "rtt_waiting_within_18_weeks", "beds_occupied_general", "cancer_two_weeks"),
                **_all(RISK, "diagnostics_over_six_weeks", "operations_cancelled", "rtt_admitted_within_18_weeks"),
            },
        ),
    ),
    7: (
        Troubles(
            Course.STEADY,
            {
                **_all(ELEVATED, "diagnostics_over_six_weeks"),
                **_all(RISK, "ae_trolley_over_twelve_hours", "cancer_62_days", "rtt_over_52_weeks", "ae_left_unseen"),
            },
        ),
    ),
    8: (
        Troubles(
            Course.SLIDING, {**_all(ELEVATED, "cdifficile"), **_all(RISK, "mssa_bacteraemia", "ecoli_bacteraemia")}
        ),
        Troubles(
            Course.STEADY,
            {
                **_all(ELEVATED, "place_cleanliness", "vte_risk_assessed"),
                **_all(RISK, "alerts_overdue", "beds_occupied_general", "surgical_infection_hip"),
            },
        ),
    ),
    10: (
        Troubles(
            Course.RECOVERING,
            {
                **_all(
                    ELEVATED,
                    "shmi",
                    "hsmr",
                    "incidents_under_reporting",
                    "staff_recommend_place",
                    "staff_bullied_by_staff",
                    "staff_violence_from_staff",
                    "alerts_overdue",
                    "vte_risk_assessed",
                    "whistleblowing_open",
                    "complaints_answered_as_agreed",
                ),
                **_all(RISK, "mortality_low_risk", "readmissions_elective", "sickness_all", "staff_happy_with_care"),
            },
        ),
        Troubles(Course.STEADY, _all(RISK, "staff_discrimination", "hip_fracture_surgery_in_time")),
    ),
    11: (
        Troubles(Course.STEADY, _all(RISK, "rtt_over_52_weeks", "operations_urgent_cancelled_again")),
        Troubles(Course.AT_LAST, _all(ELEVATED, "whistleblowing_open")),
    ),
    12: (Troubles(Course.AT_LAST, _all(RISK, "incidents_consistent_reporting", "place_cleanliness")),),
    # Those that follow are in special measures, or were: what their plans promise moves, or does not.
    13: (
        Troubles(
            Course.SLIDING,
            {
                **_all(ELEVATED, "thermometer_falls_with_harm", "fft_inpatients_recommend"),
                **_all(RISK, "sickness_nurses", "cdifficile"),
            },
        ),
    ),
    14: (
        Troubles(
            Course.LASTING,
            {
                **_all(ELEVATED, "ae_over_four_hours", "diagnostics_over_six_weeks"),
                **_all(RISK, "fft_emergency_recommend", "sickness_all"),
            },
        ),
    ),
    15: (
        Troubles(
            Course.RECOVERING,
            _all(
                ELEVATED + 1,
                "thermometer_new_pressure_ulcers",
                "fft_inpatients_recommend",
                "sickness_nurses",
                "ae_over_four_hours",
            ),
        ),
    ),
    16: (
        Troubles(
            Course.SLIDING,
            {
                **_all(
                    ELEVATED + 1, "ae_over_four_hours", "fft_inpatients_recommend", "thermometer_new_pressure_ulcers"
                ),
                **_all(ELEVATED, "sickness_nurses", "rtt_waiting_within_18_weeks", "cancer_62_days"),
            },
        ),
    ),
    17: (
        Troubles(Course.RECOVERING, _all(ELEVATED + 1, "fft_inpatients_recommend", "sickness_nurses")),
        Troubles(Course.LASTING, {**_all(ELEVATED, "ae_over_four_hours"), **_all(RISK, "thermometer_falls_with_harm")}),
    ),
    18: (
        Troubles(Course.TURNED, _all(ELEVATED + 1, "thermometer_falls_with_harm", "fft_emergency_recommend")),
        Troubles(Course.LASTING, _all(RISK, "sickness_all", "delayed_transfers")),
    ),
    19: (
        Troubles(Course.LASTING, _all(ELEVATED, "ae_over_four_hours", "fft_emergency_recommend")),
        Troubles(Course.RECOVERING, _all(ELEVATED, "sickness_nurses")),
    ),
    20: (
        Troubles(Course.TURNED, _all(ELEVATED + 1, "thermometer_new_pressure_ulcers")),
        Troubles(Course.LASTING, _all(RISK, "cancer_two_weeks", "fft_inpatients_recommend")),
    ),
}
# The trust that is too small for most comparisons, and how much of an ordinary one it is.
SMALL_TRUST, SMALL_SIZE = trust_code(9), 0.045
# What a trust of that size does not have.
NOT_OF_THE_SMALL = ("ae_", "ambulance_", "caesareans_", "maternity_", "neonatal_", "puerperal_", "fft_maternity_")
# The trust that sends nothing for some months, counted backwards from the latest.
GAPS = frozenset({0, 4, 5, 11, 16})
# What was told too low at first for some months, and how much of it was told; the correction came with the month before
# the latest.
FIRST_TOLD = {"ae_over_four_hours": 0.45, "ae_over_four_hours_major": 0.45, "sickness_nurses": 0.8}
FIRST_TOLD_MONTHS = range(2, 8)
CORRECTED_MONTHS_AGO = 1


def strength(code: str, measure: str, months_ago: int) -> float:
    """Return how strong a trust's trouble with a measure is in a period that ended so many months before the latest."""
    return sum(
        each.strengths[measure] * _share(each.course, definitions()[measure].cadence, months_ago)
        for each in troubles(code)
        if measure in each.strengths
    )


def has_troubles(code: str) -> bool:
    """Say whether the trust with the code has any."""
    return bool(troubles(code))


@cache
def troubles(code: str) -> tuple[Troubles, ...]:
    """Return a trust's troubles; in the national country chance gives some to those without a story."""
    number = int(code.removeprefix("DEMO"))
    if number <= TRUSTS[Size.SMALL]:
        return _OF_TRUSTS.get(number, ())
    chance = Chance("troubles", code)
    # Of 100 trusts some 70 have at most two troubles, some 10 so many that they come first.
    rank = chance.share()
    most = (0, 1, 2, 3, 5, 7, 10)[sum(rank >= bound for bound in (0.25, 0.5, 0.7, 0.8, 0.88, 0.93))]
    if not most:
        return ()
    codes = _worth_a_trouble()
    chosen = {chance.one_of(codes): ELEVATED if chance.share() < 0.3 else RISK for _ in range(most)}
    return (Troubles(chance.one_of((Course.STEADY, Course.STEADY, Course.SLIDING)), chosen),)


@cache
def _worth_a_trouble() -> tuple[str, ...]:
    return tuple(
        sorted(
            code
            for code, made in definitions().items()
            if made.tier == 1 and made.is_public and made.method is not Method.XMR and not made.return_kind
        )
    )


def is_given(trust: DemonstrationTrust, code: str, months_ago: int, span: int) -> bool:
    """Say whether the trust gave the figure: one leaves months out, and a small one has no emergency department."""
    if trust.story is Story.SILENT_TRUST and span == 1 and months_ago in GAPS:
        return False
    return not (trust.code == SMALL_TRUST and code.startswith(NOT_OF_THE_SMALL))


def share_first_told(trust: DemonstrationTrust, code: str, months_ago: int) -> float:
    """Return how much of a numerator was told before the trust corrected it; 1 where all was right at once."""
    if trust.story is Story.CORRECTED_TRUST and months_ago in FIRST_TOLD_MONTHS:
        return FIRST_TOLD.get(code, 1.0)
    return 1.0


def _share(course: Course, cadence: Cadence, months_ago: int) -> float:
    """Return how much of a trouble's strength there is in a period that ended so many months before the latest."""
    if course is Course.LASTING:
        return 1.0
    if course is Course.TURNED:
        return min(1.0, max(0.0, (months_ago - TURNED_MONTHS) / (TURNING_MONTHS - TURNED_MONTHS)))
    if cadence is Cadence.YEARLY:
        newest = months_ago < 12
        return {Course.SLIDING: 1.0 if newest else 0.2, Course.RECOVERING: 0.4 if newest else 1.0}.get(
            course, 1.0 if newest else 0.0
        )
    if course is Course.SLIDING:
        # The newest quarter ended some months ago, and tells of the whole slide all the same.
        began = {Cadence.MONTHLY: SLIDING_MONTHS, Cadence.QUARTERLY: SLIDING_MONTHS + 2}.get(cadence, 12)
        newest_ends = {Cadence.MONTHLY: 0, Cadence.QUARTERLY: 2}.get(cadence, 5)
        return min(1.0, max(0.0, (began - months_ago) / (began - newest_ends)))
    if course is Course.RECOVERING:
        return min(1.0, max(0.0, (months_ago - RECOVERED_MONTHS) / (RECOVERING_MONTHS - RECOVERED_MONTHS)))
    if course is Course.AT_LAST:
        return float(months_ago < {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3}.get(cadence, 6))
    return float(months_ago < STEADY_MONTHS)
