"""The receipt: what it says, what stands and what was replaced, and the accepted rows as a page and as CSV."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest

from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.records.references import Reference, resolve
from oversight.returns.models import ReturnVersion
from oversight.returns.replacing import replace_stored_file
from tests.desk.pages import links_of, page, text_of
from tests.returns.making import (
    GOOD,
    MENDED,
    NOW,
    OAK,
    UNUSUAL,
    accepted,
    make_administrator,
    make_inspector,
    national_csv,
)

pytestmark = pytest.mark.django_db


def address(version: ReturnVersion, below: str = "") -> str:
    return f"/workspace/receipts/{version.receipt}/{below}"


@pytest.fixture
def inspector(db):
    """Somebody who inspects, and can sign in."""
    person = make_inspector()
    give_demonstration_authenticator(person)
    return person


def test_the_receipt_proves_what_was_accepted_from_whom_and_when(place, signed_in) -> None:
    version = accepted(place, UNUSUAL)
    told = page(signed_in(place.preparer), address(version))
    assert f"Receipt {version.receipt}" in told
    assert "Version 1 stands" in told
    assert "5 November 2026 at 9:30am" in told
    assert hashlib.sha256(UNUSUAL).hexdigest() in told
    assert version.content_sha256 in told
    assert "Prepared by Preparer" in told
    assert "Signed by Signatory, signatory" in told
    for paragraph in version.submission.signature.statement.split("\n\n"):
        assert " ".join(paragraph.split()) in told
    assert "RX1 Trust (RX1)" in told


def test_the_reference_of_a_version_leads_to_its_receipt(place, signed_in) -> None:
    version = accepted(place)
    described = resolve(Reference("return_version", version.receipt))
    assert described.address == address(version)
    submitted = resolve(Reference("submission", version.submission.reference))
    assert page(signed_in(place.preparer), submitted.address)


def test_a_replaced_version_stays_readable_and_says_by_what_it_was_replaced(place, signed_in) -> None:
    first = accepted(place, GOOD)
    second = accepted(place, MENDED, reason="One day was missing.")
    client = signed_in(place.signatory)
    old = client.get(address(first))
    assert "Replaced by version 2 on 5 November 2026 at 9:30am" in text_of(old)
    assert "This version no longer stands" in text_of(old)
    assert address(second) in links_of(old)
    new = client.get(address(second))
    assert "Version 2 stands" in text_of(new)
    assert "Reason for the correction One day was missing." in text_of(new)
    assert address(first) in links_of(new)
    assert "1,602.5" in page(client, address(first, "rows/"))
    assert "1,612.5" in page(client, address(second, "rows/"))
    assert "replaced on 5 November 2026" in page(client, address(first, "rows/"))


def test_the_file_is_given_back_as_it_was_sent(place, signed_in) -> None:
    version = accepted(place)
    answer = signed_in(place.signatory).get(address(version, "file/"))
    assert hashlib.sha256(answer.content).hexdigest() == version.file_sha256


def test_the_rows_come_as_csv_with_every_digit_and_no_live_formula(place, signed_in) -> None:
    version = accepted(
        place, national_csv({"day_registered_actual": "1602.123456"}, {**OAK, "ward": "=1+1", "patients": ""})
    )
    answer = signed_in(place.preparer).get(address(version, "rows.csv"))
    assert answer["Content-Disposition"] == f'attachment; filename="{version.receipt}.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["Ward"] for row in rows] == ["Rowan", "'=1+1"]
    assert rows[0]["Day, registered nurses and midwives: actual hours"] == "1602.123456"
    assert rows[0]["Period"] == "2026-10"
    assert rows[1]["Patients at 23:59, added up over the month"] == ""


def test_who_inspects_reads_receipts_and_versions_of_every_trust_and_no_draft(place, inspector, signed_in) -> None:
    version = accepted(place)
    client = signed_in(inspector)
    answer = client.get(address(version))
    assert version.receipt in text_of(answer)
    assert not [link for link in links_of(answer) if link.startswith("/workspace/returns/")]
    assert "Rowan" in page(client, address(version, "rows/"))
    assert client.get(address(version, "rows.csv")).status_code == 200
    assert client.get(address(version, "file/")).status_code == 200
    assert client.get(f"/workspace/returns/{version.submission.reference}/").status_code == 404


def test_another_trusts_receipt_is_not_there(place, elsewhere, signed_in) -> None:
    version = accepted(place)
    for below in ("", "rows/", "rows.csv", "file/"):
        for person in (elsewhere.preparer, elsewhere.signatory):
            assert signed_in(person).get(address(version, below)).status_code == 404


def test_a_file_that_was_taken_out_is_said_to_be(place, signed_in) -> None:
    version = accepted(place)
    replace_stored_file(sha256=version.file_sha256, reason="It named a patient.", by=make_administrator(), now=NOW)
    client = signed_in(place.preparer)
    gone = client.get(address(version, "file/"))
    assert gone.status_code == 410
    assert "It named a patient." in gone.content.decode()
    assert "Rowan" in page(client, address(version, "rows/"))
