"""Building a team, visiting and listening, on their pages."""

from __future__ import annotations

from uuid import uuid4

from inspections.models import Inspection, Interest, ListeningEvent, PoolMember, TeamMember, Visit
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person, Role
from oversight.organisations.models import Body
from tests.inspections.making import NOW, an_inspection
from tests.inspections.pages.conftest import Desk
from tests.returns.making import make_person


def at(inspection: Inspection, rest: str = "") -> str:
    return f"/inspect/inspections/{inspection.reference}/{rest}"


def an_adviser(desk: Desk, email: str = "adviser@x.example") -> Person:
    person = make_person(email, Role.SPECIALIST_ADVISER, body=Body.objects.get(code="CQC"))
    member = PoolMember.objects.create(
        person=person, kind="specialist_adviser", skills=["surgery"], joined_on=NOW.date()
    )
    member.availabilities.create(from_on="2026-10-01", to_on="2026-10-31")
    return person


def test_a_manager_joins_and_somebody_of_the_pool_is_added_and_let_go(desk: Desk) -> None:
    scene = desk.scene
    inspection = an_inspection(scene, InspectionState.ON_SITE)
    adviser = an_adviser(desk)
    page = desk.get(scene.lead, at(inspection, "team/"))
    assert "Offered these days" in page
    told = desk.post(scene.lead, at(inspection, "team/"), person=scene.manager.public_id, role="inspector")
    assert "is in the team: inspector" in told.content.decode()
    desk.post(scene.lead, at(inspection, "team/pool/"), member=adviser.public_id, role="clinician")
    place = inspection.team.get(person=adviser)
    assert place.role == TeamMember.Role.CLINICIAN
    desk.post(scene.lead, at(inspection, f"team/{place.pk}/leave/"))
    page = desk.get(scene.lead, at(inspection, "team/"))
    assert "Was in the team before" in page


