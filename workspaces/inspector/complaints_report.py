"""Complaints across the inspections of a span: samples' checks, subjects, and judgements that speak to regulation 16.

Source: Hard Truths, annex D: the Chief Inspector's thematic report on complaints that emerge from inspections (T42).
What samples show is of the files drawn, and what returns count is of the trusts that were inspected: neither is a
national figure, and inspections go where there is reason to look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from complaints.items import CLINICAL, SUBJECTS
from complaints.periods import ComplaintsPeriod
from complaints.said import CountsSaid, said_by_trusts
from inspections.complaint_samples.checklist import Check, Tally, tally
from inspections.complaint_samples.found import CheckedCase, cases_of
from inspections.complaint_samples.subjects import OUTCOMES, Outcome
from inspections.complaint_samples.subjects import SUBJECTS as LISTED_SUBJECTS
from inspections.models import Breach, ComplaintSample, Inspection, Judgement
from inspections.states.complaint_sample import SampleState
from inspections.states.inspection import InspectionState
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from ratings.rules.ratings_words import KeyQuestion, Rating

COMPLAINTS_REGULATION = "16"
_CLINICAL = "clinical_treatment"
_UPHELD = frozenset({str(Outcome.UPHELD), str(Outcome.PARTIALLY_UPHELD)})


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """One subject: complaints counted by returns, on the trusts' lists, and of those resolved how many were upheld.

    ``returned`` is None where no return has a number for it: that is no zero.
    """

    code: str
    label: str
    returned: int | None
    listed: int
    resolved: int
    upheld: int


@dataclass(frozen=True)
class InspectionRow:
    """One inspection of the span with what it says on complaints."""

    inspection: Inspection
    trust: Trust
    drawn: int
    tally: Mapping[Check, Tally]
    responsive: Mapping[Rating, int]
    breaches: int
    new: int | None


@dataclass(frozen=True)
class ComplaintsReport:
    """All that stands for a span; ``returns`` is how many quarters of how many wanted a standing return tells of."""

    first: date
    last: date
    rows: Sequence[InspectionRow]
    samples: int
    cases: int
    tally: Mapping[Check, Tally]
    subjects: Sequence[SubjectRow]
    responsive: Mapping[Rating, int]
    breaches: Sequence[Breach]
    returns: tuple[int, int]
    new: int


def report_on(*, first: date, last: date, demonstration: bool, today: date) -> ComplaintsReport:
    """Join what the inspections that began from one day to another say on complaints; cancelled ones are left out."""
    inspections = list(
        Inspection.objects.filter(starts_on__range=(first, last), trust__is_demonstration=demonstration)
        .exclude(state=str(InspectionState.CANCELLED))
        .select_related("trust")
        .order_by("starts_on", "pk")
    )
    cases = _cases(inspections, today)
    quarters = quarters_of(first, last)
    trusts = {each.trust_id for each in inspections}
    said = said_by_trusts(trusts, quarters, with_sites=False)
    wholes = {key: one.whole for key, one in said.items()}
    listed = _listed(inspections)
    responsive = _responsive(inspections)
    breaches = list(
        Breach.objects.filter(inspection__in=inspections, regulation=COMPLAINTS_REGULATION)
        .select_related("trust", "inspection")
        .order_by("found_on", "pk")
    )
    of_inspection = Counter(each.inspection_id for each in breaches)
    rows = [
        InspectionRow(
            each,
            each.trust,
            sum(len(own) for own in cases.get(each.pk, ())),
            tally(case.results for own in cases.get(each.pk, ()) for case in own if case.results is not None),
            responsive.get(each.pk, {}),
            of_inspection[each.pk],
            _new_of(each.trust_id, wholes),
        )
        for each in inspections
    ]
    every = [case for own in cases.values() for sample in own for case in sample]
    return ComplaintsReport(
        first=first,
        last=last,
        rows=rows,
        samples=sum(len(own) for own in cases.values()),
        cases=len(every),
        tally=tally(case.results for case in every if case.results is not None),
        subjects=_subjects([whole.detail for whole in wholes.values() if whole], listed),
        responsive=_added(responsive.values()),
        breaches=breaches,
        returns=(len([whole for whole in wholes.values() if whole]), len(trusts) * len(quarters)),
        new=sum(whole.new for whole in wholes.values() if whole),
    )


def quarters_of(first: date, last: date) -> list[ComplaintsPeriod]:
    """Return the quarters of the span that are touched by it, in their order."""
    found = [ComplaintsPeriod.quarter_of(first)]
    while found[-1].plus(1).first_day <= last:
        found.append(found[-1].plus(1))
    return found


def usual_span(today: date) -> tuple[date, date]:
    """Return the year that is looked at where none is asked for: the four quarters up to the present one's end."""
    this = Period.of(today, Grain.QUARTER)
    return this.plus(-3).first_day, this.last_day


