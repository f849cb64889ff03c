"""The desk's pages in every state that they can be in: wide, on a phone, by the rules of axe; and without scripts."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, expect

from oversight.accounts.models import Person
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.models import Ward
from oversight.organisations.set_aside import set_aside_unit
from oversight.organisations.successions import record_succession
from oversight.organisations.wards import add_alias
from oversight.records.audit import System
from oversight.records.models import OutboxEvent
from oversight.returns.checking import check_submission, give_up
from oversight.returns.models import Submission
from oversight.returns.periods import Month
from oversight.returns.signing import return_to_preparer
from oversight.returns.states import State
from tests.pages.looking import Looking
from tests.returns.making import (
    FAULTY,
    MENDED,
    NOW,
    OAK,
    PERIOD,
    UNUSUAL,
    Place,
    accepted,
    checked,
    explained,
    make_administrator,
    make_place,
    national_csv,
    received,
    sent,
)

pytestmark = pytest.mark.django_db(transaction=True)

OWN_HEADINGS = b"Unit,Place,RND P,RND A,HCD P,HCD A,RNN P,RNN A,HCN P,HCN A,Pts\nRowan,RX101,1,2,3,4,5,6,7,8,9\n"
RETURN = f"/workspace/returns/staffing/RX1/{PERIOD}/"


@pytest.fixture(autouse=True)
def on_a_day(settings, monkeypatch) -> None:
    """Let it be the fifth of November 2026, in the demonstration."""
    settings.DEMONSTRATION = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())
    cache.clear()


@pytest.fixture
def place(transactional_db) -> Place:
    """A trust with two wards, a preparer and a signatory."""
    made = make_place(demonstration=True)
    give_demonstration_authenticator(made.signatory)
    return made


def cookie_of(person: Person, address: str) -> dict[str, str]:
    """Return the cookie of a session of the person."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    name = project.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}


def sign_in(looking: Looking, person: Person) -> None:
    looking.page.context.clear_cookies()
    looking.page.context.add_cookies([cookie_of(person, looking.address)])  # type: ignore[list-item]


def page_of(submission: Submission, below: str = "") -> str:
    return f"/workspace/returns/{submission.reference}/{below}"


def a_past(months: int, place: Place) -> None:
    for back in range(months, 0, -1):
        period = str(Month.parse(PERIOD).plus(-back))
        rowan = {"period": period, "day_registered_actual": str(1500 + 10 * back)}
        accepted(place, national_csv(rowan, {**OAK, "period": period}), period=period, now=NOW)


def test_what_is_to_be_done_in_each_state(looking: Looking, place: Place) -> None:
    sign_in(looking, place.preparer)
    looking.open("/workspace/")
    looking.is_sound("desk-nothing-sent")
    waiting = received(place)
    looking.open(page_of(waiting))
    looking.is_sound("desk-received")
    Submission.objects.filter(pk=waiting.pk).update(state=State.CHECKING, progress_done=41, progress_total=100)
    looking.open(page_of(waiting))
    expect(looking.page.get_by_label("Read so far: 41%")).to_be_visible()
    looking.is_sound("desk-checking")
    Submission.objects.filter(pk=waiting.pk).update(state=State.CHECKING)
    with transaction.atomic():
        give_up(OutboxEvent.objects.get(name="return.received"), NOW)
    looking.open(page_of(waiting))
    looking.is_sound("desk-failed")
    faulty = checked(place, national_csv({"day_registered_actual": "none"}, {"ward": ""}, {"ward": "Elm"}))
    for how in ("rule", "place", "row"):
        looking.open(page_of(faulty, f"?by={how}"))
        looking.is_sound(f"desk-faults-by-{how}")
    for below in ("rows/", "units/", "remark/", "compare/"):
        looking.open(page_of(faulty, below))
        looking.is_sound(f"desk-faulty-{below.strip('/')}")
    returned = sent(place, UNUSUAL)
    return_to_preparer(submission=returned, reason="Oak's nights look doubled.", by=place.signatory, now=NOW)
    looking.open(page_of(returned))
    looking.is_sound("desk-returned")
    looking.open(page_of(returned, "send/"))
    looking.is_sound("desk-send-again")


def test_headings_of_its_own(looking: Looking, place: Place) -> None:
    sign_in(looking, place.preparer)
    submission = checked(place, OWN_HEADINGS)
    looking.open(page_of(submission))
    looking.is_sound("desk-unreadable")
    looking.page.get_by_role("link", name="say once what they mean").click()
    looking.page.get_by_label("RND P", exact=True).select_option("day_registered_planned")
    looking.page.get_by_label("RND A", exact=True).select_option("day_registered_planned")
    looking.page.get_by_role("button", name="Keep and check again").click()
    expect(looking.page.locator(".nhsuk-error-summary")).to_be_focused()
    looking.is_sound("desk-headings")


