"""The public pages as their readers meet them: wide, on a phone, with axe, by keyboard, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.pages.looking import Looking, looking
from tests.publication.making import make_hospital, make_trust
from tests.publication.scene import make_scene

__all__ = ["looking"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_public_page_is_sound(looking: Looking) -> None:
    scene = make_scene()
    for name, path in {
        "home": "/",
        "home-found": "/?q=anne",
        "home-not-found": "/?q=zzzz",
        "hospital": "/hospitals/RX101/",
        "hospital-silent": "/hospitals/RX201/",
        "hospital-without-wards": "/hospitals/RX102/",
        "trust": "/trusts/RX1/",
        "ward": f"/wards/{scene.often_short.public_id}/",
        "releases": "/releases/",
        "release": "/releases/staffing-2026-10-1/",
        "data": "/data/",
        "method": "/about/how-it-is-worked-out/",
    }.items():
        looking.open(path)
        looking.is_sound(f"public-{name}")


def test_a_reader_finds_a_hospital_and_downloads_its_table_without_scripts(looking: Looking, browser: Browser) -> None:
    make_scene(months=2)
    page = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}).new_page()
    page.goto(looking.address + "/")
    page.get_by_label("Hospital, town or postcode").fill("wrenfeild st annes")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="St Anne's Hospital").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("St Anne's Hospital")
    table = page.get_by_role("table", name="Planned and actual hours of each ward")
    expect(table.get_by_role("rowheader", name="Ash Ward").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download these figures (CSV)").click()
    assert download.value.suggested_filename == "staffing-2026-10-1-RX101.csv"


def test_a_screen_reader_hears_the_ward_the_shift_and_the_column(looking: Looking) -> None:
    make_scene(months=2)
    looking.open("/hospitals/RX101/")
    table = looking.page.get_by_role("table", name="Planned and actual hours of each ward")
    assert table.get_by_role("columnheader").all_inner_texts() == [
        "Ward, shift and staff",
        "Planned hours",
        "Actual hours",
        "Fill rate",
    ]
    row = table.get_by_role("row", name="Day, registered nurses and midwives 1,710.0 1,200.0 70.2%")
    assert row.count() == 1


def test_nothing_published_is_a_page_too(looking: Looking) -> None:
    make_hospital(make_trust())
    for path in ("/", "/hospitals/RX101/", "/trusts/RX1/", "/releases/", "/data/"):
        looking.open(path)
        looking.is_sound(f"empty-{path.strip('/').replace('/', '-') or 'home'}")
