"""Who belongs to a quality surveillance group on a day, and from which organisation each member comes.

Source: Hard Truths, paragraph 2.25: commissioners, system regulators, local authorities, Healthwatch, Local Education
and Training Boards and public health; at regional level professional regulators, Health Education England and the
Health Service Ombudsman too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from complaints.pasted_text import line_of
from oversight.accounts.areas import bodies_of
from oversight.accounts.models import Membership, Person
from oversight.accounts.permissions import Action, roles_allowing
from oversight.clock import london_date
from oversight.organisations.models import Body, Trust
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused
from ratings.surveillance.models import Seat

_ROLES = roles_allowing(Action.SURVEY_QUALITY)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who belongs to a group, and the organisation that they come from, blank where they never said."""

    person: Person
    organisation: str


def groups_of(person: Person, on: date) -> list[Body]:
    """Return the surveillance groups to which the person belongs on the day, by name."""
    known = {body.pk for body in Body.objects.on(on).filter(role=Body.Role.SURVEILLANCE)}
    return [body for body in bodies_of(person, on, _ROLES) if body.pk in known]


def belongs(person: Person, group: Body, on: date) -> bool:
    """Say whether the person belongs to the group on the day."""
    return any(one.pk == group.pk for one in groups_of(person, on))


def trusts_of_group(group: Body) -> QuerySet[Trust]:
    """Return the trusts of the group's region, by name; a group without a region has none. Closed ones are among them.

    Real and invented trusts are never together.
    """
    if group.region_id is None:
        return Trust.objects.none()
    found = Trust.objects.filter(region_id=group.region_id, is_demonstration=group.is_demonstration)
    return found.select_related("region").order_by("name", "code")


def members_of(group: Body, on: date) -> list[Member]:
    """Return who belongs to the group on the day, by name; two queries."""
    held = Membership.objects.on(on).filter(body=group, role__in=_ROLES, person__is_active=True)
    people = list(Person.objects.filter(pk__in=held.values("person_id")).order_by("name", "email"))
    seats = seats_in(group, people)
    return [Member(person, seats.get(person.pk, "")) for person in people]


def seats_in(group: Body, people: Iterable[Person]) -> dict[int, str]:
    """Return the organisation that each of the people said last in the group, by their key."""
    rows = Seat.objects.filter(group=group, person__in=list(people)).order_by("said_at", "pk")
    return dict(rows.values_list("person_id", "organisation"))


def seat_of(person: Person, group: Body) -> str:
    """Return the organisation that the person comes from in the group; blank where they never said."""
    return seats_in(group, [person]).get(person.pk, "")


def usual_seat(person: Person, on: date) -> str:
    """Return the name of another trust or body for which the person acts on the day, to begin with; blank for none."""
    others = Membership.objects.on(on).filter(person=person).exclude(body__role=Body.Role.SURVEILLANCE)
    other = others.select_related("trust", "body").order_by("pk").first()
    if other is None:
        return ""
    if other.trust is not None:
        return str(other.trust.shown_name)
    return other.body.name if other.body else ""


@transaction.atomic
def take_seat(*, group: Body, organisation: str, by: Person, now: datetime) -> Seat | None:
    """Say from which organisation one comes; None where that is what was said already.

    Refused: ``not_allowed`` for who does not belong to the group; ``no_text``.
    """
    lock_as_member(group, by=by, now=now)
    organisation = line_of(organisation)
    if not organisation:
        raise Refused("no_text", "Name your organisation.")
    if organisation == seat_of(by, group):
        return None
    seat = Seat.objects.create(group=group, person=by, organisation=organisation[:200], said_at=now)
    audit("group.seat_taken", by=by, subject=group_reference(group), now=now, fields=["organisation"])
    return seat


def lock_as_member(group: Body, *, by: Person, now: datetime) -> None:
    """Hold the group against other writers of it in this transaction; refuse (``not_allowed``) who does not belong."""
    Body.objects.select_for_update(no_key=True).get(pk=group.pk)
    if not belongs(by, group, london_date(now)):
        raise Refused("not_allowed", f"You do not belong to {group.name}.")


def group_reference(group: Body) -> Reference:
    """Return how records refer to a group."""
    return Reference("body", group.code)
