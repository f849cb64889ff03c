"""The desk: what is due, late and accepted, and what needs the person who looks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oversight.accounts.models import Membership, Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from oversight.returns.signing import send_for_signature
from tests.desk.pages import PERIOD_PAGE, links_of, page, send_file, text_of
from tests.returns.making import (
    FAULTY,
    MENDED,
    NOW,
    UNUSUAL,
    accepted,
    checked,
    explained,
    make_inspector,
    make_place,
    national_csv,
    sent,
)

pytestmark = pytest.mark.django_db


def test_what_is_due_is_told_with_its_deadline(place, signed_in) -> None:
    answer = signed_in(place.preparer).get("/workspace/")
    told = text_of(answer)
    assert "Next deadline: Ward staffing return for October 2026, by 16 November 2026 at midday" in told
    assert "Ward staffing return, October 2026: prepare this return" in told
    assert "Not started" in told
    assert PERIOD_PAGE in links_of(answer)


@pytest.mark.parametrize(
    ("content", "asked", "status", "leads_to"),
    [
        (FAULTY, "see what to fix", "Has something to fix", "/"),
        (UNUSUAL, "explain what is unusual", "Has something to explain", "/explain/"),
        (b"%PDF-1.7", "see why it could not be read", "Could not be read", "/"),
    ],
)
def test_the_preparer_is_told_what_to_do_next(place, signed_in, content, asked, status, leads_to) -> None:
    submission = checked(place, content)
    answer = signed_in(place.preparer).get("/workspace/")
    assert f"October 2026: {asked}" in text_of(answer)
    assert status in text_of(answer)
    assert f"/workspace/returns/{submission.reference}{leads_to}" in links_of(answer)
    assert asked not in page(signed_in(place.signatory), "/workspace/")


def test_a_ready_return_is_to_be_sent_and_a_sent_one_to_be_signed(place, signed_in) -> None:
    submission = explained(place, checked(place, UNUSUAL))
    preparer, signatory = signed_in(place.preparer), signed_in(place.signatory)
    assert "check your answers and send" in page(preparer, "/workspace/")
    assert "Nothing waits for you" in page(signatory, "/workspace/")
    send_for_signature(submission=submission, by=place.preparer, now=NOW)
    answer = signatory.get("/workspace/")
    assert "October 2026: read and sign" in text_of(answer)
    assert f"/workspace/returns/{submission.reference}/sign/" in links_of(answer)
    told = page(preparer, "/workspace/")
    assert "Ward staffing return, October 2026: " not in told
    assert "Waiting for signature" in told


def test_nobody_is_asked_to_sign_their_own_work(place, signed_in) -> None:
    Membership.objects.create(person=place.preparer, trust=place.trust, role=Role.SIGNATORY, from_on=date(2015, 1, 1))
    give_demonstration_authenticator(place.preparer)
    sent(place)
    assert "read and sign" not in page(signed_in(place.preparer), "/workspace/")


def test_late_is_said(place, signed_in, monkeypatch) -> None:
    monkeypatch.setenv("OVERSIGHT_NOW", datetime(2026, 11, 17, 9, tzinfo=UTC).isoformat())
    told = page(signed_in(place.preparer), "/workspace/")
    assert "Late" in told
    assert "Closed on 16 November 2026 at midday" in told
    assert "Next collection: Ward staffing return for November 2026 opens on 1 December 2026" in told


def test_an_accepted_return_is_shown_with_its_receipt(place, signed_in) -> None:
    version = accepted(place)
    for person in (place.preparer, place.signatory):
        answer = signed_in(person).get("/workspace/")
        assert version.receipt in text_of(answer)
        assert f"/workspace/receipts/{version.receipt}/" in links_of(answer)
        assert "5 November 2026" in text_of(answer)


def test_every_accepted_version_is_listed_and_a_replaced_one_is_said_to_be(place, signed_in) -> None:
    first = accepted(place)
    second = accepted(place, MENDED, reason="One day was missing.")
    told = page(signed_in(place.preparer), "/workspace/returns/staffing/RX1/all/")
    assert first.receipt in told
    assert second.receipt in told
    assert told.count("Replaced on 5 November 2026") == 1
    assert told.count("Stands") == 1


def test_another_trusts_desk_is_not_there(place, elsewhere, signed_in) -> None:
    version = accepted(place)
    stranger = signed_in(elsewhere.preparer)
    assert version.receipt not in page(stranger, "/workspace/")
    assert "RX1" not in page(stranger, "/workspace/")
    for path in (PERIOD_PAGE, "/workspace/returns/staffing/RX1/all/", PERIOD_PAGE + "template/"):
        assert stranger.get(path).status_code == 404


def test_nobody_without_a_trust_has_a_desk(place, signed_in, client) -> None:
    inspector = make_inspector()
    give_demonstration_authenticator(inspector)
    assert signed_in(inspector).get("/workspace/").status_code == 403
    answer = client.get("/workspace/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/sign-in/?next=/workspace/")


def test_a_successors_people_see_what_its_predecessor_sent(place, elsewhere, signed_in) -> None:
    version = accepted(place)
    record_succession(from_code="RX1", to_code="RX2", on=date(2026, 11, 1), by=System("test"), now=NOW)
    told = page(signed_in(elsewhere.preparer), "/workspace/")
    assert version.receipt in told
    assert "RX1" in told
    assert "RX2" in told


def test_what_does_not_exist_is_not_found(place, signed_in) -> None:
    client = signed_in(place.preparer)
    for path in (
        "/workspace/returns/complaints-of-the-moon/RX1/2026-10/",
        "/workspace/returns/staffing/RX1/2026-13/",
        "/workspace/returns/staffing/RX1/october/",
        "/workspace/returns/staffing/RX1/2027-10/",
        "/workspace/returns/staffing/RX9/2026-10/",
        "/workspace/returns/NONE-NONE-NONE/",
        "/workspace/receipts/ST-RX1-2026-10-V1-NONE/",
    ):
        assert client.get(path).status_code == 404, path


def test_the_desk_asks_as_much_of_the_database_for_many_returns_as_for_one(place, signed_in) -> None:
    client = signed_in(place.preparer)
    accepted(place)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/workspace/")
        return len(asked)

    queries()  # windows are written at the first look
    one = queries()
    for month in ("2026-09", "2026-08", "2026-07"):
        accepted(place, national_csv({"period": month}), period=month, now=NOW)
        checked(place, national_csv({"period": month, "patients": "700"}), period=month, reason="More", now=NOW)
    assert queries() == one


def test_a_trust_with_nothing_on_record_is_shown_all_the_same(db, signed_in) -> None:
    empty = make_place("RX3", wards=(), demonstration=True)
    assert "RX3" in page(signed_in(empty.preparer), "/workspace/")


def test_sending_shows_on_the_desk_at_once(place, signed_in) -> None:
    client = signed_in(place.preparer)
    assert send_file(client).status_code == 302
    assert "Received" in page(client, "/workspace/")
