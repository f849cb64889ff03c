"""Taking evidence down, listing it, changing it, and settling what two people wrote at once."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from inspections.evidence import LARGEST_FILE
from inspections.models import EvidenceFile, EvidencePiece, EvidenceVersion, Inspection
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Role
from oversight.organisations.models import Body
from tests.inspections.making import an_inspection
from tests.inspections.pages.conftest import Desk
from tests.returns.making import make_person


def at(inspection: Inspection, rest: str = "") -> str:
    return f"/inspect/inspections/{inspection.reference}/evidence/{rest}"


def take_down(desk: Desk, inspection: Inspection, text: str = "No sink in bay 2.", **changed: object) -> str:
    sent = {
        "save_id": uuid4(),
        "piece_id": uuid4(),
        "based_on": 0,
        "text": text,
        "kind": "observation",
        "service": "surgery",
        "key_question": "safe",
        "site": "RX101",
        "place": "Ward 4",
        **changed,
    }
    return desk.post(desk.scene.lead, at(inspection, "new/"), **sent).content.decode()


def test_a_piece_is_kept_at_once_and_the_next_form_begins_where_it_was(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    page = take_down(desk, inspection)
    assert "It is kept. Here is the form for the next piece." in page
    assert 'value="Ward 4"' in page
    assert '<option value="surgery" selected' in page
    assert "No sink in bay 2." not in page
    version = EvidenceVersion.objects.get()
    assert (version.text, version.key_question) == ("No sink in bay 2.", "safe")


def test_what_is_sent_twice_is_one_piece_with_one_file(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    same = {"save_id": uuid4(), "piece_id": uuid4()}
    for _ in range(2):
        rota = SimpleUploadedFile("rota.txt", b"Rota", content_type="text/plain")
        take_down(desk, inspection, **same, attached=[rota])
    assert EvidenceVersion.objects.count() == 1
    assert EvidenceFile.objects.count() == 1


def test_two_pages_of_the_form_have_ids_of_their_own(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    pages = [desk.get(desk.scene.lead, at(inspection, "new/")) for _ in range(2)]
    ids = {page.split('name="piece_id" value="')[1].split('"')[0] for page in pages}
    assert len({UUID(each) for each in ids}) == 2


def test_the_words_are_kept_where_a_file_is_not(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    bad = SimpleUploadedFile("run.exe", b"MZ", content_type="application/x-msdownload")
    page = take_down(desk, inspection, attached=[bad])
    assert "The words are kept, and run.exe is not." in page
    assert EvidenceVersion.objects.count() == 1
    assert not EvidenceFile.objects.exists()


def test_a_file_too_large_to_take_is_named_and_the_others_are_kept(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    film = SimpleUploadedFile("film.mp4", bytes(LARGEST_FILE + 1), content_type="video/mp4")
    rota = SimpleUploadedFile("rota.txt", b"Rota", content_type="text/plain")
    page = take_down(desk, inspection, attached=[film, rota])
    assert "The words are kept, and film.mp4 is not. Send a file of 25.0 MB or less." in page
    assert EvidenceVersion.objects.count() == 1
    assert EvidenceFile.objects.get().filename == "rota.txt"


def test_nothing_written_is_told_beside_the_field_and_loses_nothing_else(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    page = take_down(desk, inspection, text=" ")
    assert "Write down what was found" in page
    assert 'value="Ward 4"' in page
    assert not EvidencePiece.objects.exists()


def test_the_list_is_asked_by_service_question_words_and_who(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    take_down(desk, inspection, "Safe in surgery")
    take_down(desk, inspection, "Placed nowhere", service="", key_question="", site="")
    lead, second = desk.scene.lead, desk.scene.second
    assert "Placed nowhere" not in desk.get(lead, at(inspection, "?service=surgery"))
    assert "Safe in surgery" not in desk.get(lead, at(inspection, "?key_question=unplaced"))
    assert "Placed nowhere" in desk.get(lead, at(inspection, "?words=NOWHERE"))
    assert "0 of 2 pieces" in desk.get(second, at(inspection, "?who=me"))


def change(desk: Desk, inspection: Inspection, piece: EvidencePiece, person: object, **changed: object) -> str:
    sent = {
        "save_id": uuid4(),
        "piece_id": piece.piece_id,
        "based_on": 1,
        "settles": "",
        "kind": "observation",
        "text": "Changed",
        "set_aside_reason": "",
        **changed,
    }
    return desk.post(person, at(inspection, f"{piece.piece_id}/"), **sent).content.decode()  # type: ignore[arg-type]


def test_both_are_kept_where_two_write_at_once_and_shown_side_by_side_until_settled(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    take_down(desk, inspection)
    piece = EvidencePiece.objects.get()
    assert "The change is kept" in change(desk, inspection, piece, desk.scene.lead, text="The sink is broken.")
    page = change(desk, inspection, piece, desk.scene.second, text="There is no sink at all.")
    assert "Yours is kept" in page
    assert "Two people wrote at once" in page
    assert page.count("The sink is broken.") >= 2
    assert "There is no sink at all." in page
    assert "Two people wrote at once" in desk.get(desk.scene.lead, at(inspection))
    assert 'name="settles" value="2,3"' in page
    page = change(
        desk, inspection, piece, desk.scene.lead, text="The sink is broken and unused.", based_on=3, settles="2,3"
    )
    assert "Two people wrote at once" not in page
    assert "3 earlier versions" in page
    assert piece.versions.count() == 4


def test_when_it_was_found_stays_unless_it_is_changed(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    take_down(desk, inspection, on="2026-11-04", at="23:15")
    piece = EvidencePiece.objects.get()
    first = piece.versions.get()
    assert first.captured_at.isoformat() == "2026-11-04T23:15:00+00:00"
    change(desk, inspection, piece, desk.scene.lead, on="2026-11-04", at="23:15")
    assert piece.versions.last().captured_at == first.captured_at  # type: ignore[union-attr]


def test_a_file_is_given_to_keep_and_taken_away_with_a_reason(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    take_down(desk, inspection, attached=[SimpleUploadedFile("rota.txt", b"Rota", content_type="text/plain")])
    kept = EvidenceFile.objects.get()
    address = at(inspection, f"files/{kept.file_id}/")
    answer = desk.as_person(desk.scene.second).get(address)
    assert answer.content == b"Rota"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Say why the file is removed" in desk.post(desk.scene.lead, f"{address}take-away/").content.decode()
    page = desk.post(desk.scene.lead, f"{address}take-away/", reason="Names a patient").content.decode()
    assert "Names a patient" in page
    assert desk.as_person(desk.scene.second).get(address).status_code == 404


def test_evidence_of_another_inspection_is_not_there(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    other = an_inspection(desk.scene, InspectionState.ON_SITE)
    take_down(desk, inspection)
    piece = EvidencePiece.objects.get()
    assert desk.as_person(desk.scene.lead).get(at(other, f"{piece.piece_id}/")).status_code == 404


def test_who_is_not_in_the_team_reads_and_does_not_write(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    take_down(desk, inspection)
    piece = EvidencePiece.objects.get()
    page = desk.get(desk.scene.manager, at(inspection, f"{piece.piece_id}/"))
    assert "No sink in bay 2." in page
    assert "Keep the change" not in page
    assert "Only people in the team" in desk.get(desk.scene.manager, at(inspection, "new/"))
    assert "Only people in the team" in change(desk, inspection, piece, desk.scene.manager)
    assert piece.versions.count() == 1


def test_the_list_is_given_as_a_file_by_the_same_questions(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    take_down(desk, inspection, text="=1+1 sinks")
    take_down(desk, inspection, text="A locked door", service="critical_care")
    page = desk.get(desk.scene.lead, at(inspection, "?service=surgery"))
    address = at(inspection, "evidence.csv?service=surgery")
    assert f'href="{address}&amp;"' in page
    answer = desk.as_person(desk.scene.lead).get(address)
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{inspection.reference}.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    text = answer.getvalue().decode()  # type: ignore[attr-defined]
    assert "'=1+1 sinks" in text
    assert "A locked door" not in text


def test_nobody_outside_the_inspection_is_given_the_file(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    take_down(desk, inspection)
    address = at(inspection, "evidence.csv")
    adviser = make_person("elsewhere@x.example", Role.SPECIALIST_ADVISER, body=Body.objects.get(code="CQC"))
    assert desk.as_person(adviser).get(address).status_code == 404
    assert desk.as_person(desk.scene.preparer).get(address).status_code in (403, 404)


def test_old_evidence_is_found_by_its_days_and_from_the_end(desk: Desk) -> None:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    take_down(desk, inspection, text="Long ago", on="2026-10-05")
    take_down(desk, inspection, text="Just now")
    page = desk.get(desk.scene.lead, at(inspection, "?found_to=2026-10-31"))
    assert "Long ago" in page
    assert "Just now" not in page
    assert "1 of 2 pieces" in page
    page = desk.get(desk.scene.lead, at(inspection, "?order=oldest"))
    assert page.index("Long ago") < page.index("Just now")
