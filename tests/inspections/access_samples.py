"""What the walk over every address needs of the pages of inspections."""

from __future__ import annotations

import uuid
from datetime import timedelta
from importlib import import_module

from inspections.evidence import Found, attach_file, save_evidence
from inspections.models import (
    Breach,
    EvidencePiece,
    EvidenceVersion,
    InspectedService,
    InspectedSite,
    Inspection,
    ListeningEvent,
    PoolMember,
    RatingDeparture,
    RatingLevel,
    TeamMember,
    Visit,
)
from oversight.accounts.models import Person, Role
from oversight.organisations.models import Site, SiteTrust
from tests.access_samples import World, sample


def _lead(world: World) -> Person:
    return world.person(Role.INSPECTOR)


def _site(world: World) -> Site:
    site, _ = Site.objects.get_or_create(code="RW101", defaults={"name": "GENERAL HOSPITAL", "is_demonstration": True})
    SiteTrust.objects.get_or_create(site=site, trust=world.trust)
    return site


def _inspection(world: World) -> Inspection:
    """Return an inspection of the world's trust that its people do not know of yet, made once for a world."""
    known = Inspection.objects.filter(trust=world.trust).first()
    if known is not None:
        return known
    site = _site(world)
    inspection = Inspection.objects.create(
        trust=world.trust,
        kind=Inspection.Kind.COMPREHENSIVE,
        is_announced=True,
        state_at=world.now,
        starts_on=world.now.date(),
        ends_on=world.now.date() + timedelta(days=3),
        team_size=8,
        days=3,
        planned_by=_lead(world),
        planned_at=world.now,
    )
    InspectedSite.objects.create(inspection=inspection, site=site)
    for service in ("surgery", "critical_care"):
        InspectedService.objects.create(inspection=inspection, site=site, service=service)
    TeamMember.objects.create(
        inspection=inspection,
        person=_lead(world),
        role=TeamMember.Role.LEAD,
        added_on=world.now.date(),
        added_by=_lead(world),
    )
    return inspection


@sample("reference", within="inspections:")
def an_inspection(world: World) -> str:
    return _inspection(world).reference


@sample("code", within="inspections:")
def a_trust_to_inspect(world: World) -> str:
    _site(world)
    return world.trust.code


@sample("move", within="inspections:")
def a_move(world: World) -> str:
    return "announce"


@sample("place", within="inspections:")
def a_place_in_a_team(world: World) -> int:
    return _inspection(world).team.get().pk


@sample("visit", within="inspections:")
def a_visit(world: World) -> str:
    inspection = _inspection(world)
    visit = Visit.objects.create(
        visit_id=uuid.uuid4(),
        inspection=inspection,
        site=_site(world),
        starts_at=world.now,
        ends_at=world.now + timedelta(hours=8),
        is_announced=True,
        is_night=False,
        is_weekend=False,
        planned_by=_lead(world),
        planned_at=world.now,
    )
    return str(visit.visit_id)


@sample("event", within="inspections:")
def a_listening_event(world: World) -> str:
    event = ListeningEvent.objects.create(
        event_id=uuid.uuid4(),
        inspection=_inspection(world),
        audience=ListeningEvent.Audience.PUBLIC,
        place="Town hall",
        starts_at=world.now,
        ends_at=world.now + timedelta(hours=2),
        planned_by=_lead(world),
        planned_at=world.now,
    )
    return str(event.event_id)


def _piece(world: World) -> EvidencePiece:
    found = Found("The drug cupboard was open.", EvidenceVersion.Kind.OBSERVATION, world.now, service="surgery")
    saved = save_evidence(
        piece_id=uuid.uuid4(),
        save_id=uuid.uuid4(),
        inspection=_inspection(world),
        found=found,
        by=_lead(world),
        now=world.now,
    )
    return saved.piece


@sample("piece", within="inspections:")
def a_piece_of_evidence(world: World) -> str:
    return str(_piece(world).piece_id)


@sample("file", within="inspections:")
def a_file_of_evidence(world: World) -> str:
    kept = attach_file(
        file_id=uuid.uuid4(),
        piece=_piece(world),
        filename="rota.txt",
        media_type="text/plain",
        content=b"Rota",
        by=_lead(world),
        now=world.now,
    )
    return str(kept.file_id)


@sample("site", within="inspections:")
def a_site_that_is_inspected(world: World) -> str:
    _inspection(world)
    return "RW101"


@sample("service", within="inspections:")
def a_service_that_is_inspected(world: World) -> str:
    return "surgery"


@sample("question", within="inspections:")
def a_key_question(world: World) -> str:
    return "safe"


@sample("departure", within="inspections:")
def a_departure(world: World) -> str:
    departure = RatingDeparture.objects.create(
        departure_id=uuid.uuid4(),
        inspection=_inspection(world),
        level=RatingLevel.SERVICE,
        site=_site(world),
        service="surgery",
        awarded="good",
        criteria=["extent_and_impact"],
        reason="The concern was put right on the day.",
        proposed_by=_lead(world),
        proposed_at=world.now,
    )
    return str(departure.departure_id)


@sample("breach", within="inspections:")
def a_breach_of_a_standard(world: World) -> str:
    breach = Breach.objects.create(
        trust=world.trust,
        inspection=_inspection(world),
        regulation="12",
        extent=Breach.Extent.ISOLATED,
        response=Breach.Response.SLOW,
        what_was_found="Drugs were not locked away.",
        found_on=world.now.date(),
        recorded_by=_lead(world),
        recorded_at=world.now,
    )
    return str(breach.public_id)


@sample("person", within="inspections:")
def somebody_of_the_pool(world: World) -> str:
    person = world.person(Role.SPECIALIST_ADVISER)
    PoolMember.objects.get_or_create(
        person=person, defaults={"kind": PoolMember.Kind.SPECIALIST_ADVISER, "joined_on": world.now.date()}
    )
    return str(person.public_id)


# The pages of reports and notices have samples of their own.
import_module("tests.inspections.report_access_samples")
import_module("tests.inspections.complaint_samples.access_samples")
