"""Recording breaches where they were found, following them, and ending them."""

from __future__ import annotations

from uuid import uuid4

from inspections.models import Breach, Inspection
from inspections.states.inspection import InspectionState
from oversight.records.models import AuditEntry
from tests.inspections.making import an_inspection
from tests.inspections.pages.conftest import Desk


def at(inspection: Inspection, rest: str = "") -> str:
    return f"/inspect/inspections/{inspection.reference}/breaches/{rest}"


def record(desk: Desk, inspection: Inspection, **changed: object) -> str:
    sent = {
        "save_id": str(uuid4()),
        "regulation": "12",
        "extent": "systemic",
        "response": "slow",
        "what_was_found": "Drugs were not locked away.",
        "found_on": "2026-11-04",
        "questions_1": ["safe"],
        "questions_2": ["safe", "well_led"],
        **changed,
    }
    return desk.post(desk.scene.lead, at(inspection, "new/"), **sent).content.decode()


def test_a_breach_is_recorded_with_its_places_and_found_on_their_pages(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    page = record(desk, inspection)
    assert "The breach is recorded" in page
    assert "Systemic" in page
    assert Breach.objects.get().areas.count() == 3
    cell = desk.get(desk.scene.lead, f"/inspect/inspections/{inspection.reference}/ratings/RX101/surgery/safe/")
    assert "Drugs were not locked away." in cell


def test_from_a_cell_its_place_is_ticked(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    page = desk.get(desk.scene.lead, at(inspection, "new/?site=RX101&service=critical_care&key_question=caring"))
    ticked = [line for line in page.splitlines() if "checked" in line and 'name="questions_' in line]
    assert len(ticked) == 1
    assert 'value="caring"' in ticked[0]


def test_a_form_sent_twice_records_one_breach(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    save_id = str(uuid4())
    first = record(desk, inspection, save_id=save_id)
    again = record(desk, inspection, save_id=save_id, what_was_found="Sent again.")
    assert Breach.objects.get().what_was_found == "Drugs were not locked away."
    assert "The breach is recorded" in first
    assert "The breach is recorded" in again
    assert AuditEntry.objects.filter(action="breach.recorded").count() == 1
    record(desk, inspection)
    assert Breach.objects.count() == 2


def test_the_id_of_somebody_elses_breach_is_refused(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    save_id = str(uuid4())
    record(desk, inspection, save_id=save_id)
    sent = {"save_id": save_id, "regulation": "12", "extent": "isolated", "response": "slow", "what_was_found": "Other"}
    page = desk.post(
        desk.scene.second, at(inspection, "new/"), **sent, found_on="2026-11-04", questions_1=["safe"]
    ).content.decode()
    assert "Another breach has this id" in page
    assert Breach.objects.count() == 1


def test_what_is_missing_is_told_beside_its_field(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    page = record(desk, inspection, questions_1=[], questions_2=[], regulation="", what_was_found=" ")
    for told in ("Choose the regulation", "Say what was found", "Choose at least one key question of a service"):
        assert told in page
    assert "A breach is recorded once it was found" in record(desk, inspection, found_on="2026-11-09")
    assert not Breach.objects.exists()


def test_a_breach_is_followed_and_ended(desk: Desk) -> None:
    inspection = an_inspection(desk.scene)
    record(desk, inspection)
    breach = Breach.objects.get()
    address = at(inspection, f"{breach.public_id}/")
    desk.post(desk.scene.lead, address, extent="isolated", response="prompt")
    early = desk.post(desk.scene.lead, address, ended_on="2026-11-01", reason="Locked").content.decode()
    assert "A breach ends on a day from that on which it was found up to today" in early
    desk.post(desk.scene.lead, address, ended_on="2026-11-05", reason="Locks were fitted.")
    breach.refresh_from_db()
    assert (breach.extent, str(breach.ended_on)) == ("isolated", "2026-11-05")
    page = desk.get(desk.scene.lead, address)
    assert "Locks were fitted." in page
    assert "It has ended" not in page


def test_before_a_visit_and_outside_the_team_none_is_recorded(desk: Desk) -> None:
    planned = an_inspection(desk.scene, InspectionState.PLANNED)
    assert "Breaches are recorded while the report" in desk.get(desk.scene.lead, at(planned, "new/"))
    drafting = an_inspection(desk.scene)
    assert "Only people in the team record breaches" in desk.get(desk.scene.manager, at(drafting, "new/"))
