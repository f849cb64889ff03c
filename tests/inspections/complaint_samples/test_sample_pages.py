"""The pages of a sample: an inspector asks, the trust lists, answers and sends, the inspector reads."""

from __future__ import annotations

import pytest

from inspections.complaint_samples.drawing import fingerprint
from inspections.models import ComplaintSample, Inspection, ListedComplaint, SampledCase
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person
from tests.inspections.complaint_samples.steps import answered, asked, listed
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, new_id
from tests.inspections.pages.conftest import Desk, desk
from tests.inspections.pages.test_looking import sign_in
from tests.pages.looking import Looking, looking

__all__ = ["desk", "looking"]

TEXT = (
    "Number\tReceived\tSubject\tOutcome\n"
    "C/1\t2026-05-05\tCommunications\tNot upheld\n"
    "C/2\t06/05/2026\tRestraint\tUpheld"
)


def inspect_at(inspection: Inspection, rest: str = "") -> str:
    return f"/inspect/inspections/{inspection.reference}/complaints/{rest}"


def trust_at(sample: ComplaintSample, rest: str = "") -> str:
    return f"/workspace/inspections/{sample.inspection.reference}/complaints/{sample.sample_id}/{rest}"


@pytest.fixture
def inspection(desk: Desk) -> Inspection:
    return an_inspection(desk.scene, InspectionState.ON_SITE)


def test_from_the_request_to_the_evidence(desk: Desk, inspection: Inspection) -> None:
    scene = desk.scene
    page = desk.post(
        scene.lead,
        inspect_at(inspection),
        save_id=new_id(),
        from_on="2026-04-01",
        to_on="2026-09-30",
        size="1",
        strata="none",
    ).content.decode()
    sample = ComplaintSample.objects.get()
    assert "It is asked" in page
    assert "3 December 2026 (28 days, regulation 16(3))" in page

    home = desk.get(scene.preparer, "/workspace/inspections/")
    assert "List your complaints, for a sample" in home
    page = desk.get(scene.preparer, trust_at(sample))
    assert fingerprint(sample.seed) in page
    assert sample.seed not in page
    page = desk.post(scene.preparer, trust_at(sample), text=TEXT).content.decode()
    assert "The list is taken" in page
    assert sample.seed in page
    drawn = ListedComplaint.objects.get(place=1)
    assert drawn.number in page

    facts = {
        "based_on": 0,
        "acknowledged": "yes",
        "acknowledged_on": "2026-05-06",
        "conversation_offered": "not_recorded",
        "time_agreed": "no",
        "answered_on": "2026-06-01",
        "signed": "yes",
        "ombudsman_stated": "yes",
        "changed": "no",
        "what_was_upheld": "The care plan was not followed.",
    }
    page = desk.post(scene.preparer, trust_at(sample, "1/"), **{**facts, "answered_on": ""}).content.decode()
    assert 'href="#id_answered_on"' in page
    assert SampledCase.objects.count() == 0
    page = desk.post(scene.preparer, trust_at(sample, "1/"), **facts).content.decode()
    assert f"The facts of {drawn.number} are kept" in page
    assert "A signatory of the trust sends them" in page
    assert "Send the answer" in desk.get(scene.signatory, trust_at(sample))
    page = desk.post(scene.signatory, trust_at(sample, "send/")).content.decode()
    assert "The answer is sent" in page

    page = desk.get(scene.lead, inspect_at(inspection, f"{sample.sample_id}/"))
    assert "Not recorded" in page
    page = desk.post(scene.lead, inspect_at(inspection, f"{sample.sample_id}/evidence/")).content.decode()
    assert "Sample of 1 of 2 complaints" in page
    assert "It is in the evidence" in desk.get(scene.lead, inspect_at(inspection, f"{sample.sample_id}/"))
    assert "1 sample, 1 answered" in desk.get(scene.lead, f"/inspect/inspections/{inspection.reference}/")


