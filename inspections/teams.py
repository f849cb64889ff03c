"""The team of an inspection: who joins, in which role, and who leaves. A conflict of interest knows no exception."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q

from inspections.interests import conflicts_of, end_place, hold_person, refusal_for, team_reference
from inspections.models import Inspection, TeamMember
from inspections.moving import locked, news_of, reference_to
from inspections.permitting import in_state, permit
from inspections.states.inspection import OPEN
from oversight.accounts.models import Person, Role
from oversight.accounts.permissions import Action, powers_of
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.returns.refusals import Refused

_REGULATORS = frozenset({Role.INSPECTOR, Role.CHIEF_INSPECTOR, Role.INSPECTION_MANAGER})
_NOT_ALLOWED = "You cannot build teams."

# Which of our roles a person holds for each part in a team.
ROLES: dict[TeamMember.Role, frozenset[Role]] = {
    TeamMember.Role.LEAD: _REGULATORS,
    TeamMember.Role.INSPECTOR: _REGULATORS,
    TeamMember.Role.ANALYST: _REGULATORS,
    TeamMember.Role.CHAIR: _REGULATORS | {Role.SPECIALIST_ADVISER},
    TeamMember.Role.CLINICIAN: _REGULATORS | {Role.SPECIALIST_ADVISER},
    TeamMember.Role.SPECIALIST: frozenset({Role.SPECIALIST_ADVISER}),
    TeamMember.Role.EXPERT: frozenset({Role.EXPERT_BY_EXPERIENCE}),
}


@transaction.atomic
def add_to_team(
    *, inspection: Inspection, person: Person, role: TeamMember.Role, by: Person, now: datetime
) -> TeamMember:
    """Take a person into the team.

    Refused: ``not_allowed``; ``moved_on`` once it is published; ``role`` where they do not hold what the part in the
    team asks for; ``conflict``, naming it; ``in_team`` already; ``one_lead``.
    """
    permit(Action.PLAN_INSPECTIONS, by=by, now=now, message=_NOT_ALLOWED)
    current = locked(inspection)
    in_state(current, OPEN, message="Its team does not change any more.")
    today = london_date(now)
    part = TeamMember.Role(role)
    if not powers_of(person, today).roles & ROLES[part]:
        raise Refused("role", f"{person} does not hold a role here that a {part.label.lower()} needs.")
    hold_person(person)
    if ties := conflicts_of(person, current.trust, today):
        raise refusal_for(person, ties)
    present = TeamMember.objects.on(today).filter(inspection=current)
    if present.filter(person=person).exists():
        raise Refused("in_team", f"{person} is in the team already.")
    if part is TeamMember.Role.LEAD and present.filter(role=part).exists():
        raise Refused("one_lead", "The team has a lead inspector. Let that person leave first, or take another part.")
    place = TeamMember.objects.create(inspection=current, person=person, role=part, added_on=today, added_by=by)
    audit("team.joined", by=by, subject=team_reference(place), now=now, fields=["person", "role"])
    _tell(current, now=now)
    return place


@transaction.atomic
def remove_from_team(*, place: TeamMember, by: Person, now: datetime) -> TeamMember:
    """End a person's place in the team at once; what they did stays theirs.

    Refused: ``not_allowed``; ``moved_on`` once it is published; ``left`` where they left before.
    """
    permit(Action.PLAN_INSPECTIONS, by=by, now=now, message=_NOT_ALLOWED)
    current = locked(place.inspection)
    in_state(current, OPEN, message="Its team does not change any more.")
    fresh = TeamMember.objects.select_related("inspection", "person").get(pk=place.pk)
    if fresh.left_on is not None:
        raise Refused("left", f"{fresh.person} left the team before.")
    end_place(fresh, by=by, now=now)
    _tell(current, now=now)
    place.left_on = fresh.left_on
    return place


def had_part_in_a_visit(inspection: Inspection, person: Person) -> bool:
    """Whether the person is not independent of the site visit: then they do not review or decide what it found.

    So is who is on record as having come to a visit that began, and who was in the team on the day on which the first
    one began or later: the visit is the team's, whoever of it came. Who left the team before is independent of it.
    Source: CQC, factual accuracy: a manager independent of the site visit reviews the trust's points.
    """
    begun = inspection.visits.filter(began_at__isnull=False)
    places = inspection.team.filter(person=person)
    first = begun.aggregate(first=Min("began_at"))["first"]
    if first is None:
        return places.filter(left_on__isnull=True).exists()
    day = london_date(first)
    since = Q(left_on__isnull=True) | Q(left_on__gte=day) | Q(added_on__gte=day)
    return places.filter(since).exists() or begun.filter(people=person).exists()


def _tell(inspection: Inspection, *, now: datetime) -> None:
    emit(
        "inspection.changed",
        subject=reference_to(inspection),
        now=now,
        payload={**news_of(inspection), "change": "inspection.team_changed"},
    )
