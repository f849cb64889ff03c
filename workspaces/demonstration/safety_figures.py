"""A trust's safety measures of a month in the demonstration country, from its code and the month alone.

Alerts are the country's, issued to every trust; how soon a trust signs one off is its own. Rows come in the order of
the template, by column code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from oversight.organisations.working_days import nth_working_day_after
from oversight.returns.periods import Month
from safety.clocks import AlertStatus
from safety.columns import (
    ALERTS_TOTAL,
    BED_DAYS,
    CATHETERS,
    CLOTS_ASSESSED,
    FALLS,
    HARM_FREE,
    INCIDENTS_TOTAL,
    INFECTIONS,
    NEVER_EVENTS_TOTAL,
    NEW_CATHETERS,
    NEW_CLOTS,
    NEW_HARM_FREE,
    NEW_ULCERS,
    PATIENTS_SEEN,
    SEVERE_ULCERS,
    ULCERS,
    AlertKind,
    Harm,
    Line,
    Section,
)
from safety.never_event_lists import list_in_force
from workspaces.demonstration.chance import Chance
from workspaces.demonstration.country import DemonstrationTrust, Story
from workspaces.demonstration.figures import ward_figures

Row = dict[str, str]

# Cases for every hundred thousand bed days, about as often as they were counted in 2014 to 2016.
_CASES = {
    "mrsa_bacteraemia": 1.1,
    "cdifficile": 14.9,
    "mssa_bacteraemia": 8.4,
    "ecoli_bacteraemia": 22.0,
    "klebsiella_bacteraemia": 7.0,
    "pseudomonas_bacteraemia": 4.0,
}
_NEVER_EVENTS = 1.0  # for every hundred thousand bed days
_MONTHS_OPEN = 8
_ALERT_KINDS = (AlertKind.WARNING, AlertKind.WARNING, AlertKind.RESOURCE, AlertKind.DIRECTIVE, AlertKind.DEVICE)


@dataclass(frozen=True)
class _Alert:
    """An alert of the country: issued to every trust alike."""

    reference: str
    kind: AlertKind
    issued_on: date
    deadline: date


def safety_rows(trust: DemonstrationTrust, month: Month, *, latest: Month) -> list[Row]:
    """Return the trust's rows of a month; stories are told backwards from the latest month."""
    bed_days = sum(
        ward_figures(trust, ward, month, latest=latest).patients for site in trust.sites for ward in site.wards
    )
    events = list(_never_events(trust, month, bed_days))
    alerts = list(_alerts(trust, month))
    incidents = list(_incidents(trust, month, bed_days))
    rows = [
        _number(BED_DAYS, bed_days),
        _number(NEVER_EVENTS_TOTAL, len(events)),
        *events,
        _number(ALERTS_TOTAL, len(alerts)),
        *alerts,
        *(
            _number(line, _count(Chance("infection", line.code, trust.code, month), _CASES[line.code] * bed_days / 1e5))
            for line in INFECTIONS
            if line.since is None or month >= line.since
        ),
        *_survey(trust, month),
        _number(INCIDENTS_TOTAL, len(incidents)),
        *incidents,
    ]
    return [{"trust": trust.code, "month": str(month), **row} for row in rows]


def _number(line: Line, number: int, out_of: int | None = None) -> Row:
    row = {"section": line.section.label, "item": line.label, "number": str(number)}
    return row if out_of is None else {**row, "out_of": str(out_of)}


def _count(chance: Chance, expected: float) -> int:
    """Return how many of something rare there were: each of many small chances falls by itself."""
    chances = 40
    return sum(chance.share() < expected / chances for _ in range(chances))


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _never_events(trust: DemonstrationTrust, month: Month, bed_days: int) -> Iterator[Row]:
    chance = Chance("never events", trust.code, month)
    in_force = list_in_force(month.first_day)
    types = in_force.types_on(month.first_day)[:6] if in_force else ()
    often = 3.0 if trust.story is Story.STRETCHED_TRUST else 1.0
    for number in range(_count(chance, often * _NEVER_EVENTS * bed_days / 1e5) if types else 0):
        day = month.first_day + timedelta(days=chance.whole(0, month.days - 1))
        yield {
            "section": Section.NEVER_EVENTS.label,
            "item": chance.one_of(types).title,
            "reference": f"W{month.year % 100}{month.month:02d}-{number + 1:02d}",
            "date": _written(day),
        }


def _issued_in(month: Month) -> Iterator[_Alert]:
    """Give the alerts that were issued in a month: one or two, each with a deadline of its own."""
    chance = Chance("alerts issued", month)
    for number in range(chance.whole(1, 2)):
        issued = nth_working_day_after(month.first_day + timedelta(days=chance.whole(0, 20)), 1)
        yield _Alert(
            reference=f"DEMO/{month.year}/{month.month:02d}{number + 1}",
            kind=chance.one_of(_ALERT_KINDS),
            issued_on=issued,
            deadline=nth_working_day_after(issued + timedelta(days=chance.whole(40, 150)), 1),
        )


