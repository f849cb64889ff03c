"""The pages of measures and comparisons as their readers meet them: wide, narrow, enlarged, printed, without script."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from oversight.organisations.models import Site
from tests.pages.looking import Looking, looking
from tests.publication.complaints.making import publish as publish_complaints
from tests.publication.complaints.making import send as send_complaints
from tests.publication.measure_pages.making import FILL, make_country, publish_months
from tests.publication.rating_making import ALL_GOOD, GOOD, REQUIRES, give, give_hospital
from tests.publication.reading_age import measure, sentences_of
from tests.publication.safety_measures import making as safety

__all__ = ["looking"]
pytestmark = pytest.mark.django_db(transaction=True)


def make_everything() -> None:
    """Twelve trusts with staffing, safety, ratings and complaints of some, and a long series of one."""
    trusts = make_country((900, 921, 930, 934, 941, 947, 952, 958, 966, 971, None, 1043))
    for place, trust in enumerate(trusts):
        safety.returned(trust)
        falls = [(6 + (place * 5 + month * 7) % 9, 900 + 40 * place) for month in range(15)]
        if place == 3:
            falls[-1] = (60, 1_020)
        safety.series(trust, safety.FALLS, falls)
        safety.observed(trust, safety.FFT, 180 + place * 100 - (120 if place == 3 else place % 3), 200 + place * 110)
        safety.observed(trust, safety.MRSA, place % 3, 30_000)
    for code in (safety.FALLS, safety.FFT, safety.MRSA):
        safety.compare(code)
    safety.publish()
    publish_months(trusts[0], [*([950, 962, 955] * 5), 871, 700])
    give(trusts[0], None, REQUIRES)
    give_hospital(trusts[1], Site.objects.get(code="RY1A"), ALL_GOOD, GOOD)
    send_complaints(trusts[0])
    publish_complaints()


PAGES = {
    "every": "/measures/",
    "all-trusts": f"/measures/{safety.FALLS}/",
    "all-trusts-friends": f"/measures/{safety.FFT}/",
    "trust-friends": f"/trusts/RY3/measures/{safety.FFT}/",
    "all-trusts-staffing": f"/measures/{FILL}/",
    "trust": "/trusts/RY0/measures/",
    "trust-falls": f"/trusts/RY3/measures/{safety.FALLS}/",
    "trust-staffing": f"/trusts/RY0/measures/{FILL}/",
    "not-submitted": f"/trusts/RY10/measures/{FILL}/",
    "compare": "/compare/",
    "compare-found": "/compare/?q=hospital",
    "compare-one": "/compare/?place=RY0&peers=region",
    "compare-three": "/compare/?place=RY0&place=RY3&place=RY5",
    "compare-hospitals": "/compare/?place=RY1A&place=RY2A&place=NONE",
}


def test_every_page_is_there(client: Client) -> None:
    make_everything()
    for path in PAGES.values():
        response = client.get(path)
        assert response.status_code == 200, path
        assert len(response.content) < 150 * 1024, path
        sentences = sentences_of(response.content.decode(), [f"Trust {letter} NHS Trust" for letter in "ABCDEFGHIJKL"])
        assert measure(sentences).grade <= 7, (path, [each for each in sentences if measure([each]).grade > 9])


def test_every_page_is_sound(looking: Looking) -> None:
    make_everything()
    for name, path in PAGES.items():
        looking.open(path)
        assert looking.page.title() != "Something went wrong here", name
        assert looking.page.locator("main a[href$=csv], main form, main dl").count(), name
        looking.is_sound(f"measures-{name}")


def test_pages_print_whole_and_can_be_read_at_four_times_the_size(looking: Looking) -> None:
    make_everything()
    page, folder = looking.page, os.environ.get("OVERSIGHT_SCREENSHOTS")
    for name in ("trust-falls", "compare-three"):
        looking.open(PAGES[name])
        # A window of 1,280 by 1,024 at 400% has 320 by 256 to show a page in.
        page.set_viewport_size({"width": 320, "height": 256})
        looking.does_not_scroll_sideways(f"{name} enlarged")
        page.emulate_media(forced_colors="active")
        page.set_viewport_size({"width": 1280, "height": 900})
        if folder:
            page.screenshot(path=Path(folder) / f"measures-{name}-forced.png", full_page=True)
        page.emulate_media(forced_colors="none", media="print")
        page.set_viewport_size({"width": 718, "height": 1000})
        looking.does_not_scroll_sideways(f"{name} printed")
        if folder:
            page.screenshot(path=Path(folder) / f"measures-{name}-printed.png", full_page=True)
        page.emulate_media(media="screen")


def test_without_script_one_finds_two_hospitals_and_sees_them_side_by_side(
    browser: Browser, live_server: LiveServer
) -> None:
    make_country((900, 920, 930))
    page = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}).new_page()
    page.goto(f"{live_server.url}/compare/")
    page.get_by_label("Hospital, town or postcode").fill("hospital a")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("^Hospital A.*add")).click()
    page.get_by_role("link", name="In the same region").click()
    page.get_by_role("link", name=re.compile("^Hospital C.*add")).click()
    assert page.url.endswith("/compare/?place=RY0A&place=RY2A")
    assert page.get_by_role("columnheader").first.inner_text() == "Hospital A"
    row = page.locator("tbody", has_text="Nurses' and midwives' hours worked, day")
    assert row.locator("td b").all_inner_texts() == ["90.0%", "93.0%"]
    page.get_by_role("link", name="Remove Hospital A").click()
    assert page.url.endswith("/compare/?place=RY2A")
