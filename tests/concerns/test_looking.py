"""The pages on which people tell us, as their readers see them: wide, at a phone's width, and by the rules of axe."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.utils.html import escape
from playwright.sync_api import expect

from complaints.concerns import words
from tests.concerns.making import a_hospital, a_photo, told
from tests.pages.looking import Looking, looking

__all__ = ["looking"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh(settings) -> None:
    settings.DEMONSTRATION = True
    cache.clear()


def continues(looking: Looking, button: str = "Continue") -> None:
    looking.page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    looking.is_loaded()


def test_each_page_of_the_questions_is_sound(looking: Looking) -> None:
    a_hospital()
    page = looking.page
    looking.open("/tell-us/")
    looking.is_sound("tell-us-start")
    looking.open("/tell-us/staff/")
    looking.is_sound("tell-us-staff-start")
    page.get_by_role("button", name="Start now").click()
    looking.is_sound("tell-us-where")
    continues(looking)
    looking.is_sound("tell-us-where-missing")
    page.get_by_label("Which hospital?").fill("wrenfeild")
    continues(looking)
    looking.is_sound("tell-us-where-found")
    page.get_by_label("Wrenfield General Hospital").check()
    continues(looking)
    looking.is_sound("tell-us-what")
    page.get_by_label("What happened").fill("Two of us for thirty patients. " * 700)
    expect(page.locator(".nhsuk-character-count__status")).to_contain_text("characters too many")
    page.locator("input[type=file]").set_input_files(
        [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": a_photo(size=(400, 300))} for n in range(2)]
    )
    continues(looking)
    looking.is_sound("tell-us-what-too-long")
    page.get_by_label("What happened").fill("Two of us for thirty patients.\nEvery night.")
    continues(looking)
    looking.is_sound("tell-us-who")
    page.get_by_label("Yes, sealed").check()
    page.get_by_label("Your name").fill("Dorothea Quillfeather")
    continues(looking)
    looking.is_sound("tell-us-check")
    continues(looking, "Send")
    looking.is_sound("tell-us-sent")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have what you told us")
    continues(looking, "Show it as a page to print")
    looking.is_sound("tell-us-reference")


def test_following_and_waiting_are_sound(looking: Looking, settings) -> None:
    sent = told(text="<b>bold</b> " + "longwordwithoutaspace" * 40)
    page = looking.page
    looking.open("/tell-us/follow/")
    looking.is_sound("tell-us-follow")
    page.get_by_label("Your reference").fill("wrong")
    continues(looking)
    looking.is_sound("tell-us-follow-wrong")
    page.get_by_label("Your reference").fill(sent.reference)
    continues(looking)
    looking.is_sound("tell-us-story")
    settings.CONCERNS_SENT_IN_TEN_MINUTES = 0
    page.get_by_label("What else should we know?").fill("More.")
    continues(looking, "Send")
    looking.is_sound("tell-us-story-wait")
    assert page.get_by_label("What else should we know?").input_value() == "More."


def test_it_works_without_scripts(browser, live_server) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/tell-us/questions/")
    page.get_by_role("button", name="I do not know which hospital").click()
    page.get_by_label("What happened").fill("Right-to-left: שלום. " + escape("&"))
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("A patient", exact=True).check()
    page.get_by_label("No, I stay anonymous").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have what you told us")
    assert context.cookies() == []
    context.close()


def test_the_longest_text_goes_all_the_way(browser, live_server) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{live_server.url}/tell-us/questions/")
    page.get_by_role("button", name="I do not know which hospital").click()
    page.get_by_label("What happened").fill("ж" * words.LONGEST)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who are you?")
    context.close()