def _cases(inspections: Sequence[Inspection], today: date) -> dict[int, list[list[CheckedCase]]]:
    """Return the files of the answered samples, sample by sample, by inspection."""
    answered = ComplaintSample.objects.filter(inspection__in=inspections, state=str(SampleState.ANSWERED))
    found: dict[int, list[list[CheckedCase]]] = {}
    for sample in answered.order_by("pk"):
        found.setdefault(sample.inspection_id, []).append(cases_of(sample, today=today))
    return found


def _listed(inspections: Sequence[Inspection]) -> Counter[tuple[str, str]]:
    """Count the complaints on the trusts' lists by subject and outcome."""
    answered = ComplaintSample.objects.filter(inspection__in=inspections, state=str(SampleState.ANSWERED))
    rows = answered.filter(listed__isnull=False).values_list("listed__subject", "listed__outcome")
    return Counter((subject, outcome) for subject, outcome in rows if subject and outcome)


def _subjects(details: Iterable[Mapping[str, int | None]], listed: Counter[tuple[str, str]]) -> list[SubjectRow]:
    returned: dict[str, int] = {}
    for detail in details:
        for code, item in [(_CLINICAL, item) for item in CLINICAL] + [(item.code, item) for item in SUBJECTS]:
            number = detail.get(item.code)
            if number is not None:
                returned[code] = returned.get(code, 0) + number
    resolved = (*_UPHELD, str(Outcome.NOT_UPHELD))
    rows = [
        SubjectRow(
            code,
            label,
            returned.get(code),
            sum(listed[code, outcome] for outcome in OUTCOMES),
            sum(listed[code, outcome] for outcome in resolved),
            sum(listed[code, outcome] for outcome in _UPHELD),
        )
        for code, label in LISTED_SUBJECTS.items()
    ]
    told = [row for row in rows if row.returned or row.listed]
    return sorted(told, key=lambda row: (-(row.returned or 0), -row.listed, row.label))


def _responsive(inspections: Sequence[Inspection]) -> dict[int, dict[Rating, int]]:
    """Return by inspection how many services were judged how responsive: the judgement with the highest number."""
    judged = Judgement.objects.filter(inspection__in=inspections, key_question=str(KeyQuestion.RESPONSIVE))
    standing: dict[tuple[int, int | None, str], str] = {}
    for inspection, site, service, rating in judged.order_by("number").values_list(
        "inspection_id", "site_id", "service", "rating"
    ):
        standing[inspection, site, service] = rating
    found: dict[int, dict[Rating, int]] = {}
    for (inspection, _, _), rating in standing.items():
        if rating:
            counted = found.setdefault(inspection, {})
            counted[Rating(rating)] = counted.get(Rating(rating), 0) + 1
    return found


def _added(many: Iterable[Mapping[Rating, int]]) -> dict[Rating, int]:
    every = list(many)
    return {rating: sum(each.get(rating, 0) for each in every) for rating in Rating}


def _new_of(trust_id: int, wholes: Mapping[tuple[int, ComplaintsPeriod], CountsSaid | None]) -> int | None:
    own = [whole for (trust, _), whole in wholes.items() if trust == trust_id and whole is not None]
    return sum(whole.new for whole in own) if own else None
