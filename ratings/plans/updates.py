"""The monthly updates of a case: which are owed, by when, and whether they were published. Computed, never stored.

A report is published on a later day than that on which it was signed: what is published on a day stands from its
beginning, and nobody who asks twice within a day is told two things.
"""

from __future__ import annotations

from datetime import date, datetime

from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.returns.periods import Month
from ratings.cases.models import Case
from ratings.models import SpecialMeasuresSpell
from ratings.plans.models import Plan, PlanReport
from ratings.plans.states import ReportState
from ratings.rules.special_measures_files import special_measures_in_force
from ratings.rules.special_measures_updates import UpdateDue, UpdateState, updates_due

__all__ = ["UpdateDue", "UpdateState", "first_published", "updates_of", "updates_of_case"]


def updates_of(plan: Plan, on: date, at: datetime | None = None) -> list[UpdateDue]:
    """Return how the update of each month stands on a day, the newest first; ``at`` counts what is out by that moment.

    Without ``at`` what is published in the course of the day counts. Nothing where the rules of the day ask for none.
    """
    return updates_of_case(plan.case, on, at)


def updates_of_case(case: Case, on: date, at: datetime | None = None) -> list[UpdateDue]:
    """Return the same for a case, whether or not it has a plan: a trust without one owes its updates too."""
    spell = case.spell
    if spell is None:
        return []
    days = days_for_updates(case.trust, on)
    if days is None:
        return []
    signed = PlanReport.objects.filter(plan__case=case, state=str(ReportState.SIGNED))
    waiting = {Month.of(month) for month in signed.values_list("month", flat=True)}
    found = updates_due(
        spell.entered_on,
        left_on=spell.left_on,
        published=first_published(spell, at),
        waiting=waiting,
        days=days,
        on=on,
    )
    return sorted(found, key=lambda each: each.month, reverse=True)


def first_published(spell: SpecialMeasuresSpell, at: datetime | None = None) -> dict[Month, date]:
    """Return when the first report of each month of a time in special measures is published, by month.

    With ``at``, of what is out by that moment; without, of all that is signed, its days to come among them.
    """
    signed = PlanReport.objects.filter(plan__case__spell=spell, state=str(ReportState.SIGNED), number=1)
    if at is not None:
        signed = signed.filter(publish_at__lte=at)
    rows = signed.values_list("month", "publish_at")
    return {Month.of(month): london_date(moment) for month, moment in rows if moment is not None}


def days_for_updates(trust: Trust, on: date) -> int | None:
    """Return within how many days of a month's end its update is due by the rules of the day; None where none is."""
    rules = special_measures_in_force(on, demonstration=trust.is_demonstration)
    return rules.update_within.value if rules is not None and rules.update_within is not None else None
