"""From the record of concerns to what is observed of a trust in a quarter: open matters on its last day, contacts.

A quarter that is not over is counted as of today, so that a concern found to be of substance counts at once; every
quarter that is over is counted again daily while it is the last one. Counts come into the record as a file of the
register would: a count that is known already writes nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from complaints.concerns.models import Concern, Route
from complaints.concerns.states import SORTED
from complaints.concerns.triage_models import FollowedMatter
from oversight.clock import london_date
from oversight.measures.defining import definition
from oversight.measures.importing import import_observations
from oversight.measures.models import Observation
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from oversight.records.audit import System
from oversight.records.models import OutboxEvent

COUNT = System("count of concerns")
OPEN_MATTERS: Mapping[str, FollowedMatter.Kind] = {
    "whistleblowing_open": FollowedMatter.Kind.STAFF_CONCERN,
    "safeguarding_concerns": FollowedMatter.Kind.SAFEGUARDING,
}
RECEIVED = "whistleblowing_received"
# A headcount is published later than its quarter: for so many quarters an earlier one stands in for it. Ours.
HEADCOUNT_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when something was followed; ``to_on``, which does not count, is None while it is followed."""

    from_on: date
    to_on: date | None


def open_on(spans: Iterable[Span], day: date) -> int:
    """Count what was followed on the day: begun by then, and not ended by then."""
    return sum(span.from_on <= day and (span.to_on is None or span.to_on > day) for span in spans)


def counted_on(quarter: Period, today: date) -> date:
    """Return the day whose open matters a quarter shows: its last day, or today while it is not over."""
    return min(quarter.last_day, today)


def quarters_between(first: date, last: date) -> list[Period]:
    """Return the quarters from the one of the first day to the one of the last."""
    found = [Period.of(first, Grain.QUARTER)]
    while found[-1].plus(1).first_day <= last:
        found.append(found[-1].plus(1))
    return found


def observe_after(event: OutboxEvent, now: datetime) -> None:
    """Count the trusts of a concern again after something was done with it: subscribes to ``concern.triaged``."""
    concern = Concern.objects.select_related("trust").get(public_id=event.subject_id)
    trusts = {step.trust_before for step in concern.steps.select_related("trust_before") if step.trust_before}
    if concern.trust is not None:
        trusts.add(concern.trust)
    if trusts:
        observe(sorted(trusts, key=lambda trust: trust.code), since=concern.received_on, now=now)


def observe_last_quarter(*, now: datetime) -> int:
    """Count the quarter that ended last for every trust, real and invented apart; return how many counts were new.

    A trust about which nobody told anything has a true zero, once the register has a concern of its world by then.
    """
    today = london_date(now)
    quarter = Period.of(today, Grain.QUARTER).plus(-1)
    new = 0
    for demonstration in (False, True):
        kept = Concern.objects.filter(is_demonstration=demonstration, received_on__lte=quarter.last_day)
        if kept.exists():
            trusts = Trust.objects.filter(is_demonstration=demonstration).order_by("code")
            there = [each for each in trusts if _is_there(each, quarter)]
            new += _take(there, [quarter], today=today, now=now)
    return new


def observe(trusts: Sequence[Trust], *, since: date, now: datetime) -> int:
    """Count the quarters from a day up to today's for some trusts of one world; return how many counts were new."""
    today = london_date(now)
    return _take(trusts, quarters_between(since, today), today=today, now=now)


def _take(trusts: Sequence[Trust], quarters: Sequence[Period], *, today: date, now: datetime) -> int:
    if not trusts:
        return 0
    new = 0
    for measure, rows in _rows(trusts, quarters, today).items():
        if not rows:
            continue
        imported = import_observations(
            content=_file(rows),
            file_name=f"concerns-{measure}-{quarters[-1]}.csv",
            made=definition(measure),
            by=COUNT,
            now=now,
        )
        new += imported.new + imported.changed
    return new


def _rows(trusts: Sequence[Trust], quarters: Sequence[Period], today: date) -> dict[str, list[tuple[object, ...]]]:
    """Return for each measure the rows of a file: trust, quarter, count and, per 1,000 staff, the headcount."""
    codes = [trust.code for trust in trusts]
    spans: dict[tuple[str, str], list[Span]] = {}
    matters = FollowedMatter.objects.filter(concern__trust__code__in=codes)
    for kind, code, from_on, to_on in matters.values_list("kind", "concern__trust__code", "from_on", "to_on"):
        spans.setdefault((kind, code), []).append(Span(from_on, to_on))
    rows: dict[str, list[tuple[object, ...]]] = {
        measure: [
            (code, quarter, open_on(spans.get((kind, code), ()), counted_on(quarter, today)), "")
            for code in codes
            for quarter in quarters
        ]
        for measure, kind in OPEN_MATTERS.items()
    }
    contacts: dict[tuple[str, Period], int] = {}
    told = Concern.objects.filter(route=Route.STAFF, trust__code__in=codes, state__in=[str(state) for state in SORTED])
    for code, on in told.values_list("trust__code", "received_on"):
        at = (code, Period.of(on, Grain.QUARTER))
        contacts[at] = contacts.get(at, 0) + 1
    heads = _headcounts(codes)
    rows[RECEIVED] = [
        (code, quarter, contacts.get((code, quarter), 0), below)
        for code in codes
        for quarter in quarters
        if (below := headcount_for(heads.get(code, {}), quarter)) is not None
    ]
    return rows


def headcount_for(known: Mapping[Period, Decimal], quarter: Period) -> Decimal | None:
    """Return the staff of the quarter, or of the nearest of the quarters before it that may stand in; else None."""
    for back in range(HEADCOUNT_QUARTERS + 1):
        found = known.get(quarter.plus(-back))
        if found is not None:
            return found
    return None


def _headcounts(codes: Sequence[str]) -> dict[str, dict[Period, Decimal]]:
    known = Observation.objects.filter(
        measure=RECEIVED, level="trust", subject__in=codes, grain="quarter", known_to=None, denominator__isnull=False
    )
    found: dict[str, dict[Period, Decimal]] = {}
    for code, day, below in known.values_list("subject", "period", "denominator"):
        if below is not None:
            found.setdefault(code, {})[Period(day, Grain.QUARTER)] = below
    return found


def _is_there(trust: Trust, quarter: Period) -> bool:
    return (trust.opened_on is None or trust.opened_on <= quarter.last_day) and (
        trust.closed_on is None or trust.closed_on >= quarter.first_day
    )


def _file(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["organisation", "period", "numerator", "denominator"])
    lines.writerows([code, str(quarter), count, below] for code, quarter, count, below in rows)
    return text.getvalue().encode()
