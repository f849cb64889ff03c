"""From what standing returns say to what is observed of the trust and its sites.

A measure of which a return has no row is not observed: KO41a as published says nothing of how complaints were handled.
The Ombudsman's investigations are observed by year alone: as the year's own return tells of them, or else as its four
quarters together do, so that a quarter's correction changes the observation of its year.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from complaints.items import ASKED_BY_CODE
from complaints.periods import ComplaintsPeriod
from complaints.said import CountsSaid, HandlingSaid, PeriodSaid
from oversight.measures.defining import Level
from oversight.measures.observations import NewObservation

_Pair = tuple[int | None, int | None]
_NOT_APPLICABLE: _Pair = (0, 0)

# Each measure's numerator and denominator: a number of KO41a, or one that the policy asks for beside it.
PAIRS: Mapping[str, tuple[str, str]] = {
    "complaints_new": ("new", "interventions"),
    "complaints_upheld": ("upheld", "resolved"),
    "complaints_partly_upheld": ("partially_upheld", "resolved"),
    "complaints_carried_forward": ("carried_forward", "new"),
    "complaints_acknowledged": ("acknowledged_in_time", "new"),
    "complaints_answered_as_agreed": ("answered_in_agreed_time", "answers_due"),
    "complaints_beyond_six_months": ("beyond_six_months", "six_months_ended"),
    "complaints_reopened": ("reopened", "answers_sent"),
    "complaints_on_communication": ("subject_area_communications", "new"),
    "complaints_on_staff_attitude": ("subject_area_values_and_behaviours", "new"),
    "complaints_on_treatment": ("clinical_treatment_sub_total", "new"),
    "complaints_on_patient_care": ("subject_area_patient_care_including_nutrition_hydration", "new"),
    "complaints_on_discharge": ("subject_area_admissions_discharge_and_transfers", "new"),
    "complaints_on_privacy": ("subject_area_privacy_dignity_and_wellbeing", "new"),
    "complaints_on_waiting": ("subject_area_waiting_times", "new"),
    "complaints_on_staff_numbers": ("subject_area_staffing_numbers", "new"),
    "complaints_about_nursing": ("profession_nursing", "new"),
    "ombudsman_referred": ("ombudsman_referred", "resolved"),
    "ombudsman_investigated": ("ombudsman_investigated", "new"),
}
OMBUDSMAN_UPHELD = "ombudsman_upheld"
_ENDED = ("ombudsman_upheld", "ombudsman_partly_upheld", "ombudsman_not_upheld")
_FOR_THE_COMPLAINANT = _ENDED[:2]
# The numbers of section 2 are never blank in an accepted return; the others are in the detail.
_OVERALL = frozenset(("new", "resolved", "upheld", "partially_upheld", "carried_forward"))


def observations_of(
    said: PeriodSaid, sites_on_record: Collection[str], quarters: Mapping[ComplaintsPeriod, PeriodSaid]
) -> list[NewObservation]:
    """Return all that is observed of a period for which a return stands.

    Sites that are not on record are part of the trust's numbers alone. ``quarters``: those of a year that stand.
    """
    whole = said.whole
    if whole is None:
        return []
    found = [
        NewObservation(measure, Level.TRUST, said.trust_code, _decimal(above), _decimal(below))
        for measure, (above, below) in _pairs(whole, said.handling)
    ]
    found += [
        NewObservation(measure, Level.SITE, site.site_code, _decimal(above), _decimal(below))
        for site in said.sites
        if site.site_code in sites_on_record
        for measure, (above, below) in _pairs(site, None)
    ]
    return found if said.period.is_quarter else [*found, *year_observations(said.trust_code, said, quarters)]


def year_observations(
    trust_code: str, year: PeriodSaid | None, quarters: Mapping[ComplaintsPeriod, PeriodSaid]
) -> list[NewObservation]:
    """Return what is observed of a year alone; nothing unless its own return or each of its quarters tells of it."""
    own = _investigations(year) if year else None
    pair = own or _added_up([_investigations(quarters[each]) for each in sorted(quarters)])
    if pair is None:
        return []
    return [NewObservation(OMBUDSMAN_UPHELD, Level.TRUST, trust_code, _decimal(pair[0]), _decimal(pair[1]))]


def tells_investigations(said: PeriodSaid) -> bool:
    """Say whether a return has the rows of the Ombudsman's investigations."""
    return all(code in said.handling for code in _ENDED)


def _pairs(counts: CountsSaid, handling: Mapping[str, HandlingSaid] | None) -> Iterator[tuple[str, _Pair]]:
    """Give every measure that the counts and the handling of one place tell of."""
    for measure, codes in PAIRS.items():
        asked = [code for code in codes if code in ASKED_BY_CODE]
        if any(handling is None or code not in handling for code in asked):
            continue
        if handling and any(handling[code].not_applicable for code in asked):
            yield measure, _NOT_APPLICABLE
            continue
        above, below = (_number(code, counts, handling or {}) for code in codes)
        yield measure, (above, below)


def _number(code: str, counts: CountsSaid, handling: Mapping[str, HandlingSaid]) -> int | None:
    if code in ASKED_BY_CODE:
        return handling[code].number
    number: int | None = getattr(counts, code) if code in _OVERALL else counts.number(code)
    return number


def _investigations(said: PeriodSaid) -> _Pair | None:
    """Return the investigations that a return tells ended, and how many of them found for the complainant."""
    if not tells_investigations(said):
        return None
    if all(said.handling[code].not_applicable for code in _ENDED):
        return _NOT_APPLICABLE
    numbers = {code: 0 if said.handling[code].not_applicable else said.handling[code].number for code in _ENDED}
    return _sum([numbers[code] for code in _FOR_THE_COMPLAINANT]), _sum(list(numbers.values()))


def _added_up(quarters: list[_Pair | None]) -> _Pair | None:
    told = [pair for pair in quarters if pair is not None]
    if len(told) < 4:
        return None
    return _sum([above for above, _ in told]), _sum([below for _, below in told])


def _sum(numbers: list[int | None]) -> int | None:
    """Return the sum; None where a number is blank."""
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)