def _alerts(trust: DemonstrationTrust, month: Month) -> Iterator[Row]:
    """Give the alerts that were open in the month, were issued in it or fell due in it, as they stood at its end."""
    for earlier in month.plus(-_MONTHS_OPEN).through(month):
        for alert in _issued_in(earlier):
            chance = Chance("answered", trust.code, alert.reference)
            acknowledged = nth_working_day_after(alert.issued_on, chance.whole(1, 2))
            spare = (alert.deadline - acknowledged).days
            is_late = chance.share() < (0.25 if trust.story is Story.STRETCHED_TRUST else 0.04)
            closed = (
                alert.deadline + timedelta(days=chance.whole(5, 60))
                if is_late
                else acknowledged + timedelta(days=chance.whole(spare // 3, spare))
            )
            falls_due = month.first_day <= alert.deadline <= month.last_day
            if closed < month.first_day and not falls_due and earlier != month:
                continue
            is_closed = closed <= month.last_day
            is_acknowledged = acknowledged <= month.last_day
            status = (
                chance.one_of((AlertStatus.COMPLETE, AlertStatus.COMPLETE, AlertStatus.NOT_REQUIRED))
                if is_closed
                else AlertStatus.ONGOING
                if is_acknowledged
                else AlertStatus.NOT_ACKNOWLEDGED
            )
            yield {
                "section": Section.ALERTS.label,
                "item": alert.kind.label,
                "reference": alert.reference,
                "date": _written(alert.issued_on),
                "deadline": _written(alert.deadline),
                "status": status.label,
                "acknowledged": _written(acknowledged) if is_acknowledged else "",
                "closed": _written(closed) if is_closed else "",
            }


def _survey(trust: DemonstrationTrust, month: Month) -> Iterator[Row]:
    """Give the survey day's numbers: parts within their wholes, and patients with several harms counted once."""
    usual, chance = Chance("thermometer", trust.code), Chance("thermometer", trust.code, month)
    beds = sum(ward.beds for site in trust.sites for ward in site.wards)
    occupied = round(beds * min(1.0, chance.near(0.93, 0.02)))
    seen = round(occupied * min(1.0, chance.near(0.96, 0.015)))
    worse = usual.near(1.0, 0.2) * (1.5 if trust.story is Story.STRETCHED_TRUST else 1.0)
    new_ulcers, falls, new_catheters, new_clots = (
        _count(chance, seen * share * worse) for share in (0.010, 0.007, 0.004, 0.004)
    )
    old_ulcers, old_catheters = _count(chance, seen * 0.035), _count(chance, seen * 0.006)
    new = [new_ulcers, falls, new_catheters, new_clots]
    both = min(chance.whole(0, 1), sum(new) - max(new))
    newly_harmed = sum(new) - both
    applied = seen - chance.whole(0, seen // 12)
    ulcers = new_ulcers + old_ulcers
    yield _number(PATIENTS_SEEN, seen, occupied)
    yield _number(HARM_FREE, seen - newly_harmed - old_ulcers - old_catheters)
    yield _number(NEW_HARM_FREE, seen - newly_harmed)
    yield _number(ULCERS, ulcers)
    yield _number(NEW_ULCERS, new_ulcers)
    yield _number(SEVERE_ULCERS, ulcers // 4)
    yield _number(FALLS, falls)
    yield _number(CATHETERS, new_catheters + old_catheters)
    yield _number(NEW_CATHETERS, new_catheters)
    yield _number(NEW_CLOTS, new_clots)
    yield _number(CLOTS_ASSESSED, round(applied * min(1.0, chance.near(0.955, 0.02))), applied)


def _incidents(trust: DemonstrationTrust, month: Month, bed_days: int) -> Iterator[Row]:
    """Give the incidents reported in the month, and those of the month before of which nobody was told yet."""
    for earlier in (month.plus(-1), month):
        chance = Chance("incidents", trust.code, earlier)
        for number in range(1 + _count(chance, bed_days / 4_000)):
            reported = nth_working_day_after(earlier.first_day + timedelta(days=chance.whole(0, 24)), 1)
            harm = chance.one_of((Harm.MODERATE, Harm.MODERATE, Harm.MODERATE, Harm.SEVERE, Harm.DEATH))
            slow = chance.share() < (0.3 if trust.story is Story.STRETCHED_TRUST else 0.05)
            told = reported + timedelta(days=chance.whole(15, 24) if slow else chance.whole(0, 9))
            written = told + timedelta(days=chance.whole(1, 12))
            if earlier != month and told < month.first_day:
                continue
            is_told = told <= month.last_day
            yield {
                "section": Section.CANDOUR.label,
                "item": harm.label,
                "reference": f"W{earlier.year % 100}{earlier.month:02d}-{number + 51}",
                "date": _written(reported),
                "told": _written(told) if is_told else "",
                "apology": "yes" if is_told else "",
                "written": _written(written) if is_told and written <= month.last_day else "",
            }
