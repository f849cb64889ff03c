"""Looking at a page as its readers do: wide and at a phone's width, with the rules of axe, and nothing from outside.

Tests of any part use it::

    from tests.pages.looking import Looking, looking  # the fixture and its type

    def test_page(looking: Looking) -> None:
        looking.open("/about/")
        looking.is_sound("about")

With ``OVERSIGHT_SCREENSHOTS`` naming a folder, each look leaves its pictures there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# In the dark only colours differ.
_COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
# What passed is not written out: that takes longer than looking.
_OPTIONS = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}


@dataclass
class Looking:
    """A page in a browser, and what went wrong while it was open."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a path of the site."""
        self.page.goto(self.address + path)

    def is_loaded(self) -> None:
        """Wait until the page has come whole: a press ends when the answer begins, and half a page reads otherwise."""
        self.page.wait_for_load_state("load")

    def is_laid_out(self) -> None:
        """Wait until the menu has moved under "More" what does not fit, as it does once it hears of a new width."""
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def is_sound(self, name: str) -> None:
        """Assert what every page owes its readers, and leave its pictures where they are asked for."""
        self.is_loaded()
        self.has_one_heading_and_a_title()
        for width, size in (("wide", WIDE), ("narrow", NARROW)):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.is_laid_out()
            self._picture(f"{name}-{width}")
            self.keeps_axe(f"{name}, {width}")
            self.does_not_scroll_sideways(f"{name}, {width}")
        self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        self.is_readable_in_the_dark(name)
        assert self.complaints == [], f"{name}: {self.complaints}"

    def has_one_heading_and_a_title(self) -> None:
        """One h1, and a title that begins with it (after "Error: ", where there is one)."""
        headings = self.page.locator("h1").all_inner_texts()
        assert len(headings) == 1, f"{self.page.url}: {headings}"
        title = self.page.title().removeprefix("Error: ")
        assert title.startswith(" ".join(headings[0].split())[:40]), f"{self.page.url}: {title!r}, not {headings[0]!r}"

    def is_readable_in_the_dark(self, name: str) -> None:
        """Letters stand out from their ground (level AA) where the reader asks for a dark screen."""
        self.page.emulate_media(color_scheme="dark")
        self._picture(f"{name}-dark")
        self.keeps_axe(f"{name}, in the dark", _COLOURS)
        self.page.emulate_media(color_scheme="null")

    def keeps_axe(self, where: str, options: dict[str, object] | None = None) -> None:
        """No rule of axe for WCAG 2.2 AA is broken, or none of those that the options name."""
        # A page that has the rules already need not read half a million letters again.
        axe = Axe("0") if self.page.evaluate("typeof axe === 'object'") else Axe()
        found = axe.run(self.page, options=options or _OPTIONS)
        assert found.violations_count == 0, f"{where}:\n{found.generate_report()}"

    def does_not_scroll_sideways(self, where: str) -> None:
        """The page is no wider than the screen; a wide table scrolls within itself."""
        self.is_laid_out()
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{where}: the page is {over} pixels too wide"

    def _picture(self, name: str) -> None:
        folder = os.environ.get("OVERSIGHT_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def watch(page: Page, address: str) -> Looking:
    """Return a look at the page that notes refusals of the content policy, errors of scripts, and calls elsewhere."""
    seen = Looking(page, address)
    host = urlsplit(address).netloc

    def heard(message: ConsoleMessage) -> None:
        # A page that answers 403 or 404 on purpose is itself reported as a resource that failed.
        if message.type == "error" and "Failed to load resource" not in message.text:
            seen.complaints.append(message.text)

    def asked(request: Request) -> None:
        if request.url.startswith("http") and urlsplit(request.url).netloc != host:
            seen.complaints.append(f"asked {request.url}")

    page.on("console", heard)
    page.on("request", asked)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on(
        "response",
        lambda answer: (
            seen.complaints.append(f"{answer.status} for {answer.url}")
            if answer.status >= 400 and "/static/" in answer.url
            else None
        ),
    )
    return seen


@pytest.fixture
def looking(page: Page, live_server) -> Iterator[Looking]:  # type: ignore[no-untyped-def]
    return watch(page, live_server.url)
