"""Whom news of an inspection or a notice reaches, and the message that each gets once for each event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from inspections.models import Inspection, TeamMember
from oversight.accounts.messages import MessageKind, write
from oversight.accounts.models import Membership, Person
from oversight.accounts.permissions import Action, people_with, roles_allowing
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.records.models import OutboxEvent


def people_of(trust: Trust, *, now: datetime) -> Iterable[Person]:
    """Return the people who see the trust's inspections, or a successor's, each once."""
    people = {
        person.pk: person
        for role in sorted(roles_allowing(Action.SEE_INSPECTIONS))
        for person in people_with(role, london_date(now), trust=trust)
    }
    return people.values()


def holding(action: Action, *, now: datetime) -> QuerySet[Person]:
    """Return the people whose roles allow the action today."""
    held = Membership.objects.on(london_date(now)).filter(role__in=roles_allowing(action), person__is_active=True)
    return Person.objects.filter(pk__in=held.values("person_id")).order_by("email")


def in_team(inspection: Inspection, action: Action, *, now: datetime) -> QuerySet[Person]:
    """Return the people in the inspection's team today whose roles allow the action."""
    team = TeamMember.objects.on(london_date(now)).filter(inspection=inspection)
    return holding(action, now=now).filter(pk__in=team.values("person_id"))


def write_of_event(
    kind: MessageKind,
    event: OutboxEvent,
    person: Person,
    subject: str,
    template: str,
    context: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    """Write the event's message to the person; an event delivered again writes none."""
    write(
        kind=kind,
        key=f"{event.name}:event {event.pk}:{person.pk}",
        person=person,
        subject=subject,
        template=f"messages/{template}.txt.jinja",
        context=context,
        now=now,
    )


def page_address(name: str, *args: str) -> str:
    """Return the page's whole address; the first page's where this installation serves no such page."""
    try:
        return settings.SITE_ADDRESS + reverse(name, args=args)
    except NoReverseMatch:
        return settings.SITE_ADDRESS + "/"
