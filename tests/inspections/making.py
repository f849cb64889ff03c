"""A trust with its people, the regulator's people, and inspections brought to a state by its own way."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

from inspections.models import InspectedService, InspectedSite, Inspection, TeamMember, Visit
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person, Role
from oversight.organisations.models import Body, Site, SiteTrust, Trust
from tests.returns.making import Place, make_person, make_place

NOW = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
SERVICES = ("surgery", "critical_care")
_WAY = (
    InspectionState.ANNOUNCED,
    InspectionState.ON_SITE,
    InspectionState.DRAFTING,
    InspectionState.QUALITY_REVIEWED,
    InspectionState.FACTUAL_ACCURACY_OPEN,
    InspectionState.FACTUAL_ACCURACY_RESOLVED,
    InspectionState.PUBLISHED,
)


@dataclass
class Scene:
    """A trust with a site, and the people who inspect it: ``lead`` and ``second`` are in teams, ``manager`` is not."""

    place: Place
    lead: Person
    second: Person
    manager: Person
    chief: Person

    @property
    def trust(self) -> Trust:
        return self.place.trust

    @property
    def site(self) -> Site:
        return self.place.site

    @property
    def signatory(self) -> Person:
        return self.place.signatory

    @property
    def preparer(self) -> Person:
        return self.place.preparer


def a_scene(code: str = "RX1") -> Scene:
    """Make a trust with a site and the regulator's people."""
    body = Body.objects.get(code="CQC")
    return Scene(
        make_place(code),
        make_person(f"lead.{code.lower()}@cqc.example", Role.INSPECTOR, body=body),
        make_person(f"second.{code.lower()}@cqc.example", Role.INSPECTOR, body=body),
        make_person(f"manager.{code.lower()}@cqc.example", Role.INSPECTION_MANAGER, body=body),
        make_person(f"chief.{code.lower()}@cqc.example", Role.CHIEF_INSPECTOR, body=body),
    )


def another_site(scene: Scene, code: str = "RX102", name: str = "Second Hospital") -> Site:
    """Give the trust a further site."""
    site = Site.objects.create(code=code, name=name)
    SiteTrust.objects.create(site=site, trust=scene.trust)
    return site


def an_inspection(
    scene: Scene,
    state: InspectionState = InspectionState.DRAFTING,
    *,
    services: tuple[str, ...] = SERVICES,
    now: datetime = NOW,
    announced: bool = True,
) -> Inspection:
    """Make an inspection with its team and one visit, and bring it to the state, one way after the other."""
    inspection = Inspection.objects.create(
        trust=scene.trust,
        kind=Inspection.Kind.COMPREHENSIVE,
        is_announced=announced,
        state_at=now,
        starts_on=date(2026, 10, 5),
        ends_on=date(2026, 10, 8),
        team_size=10,
        days=3,
        planned_by=scene.lead,
        planned_at=now,
    )
    InspectedSite.objects.create(inspection=inspection, site=scene.site)
    for service in services:
        InspectedService.objects.create(inspection=inspection, site=scene.site, service=service)
    for person, role in ((scene.lead, TeamMember.Role.LEAD), (scene.second, TeamMember.Role.INSPECTOR)):
        TeamMember.objects.create(
            inspection=inspection, person=person, role=role, added_on=date(2026, 9, 1), added_by=scene.lead
        )
    visit = Visit.objects.create(
        visit_id=uuid.uuid4(),
        inspection=inspection,
        site=scene.site,
        starts_at=datetime(2026, 10, 5, 8, tzinfo=UTC),
        ends_at=datetime(2026, 10, 5, 17, tzinfo=UTC),
        is_announced=announced,
        is_night=False,
        is_weekend=False,
        planned_by=scene.lead,
        planned_at=now,
        began_at=datetime(2026, 10, 5, 8, tzinfo=UTC),
        ended_at=datetime(2026, 10, 5, 17, tzinfo=UTC),
    )
    visit.people.set([scene.lead, scene.second])
    if state != InspectionState.PLANNED:
        bring_to(inspection, state, now=now)
    return inspection


def bring_to(inspection: Inspection, state: InspectionState, *, now: datetime = NOW) -> Inspection:
    """Bring an inspection on to a later state without its services: for tests of what comes after."""
    way = _WAY if inspection.is_announced else _WAY[1:]
    reached = way.index(InspectionState(inspection.state)) + 1 if inspection.state in way else 0
    for step in way[reached : way.index(state) + 1]:
        shown = {} if inspection.shown_to_trust_at else {"shown_to_trust_at": now}
        Inspection.objects.filter(pk=inspection.pk).update(state=str(step), state_at=now, **shown)
        inspection.refresh_from_db()
    return inspection


def new_id() -> uuid.UUID:
    """The id of a new save."""
    return uuid.uuid4()