def test_explaining_beside_a_years_months(looking: Looking, place: Place) -> None:
    a_past(13, place)
    sign_in(looking, place.preparer)
    low = {"day_registered_actual": "700", "night_care_actual": "200"}
    submission = checked(place, national_csv(low, {**OAK, **low}))
    looking.open(page_of(submission, "explain/"))
    looking.is_sound("desk-explain")
    looking.open(page_of(submission, "explain/?rule=staffing.fill_rate_out_of_bounds"))
    looking.is_sound("desk-explain-group")
    for summary in looking.page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    looking.is_sound("desk-explain-group-open")
    looking.page.get_by_role("button", name="Keep this explanation").click()
    expect(looking.page.locator(".nhsuk-error-summary")).to_be_focused()
    looking.is_sound("desk-explain-group-fault")
    looking.page.get_by_role("link", name="Tick what this explains").click()
    expect(looking.page.locator("input[name=findings]").first).to_be_focused()
    looking.page.get_by_role("link", name=re.compile(r"^Explain this one by itself ?: Rowan")).first.click()
    expect(looking.page.get_by_role("heading", level=1)).to_have_text("Explain a finding")
    expect(looking.page.locator("input[name=findings]")).to_be_checked()
    looking.is_sound("desk-explain-one")
    explained(place, submission, "Two bays were closed.", is_public=True)
    looking.open(page_of(submission, "explain/?by=place"))
    looking.is_sound("desk-explained")
    looking.open(page_of(submission, "send/"))
    looking.is_sound("desk-check-answers")


def test_versions_receipts_and_what_changes(looking: Looking, place: Place) -> None:
    first = accepted(place)
    second = accepted(place, MENDED, reason="One day was missing.")
    third = checked(place, national_csv({"ward": "Elm"}, {**OAK, "url": ""}), reason="A ward was renamed.")
    sign_in(looking, place.signatory)
    for name, path in {
        "desk-receipt-replaced": f"/workspace/receipts/{first.receipt}/",
        "desk-receipt": f"/workspace/receipts/{second.receipt}/",
        "desk-accepted-rows": f"/workspace/receipts/{second.receipt}/rows/",
        "desk-all-versions": "/workspace/returns/staffing/RX1/all/",
        "desk-return-corrected": RETURN,
        "desk-compare": page_of(third, "compare/"),
    }.items():
        looking.open(path)
        looking.is_sound(name)


def test_a_receipt_prints_whole_on_one_page(looking: Looking, place: Place) -> None:
    version = accepted(place)
    sign_in(looking, place.signatory)
    looking.open(f"/workspace/receipts/{version.receipt}/")
    looking.page.emulate_media(media="print")
    for text in (version.receipt, version.file_sha256, version.content_sha256, "The declaration that was signed"):
        expect(looking.page.get_by_text(text).first).to_be_visible()
    for gone in (looking.page.get_by_role("navigation").first, looking.page.get_by_role("button", name="Sign out")):
        expect(gone).to_be_hidden()
    assert looking.page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_wards_and_successions(looking: Looking, place: Place) -> None:
    other = make_place("RX2", demonstration=True)
    oak = Ward.objects.get(trust=place.trust, name="Oak")
    add_alias(ward=oak, name="Oak Unit", by=place.preparer, now=NOW)
    set_aside_unit(trust=place.trust, name="Ward Clerks", by=place.preparer, now=NOW)
    sign_in(looking, place.preparer)
    looking.open("/workspace/wards/")
    looking.is_sound("desk-wards")
    looking.open(f"/workspace/wards/{oak.public_id}/")
    looking.page.get_by_role("button", name="Close this ward").click()
    expect(looking.page.locator(".nhsuk-error-summary")).to_be_focused()
    looking.is_sound("desk-ward-fault")
    record_succession(from_code="RX1", to_code="RX2", on=date(2026, 11, 1), by=System("test"), now=NOW)
    accepted(Place(place.trust, place.site, other.preparer, other.signatory))
    sign_in(looking, other.preparer)
    looking.open("/workspace/")
    looking.is_sound("desk-of-a-successor")
    administrator = make_administrator()
    give_demonstration_authenticator(administrator)
    sign_in(looking, administrator)
    looking.open("/oversee/successions/")
    looking.is_sound("successions")


def test_without_scripts_the_page_looks_again_by_itself(
    looking: Looking, browser: Browser, place: Place, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    context.add_cookies([cookie_of(place.preparer, looking.address)])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(looking.address + RETURN)
    file = tmp_path / "october.csv"
    file.write_bytes(FAULTY)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_text("We have your file")).to_be_visible()
    check_submission(submission_id=Submission.objects.get().pk, now=NOW)
    # Nobody touches the page: it comes again after a few seconds, and then no more.
    expect(page.get_by_text("1 thing has to be fixed in your file")).to_be_visible(timeout=20_000)
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()