def test_every_fault_of_a_list_is_shown_and_nothing_taken(desk: Desk, inspection: Inspection) -> None:
    sample = asked(desk.scene, inspection)
    page = desk.post(
        desk.scene.preparer, trust_at(sample), text="Mrs Smith,2026-05-05,Communications,Upheld\nC2,never,Rude,Lost"
    ).content.decode()
    assert "4 faults. Nothing was taken" in page
    assert "Mrs Smith,2026-05-05" in page
    assert "The subject is none of those of KO41a" in page
    assert ListedComplaint.objects.count() == 0


def test_the_seed_is_nowhere_for_the_trust_before_its_list(desk: Desk, inspection: Inspection) -> None:
    sample = asked(desk.scene, inspection)
    client = desk.as_person(desk.scene.signatory)
    for path in (trust_at(sample), trust_at(sample, "list.csv"), f"/workspace/inspections/{inspection.reference}/"):
        assert sample.seed not in client.get(path).content.decode()
    assert client.get(trust_at(sample, "list.csv")).status_code == 404


def test_the_list_with_its_keys_repeats_the_draw(desk: Desk, inspection: Inspection) -> None:
    sample = listed(desk.scene, inspection)
    lines = desk.get(desk.scene.preparer, trust_at(sample, "list.csv")).splitlines()
    assert lines[0] == "number,received_on,subject,outcome,key,place"
    rows = sorted((line.split(",")[-2], line.split(",")[-1]) for line in lines[1:])
    assert [place for _, place in rows] == ["1", "2", "", "", ""]
    assert desk.get(desk.scene.lead, inspect_at(inspection, f"{sample.sample_id}/list.csv")).splitlines() == lines


def test_other_trusts_and_other_roles_find_nothing(desk: Desk, inspection: Inspection) -> None:
    sample = answered(desk.scene, inspection)
    stranger = a_scene("RX2")
    for path in (trust_at(sample), trust_at(sample, "1/"), trust_at(sample, "list.csv")):
        assert desk.as_person(stranger.signatory).get(path).status_code == 404
    for path in (inspect_at(inspection), inspect_at(inspection, f"{sample.sample_id}/")):
        assert desk.as_person(desk.scene.signatory).get(path).status_code == 404


def test_a_sample_is_called_off_with_a_reason(desk: Desk, inspection: Inspection) -> None:
    sample = asked(desk.scene, inspection)
    path = inspect_at(inspection, f"{sample.sample_id}/call-off/")
    assert 'href="#id_reason"' in desk.post(desk.scene.lead, path, reason="").content.decode()
    assert "called off" in desk.post(desk.scene.lead, path, reason="Too wide a span.").content.decode()
    assert "Too wide a span." in desk.get(desk.scene.preparer, trust_at(sample))


@pytest.fixture
def scene(transactional_db, monkeypatch, settings) -> Scene:
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())
    return a_scene()


def _look(looking: Looking, person: Person, pages: dict[str, str]) -> None:
    sign_in(looking, person)
    for name, path in pages.items():
        looking.open(path)
        looking.is_sound(name)


def test_the_pages_are_sound(scene: Scene, looking: Looking) -> None:
    inspection = an_inspection(scene, InspectionState.ON_SITE)
    waiting, drawn, done = asked(scene, inspection), listed(scene, inspection), answered(scene, inspection)
    _look(
        looking,
        scene.lead,
        {
            "samples": inspect_at(inspection),
            "sample-drawn": inspect_at(inspection, f"{drawn.sample_id}/"),
            "sample-answered": inspect_at(inspection, f"{done.sample_id}/"),
            "sample-call-off": inspect_at(inspection, f"{waiting.sample_id}/call-off/"),
        },
    )
    _look(
        looking,
        scene.signatory,
        {
            "trust-sample-wanted": trust_at(waiting),
            "trust-sample-drawn": trust_at(drawn),
            "trust-sample-case": trust_at(drawn, "1/"),
            "trust-sample-answered": trust_at(done),
        },
    )
    looking.open(trust_at(waiting))
    looking.page.get_by_label("Paste the list").fill("Mrs Smith,2026-05-05,Communications,Upheld")
    looking.page.get_by_role("button", name="Send the list and draw").click()
    looking.is_sound("trust-sample-faults")