def test_a_second_lead_is_refused_beside_the_field(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    page = desk.post(
        desk.scene.lead, at(inspection, "team/"), person=desk.scene.manager.public_id, role="lead"
    ).content.decode()
    assert 'href="#id_role"' in page
    assert page.count("The team has a lead inspector") == 2


def test_a_conflict_of_interest_is_refused_with_its_reason(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    adviser = an_adviser(desk)
    Interest.objects.create(
        person=adviser, trust=desk.scene.trust, kind="employment", declared_by=adviser, declared_at=NOW
    )
    page = desk.get(desk.scene.lead, at(inspection, "team/"))
    assert "Conflict of interest" in page
    assert f'value="{adviser.public_id}"' not in page
    told = desk.post(
        desk.scene.lead, at(inspection, "team/pool/"), member=adviser.public_id, role="specialist"
    ).content.decode()
    assert "because of a conflict of interest: works for the trust" in told
    assert not inspection.team.filter(person=adviser).exists()


def test_a_part_that_the_pool_does_not_take_adds_nobody(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    adviser = an_adviser(desk)
    for member, role in ((adviser.public_id, "lead"), ("nobody", "specialist"), (uuid4(), "specialist")):
        told = desk.post(desk.scene.lead, at(inspection, "team/pool/"), member=member, role=role).content.decode()
        assert "Nobody was added" in told
    assert inspection.team.count() == 2


def visit(desk: Desk, inspection: Inspection, **changed: object) -> str:
    sent = {
        "save_id": uuid4(),
        "site": "RX101",
        "on": "2026-11-07",
        "starts": "22:00",
        "ends": "06:00",
        "announced": "no",
        **changed,
    }
    return desk.post(desk.scene.lead, at(inspection, "visits/new/"), **sent).content.decode()


def test_a_visit_over_midnight_is_by_night_and_at_a_weekend_and_is_planned_once(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    same = uuid4()
    for _ in range(2):
        page = visit(desk, inspection, save_id=same, people=[desk.scene.second.public_id])
    planned = Visit.objects.get(visit_id=same)
    assert planned.ends_at > planned.starts_at
    assert planned.is_night
    assert planned.is_weekend
    assert list(planned.people.all()) == [desk.scene.second]
    assert "By night" in page
    assert "7 November 2026 at 10pm" in page


def test_with_the_first_visit_an_unannounced_inspection_is_on_site(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.PLANNED, announced=False)
    inspection.visits.update(ended_at=None)
    page = visit(desk, inspection)
    assert "We are there" in page
    planned = Visit.objects.latest("pk")
    assert not planned.is_announced
    told = desk.post(desk.scene.lead, at(inspection, f"visits/{planned.visit_id}/begin/")).content.decode()
    assert "The trust sees the inspection" in told
    inspection.refresh_from_db()
    assert inspection.state == InspectionState.ON_SITE
    assert "The visit has ended" in (
        desk.post(desk.scene.lead, at(inspection, f"visits/{planned.visit_id}/end/")).content.decode()
    )


def test_a_visit_is_called_off_with_a_reason(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    visit(desk, inspection)
    planned = Visit.objects.latest("pk")
    address = at(inspection, f"visits/{planned.visit_id}/call-off/")
    assert "Say why the visit is called off" in desk.post(desk.scene.lead, address).content.decode()
    assert "Norovirus" in desk.post(desk.scene.lead, address, reason="Norovirus").content.decode()
    begun = desk.post(desk.scene.lead, at(inspection, f"visits/{planned.visit_id}/begin/")).content.decode()
    assert "This visit was called off" in begun


def test_a_visit_is_moved_with_a_reason_and_its_clashes_are_decided_on(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    visit(desk, inspection, people=[desk.scene.second.public_id])
    planned = Visit.objects.latest("pk")
    visit(desk, inspection, on="2026-11-10", starts="09:00", ends="12:00", people=[desk.scene.second.public_id])
    address = at(inspection, f"visits/{planned.visit_id}/move/")
    page = desk.get(desk.scene.lead, address)
    assert 'value="22:00"' in page
    assert address in desk.get(desk.scene.lead, at(inspection, "visits/"))
    sent = {"on": "2026-11-10", "starts": "10:00", "ends": "14:00"}
    assert "Say why the visit is moved" in desk.post(desk.scene.lead, address, **sent).content.decode()
    told = desk.post(desk.scene.lead, address, **sent, reason="No nights").content.decode()
    assert "These times do not fit everybody" in told
    assert f"{desk.scene.second} is on the visit to" in told
    planned.refresh_from_db()
    assert planned.is_night
    told = desk.post(desk.scene.lead, address, **sent, reason="No nights", all_the_same="on").content.decode()
    assert "is moved" in told
    assert "before: 7 November 2026 at 10pm" in told
    assert "No nights" in told
    planned.refresh_from_db()
    assert not planned.is_night


def test_who_came_is_corrected_and_both_are_shown(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    made = inspection.visits.get()
    address = at(inspection, f"visits/{made.visit_id}/people/")
    assert address in desk.get(desk.scene.lead, at(inspection, "visits/"))
    assert "Say why the record is corrected" in (
        desk.post(desk.scene.lead, address, people=[desk.scene.lead.public_id]).content.decode()
    )
    told = desk.post(
        desk.scene.lead, address, people=[desk.scene.lead.public_id], reason="She was ill"
    ).content.decode()
    assert "Who came is corrected" in told
    assert f"{desk.scene.second} did not come, corrected by {desk.scene.lead}" in told
    assert list(made.people.all()) == [desk.scene.lead]
    published = an_inspection(desk.scene, InspectionState.PUBLISHED)
    address = at(published, f"visits/{published.visits.get().visit_id}/people/")
    assert address not in desk.get(desk.scene.lead, at(published, "visits/"))
    assert "until the report is published" in desk.get(desk.scene.lead, address)


def test_a_listening_event_is_planned_once_and_counted(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    same = uuid4()
    for _ in range(2):
        desk.post(
            desk.scene.lead,
            at(inspection, "visits/listening/"),
            save_id=same,
            audience="public",
            place="Town hall",
            on="2026-11-20",
            starts="18:00",
            ends="20:00",
        )
    event = ListeningEvent.objects.get()
    came = at(inspection, f"visits/listening/{event.event_id}/came/")
    assert "give the number of people" in desk.post(desk.scene.lead, came, people="many").content.decode()
    desk.post(desk.scene.lead, came, people="0")
    event.refresh_from_db()
    assert event.people_came == 0


def test_who_is_not_in_the_team_is_told_to_join(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    assert "Join the team first" in desk.get(desk.scene.manager, at(inspection, "visits/"))
    told = desk.post(
        desk.scene.manager, at(inspection, f"visits/{inspection.visits.get().visit_id}/end/")
    ).content.decode()
    assert "Only people in the team" in told
