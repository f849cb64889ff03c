"""Visits and listening events: planned, moved, begun, ended, called off. With the first visit the team is on site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from inspections.models import AttendanceCorrection, Inspection, ListeningEvent, TeamMember, Visit, VisitMove
from inspections.moving import locked, move
from inspections.permitting import in_state, permit_in_team
from inspections.programme_settings import settings_on
from inspections.states.inspection import IN_WORK, TO_COME, InspectionState
from inspections.visit_times import times_of
from inspections.whereabouts import sites_to_go_to
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.organisations.models import Site
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused

_VISITED_IN = TO_COME | {InspectionState.ON_SITE, InspectionState.DRAFTING}


def visit_reference(visit: Visit) -> Reference:
    """Return how records refer to a visit."""
    return Reference("visit", str(visit.visit_id))


@transaction.atomic
def plan_visit(
    *,
    visit_id: UUID,
    inspection: Inspection,
    site: Site,
    starts_at: datetime,
    ends_at: datetime,
    is_announced: bool,
    by: Person,
    now: datetime,
    purpose: str = "",
    people: Collection[Person] = (),
) -> Visit:
    """Plan a visit to one of the inspection's sites; planned again under the same id, it is the same visit.

    By night and at a weekend follow from the times. Refused: ``not_allowed``; ``not_in_team``, also for any of the
    ``people``; ``moved_on``; ``site``; ``dates``; ``unannounced`` for an announced visit of an inspection that is not.
    """
    permit_in_team(Action.JUDGE, inspection, by=by, now=now)
    current = locked(inspection)
    known = Visit.objects.filter(visit_id=visit_id).first()
    if known is not None:
        if known.inspection_id != current.pk:
            raise Refused("known", "A visit of another inspection has this id.")
        return known
    in_state(current, _VISITED_IN, message="No visit can be added.")
    _check(current, site, starts_at, ends_at)
    if is_announced and not current.is_announced and current.shown_to_trust_at is None:
        raise Refused("unannounced", "The trust does not know of this inspection: none of its visits is announced.")
    _check_people(current, people, now=now)
    times = times_of(starts_at, ends_at, settings_on(london_date(starts_at)))
    visit = Visit.objects.create(
        visit_id=visit_id,
        inspection=current,
        site=site,
        starts_at=starts_at,
        ends_at=ends_at,
        is_announced=is_announced,
        is_night=times.is_night,
        is_weekend=times.is_weekend,
        purpose=purpose.strip(),
        planned_by=by,
        planned_at=now,
    )
    visit.people.set(people)
    audit(
        "visit.planned", by=by, subject=visit_reference(visit), now=now, fields=["site", "times", "people", "purpose"]
    )
    return visit


@transaction.atomic
def reschedule_visit(
    *, visit: Visit, starts_at: datetime, ends_at: datetime, reason: str, by: Person, now: datetime
) -> Visit:
    """Give a visit that has not begun other times; its earlier ones are kept with the reason.

    Given the times that it has, it stays as it is. Refused: ``not_allowed``; ``not_in_team``; ``began``;
    ``called_off``; ``moved_on``; ``dates``; ``no_reason``.
    """
    current = _open_visit(visit, by=by, now=now)
    in_state(locked(current.inspection), _VISITED_IN, message="Its visits stay as they are.")
    _check(current.inspection, current.site, starts_at, ends_at)
    if not reason.strip():
        raise Refused("no_reason", "Say why the visit is moved.")
    if (current.starts_at, current.ends_at) == (starts_at, ends_at):
        return current
    VisitMove.objects.create(
        visit=current,
        starts_before=current.starts_at,
        ends_before=current.ends_at,
        starts_after=starts_at,
        ends_after=ends_at,
        reason=reason.strip(),
        moved_by=by,
        moved_at=now,
    )
    times = times_of(starts_at, ends_at, settings_on(london_date(starts_at)))
    current.starts_at, current.ends_at = starts_at, ends_at
    current.is_night, current.is_weekend = times.is_night, times.is_weekend
    current.save(update_fields=["starts_at", "ends_at", "is_night", "is_weekend"])
    audit("visit.rescheduled", by=by, subject=visit_reference(current), now=now, fields=["reason", "times"])
    return current


@transaction.atomic
def correct_who_came(
    *, visit: Visit, people: Collection[Person], reason: str, by: Person, now: datetime
) -> tuple[AttendanceCorrection, ...]:
    """Correct who came to a visit that began, until the report is published; return one correction for each change.

    ``people`` are all who came; the same as on record change nothing. Refused: ``not_allowed``; ``not_in_team``, also
    for who never was in the team; ``not_begun``; ``moved_on``; ``nobody``; ``no_reason``.
    """
    permit_in_team(Action.JUDGE, visit.inspection, by=by, now=now)
    inspection = locked(visit.inspection)
    in_state(inspection, IN_WORK, message="Who came to its visits stays as it is recorded.")
    current = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if current.began_at is None:
        raise Refused("not_begun", "This visit has not begun.")
    wanted, recorded = {each.pk: each for each in people}, {each.pk: each for each in current.people.all()}
    if not wanted:
        raise Refused("nobody", "A visit that began was made by somebody: say who came.")
    if wanted.keys() == recorded.keys():
        return ()
    if not reason.strip():
        raise Refused("no_reason", "Say why the record is corrected.")
    added, removed = wanted.keys() - recorded.keys(), recorded.keys() - wanted.keys()
    # Whoever was in the team at any time: people leave teams, and what they did stays theirs.
    if added - set(inspection.team.filter(person__in=added).values_list("person_id", flat=True)):
        raise Refused("not_in_team", "Only people who are or were in the team went on its visits.")
    current.people.set(wanted.values())
    made = AttendanceCorrection.objects.bulk_create(
        AttendanceCorrection(
            visit=current, person=person, came=came, reason=reason.strip(), corrected_by=by, corrected_at=now
        )
        for person, came in (
            *((wanted[key], True) for key in sorted(added)),
            *((recorded[key], False) for key in sorted(removed)),
        )
    )
    audit(
        "visit.attendance_corrected",
        by=by,
        subject=visit_reference(current),
        now=now,
        fields=["people", "reason"],
        hashes=[_digest(made)],
    )
    return tuple(made)


@transaction.atomic
def begin_visit(*, visit: Visit, by: Person, now: datetime, people: Collection[Person] = ()) -> Visit:
    """Say that the team is there; with the first visit the inspection is on site, and the trust sees it.

    ``people`` who came, where they are others than planned. Refused: ``not_allowed``; ``not_in_team``; ``began``;
    ``not_announced`` for an announced inspection that was not announced yet.
    """
    current = _open_visit(visit, by=by, now=now, action=Action.GATHER_EVIDENCE)
    inspection = locked(current.inspection)
    in_state(inspection, _VISITED_IN, message="No visit can begin.")
    if inspection.is_announced and inspection.state == InspectionState.PLANNED:
        raise Refused("not_announced", "This inspection is an announced one. Announce it to the trust first.")
    if people:
        _check_people(inspection, people, now=now)
        current.people.set(people)
    current.began_at = now
    current.save(update_fields=["began_at"])
    audit("visit.began", by=by, subject=visit_reference(current), now=now, fields=["began_at", "people"])
    if inspection.state in TO_COME:
        shown = inspection.shown_to_trust_at or now
        inspection.shown_to_trust_at = shown
        move(inspection, InspectionState.ON_SITE, by=by, now=now, shown_to_trust_at=shown)
    return current


@transaction.atomic
def end_visit(*, visit: Visit, by: Person, now: datetime) -> Visit:
    """Say that the team has left. Refused: ``not_allowed``; ``not_in_team``; ``not_begun``; ``ended``."""
    permit_in_team(Action.GATHER_EVIDENCE, visit.inspection, by=by, now=now)
    current = Visit.objects.select_for_update().get(pk=visit.pk)
    if current.began_at is None:
        raise Refused("not_begun", "This visit has not begun.")
    if current.ended_at is not None:
        raise Refused("ended", "This visit has ended.")
    current.ended_at = now
    current.save(update_fields=["ended_at"])
    audit("visit.ended", by=by, subject=visit_reference(current), now=now, fields=["ended_at"])
    return current


@transaction.atomic
def call_off_visit(*, visit: Visit, reason: str, by: Person, now: datetime) -> Visit:
    """Call off a visit that has not begun. Refused: ``not_allowed``, ``not_in_team``, ``began``, ``no_reason``."""
    if not reason.strip():
        raise Refused("no_reason", "Say why the visit is called off.")
    current = _open_visit(visit, by=by, now=now)
    current.called_off_at, current.called_off_reason = now, reason.strip()
    current.save(update_fields=["called_off_at", "called_off_reason"])
    audit("visit.called_off", by=by, subject=visit_reference(current), now=now, fields=["called_off_at"])
    return current


@transaction.atomic
def plan_listening_event(
    *,
    event_id: UUID,
    inspection: Inspection,
    audience: ListeningEvent.Audience,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Person,
    now: datetime,
    site: Site | None = None,
) -> ListeningEvent:
    """Plan a meeting at which the team listens; planned again under the same id, it is the same one.

    Refused: ``not_allowed``; ``not_in_team``; ``moved_on``; ``dates``; ``no_place``; ``unannounced`` while the trust
    does not know of the inspection, since such a meeting tells everybody.
    """
    permit_in_team(Action.JUDGE, inspection, by=by, now=now)
    current = locked(inspection)
    known = ListeningEvent.objects.filter(event_id=event_id, inspection=current).first()
    if known is not None:
        return known
    in_state(current, _VISITED_IN, message="No listening event can be added.")
    if not current.is_announced and current.shown_to_trust_at is None:
        raise Refused("unannounced", "A listening event would tell of an inspection that is unannounced.")
    if ends_at <= starts_at:
        raise Refused("dates", "A listening event ends after it starts.")
    if not place.strip():
        raise Refused("no_place", "Say where the listening event is.")
    event = ListeningEvent.objects.create(
        event_id=event_id,
        inspection=current,
        audience=audience,
        place=place.strip(),
        site=site,
        starts_at=starts_at,
        ends_at=ends_at,
        planned_by=by,
        planned_at=now,
    )
    audit(
        "listening_event.planned",
        by=by,
        subject=Reference("listening_event", str(event_id)),
        now=now,
        fields=["audience", "place", "times"],
    )
    return event


@transaction.atomic
def count_people_who_came(*, event: ListeningEvent, people: int, by: Person, now: datetime) -> ListeningEvent:
    """Record how many came to a listening event, 0 included. Refused: ``not_allowed``, ``not_in_team``, ``number``."""
    permit_in_team(Action.GATHER_EVIDENCE, event.inspection, by=by, now=now)
    if people < 0:
        raise Refused("number", "Nobody is the least that can come.")
    event.people_came = people
    event.save(update_fields=["people_came"])
    audit(
        "listening_event.counted",
        by=by,
        subject=Reference("listening_event", str(event.event_id)),
        now=now,
        fields=["people_came"],
    )
    return event


def _open_visit(visit: Visit, *, by: Person, now: datetime, action: Action = Action.JUDGE) -> Visit:
    """Return the visit as the database has it, locked; refuse one that began or was called off."""
    permit_in_team(action, visit.inspection, by=by, now=now)
    current = Visit.objects.select_for_update(of=("self",)).select_related("inspection__trust", "site").get(pk=visit.pk)
    if current.began_at is not None:
        raise Refused("began", "This visit has begun.")
    if current.called_off_at is not None:
        raise Refused("called_off", "This visit was called off.")
    return current


def _digest(corrections: Collection[AttendanceCorrection]) -> str:
    """Return the hash of who was added and who was taken off, so that the record can be held against it."""
    told = [[str(each.person.public_id), each.came] for each in corrections]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _check(inspection: Inspection, site: Site, starts_at: datetime, ends_at: datetime) -> None:
    if not sites_to_go_to(inspection, london_date(starts_at)).filter(pk=site.pk).exists():
        raise Refused("site", f"{site.shown_name} is not a site of this inspection.")
    if ends_at <= starts_at:
        raise Refused("dates", "A visit ends after it starts.")


def _check_people(inspection: Inspection, people: Collection[Person], *, now: datetime) -> None:
    wanted = {person.pk for person in people}
    in_team = set(
        TeamMember.objects.on(london_date(now))
        .filter(inspection=inspection, person__in=wanted)
        .values_list("person_id", flat=True)
    )
    if wanted - in_team:
        raise Refused("not_in_team", "Only people in the team go on its visits.")
