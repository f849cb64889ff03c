"""The page of a return: window, guidance, and sending a file, which is never lost and never sent on by itself."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from oversight.records.models import OutboxEvent
from oversight.returns.models import StoredFile, Submission
from oversight.returns.states import State
from staffing.columns import TEMPLATE_COLUMNS
from staffing.rules.registry import ALL_RULES
from tests.desk.pages import PERIOD_PAGE, links_of, page, send_file, text_of, title_of
from tests.returns.making import GOOD, MENDED, UNUSUAL, accepted, checked
from workspaces.demonstration.country import Size, country

pytestmark = pytest.mark.django_db


def test_the_page_tells_window_columns_and_every_rule(place, signed_in) -> None:
    told = page(signed_in(place.preparer), PERIOD_PAGE)
    assert "Open since 2 November 2026" in told
    assert "It closes on 16 November 2026 at midday" in told
    for column in TEMPLATE_COLUMNS:
        assert column.heading in told
    for rule in ALL_RULES:
        assert " ".join(rule.text.split()) in told


def test_a_file_is_taken_in_and_waits_for_its_check(place, signed_in) -> None:
    answer = send_file(signed_in(place.preparer), filename=r"C:\returns\Oktober.csv")
    submission = Submission.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/workspace/returns/{submission.reference}/")
    assert (submission.state, submission.prepared_by, submission.filename) == (
        State.RECEIVED, place.preparer, "Oktober.csv",
    )  # fmt: skip
    assert bytes(submission.file.content) == UNUSUAL
    assert OutboxEvent.objects.filter(name="return.received", subject_id=submission.reference).exists()


def test_nothing_is_sent_for_signature_by_sending_a_file(place, signed_in) -> None:
    send_file(signed_in(place.preparer), GOOD)
    assert not OutboxEvent.objects.filter(name="return.signature_wanted").exists()
    assert "Nothing is sent for signature until you choose to" in page(signed_in(place.preparer), PERIOD_PAGE)


@pytest.mark.parametrize(
    ("fields", "said"), [({}, "Choose a file"), ({"file": ""}, "Choose a file")], ids=["nothing", "no file chosen"]
)
def test_no_file_is_said_beside_the_field(place, signed_in, fields, said) -> None:
    answer = signed_in(place.preparer).post(PERIOD_PAGE, fields)
    assert answer.status_code == 200
    assert title_of(answer).startswith("Error: ")
    assert said in text_of(answer)
    assert "#id_file" in links_of(answer)
    assert not Submission.objects.exists()


def test_an_empty_file_is_said_to_be_empty(place, signed_in) -> None:
    answer = send_file(signed_in(place.preparer), b"")
    assert "The file is empty" in text_of(answer)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("kept_in_memory", [True, False])
def test_too_large_a_file_is_let_go_while_it_arrives(place, signed_in, settings, kept_in_memory, tmp_path) -> None:
    settings.RETURN_FILE_LIMIT_BYTES = 100_000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 5_000_000 if kept_in_memory else 10
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    answer = send_file(signed_in(place.preparer), b"x" * 300_000)
    assert answer.status_code == 200
    assert "The file is larger than 98 KB. Send a file of 98 KB or less" in text_of(answer)
    assert "Choose a file" not in text_of(answer).split("There is a problem")[1].split("Ward staffing return")[0]
    assert not StoredFile.objects.exists()
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 200_000


def test_a_file_of_exactly_the_limit_is_taken(place, signed_in, settings) -> None:
    settings.RETURN_FILE_LIMIT_BYTES = len(GOOD)
    assert send_file(signed_in(place.preparer), GOOD).status_code == 302
    settings.RETURN_FILE_LIMIT_BYTES = len(MENDED) - 1
    assert send_file(signed_in(place.preparer), MENDED).status_code == 200


def test_the_very_same_file_is_recognised_and_its_receipt_shown(place, signed_in) -> None:
    version = accepted(place, GOOD)
    answer = send_file(signed_in(place.preparer), GOOD, reason="Again.")
    told = text_of(answer)
    assert "This is the same file." in told
    assert f"/workspace/receipts/{version.receipt}/" in links_of(answer)
    assert Submission.objects.count() == 1


def test_a_correction_wants_a_reason_and_loses_nothing_without_one(place, signed_in) -> None:
    accepted(place)
    client = signed_in(place.preparer)
    answer = send_file(client, MENDED)
    assert "Say why you are correcting it" in text_of(answer)
    assert "#id_reason" in links_of(answer)
    assert send_file(client, MENDED, reason="One day was missing.").status_code == 302
    assert Submission.objects.latest("pk").correction_reason == "One day was missing."


def test_a_version_accepted_while_the_page_was_open_asks_for_a_reason(place, signed_in) -> None:
    client = signed_in(place.preparer)
    page(client, PERIOD_PAGE)
    accepted(place)
    answer = send_file(client, MENDED)
    assert answer.status_code == 200
    assert "Say why you are correcting it" in text_of(answer)
    assert 'name="reason"' in answer.content.decode()


def test_what_was_sent_is_listed_as_what_it_is(place, signed_in) -> None:
    first = accepted(place)
    second = accepted(place, MENDED, reason="One day was missing.")
    checked(place, UNUSUAL, reason="More.", filename="third.csv")
    answer = signed_in(place.signatory).get(PERIOD_PAGE)
    told = text_of(answer)
    assert "Version 2 stands" in told
    assert told.index("third.csv") < told.index("return.csv")
    assert ("Replaced" in told, "Has something to explain" in told) == (True, True)
    for version in (first, second):
        assert f"/workspace/receipts/{version.receipt}/" in links_of(answer)


def test_a_late_return_can_still_be_sent_and_that_is_said(place, signed_in, monkeypatch) -> None:
    monkeypatch.setenv("OVERSIGHT_NOW", datetime(2026, 11, 20, 9, tzinfo=UTC).isoformat())
    client = signed_in(place.preparer)
    assert "The collection closed on 16 November 2026 at midday. Send it all the same" in page(client, PERIOD_PAGE)
    assert send_file(client).status_code == 302


def test_a_month_that_has_not_ended_can_be_checked_before_its_collection_opens(place, signed_in) -> None:
    told = page(signed_in(place.preparer), PERIOD_PAGE.replace("2026-10", "2026-11"))
    assert "It opens on 1 December 2026" in told
    assert "Upload and check" in told


def test_the_template_holds_the_trusts_own_wards(place, signed_in) -> None:
    answer = signed_in(place.signatory).get(PERIOD_PAGE + "template/")
    assert answer["Content-Disposition"] == 'attachment; filename="staffing-RX1-2026-10-template.xlsx"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as workbook:
        inside = b"".join(workbook.read(name) for name in workbook.namelist())
    assert b"Rowan" in inside
    assert b"Oak" in inside


def test_a_signatory_sends_no_file(place, signed_in) -> None:
    client = signed_in(place.signatory)
    assert "Upload and check" not in page(client, PERIOD_PAGE)
    assert send_file(client).status_code == 404
    assert not Submission.objects.exists()


def test_nobody_sends_for_another_trust(place, elsewhere, signed_in) -> None:
    assert send_file(signed_in(elsewhere.preparer)).status_code == 404
    assert not Submission.objects.exists()


def test_only_the_demonstration_has_files_to_practise_with(place, signed_in, settings) -> None:
    invented = country(Size.SMALL)[0]
    place.trust.code = invented.code
    place.trust.save()
    client = signed_in(place.preparer)
    path = f"/workspace/returns/staffing/{invented.code}/2026-10/"
    answer = client.get(path)
    assert "demonstration only" in text_of(answer)
    files = [link for link in links_of(answer) if link.startswith(path) and "/practice/" in link]
    assert len(files) == 3
    for link in files:
        given = client.get(link)
        assert given.status_code == 200
        assert given["Content-Disposition"].startswith("attachment")
        assert invented.sites[0].name.encode() in given.content
    settings.DEMONSTRATION = False
    assert "demonstration only" not in page(client, path)
    assert client.get(files[0]).status_code == 404
