"""Checking the answers, sending, signing and returning: who may do what, and what happens when two do it at once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from oversight.accounts.models import Membership, Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.records.models import OutboxEvent
from oversight.returns.models import ReturnVersion, Signature, Submission
from oversight.returns.periods import Month
from oversight.returns.signing import send_for_signature
from oversight.returns.states import State
from staffing.statement import statement_for
from tests.desk.conftest import PASSWORD
from tests.desk.pages import links_of, page, text_of, title_of
from tests.returns.making import (
    GOOD,
    MENDED,
    NOW,
    OAK,
    UNUSUAL,
    accepted,
    checked,
    explained,
    make_person,
    national_csv,
    sent,
)

pytestmark = pytest.mark.django_db

SIGNS = {"password": PASSWORD, "code": "000000"}


def address(submission: Submission, below: str) -> str:
    return f"/workspace/returns/{submission.reference}/{below}/"


def test_the_answers_are_shown_as_totals_without_a_verdict(place, signed_in) -> None:
    submission = explained(place, checked(place, UNUSUAL), "Two bays were closed.")
    told = page(signed_in(place.preparer), address(submission, "send"))
    # By day 800 and 1,590 of twice 1,710 planned hours; 1,105 and 1,010 of twice 1,080.
    assert "General Hospital 2 69.9% 97.9% 96.8% 104.5%" in told
    assert "Two bays were closed." in told
    assert "It can be signed by Signatory" in told
    for verdict in ("good", "bad", "poor", "safe", "unsafe", "low", "high"):
        assert f" {verdict} " not in told.lower()


def test_not_applicable_is_not_nought(place, signed_in) -> None:
    nothing_planned = {"night_care_planned": "0", "night_care_actual": "0"}
    submission = explained(place, checked(place, national_csv(nothing_planned, {**OAK, **nothing_planned})))
    told = page(signed_in(place.preparer), address(submission, "send"))
    assert "General Hospital 2 93.3% 97.9% 96.8% N/A" in told


def test_it_is_sent_for_signature_and_told_to_those_who_sign(place, signed_in) -> None:
    submission = checked(place)
    client = signed_in(place.preparer)
    answer = client.post(address(submission, "send"), follow=True)
    assert "The return waits for signature" in text_of(answer)
    submission.refresh_from_db()
    assert submission.state == State.AWAITING_SIGNATURE
    assert OutboxEvent.objects.filter(name="return.signature_wanted", subject_id=submission.reference).count() == 1
    again = client.post(address(submission, "send"), follow=True)
    assert "This return is now: waiting for signature" in text_of(again)


def test_it_is_not_sent_while_something_is_left_to_do(place, signed_in) -> None:
    submission = checked(place, UNUSUAL)
    client = signed_in(place.preparer)
    assert client.get(address(submission, "send")).status_code == 302
    answer = client.post(address(submission, "send"), follow=True)
    assert "has something to explain" in text_of(answer)
    submission.refresh_from_db()
    assert submission.state == State.TO_EXPLAIN


def test_the_signatory_reads_the_declaration_and_signs(place, signed_in) -> None:
    submission = sent(place, UNUSUAL)
    client = signed_in(place.signatory)
    told = page(client, address(submission, "sign"))
    for paragraph in statement_for(Month(2026, 10)).paragraphs:
        assert " ".join(paragraph.split()) in told
    assert submission.content_sha256 in told
    assert "It is true." in told
    answer = client.post(address(submission, "sign"), SIGNS)
    version = ReturnVersion.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/workspace/receipts/{version.receipt}/")
    signature = Signature.objects.get()
    assert (signature.signed_by, signature.confirmed_with) == (
        place.signatory, "password and the demonstration's fixed code",
    )  # fmt: skip
    assert signature.network_address == "127.0.0.1"
    assert "Signed and accepted" in page(client, answer["Location"])


@pytest.mark.parametrize(
    ("given", "said", "field"),
    [
        ({"password": "wrong", "code": "000000"}, "Password is not right", "#id_password"),
        ({"password": PASSWORD, "code": "123456"}, "Code is not right", "#id_code"),
        ({"password": "", "code": ""}, "Enter your password", "#id_password"),
    ],
)
def test_nobody_signs_without_showing_who_they_are(place, signed_in, given, said, field) -> None:
    submission = sent(place)
    answer = signed_in(place.signatory).post(address(submission, "sign"), given)
    assert answer.status_code == 200
    assert title_of(answer).startswith("Error: ")
    assert said in text_of(answer)
    assert field in links_of(answer)
    assert not ReturnVersion.objects.exists()


def test_the_preparer_reads_that_they_cannot_sign(place, signed_in) -> None:
    submission = sent(place)
    client = signed_in(place.preparer)
    told = page(client, address(submission, "sign"))
    assert "You cannot sign this return" in told
    assert "Sign and accept" not in told
    assert client.post(address(submission, "sign"), SIGNS).status_code == 404


def test_the_preparer_cannot_sign_even_with_authority(place, signed_in) -> None:
    Membership.objects.create(person=place.preparer, trust=place.trust, role=Role.SIGNATORY, from_on=date(2015, 1, 1))
    submission = sent(place)
    client = signed_in(place.preparer)
    assert "You prepared this return, so another person with authority has to sign it" in page(
        client, address(submission, "sign")
    )
    answer = client.post(address(submission, "sign"), SIGNS, follow=True)
    assert "Another person with authority has to sign it" in text_of(answer)
    assert not ReturnVersion.objects.exists()


def test_another_trusts_signatory_finds_nothing(place, elsewhere, signed_in) -> None:
    submission = sent(place)
    client = signed_in(elsewhere.signatory)
    assert client.get(address(submission, "sign")).status_code == 404
    assert client.post(address(submission, "sign"), SIGNS).status_code == 404
    assert client.post(address(submission, "return"), {"reason": "No."}).status_code == 404


def test_the_second_of_two_signatures_is_told_so_and_led_to_the_receipt(place, signed_in) -> None:
    second = make_person("second@rx1.example", Role.SIGNATORY, trust=place.trust)
    second.password = place.signatory.password
    second.save()
    give_demonstration_authenticator(second)
    submission = sent(place)
    first_client, second_client = signed_in(place.signatory), signed_in(second)
    page(second_client, address(submission, "sign"))
    first_client.post(address(submission, "sign"), SIGNS)
    version = ReturnVersion.objects.get()
    answer = second_client.post(address(submission, "sign"), SIGNS)
    assert answer["Location"] == f"/workspace/receipts/{version.receipt}/"
    assert "This return has been signed and accepted" in page(second_client, answer["Location"])
    assert Signature.objects.get().signed_by == place.signatory


def test_what_was_withdrawn_meanwhile_is_not_signed(place, signed_in) -> None:
    submission = sent(place)
    signatory, preparer = signed_in(place.signatory), signed_in(place.preparer)
    page(signatory, address(submission, "sign"))
    preparer.post(address(submission, "withdraw"))
    answer = signatory.post(address(submission, "sign"), SIGNS, follow=True)
    assert "Nothing was signed: this return is now withdrawn" in text_of(answer)
    assert not ReturnVersion.objects.exists()


def test_it_is_returned_with_a_reason_that_the_preparer_reads(place, signed_in) -> None:
    submission = sent(place)
    signatory, preparer = signed_in(place.signatory), signed_in(place.preparer)
    missing = signatory.post(address(submission, "return"), {"reason": " "})
    assert "Say what is to be mended" in text_of(missing)
    answer = signatory.post(address(submission, "return"), {"reason": "Oak's night hours look doubled."}, follow=True)
    assert "The return went back to Preparer" in text_of(answer)
    assert "see what the signatory asks" in page(preparer, "/workspace/")
    told = page(preparer, f"/workspace/returns/{submission.reference}/")
    assert "Oak's night hours look doubled." in told
    assert "Check your answers and send again" in told
    assert "The signatory wrote: Oak's night hours look doubled." in page(preparer, address(submission, "send"))
    preparer.post(address(submission, "send"))
    submission.refresh_from_db()
    assert submission.state == State.AWAITING_SIGNATURE


def test_a_preparer_returns_nothing(place, signed_in) -> None:
    submission = sent(place)
    assert signed_in(place.preparer).post(address(submission, "return"), {"reason": "No."}).status_code == 404


def test_what_is_no_longer_there_to_return_is_said(place, signed_in) -> None:
    version = accepted(place)
    answer = signed_in(place.signatory).post(address(version.submission, "return"), {"reason": "No."}, follow=True)
    assert "That cannot be done any more" in text_of(answer)


def test_a_correction_shows_what_changes_and_keeps_its_reason(place, signed_in) -> None:
    first = accepted(place)
    submission = explained(
        place,
        checked(
            place,
            national_csv({"day_registered_actual": "1612.5"}, {"ward": "Elm", "patients": "500"}),
            reason="One day was missing.",
        ),
    )
    client = signed_in(place.preparer)
    told = page(client, address(submission, "compare"))
    assert "beside version 1, accepted on 5 November 2026" in told
    assert f"/workspace/receipts/{first.receipt}/" in links_of(client.get(address(submission, "compare")))
    assert "Rowan (RX101) Column Day, registered nurses and midwives: actual hours" in told
    assert "1,602.5" in told
    assert "1,612.5" in told
    assert "New in this file Elm (RX101)" in told
    assert "Missing from this file Oak (RX101)" in told
    answers = client.get(address(submission, "send"))
    assert "1 ward changed, 1 new, 1 missing, 0 unchanged" in text_of(answers)
    assert "One day was missing." in answers.content.decode()
    assert "Say why" in text_of(client.post(address(submission, "send"), {"reason": " "}))
    client.post(address(submission, "send"), {"reason": "A day and a ward were missing."})
    submission.refresh_from_db()
    assert (submission.state, submission.correction_reason) == (
        State.AWAITING_SIGNATURE, "A day and a ward were missing.",
    )  # fmt: skip


def test_a_file_that_changes_nothing_is_said_to(place, signed_in) -> None:
    accepted(place, GOOD)
    submission = checked(place, GOOD.replace(b"\r\n", b"\n"), reason="A copy.")
    told = page(signed_in(place.preparer), address(submission, "compare"))
    assert "Nothing changes" in told
    assert "2 unchanged" in told


def test_a_first_return_is_compared_with_nothing(place, signed_in) -> None:
    submission = checked(place)
    told = page(signed_in(place.preparer), address(submission, "compare"))
    assert "No version of this return was accepted before" in told


def test_another_file_that_waits_already_is_said(place, signed_in) -> None:
    older, newer = checked(place, GOOD), checked(place, MENDED)
    send_for_signature(submission=newer, by=place.preparer, now=NOW)
    client = signed_in(place.preparer)
    answer = client.post(address(older, "send"), follow=True)
    assert "withdrawn" in text_of(answer)
    newer.refresh_from_db()
    assert newer.state == State.AWAITING_SIGNATURE


def test_late_is_said_before_it_is_sent(place, signed_in, monkeypatch) -> None:
    submission = checked(place)
    monkeypatch.setenv("OVERSIGHT_NOW", datetime(2026, 11, 17, 9, tzinfo=UTC).isoformat())
    assert "The return will be marked as late" in page(signed_in(place.preparer), address(submission, "send"))


def test_a_trust_without_another_signatory_is_told_so(place, signed_in) -> None:
    Membership.objects.filter(person=place.signatory).delete()
    submission = checked(place)
    assert "Nobody of your trust but you can sign yet" in page(signed_in(place.preparer), address(submission, "send"))
