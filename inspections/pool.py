"""The pool of people who offered to take part: joining, skills, days, and whom to ask for an inspection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from inspections.conflicts import Tie
from inspections.interests import conflicts_of_many
from inspections.models import Availability, Inspection, PoolMember, TeamMember
from inspections.permitting import permit
from inspections.skills import skills
from inspections.states.inspection import OPEN
from oversight.accounts.models import Person, Role
from oversight.accounts.people import person_reference
from oversight.accounts.permissions import Action, powers_of
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.returns.refusals import Refused

_NOT_ALLOWED = "You cannot keep the pool."
_ROLE = {
    PoolMember.Kind.SPECIALIST_ADVISER: Role.SPECIALIST_ADVISER,
    PoolMember.Kind.EXPERT_BY_EXPERIENCE: Role.EXPERT_BY_EXPERIENCE,
}


@transaction.atomic
def join_pool(
    *,
    person: Person,
    kind: PoolMember.Kind,
    skill_codes: Collection[str],
    by: Person,
    now: datetime,
    experience: str = "",
) -> PoolMember:
    """Take a person into the pool, or take them in again; their role here must be of the same kind.

    Refused: ``not_allowed``; ``role``; ``skill`` for one that is not on the list.
    """
    permit(Action.PLAN_INSPECTIONS, by=by, now=now, message=_NOT_ALLOWED)
    today = london_date(now)
    if _ROLE[kind] not in powers_of(person, today).roles:
        raise Refused("role", f"{person} does not have the role of {PoolMember.Kind(kind).label.lower()} here.")
    chosen = _known_skills(skill_codes)
    member, is_new = PoolMember.objects.select_for_update().get_or_create(
        person=person,
        defaults={"kind": kind, "skills": chosen, "experience": experience.strip(), "joined_on": today},
    )
    if not is_new:
        member.kind, member.skills, member.left_on = kind, chosen, None
        member.experience = experience.strip() or member.experience
        member.save(update_fields=["kind", "skills", "experience", "left_on"])
    audit("pool.joined", by=by, subject=person_reference(person), now=now, fields=["kind", "skills", "experience"])
    return member


@transaction.atomic
def leave_pool(*, member: PoolMember, by: Person, now: datetime) -> PoolMember:
    """Let a person leave the pool: they or who keeps it. Refused: ``not_allowed``."""
    _own_or_permitted(member, by=by, now=now)
    member.left_on = max(london_date(now), member.joined_on)
    member.save(update_fields=["left_on"])
    audit("pool.left", by=by, subject=person_reference(member.person), now=now, fields=["left_on"])
    return member


@transaction.atomic
def change_skills(*, member: PoolMember, skill_codes: Collection[str], by: Person, now: datetime) -> PoolMember:
    """Say what a person of the pool brings: they or who keeps it. Refused: ``not_allowed``, ``skill``."""
    _own_or_permitted(member, by=by, now=now)
    member.skills = _known_skills(skill_codes)
    member.save(update_fields=["skills"])
    audit("pool.skills_changed", by=by, subject=person_reference(member.person), now=now, fields=["skills"])
    return member


@transaction.atomic
def offer_days(*, member: PoolMember, first: date, last: date, by: Person, now: datetime) -> Availability:
    """Say on which days a person can take part; days that touch or overlap become one offer.

    Refused: ``not_allowed``; ``dates`` that are over or end before they begin.
    """
    _own_or_permitted(member, by=by, now=now)
    if last < first or last < london_date(now):
        raise Refused("dates", "Give a first and a last day, not before today.")
    PoolMember.objects.select_for_update().get(pk=member.pk)
    touching = member.availabilities.filter(from_on__lte=last, to_on__gte=first)
    spans = [(each.from_on, each.to_on) for each in touching]
    touching.delete()
    made = member.availabilities.create(
        from_on=min([first, *(begin for begin, _ in spans)]), to_on=max([last, *(end for _, end in spans)])
    )
    audit("pool.days_offered", by=by, subject=person_reference(member.person), now=now, fields=["availability"])
    return made


@transaction.atomic
def withdraw_days(*, availability: Availability, by: Person, now: datetime) -> None:
    """Take an offer of days back. Refused: ``not_allowed``."""
    _own_or_permitted(availability.member, by=by, now=now)
    availability.delete()
    audit(
        "pool.days_withdrawn",
        by=by,
        subject=person_reference(availability.member.person),
        now=now,
        fields=["availability"],
    )


@dataclass(frozen=True)
class Candidate:
    """Somebody of the pool as a candidate for an inspection.

    ``conflicts`` keep them out altogether; ``available`` where their days hold all days of the inspection (None while
    it has none); ``elsewhere`` are inspections that they take part in on those days.
    """

    member: PoolMember
    conflicts: tuple[Tie, ...]
    available: bool | None
    elsewhere: tuple[Inspection, ...]

    @property
    def can_be_asked(self) -> bool:
        """Whether nothing speaks against asking them."""
        return not self.conflicts and self.available is not False and not self.elsewhere


def candidates(
    *, inspection: Inspection, on: date, skill: str = "", kind: PoolMember.Kind | None = None
) -> list[Candidate]:
    """Return the people of the pool for an inspection, those who can be asked first; for those who plan alone.

    Who is in the team already is left out. In a fixed number of queries.
    """
    in_team = TeamMember.objects.on(on).filter(inspection=inspection).values("person_id")
    members = (
        PoolMember.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=on), person__is_active=True)
        .exclude(person_id__in=in_team)
        .select_related("person")
        .prefetch_related("availabilities")
    )
    if skill:
        members = members.filter(skills__contains=[skill])
    if kind is not None:
        members = members.filter(kind=kind)
    people = [member.person_id for member in members]
    conflicts = conflicts_of_many(people, inspection.trust, on)
    elsewhere = _elsewhere(people, inspection, on)
    found = [
        Candidate(
            member,
            conflicts[member.person_id],
            _available(member, inspection),
            tuple(elsewhere.get(member.person_id, ())),
        )
        for member in members
    ]
    return sorted(found, key=lambda each: (not each.can_be_asked, bool(each.conflicts), str(each.member.person)))


def _available(member: PoolMember, inspection: Inspection) -> bool | None:
    first, last = inspection.starts_on, inspection.ends_on
    if first is None or last is None:
        return None
    return any(each.from_on <= first and last <= each.to_on for each in member.availabilities.all())


def _elsewhere(people: Collection[int], inspection: Inspection, on: date) -> dict[int, list[Inspection]]:
    """Return the other open inspections of each person whose days overlap with this one's."""
    if inspection.starts_on is None:
        return {}
    places = (
        TeamMember.objects.on(on)
        .filter(
            person_id__in=people,
            inspection__state__in=[str(state) for state in OPEN],
            inspection__starts_on__lte=inspection.ends_on,
            inspection__ends_on__gte=inspection.starts_on,
        )
        .exclude(inspection=inspection)
        .select_related("inspection__trust")
    )
    found: dict[int, list[Inspection]] = defaultdict(list)
    for place in places:
        found[place.person_id].append(place.inspection)
    return found


def _known_skills(codes: Collection[str]) -> list[str]:
    if unknown := sorted(set(codes) - skills().keys()):
        raise Refused("skill", f"Not on the list of skills: {', '.join(unknown)}.")
    return [code for code in skills() if code in codes]


def _own_or_permitted(member: PoolMember, *, by: Person, now: datetime) -> None:
    if by.pk != member.person_id:
        permit(Action.PLAN_INSPECTIONS, by=by, now=now, message=_NOT_ALLOWED)
