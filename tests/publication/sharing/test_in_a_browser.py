"""The panel on the page of another site, in a browser: it is shown there, and no other page of ours is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from ratings.rules.ratings_words import KeyQuestion
from tests.pages.looking import Looking, looking
from tests.publication.rating_making import GOOD, REQUIRES, give
from tests.publication.scene import Scene, make_scene

__all__ = ["looking"]
pytestmark = pytest.mark.django_db(transaction=True)


class Elsewhere:
    """A page of another origin that frames an address."""

    def __init__(self) -> None:
        self.framed = ""
        site = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = f'<!DOCTYPE html><title>A hospital</title><iframe src="{site.framed}" title="Ratings"></iframe>'
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/"


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    made = Elsewhere()
    thread = Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def scene() -> Scene:
    scene = make_scene(months=1)
    give(scene.trust, scene.site, GOOD, on=date(2016, 3, 4))
    give(scene.trust, scene.site, REQUIRES, question=KeyQuestion.SAFE, on=date(2016, 3, 4))
    return scene


def framed(page: Page, elsewhere: Elsewhere, address: str) -> str:
    """Return the words in the frame of the other site's page."""
    elsewhere.framed = address
    page.goto(elsewhere.address)
    inner = page.frames[1]
    inner.wait_for_load_state()
    return inner.locator("body").inner_text()


def test_the_panel_opens_in_the_frame_of_another_site_without_scripts_and_cookies(
    scene: Scene, live_server: object, browser: Browser, elsewhere: Elsewhere
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    ours = str(live_server)
    assert not elsewhere.address.startswith(ours)
    said = framed(page, elsewhere, f"{ours}/hospitals/RX101/panel/")
    assert "Inspection ratings of St Anne's Hospital" in said
    assert "Good" in said
    assert context.cookies() == []
    heading = page.frame_locator("iframe").get_by_role("heading", level=1)
    expect(heading).to_be_visible()
    # Its style sheet came too.
    assert heading.evaluate("each => getComputedStyle(each).fontSize") == "18px"


def test_no_other_page_opens_there(scene: Scene, live_server: object, page: Page, elsewhere: Elsewhere) -> None:
    for path in ("/hospitals/RX101/", "/hospitals/RX101/badge/"):
        assert "St Anne's Hospital" not in framed(page, elsewhere, f"{live_server}{path}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_by_itself_is_sound_in_light_and_in_the_dark(scene: Scene, looking: Looking, scheme: str) -> None:
    looking.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    looking.open("/hospitals/RX101/panel/")
    looking.is_sound(f"panel-{scheme}")
    looking.open("/hospitals/RX102/panel/")
    looking.is_sound(f"panel-not-rated-{scheme}")


def test_the_page_with_the_lines_to_paste_is_sound(scene: Scene, looking: Looking) -> None:
    looking.open("/hospitals/RX101/badge/")
    looking.is_sound("panel-lines")


def test_on_paper_there_are_no_menus_nothing_is_folded_and_tables_stay_tables(scene: Scene, looking: Looking) -> None:
    looking.open("/hospitals/RX101/")
    page = looking.page
    # A sheet of A4 between its margins, in pixels of a style sheet.
    page.set_viewport_size({"width": 718, "height": 1000})
    page.emulate_media(media="print")
    for hidden in (".nhsuk-header__navigation", ".nhsuk-footer", ".nhsuk-breadcrumb", "form"):
        for each in page.locator(hidden).all():
            expect(each).to_be_hidden()
    assert page.locator("details").count() > 0
    for each in page.locator("details:not([open]) > .nhsuk-details__text").all():
        expect(each).to_be_visible()
    rows = page.locator(".nhsuk-table--responsive .nhsuk-table__body .nhsuk-table__row")
    assert {row.evaluate("each => getComputedStyle(each).display") for row in rows.all()} == {"table-row"}
    # No cell reaches past the edge of the sheet.
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_paper_stays_white_where_the_screen_is_dark(scene: Scene, looking: Looking) -> None:
    looking.page.emulate_media(color_scheme="dark")
    looking.open("/hospitals/RX101/")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert looking.page.evaluate(ground) == "rgb(18, 24, 28)"
    looking.page.emulate_media(media="print", color_scheme="dark")
    assert looking.page.evaluate(ground) == "rgb(255, 255, 255)"
