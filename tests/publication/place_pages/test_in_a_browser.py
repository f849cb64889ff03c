"""The pages of a hospital, a trust and a ward with all that they can hold, as their readers meet them."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from ratings.rules.ratings_words import KeyQuestion
from tests.pages.looking import Looking, looking
from tests.publication.making import make_trust
from tests.publication.rating_making import ALL_GOOD, GOOD, REQUIRES, give, give_hospital, give_service
from tests.publication.safety_measures import making as safety
from tests.publication.scene import Scene, make_scene

__all__ = ["looking"]

pytestmark = pytest.mark.django_db(transaction=True)
QUESTIONS = [
    "Is it safe?",
    "How is it rated, and how old is that?",
    "What is being done?",
    "What do patients say?",
    "How are the wards staffed?",
    "What do staff say?",
]


def make_full_scene() -> Scene:
    """A trust with staffing, ratings and safety figures, one of which stands out among thirteen trusts."""
    scene = make_scene(months=3)
    mixed = {**ALL_GOOD, KeyQuestion.SAFE: REQUIRES}
    give_service(scene.trust, scene.site, "surgery", mixed, GOOD, on=date(2024, 5, 1))
    give_hospital(scene.trust, scene.site, mixed, REQUIRES, on=date(2024, 5, 1))
    give(scene.trust, None, REQUIRES, on=date(2024, 5, 1))
    safety.returned(scene.trust)
    for place in range(12):
        other = make_trust(f"RY{place:X}", f"TRUST {place} NHS TRUST")
        safety.returned(other)
        safety.observed(other, safety.FALLS, 20 + place, 2_000)
    safety.observed(scene.trust, safety.FALLS, 200, 2_000)
    safety.observed(scene.trust, safety.FFT, 950, 1000)
    safety.compare(safety.FALLS)
    safety.publish()
    return scene


def test_every_page_is_sound(looking: Looking) -> None:
    scene = make_full_scene()
    for name, path in {
        "hospital": "/hospitals/RX101/",
        "hospital-then": "/hospitals/RX101/?known-on=2026-10-25",
        "hospital-before": "/hospitals/RX101/?known-on=2015-01-01",
        "no-such-day": "/hospitals/RX101/?known-on=soon",
        "trust": "/trusts/RX1/",
        "ward": f"/wards/{scene.often_short.public_id}/",
        "ward-before": f"/wards/{scene.often_short.public_id}/?known-on=2015-01-01",
        "ratings-then": "/hospitals/RX101/ratings/?known-on=2024-06-01",
    }.items():
        looking.open(path)
        looking.is_sound(f"place-{name}")


def test_the_page_begins_with_what_matters_and_its_questions_lead_within_it(looking: Looking) -> None:
    make_full_scene()
    looking.open("/hospitals/RX101/")
    page = looking.page
    first = page.locator("#now").inner_text()
    assert "Inspectors rated this hospital Requires improvement. That was published on 1 May 2024" in first
    assert "is not in special measures" in first
    assert "safety figures for October 2026" in first
    assert "1 of its 4 wards is often short of staff: Ash Ward." in first
    asked = page.locator("h2.app-question").all_inner_texts()
    assert [each for each in asked if each in QUESTIONS] == QUESTIONS
    for question in QUESTIONS:
        anchor = page.get_by_role("link", name=question, exact=True).get_attribute("href")
        assert anchor is not None
        assert page.locator(f"{anchor}.app-question").inner_text() == question


def test_a_reader_chooses_a_day_and_opens_a_number_without_scripts(looking: Looking, browser: Browser) -> None:
    make_full_scene()
    page = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}).new_page()
    page.goto(f"{looking.address}/hospitals/RX101/")
    about = page.locator("details", has_text="About this number").first
    about.locator("summary").click()
    for words in ("Period", "Updated", "Next update", "What it means", "What it does not mean", "Source"):
        expect(about.get_by_text(words, exact=True)).to_be_visible()
    for label, value in (("Day", "25"), ("Month", "10"), ("Year", "2026")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Show that day").click()
    expect(page).to_have_url(f"{looking.address}/hospitals/RX101/?known-on=2026-10-25")
    expect(page.get_by_role("heading", level=1)).to_have_text("St Anne's Hospital, as known on 25 October 2026")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("link", name="See the page as it is today").click()
    expect(page).to_have_url(f"{looking.address}/hospitals/RX101/")
