"""What speaks against a time for a visit: people who are on another visit then, or never offered that day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from inspections.models import PoolMember, Visit
from oversight.accounts.models import Person
from oversight.clock import london_date


@dataclass(frozen=True, slots=True)
class VisitClash:
    """A person for whom a time does not fit: their other visit, None where they did not offer the day."""

    person: Person
    visit: Visit | None


def visit_clashes(
    people: Collection[Person], starts_at: datetime, ends_at: datetime, *, apart_from: Visit
) -> tuple[VisitClash, ...]:
    """Return who of the people cannot well make a visit from one moment to the other; for those who plan alone.

    Visits that only touch do not clash. Of the pool, each day of the visit by the clock in London must be offered.
    Three queries, however many people.
    """
    ids = [person.pk for person in people]
    others = (
        Visit.objects.filter(
            people__in=ids, starts_at__lt=ends_at, ends_at__gt=starts_at, ended_at=None, called_off_at=None
        )
        .exclude(pk=apart_from.pk)
        .select_related("site", "inspection__trust")
        .prefetch_related("people")
        .distinct()
        .order_by("starts_at", "pk")
    )
    elsewhere = [
        VisitClash(person, other)
        for other in others
        for person in sorted(other.people.all(), key=str)
        if person.pk in ids
    ]
    first, last = london_date(starts_at), london_date(ends_at)
    members = PoolMember.objects.filter(person__in=ids).select_related("person").prefetch_related("availabilities")
    not_offered = [
        VisitClash(member.person, None)
        for member in members
        if not any(each.from_on <= first and last <= each.to_on for each in member.availabilities.all())
    ]
    return (*elsewhere, *sorted(not_offered, key=lambda clash: str(clash.person)))
