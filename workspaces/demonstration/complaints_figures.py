"""A trust's complaints of a quarter in the demonstration country, so that every identity of KO41a holds. Pure.

What is observed of the trust beside its returns (``observations``) is said by its return in the same numbers; the rest
follows from trust and quarter alone. At the ward that slides, more and more people complain that there are too few
staff. Rows come by column code, in the order of the template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from complaints.items import (
    AGE_TOTAL,
    AGES,
    ASKED,
    CLINICAL,
    CLINICAL_TOTAL,
    ITEMS,
    PROFESSION_TOTAL,
    PROFESSIONS,
    SERVICE_TOTAL,
    SERVICES,
    STATUS_TOTAL,
    STATUSES,
    SUBJECT_SUB_TOTAL,
    SUBJECT_TOTAL,
    SUBJECTS,
    SUMMARY,
    Item,
)
from complaints.periods import ComplaintsPeriod
from oversight.measures.defining import definition
from oversight.returns.periods import Month
from workspaces.demonstration.chance import Chance
from workspaces.demonstration.country import DemonstrationTrust, Size, Story, country
from workspaces.demonstration.observations import ObservedCountry

Row = dict[str, str]
Numbers = dict[str, int]

_BROUGHT_FORWARD, _NEW, _RESOLVED, _UPHELD, _PARTIALLY, _NOT_UPHELD, _CARRIED_FORWARD = (item.code for item in SUMMARY)
# By measure, which subject or profession its numerator counts.
_COUNTED = {
    "complaints_on_communication": "subject_area_communications",
    "complaints_on_staff_attitude": "subject_area_values_and_behaviours",
    "complaints_on_patient_care": "subject_area_patient_care_including_nutrition_hydration",
    "complaints_on_discharge": "subject_area_admissions_discharge_and_transfers",
    "complaints_on_privacy": "subject_area_privacy_dignity_and_wellbeing",
    "complaints_on_waiting": "subject_area_waiting_times",
    "complaints_on_staff_numbers": "subject_area_staffing_numbers",
    "complaints_about_nursing": "profession_nursing",
}
# Shares of the new complaints; of subjects and professions those that no measure tells of.
_AGES = (4, 5, 7, 27, 11, 15, 27, 4)
_STATUSES = (58, 12, 2, 8, 20)
_SERVICES = (0, 52, 22, 19, 2, 0, 1, 4, 4)
_CLINICAL = (18, 2, 3, 1, 30, 8, 6, 1, 1, 1, 4, 25)
_FURTHER_SUBJECTS = {
    "subject_area_appointments": 8,
    "subject_area_facilities_services": 4,
    "subject_area_end_of_life_care": 2,
    "subject_area_prescribing_errors": 2,
    "subject_area_trust_administration": 3,
}
_FURTHER_PROFESSIONS = {"profession_medical": 48, "profession_scientific_therapeutic_and_technical": 5}
# Complaints about staff numbers at the ward that slides, in the newest quarter and in those before it.
_AT_THE_SLIDING_WARD = (9, 6, 4, 1)


@dataclass(frozen=True)
class QuarterFigures:
    """A trust's complaints of a quarter: KO41a by place (blank: the whole trust), and the numbers beside it."""

    counts: Mapping[str, Numbers]
    asked: Numbers


def quarter_figures(trust: DemonstrationTrust, quarter: ComplaintsPeriod, *, latest: Month) -> QuarterFigures:
    """Return a trust's complaints of a quarter; stories are told backwards from the latest month."""
    whole = _whole(trust, quarter, latest)
    shares = (1,) if len(trust.sites) == 1 else (13, 7)
    counts = {"": whole}
    for code, numbers in zip((site.code for site in trust.sites), _by_site(whole, shares), strict=True):
        counts[code] = numbers
    return QuarterFigures(counts, _asked(trust, quarter, latest, whole))


@cache
def _observed(latest: Month) -> ObservedCountry:
    return ObservedCountry(country(Size.SMALL), latest=latest)


@cache
def _measured(measure: str, quarter: ComplaintsPeriod, latest: Month) -> dict[str, tuple[int, int]]:
    """Return what is observed of the trusts: numerator and denominator by code."""
    made = definition(measure)
    figures = _observed(latest).figures(made, quarter.measured)
    return {one.code: (int(one.numerator), int(one.denominator or 0)) for one in figures}


