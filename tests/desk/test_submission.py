"""The page of a submission: true progress, what could not be read, and every finding with its place."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oversight.records.models import OutboxEvent
from oversight.returns.checking import check_submission, give_up
from oversight.returns.models import FindingRecord, Submission
from oversight.returns.signing import send_for_signature, sign_and_accept
from oversight.returns.states import State
from tests.desk.pages import links_of, page, text_of
from tests.returns.making import (
    FAULTY,
    GOOD,
    MENDED,
    NOW,
    OAK,
    accepted,
    checked,
    national_csv,
    received,
    sent,
)

pytestmark = pytest.mark.django_db


def address(submission: Submission, below: str = "") -> str:
    return f"/workspace/returns/{submission.reference}/{below}"


MANY_FAULTS = national_csv(
    {"day_registered_actual": "about 1,400", "night_care_actual": "-713"},
    {**OAK, "day_care_actual": "#DIV/0!"},
    {"ward": "", "patients": "70"},
    {"ward": "Elm", "day_registered_actual": "300", "specialty_1": "999 - SOMETHING ELSE"},
)


def test_a_file_that_waits_shows_that_and_looks_again_by_itself(place, signed_in) -> None:
    submission = received(place)
    answer = signed_in(place.preparer).get(address(submission))
    assert "We have your file" in text_of(answer)
    assert "You can leave this page" in text_of(answer)
    source = answer.content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in source
    assert f'data-progress="{address(submission, "progress/")}"' in source


def test_progress_is_what_the_worker_has_read_and_never_done_before_it_is(place, signed_in) -> None:
    submission = received(place)
    Submission.objects.filter(pk=submission.pk).update(state=State.CHECKING, progress_done=300, progress_total=400)
    client = signed_in(place.preparer)
    told = client.get(address(submission, "progress/"))
    assert "75%" in told.content.decode()
    assert "<html" not in told.content.decode()
    assert "Being checked" in page(client, address(submission))
    Submission.objects.filter(pk=submission.pk).update(progress_done=400)
    assert "99%" in client.get(address(submission, "progress/")).content.decode()


def test_once_the_check_has_ended_the_page_no_longer_looks_again(place, signed_in) -> None:
    submission = checked(place)
    client = signed_in(place.preparer)
    assert client.get(address(submission, "progress/")).status_code == 204
    source = client.get(address(submission)).content.decode()
    assert "refresh" not in source
    assert "progress.js" not in source


@pytest.mark.parametrize(
    ("content", "filename", "said"),
    [
        (b"%PDF-1.7 and so on", "october.pdf", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "october.xls", "Save"),
        (b"PK\x03\x04 broken", "october.xlsx", "could not be read"),
    ],
)
def test_what_cannot_be_read_is_said_with_how_to_mend_it(place, signed_in, content, filename, said) -> None:
    submission = checked(place, content, filename=filename)
    told = page(signed_in(place.preparer), address(submission))
    assert "This file could not be read" in told
    assert said in told
    assert submission.note in told
    assert "what was accepted before still stands" in told
    assert "Send another file" in told


def test_a_check_that_failed_can_be_tried_again(place, signed_in) -> None:
    submission = received(place)
    give_up(OutboxEvent.objects.get(name="return.received"), NOW)
    client = signed_in(place.preparer)
    assert "The check did not finish" in page(client, address(submission))
    answer = client.post(address(submission, "check-again/"))
    assert (answer.status_code, answer["Location"]) == (302, address(submission))
    check_submission(submission_id=submission.pk, now=NOW)
    assert "Ready to send for signature" in page(client, address(submission))


def test_nobody_but_a_preparer_has_it_checked_again_or_withdraws_it(place, elsewhere, signed_in) -> None:
    submission = checked(place)
    for person in (place.signatory, elsewhere.preparer):
        for what in ("check-again/", "withdraw/"):
            assert signed_in(person).post(address(submission, what)).status_code == 404
    submission.refresh_from_db()
    assert submission.state == State.READY


def test_every_finding_stands_there_with_its_place_and_what_to_do(place, signed_in) -> None:
    submission = checked(place, MANY_FAULTS)
    findings = list(submission.findings.all())
    assert len(findings) >= 7
    client = signed_in(place.preparer)
    for how in ("?by=rule", "?by=place", "?by=row"):
        told = page(client, address(submission, how))
        for finding in findings:
            assert " ".join(finding.message.split()) in told, (how, finding.rule)
            assert " ".join(finding.mend.split()) in told
            if finding.cell:
                assert f"{finding.column} ({finding.cell})" in " ".join(told.split())
            if finding.value and finding.value.strip():
                assert finding.value in told


def test_what_must_be_fixed_comes_first_however_it_is_grouped(place, signed_in) -> None:
    submission = checked(place, MANY_FAULTS)
    last_to_fix = submission.findings.filter(severity="must fix").last()
    first_to_explain = submission.findings.filter(severity="explain").first()
    for how in ("?by=rule", "?by=place", "?by=row"):
        told = page(signed_in(place.preparer), address(submission, how)).split("What was found", 1)[1]
        assert told.index(last_to_fix.message) < told.index(first_to_explain.message)


def test_how_much_there_is_to_do_is_told_in_one_sentence(place, signed_in) -> None:
    submission = checked(place, MANY_FAULTS)
    told = page(signed_in(place.preparer), address(submission))
    assert f"{submission.must_fix} things have to be fixed in your file" in told
    assert "one more upload is enough" in told


def test_one_question_alone_can_be_asked_for(place, signed_in) -> None:
    submission = checked(place, MANY_FAULTS)
    told = page(signed_in(place.preparer), address(submission, "?rule=staffing.negative"))
    shown = told.split("What was found, in part", 1)[1]
    assert "-713" in shown
    assert "about 1,400" not in shown
    assert "Show all" in shown


@pytest.mark.parametrize("asked", ["?by=nonsense", "?page=zero", "?page=99", "?severity=none", "?rule=no.such.rule"])
def test_an_address_that_makes_no_sense_still_gives_a_page(place, signed_in, asked) -> None:
    page(signed_in(place.preparer), address(checked(place, MANY_FAULTS), asked))


def add_findings(submission: Submission, count: int) -> None:
    """Let a submission have very many findings, as a large file with a wrong column has."""
    FindingRecord.objects.bulk_create(
        FindingRecord(
            submission=submission,
            position=1000 + number,
            rule="staffing.negative",
            severity="must fix",
            row=number + 10,
            column="Hours",
            cell=f"H{number + 10}",
            value=f"-{number}",
            message=f"Hours cannot be below 0 in row {number + 10}.",
            mend="Mend it.",
            place=f"Ward {number}",
            place_key=f"key-{number}",
        )
        for number in range(count)
    )


def test_thousands_of_findings_are_paged_and_each_is_on_one_page(place, signed_in) -> None:
    submission = checked(place, FAULTY)
    add_findings(submission, 250)
    client = signed_in(place.preparer)
    seen: list[str] = []
    for number in (1, 2, 3):
        told = page(client, address(submission, f"?page={number}"))
        seen += [word for word in told.split() if word.startswith("-") and word[1:].isdigit()]
    assert sorted(seen, key=int) == sorted([f"-{number}" for number in range(250)] + ["-5"], key=int)
    assert "251 findings, of which 100 here" in page(client, address(submission))


def test_the_page_asks_as_much_of_the_database_for_many_findings_as_for_few(place, signed_in) -> None:
    submission = checked(place, FAULTY)
    client = signed_in(place.preparer)

    def queries(how: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address(submission, how))
        return len(asked)

    few = {how: queries(how) for how in ("?by=rule", "?by=place", "?by=row")}
    add_findings(submission, 90)
    assert {how: queries(how) for how in few} == few
    assert max(few.values()) < 25


def test_findings_come_as_csv_without_live_formulas_and_with_numbers_that_stay_numbers(place, signed_in) -> None:
    faulty = {"day_registered_actual": "=cmd|' /C calc'!A0", "night_care_actual": "-713"}
    submission = checked(place, national_csv(faulty, OAK))
    answer = signed_in(place.signatory).get(address(submission, "findings.csv"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="return-findings.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == submission.findings.count()
    values = {row["Rule"]: row["What stood there"] for row in rows}
    assert values["staffing.not_a_number"] == "'=cmd|' /C calc'!A0"
    assert values["staffing.negative"] == "-713"
    assert {row["Severity"] for row in rows} == {"must fix"}


def test_the_persons_own_file_comes_back_as_a_marked_workbook(place, signed_in) -> None:
    submission = checked(place, MANY_FAULTS)
    answer = signed_in(place.preparer).get(address(submission, "marked/"))
    assert answer["Content-Disposition"] == 'attachment; filename="return-marked.xlsx"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as workbook:
        inside = b"".join(workbook.read(name) for name in workbook.namelist()).decode("utf-8", "replace")
    assert "about 1,400" in inside
    assert "#DIV/0!" in inside


def test_a_file_that_could_not_be_read_cannot_be_marked_and_that_is_said(place, signed_in) -> None:
    submission = checked(place, b"%PDF-1.7", filename="a.pdf")
    client = signed_in(place.preparer)
    answer = client.get(address(submission, "marked/"))
    assert (answer.status_code, answer["Location"]) == (302, address(submission))
    assert "PDF" in page(client, address(submission))


def test_the_file_is_given_back_byte_for_byte_and_never_shown_as_a_page(place, signed_in) -> None:
    content = b"<script>alert(1)</script>"
    submission = checked(place, content, filename='a"b.html')
    answer = signed_in(place.preparer).get(address(submission, "file/"))
    assert answer.content == content
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_stood_in_a_cell_is_never_markup_on_the_page(place, signed_in) -> None:
    submission = checked(place, national_csv({"ward": "<img src=x>", "day_registered_actual": "<script>1</script>"}))
    for below in ("", "?by=place", "?by=row", "rows/", "explain/?by=place", "units/", "remark/"):
        source = signed_in(place.preparer).get(address(submission, below)).content.decode()
        assert "<img src=x>" not in source
        assert "<script>1" not in source


def test_the_rows_are_shown_as_they_were_read(place, signed_in) -> None:
    submission = checked(place, national_csv({"patients": ""}, OAK))
    told = page(signed_in(place.signatory), address(submission, "rows/"))
    assert "Rowan (RX101)" in told
    assert "1,602.5" in told
    assert "blank" in told


def test_a_withdrawn_file_stays_readable(place, signed_in) -> None:
    submission = checked(place, MANY_FAULTS)
    client = signed_in(place.preparer)
    answer = client.post(address(submission, "withdraw/"), follow=True)
    assert "return.csv was withdrawn" in text_of(answer)
    told = page(client, address(submission))
    assert "This file was withdrawn on 5 November 2026" in told
    assert "about 1,400" in told
    assert "Withdraw this file" not in told
    assert "was withdrawn" not in text_of(client.get("/workspace/"))


def test_what_is_accepted_is_not_withdrawn(place, signed_in) -> None:
    version = accepted(place)
    client = signed_in(place.preparer)
    answer = client.post(address(version.submission, "withdraw/"), follow=True)
    assert "accepted" in text_of(answer)
    version.submission.refresh_from_db()
    assert version.submission.state == State.ACCEPTED
    assert f"/workspace/receipts/{version.receipt}/" in links_of(client.get(address(version.submission)))


def test_another_version_accepted_since_the_check_is_said_with_what_to_do(place, signed_in) -> None:
    first, second = checked(place, GOOD), checked(place, MENDED)
    send_for_signature(submission=first, by=place.preparer, now=NOW)
    sign_and_accept(submission=first, by=place.signatory, now=NOW, confirmed_with="password")
    client = signed_in(place.preparer)
    told = page(client, address(second))
    assert "Another version was accepted since this check" in told
    assert "Version 1 was accepted on 5 November 2026" in told
    refused = client.post(address(second, "send/"), {"reason": "One day was missing."}, follow=True)
    assert "Another version of this return was accepted since this file was checked" in text_of(refused)
    client.post(address(second, "check-again/"))
    check_submission(submission_id=second.pk, now=NOW)
    told = page(client, address(second))
    assert "Another version was accepted since" not in told
    assert "See what changes" in told


def test_a_draft_is_nobody_elses(place, elsewhere, signed_in) -> None:
    submission = sent(place)
    for below in ("", "progress/", "file/", "marked/", "findings.csv", "rows/", "explain/", "remark/", "compare/",
                  "send/", "sign/", "headings/", "units/"):  # fmt: skip
        assert signed_in(elsewhere.preparer).get(address(submission, below)).status_code == 404, below
        assert signed_in(elsewhere.signatory).get(address(submission, below)).status_code == 404, below
