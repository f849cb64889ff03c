"""What a sample shows: each file with its checks, and their tally."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from inspections.complaint_samples.checklist import CaseFile, Check, Result, Said, Tally, check, tally
from inspections.complaint_samples.subjects import Outcome
from inspections.models import ComplaintSample, ListedComplaint, SampledCase
from oversight.clock import london_date
from oversight.wording import write_count, write_date


@dataclass(frozen=True)
class CheckedCase:
    """A complaint that was drawn, the facts of its file (None while the trust gave none) and what the checks find."""

    listed: ListedComplaint
    case: SampledCase | None
    results: Mapping[Check, Result] | None


def file_of(case: SampledCase, listed: ListedComplaint, *, as_of: date) -> CaseFile:
    """Return the facts as the checks want them."""

    def said(value: str) -> Said | None:
        return Said(value) if value else None

    return CaseFile(
        received_on=listed.received_on,
        outcome=Outcome(listed.outcome),
        as_of=as_of,
        acknowledged=Said(case.acknowledged),
        acknowledged_on=case.acknowledged_on,
        conversation_offered=Said(case.conversation_offered),
        time_agreed=Said(case.time_agreed),
        agreed_by=case.agreed_by,
        agreed_on=case.agreed_on,
        answered_on=case.answered_on,
        signed=said(case.signed),
        ombudsman_stated=said(case.ombudsman_stated),
        changed=said(case.changed),
    )


def cases_of(sample: ComplaintSample, *, today: date) -> list[CheckedCase]:
    """Return what was drawn in its order; facts are held against the day on which they were sent, else today."""
    as_of = london_date(sample.answered_at) if sample.answered_at else today
    drawn = sample.listed.filter(place__isnull=False).select_related("case").order_by("place")
    found = []
    for listed in drawn:
        case = getattr(listed, "case", None)
        results = check(file_of(case, listed, as_of=as_of)) if case is not None else None
        found.append(CheckedCase(listed, case, results))
    return found


def tally_of(cases: Iterable[CheckedCase]) -> dict[Check, Tally]:
    """Return the tally of those whose facts are there."""
    return tally(each.results for each in cases if each.results is not None)


def found_in_words(sample: ComplaintSample) -> str:
    """Return what an answered sample shows, in lines: numbers alone, never what was complained of."""
    answered_on = london_date(sample.answered_at) if sample.answered_at else sample.due_on
    cases = cases_of(sample, today=answered_on)
    in_all = sample.listed.count()
    lines = [
        f"Sample of {len(cases)} of {write_count(in_all, 'complaint')} received from {write_date(sample.from_on)} to "
        f"{write_date(sample.to_on)}."
    ]
    for each, counted in tally_of(cases).items():
        if counted.applies_to:
            unknown = f"; not recorded for {counted.not_recorded}" if counted.not_recorded else ""
            lines.append(f"{each.label}: {counted.met} of {counted.applies_to}{unknown}.")
    if answered_on > sample.due_on:
        lines.append(f"The answer came on {write_date(answered_on)}, after the 28 days of regulation 16(3).")
    return "\n".join(lines)
