"""The desk's pages for a safety measures return, in every state: wide, on a phone, by the rules of axe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache

from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.returns.models import Submission
from oversight.returns.signing import sign_and_accept
from safety.rules.examples import csv_of
from safety.rules.rule import Example
from tests.browser.test_desk_pages import page_of, sign_in
from tests.pages.looking import Looking, looking
from tests.returns.making import NOW, Place, accepted, checked, explained, make_inspector, make_place, sent
from tests.safety.making import OCTOBER, accept_month

__all__ = ["looking"]

pytestmark = pytest.mark.django_db(transaction=True)

RETURN = f"/workspace/returns/safety/RX1/{OCTOBER}/"
OVERDUE = Example(
    {
        "alert": {"deadline": "30/09/2026", "date": "03/08/2026", "acknowledged": "04/08/2026"},
        "incident": {"told": "30/10/2026", "written": ""},
        "mrsa": {"number": ""},
        "mssa": {"number": "n/a"},
    }
)
FAULTY = Example(
    {
        "never event": {"item": "Wrong gas administered"},
        "alert": {"status": "In hand", "deadline": "soon"},
        "mrsa": {"number": "nil"},
        "ulcers": {"number": "999"},
        "incident": {"told": "02/11/2026", "apology": "perhaps"},
    }
)


@pytest.fixture(autouse=True)
def on_a_day(settings, monkeypatch) -> None:
    """Let it be the fifth of November 2026, in the demonstration."""
    settings.DEMONSTRATION = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())
    cache.clear()


@pytest.fixture
def place(transactional_db) -> Place:
    """A trust with a preparer and a signatory."""
    made = make_place(demonstration=True)
    give_demonstration_authenticator(made.signatory)
    return made


def test_the_desk_and_the_page_of_a_return(place: Place, looking: Looking) -> None:
    accept_month(place, OCTOBER.plus(-1))
    sign_in(looking, place.preparer)
    looking.open("/workspace/")
    looking.is_sound("safety-desk")
    told = looking.page.get_by_role("main").inner_text()
    assert "Safety measures return, October 2026: prepare this return" in told
    assert "Ward staffing return, October 2026: prepare this return" in told
    assert "All accepted returns: safety measures return" in told
    looking.open(RETURN)
    looking.page.get_by_text("The columns", exact=True).click()
    looking.page.get_by_text("What is checked", exact=True).first.click()
    looking.is_sound("safety-return")
    told = looking.page.get_by_role("main").inner_text()
    assert "Never events list 2018" not in told
    assert "never events list 2018" in told
    assert "rota" not in told
    assert "10 working days; the regulation says as soon as reasonably practicable" in told


def test_a_file_with_faults(place: Place, looking: Looking) -> None:
    submission = checked(place, csv_of(FAULTY), kind="safety")
    sign_in(looking, place.preparer)
    looking.open(page_of(submission))
    looking.is_sound("safety-to-fix")
    looking.open(page_of(submission) + "?by=place#findings")
    looking.is_sound("safety-to-fix-by-line")
    told = looking.page.get_by_role("main").inner_text()
    assert "By line" in told
    assert "By ward" not in told
    assert "Patient safety alerts: PSA/2026/004" in told
    looking.open(page_of(submission, "rows/"))
    looking.is_sound("safety-rows")


def test_explaining_without_a_word_of_wards_or_of_the_public(place: Place, looking: Looking) -> None:
    submission = checked(place, csv_of(OVERDUE), kind="safety")
    sign_in(looking, place.preparer)
    looking.open(page_of(submission, "explain/"))
    looking.is_sound("safety-explain")
    assert "ward" not in looking.page.get_by_role("main").inner_text().lower()
    looking.open(page_of(submission, "explain/?rule=safety.alert_overdue"))
    looking.is_sound("safety-explain-one")
    told = looking.page.get_by_role("main").inner_text()
    assert "31 days past its deadline on 31 October 2026" in told
    assert "public" not in told
    looking.page.get_by_label("What is behind it?").fill("The pumps come in December.")
    looking.page.get_by_role("button", name="Keep this explanation").click()
    looking.page.wait_for_url("**/explain/")
    assert "Explained: 1 finding." in looking.page.get_by_role("main").inner_text()
    looking.open(page_of(submission, "remark/"))
    looking.is_sound("safety-remark")


def test_sending_signing_and_the_receipt(place: Place, looking: Looking) -> None:
    submission = explained(place, checked(place, csv_of(OVERDUE), kind="safety"))
    sign_in(looking, place.preparer)
    looking.open(page_of(submission, "send/"))
    looking.is_sound("safety-send")
    told = " ".join(looking.page.get_by_role("main").inner_text().split())
    assert "Past their deadline at the end of the month 1" in told
    assert "MRSA bacteraemia blank" in told
    assert "MSSA bacteraemia n/a" in told
    looking.page.get_by_role("button", name="Send for signature").click()
    looking.page.wait_for_url(f"**/{submission.reference}/")
    sign_in(looking, place.signatory)
    looking.open(page_of(submission, "sign/"))
    looking.is_sound("safety-sign")
    assert "It names no patient" in looking.page.get_by_role("main").inner_text()
    submission = Submission.objects.get(pk=submission.pk)
    version = sign_and_accept(submission=submission, by=place.signatory, now=NOW, confirmed_with="password")
    looking.open(f"/workspace/receipts/{version.receipt}/")
    looking.is_sound("safety-receipt")
    looking.open(f"/workspace/receipts/{version.receipt}/rows/")
    looking.is_sound("safety-accepted-rows")


def test_a_correction_and_what_it_changes(place: Place, looking: Looking) -> None:
    accepted(place, csv_of(Example()), kind="safety")
    mended = Example({"mrsa": {"number": "1"}, "never events": {"number": "0"}}, without=("never event",))
    submission = sent(
        place, csv_of(mended), kind="safety", reason="The case was assigned to us.", now=NOW + timedelta(1)
    )
    sign_in(looking, place.preparer)
    looking.open(page_of(submission, "compare/"))
    looking.is_sound("safety-compare")
    told = looking.page.get_by_role("main").inner_text()
    assert "Infections: MRSA bacteraemia" in told
    assert "Never events: W-0901" in told
    assert "Line" in told


def test_inspectors_see_who_has_sent_each_kind_of_return(place: Place, looking: Looking) -> None:
    accepted(place, csv_of(Example()), kind="safety")
    inspector = make_inspector()
    give_demonstration_authenticator(inspector)
    sign_in(looking, inspector)
    looking.open(f"/inspect/returns/?kind=safety&month={OCTOBER}")
    looking.is_sound("safety-who-has-sent")
    told = looking.page.get_by_role("main").inner_text()
    assert "Who has sent: safety measures return, October 2026" in told
    assert "Accepted in time" in told
    looking.open(f"/inspect/returns/?kind=staffing&month={OCTOBER}")
    assert "Not started" in looking.page.get_by_role("main").inner_text()
