"""Which case stands for a trust on a day, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from oversight.organisations.models import Body, Trust
from oversight.organisations.successions import answerable_for, answered_for_by
from ratings.cases.models import Case, Recommendation
from ratings.cases.permitting import bodies_deciding
from ratings.cases.states import IN_FORCE, CaseState


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recommendation that waits, the bodies that decide on it, and since how many days it waits."""

    recommendation: Recommendation
    bodies: tuple[Body, ...]
    days: int


def case_of(trust: Trust, on: date) -> Case | None:
    """Return the case that goes on for the trust on the day: recommended, or in special measures; None without one.

    Its own, or else the one begun first of those of the trusts that it followed. A trust that was followed has none.
    """
    going_on = [case for case in cases_of(trust, on) if _goes_on(case, on)] if is_asked(trust, on) else []
    return min(going_on, key=lambda case: (case.trust_id != trust.pk, case.opened_on, case.pk), default=None)


def cases_of(trust: Trust, on: date) -> list[Case]:
    """Return every case of the trust and of those that it followed, begun by the day, the newest first."""
    trusts = answered_for_by({trust.pk}, on)
    return list(_cases().filter(trust__in=trusts, opened_on__lte=on))


def is_asked(trust: Trust, on: date) -> bool:
    """Say whether the trust answers for itself on the day: none has followed it."""
    return answerable_for(trust, on) == [trust]


def state_on(case: Case, on: date) -> CaseState:
    """Return where the case was on a day, by the days of its rows and not by when they were written."""
    if case.spell is None or case.spell.entered_on > on:
        return CaseState.NOT_ENTERED if _ended_before_entry(case, on) else CaseState.RECOMMENDED
    if case.spell.left_on is not None and case.spell.left_on <= on:
        return CaseState.LEFT
    administered = case.recommendations.filter(
        kind=Recommendation.Kind.ADMINISTRATION, state=Recommendation.State.AGREED, decided_on__lte=on
    )
    return CaseState.IN_ADMINISTRATION if administered.exists() else CaseState.IN_MEASURES


def waiting(bodies: Iterable[Body], on: date) -> list[Waiting]:
    """Return what waits on the day for one of the bodies to decide, what has waited longest first."""
    wanted = {body.pk for body in bodies}
    found = []
    waits = Recommendation.objects.filter(state=Recommendation.State.WAITING, made_on__lte=on)
    for each in waits.select_related("case__trust", "case__spell", "made_by").order_by("made_on", "pk"):
        deciding = bodies_deciding(each.case, on)
        if wanted & {body.pk for body in deciding}:
            found.append(Waiting(each, tuple(deciding), (on - each.made_on).days))
    return found


def is_in_force(case: Case) -> bool:
    """Say whether the trust is in special measures by its case."""
    return CaseState(case.state) in IN_FORCE


def _goes_on(case: Case, on: date) -> bool:
    spell = case.spell
    if spell is not None and spell.entered_on <= on:
        return spell.left_on is None or spell.left_on > on
    return state_on(case, on).is_open


def _ended_before_entry(case: Case, on: date) -> bool:
    entries = case.recommendations.filter(kind=Recommendation.Kind.ENTRY)
    return entries.filter(
        state__in=[Recommendation.State.DECLINED, Recommendation.State.WITHDRAWN], decided_on__lte=on
    ).exists()


def _cases() -> QuerySet[Case]:
    return Case.objects.select_related("trust", "spell")
