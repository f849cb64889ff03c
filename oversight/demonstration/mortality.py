"""Tells the deaths behind the demonstration's mortality alerts, and walks each along, through the real services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from oversight.accounts.models import Person, Role
from oversight.accounts.permissions import people_with
from oversight.clock import london_date
from oversight.demonstration.inspections import REGULATORS
from oversight.demonstration.places import DEMONSTRATION
from oversight.measures.defining import definition
from oversight.measures.importing import import_observations
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from oversight.organisations.working_days import london_time
from oversight.records.audit import audit
from oversight.records.models import AuditEntry
from oversight.records.outbox import history
from oversight.records.references import Reference
from ratings.indicators.comparing import compared
from ratings.indicators.gathering import facts_of_periods
from ratings.indicators.writing import write_comparison
from ratings.models import MortalityAlert, MortalityStep
from ratings.mortality.course import record_answer, record_check, record_outcome, record_panel, send_letter
from ratings.mortality.watching import watch
from workspaces.demonstration.mortality_stories import STORIES, MortalityStory

_TOLD = "demonstration.mortality_told"
_IDS = UUID("6a7c1c52-8d1f-4d0b-9a43-0c1e5b1f7a90")
# A quarter's deaths are known so many days after its end.
_KNOWN_AFTER = timedelta(days=30)


def tell_mortality(rows: Mapping[str, Trust], *, now: datetime) -> int:
    """Tell the stories that were not told before, and return how many those are; ``rows`` are the trusts by code."""
    known = set(AuditEntry.objects.filter(action=_TOLD).values_list("subject_id", flat=True))
    new = [story for story in STORIES if _name(story) not in known and story.trust_code in rows]
    for story in new:
        with transaction.atomic(), history():
            _tell_deaths(story, now)
            _walk(story, rows[story.trust_code], now)
            audit(_TOLD, by=DEMONSTRATION, subject=Reference("demonstration", _name(story)), now=now)
    return len(new)


def _tell_deaths(story: MortalityStory, now: datetime) -> None:
    """Import the deaths of a story, compare what there is to compare, and watch the sum."""
    made = definition(story.measure)
    at = _moment(story, 0, now)
    latest = Period.of(london_date(at) - _KNOWN_AFTER, Grain.QUARTER).plus(-1)
    periods = [latest.plus(back) for back in range(1 - len(story.quarters), 1)]
    lines = ["organisation,period,numerator,denominator"]
    for period, (deaths, expected) in zip(periods, story.quarters, strict=True):
        lines.append(f"{story.trust_code},{period},{deaths},{expected}")
    imported = import_observations(
        content="\n".join(lines).encode(),
        file_name=f"{made.code}.csv",
        made=made,
        by=DEMONSTRATION,
        now=at,
    )
    if imported.rejected:
        raise RuntimeError(f"the demonstration's deaths of {made.code}: {imported.rejected[0]}")
    for facts in facts_of_periods(made.code, periods, demonstration=True):
        write_comparison(facts.scope, compared(facts), now=at)
    watch(measure=made.code, demonstration=True, now=at)


def _walk(story: MortalityStory, trust: Trust, now: datetime) -> None:
    """Take the steps of a story with its alert."""
    alert = MortalityAlert.objects.get(trust_code=trust.code, measure=story.measure)
    inspector = Person.objects.get(email=REGULATORS["inspector"])
    manager = Person.objects.get(email=REGULATORS["manager"])
    if (check := story.check) is not None:
        record_check(
            alert=alert,
            data_quality=check.data_quality,
            case_mix=check.case_mix,
            explained=False,
            step_id=_id(story, "check"),
            by=inspector,
            now=_moment(story, check.after, now),
        )
    if (asked := story.asked) is not None:
        at = _moment(story, asked.after, now)
        send_letter(alert=alert, questions=asked.questions, step_id=_id(story, "letter"), by=inspector, now=at)
    if (answered := story.answered) is not None:
        at = _moment(story, answered.after, now)
        record_answer(
            alert=alert,
            text=answered.text,
            notes_reviewed=answered.notes_reviewed,
            step_id=_id(story, "answer"),
            by=people_with(Role.SIGNATORY, london_date(at), trust=trust)[0],
            now=at,
        )
    if (considered := story.considered) is not None:
        record_panel(
            alert=alert,
            attended=considered.attended,
            found=considered.found,
            step_id=_id(story, "panel"),
            by=manager,
            now=_moment(story, considered.after, now),
        )
        if considered.decided_after is not None:
            record_outcome(
                alert=alert,
                outcome=MortalityStep.Outcome.ACTION_PLAN,
                reason=considered.reason,
                step_id=_id(story, "outcome"),
                by=manager,
                now=_moment(story, considered.decided_after, now),
            )


def _moment(story: MortalityStory, after: int, now: datetime) -> datetime:
    """Return half past ten in London, so many days after the alert was raised."""
    return london_time(london_date(now) - timedelta(days=story.raised - after), time(10, 30))


def _id(story: MortalityStory, step: str) -> UUID:
    return uuid5(_IDS, f"{_name(story)}/{step}")


def _name(story: MortalityStory) -> str:
    return f"mortality-{story.number}"