def _pair(measure: str, trust: DemonstrationTrust, quarter: ComplaintsPeriod, latest: Month) -> tuple[int, int]:
    return _measured(measure, quarter, latest).get(trust.code, (0, 0))


def _whole(trust: DemonstrationTrust, quarter: ComplaintsPeriod, latest: Month) -> Numbers:
    new = _pair("complaints_acknowledged", trust, quarter, latest)[1]
    before = _pair("complaints_carried_forward", trust, quarter.plus(-1), latest)[0]
    after = _pair("complaints_carried_forward", trust, quarter, latest)[0]
    resolved = before + new - after
    upheld, of_upheld = _pair("complaints_upheld", trust, quarter, latest)
    partly, of_partly = _pair("complaints_partly_upheld", trust, quarter, latest)
    upheld = resolved * upheld // (of_upheld or 1)
    partly = min(resolved - upheld, resolved * partly // (of_partly or 1))
    numbers = {item.code: 0 for item in ITEMS} | {
        _BROUGHT_FORWARD: before,
        _NEW: new,
        _RESOLVED: resolved,
        _UPHELD: upheld,
        _PARTIALLY: partly,
        _NOT_UPHELD: resolved - upheld - partly,
        _CARRIED_FORWARD: after,
    }
    chance = Chance("complaints", trust.code, quarter)
    for items, weights in ((AGES, _AGES), (STATUSES, _STATUSES), (SERVICES, _SERVICES)):
        varied = [weight * chance.near(1, 0.1) for weight in weights]
        numbers |= _divided(new, items, varied)
    treatment = _pair("complaints_on_treatment", trust, quarter, latest)[0]
    numbers |= _divided(treatment, CLINICAL, [weight * chance.near(1, 0.1) for weight in _CLINICAL])
    for measure, code in _COUNTED.items():
        numbers[code] = _pair(measure, trust, quarter, latest)[0]
    numbers["subject_area_staffing_numbers"] += complaints_at_the_sliding_ward(trust, quarter, latest)
    for code, share in {**_FURTHER_SUBJECTS, **_FURTHER_PROFESSIONS}.items():
        numbers[code] = round(new * share * chance.near(1, 0.15) / 100)
    # Nobody complained of nothing: what is in none of the others is in "other".
    numbers["subject_area_other"] = chance.whole(0, 3) + max(
        0, new - sum(numbers[item.code] for item in (*SUBJECTS, *CLINICAL))
    )
    numbers["profession_other"] = chance.whole(0, 3) + max(0, new - sum(numbers[item.code] for item in PROFESSIONS))
    return _with_totals(numbers)


def complaints_at_the_sliding_ward(trust: DemonstrationTrust, quarter: ComplaintsPeriod, latest: Month) -> int:
    """Return how many more complain of too few staff, at a trust whose ward loses its nurses."""
    if sliding_ward(trust) is None:
        return 0
    newest = ComplaintsPeriod.quarter_of(latest.plus(-2).first_day)
    ago = (newest.first_day.year - quarter.first_day.year) * 4 + (newest.first_day.month - quarter.first_day.month) // 3
    return _AT_THE_SLIDING_WARD[ago] if 0 <= ago < len(_AT_THE_SLIDING_WARD) else 0


def sliding_ward(trust: DemonstrationTrust) -> str | None:
    """Return the name of the trust's ward that loses its nurses; None where there is none."""
    wards = (ward for site in trust.sites for ward in site.wards)
    return next((ward.name for ward in wards if ward.story is Story.SLIDING_WARD), None)


def _by_site(whole: Numbers, shares: Sequence[int]) -> list[Numbers]:
    """Divide a trust's numbers among its sites; they add up to the trust's, and each site's identities hold."""
    if len(shares) == 1:
        return [whole]
    share = shares[0] / sum(shares)
    first = {code: round(number * share) for code, number in whole.items()}
    first[_RESOLVED] = first[_UPHELD] + first[_PARTIALLY] + first[_NOT_UPHELD]
    # What was carried forward is divided alike in every quarter, so that each site's own numbers follow on.
    first[_BROUGHT_FORWARD], first[_CARRIED_FORWARD] = (round(whole[code] * share) for code in _OPEN)
    first[_NEW] = min(whole[_NEW], max(0, first[_CARRIED_FORWARD] + first[_RESOLVED] - first[_BROUGHT_FORWARD]))
    new, others = first[_NEW], whole[_NEW] - first[_NEW]
    for items in (AGES, STATUSES, SERVICES, (*SUBJECTS, *CLINICAL), PROFESSIONS):
        codes = [item.code for item in items]
        total = sum(whole[code] for code in codes)
        # No fewer than the new complaints, here and at the other site; of ages and complainants just as many.
        first |= _towards(first, codes, whole, max(new, min(round(total * share), total - others)))
    first = _with_totals(first)
    return [first, {code: number - first[code] for code, number in whole.items()}]


_OPEN = (_BROUGHT_FORWARD, _CARRIED_FORWARD)


def _towards(first: Numbers, codes: Sequence[str], whole: Numbers, total: int) -> Numbers:
    """Return a site's numbers moved by a few, the largest first, until they add up; none beyond the whole trust's."""
    moved = {code: first[code] for code in codes}
    order = sorted(codes, key=lambda code: -whole[code])
    while (missing := total - sum(moved.values())) != 0:
        step = 1 if missing > 0 else -1
        code = next(one for one in order if 0 <= moved[one] + step <= whole[one])
        moved[code] += step
        order.append(order.pop(order.index(code)))
    return moved


def _divided(total: int, items: Sequence[Item], weights: Sequence[float]) -> Numbers:
    """Return a whole divided by weights, by largest remainders, so that nothing is left over."""
    shares = [total * weight / sum(weights) for weight in weights]
    numbers = {item.code: int(share) for item, share in zip(items, shares, strict=True)}
    rest = sorted(zip(items, shares, strict=True), key=lambda one: int(one[1]) - one[1])
    for item, _ in rest[: total - sum(numbers.values())]:
        numbers[item.code] += 1
    return numbers


def _with_totals(numbers: Numbers) -> Numbers:
    for total, items in (
        (AGE_TOTAL, AGES),
        (STATUS_TOTAL, STATUSES),
        (SERVICE_TOTAL, SERVICES),
        (CLINICAL_TOTAL, CLINICAL),
        (SUBJECT_SUB_TOTAL, SUBJECTS),
        (PROFESSION_TOTAL, PROFESSIONS),
    ):
        numbers[total.code] = sum(numbers[item.code] for item in items)
    numbers[SUBJECT_TOTAL.code] = numbers[CLINICAL_TOTAL.code] + numbers[SUBJECT_SUB_TOTAL.code]
    return numbers


def _asked(trust: DemonstrationTrust, quarter: ComplaintsPeriod, latest: Month, whole: Numbers) -> Numbers:
    new, resolved = whole[_NEW], whole[_RESOLVED]
    chance = Chance("handling", trust.code, quarter)
    answered, due = _pair("complaints_answered_as_agreed", trust, quarter, latest)
    beyond, ended = _pair("complaints_beyond_six_months", trust, quarter, latest)
    reopened, sent = _pair("complaints_reopened", trust, quarter, latest)
    serious = chance.whole(0, 3)
    decided = [chance.whole(0, most) for most in (1, 2, 2)]
    asked = {
        "interventions": _pair("complaints_new", trust, quarter, latest)[1],
        "acknowledged_in_time": _pair("complaints_acknowledged", trust, quarter, latest)[0],
        "offered_conversation": round(new * min(1.0, chance.near(0.9, 0.05))),
        "offered_clinician": round(new * min(1.0, chance.near(0.55, 0.08))),
        "answers_due": due,
        "answered_in_agreed_time": answered,
        "answers_sent": sent,
        "signed_by_responsible_person": round(sent * min(1.0, chance.near(0.97, 0.02))),
        "reopened": reopened,
        "six_months_ended": ended,
        "beyond_six_months": beyond,
        "serious": serious,
        "independent_offered": max(0, serious - chance.whole(0, 1)),
        "ombudsman_referred": min(resolved, _pair("ombudsman_referred", trust, quarter, latest)[0]),
        "ombudsman_investigated": _pair("ombudsman_investigated", trust, quarter, latest)[0],
        "ombudsman_settled": chance.whole(0, 2),
        "ombudsman_upheld": decided[0],
        "ombudsman_partly_upheld": decided[1],
        "ombudsman_not_upheld": decided[2],
    }
    return {one.code: asked[one.code] for one in ASKED}
