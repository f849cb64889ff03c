"""What people do at the site, in their own words: each method is one step of theirs and checks what they meet."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from tests.pages.looking import Looking

# A worker reads the file meanwhile, on a machine that may be busy with other tests.
PATIENCE = 60_000


@dataclass
class Visitor:
    """Somebody at a browser."""

    looking: Looking
    folder: Path

    @property
    def page(self) -> Page:
        """The page that they look at."""
        return self.looking.page

    @property
    def main(self) -> Locator:
        """The part of the page that is its own."""
        return self.page.get_by_role("main")

    def opens(self, path: str) -> None:
        """Go to an address."""
        self.looking.open(path)

    def reads(self, *texts: str) -> None:
        """Find the texts on the page."""
        for text in texts:
            expect(self.main).to_contain_text(text, timeout=PATIENCE)

    def does_not_read(self, *texts: str) -> None:
        """Find none of the texts on the page."""
        for text in texts:
            expect(self.main).not_to_contain_text(text)

    def is_on(self, heading: str) -> None:
        """Be on the page of that heading, with the keyboard at its beginning."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading, timeout=PATIENCE)
        self.looking.is_loaded()
        assert self.page.title().startswith(heading), self.page.title()

    def looks_at_it(self, name: str) -> None:
        """Look at the page wide and at a phone's width, by the rules of axe."""
        self.looking.is_sound(f"walk-{name}")

    def follows(self, link: str | re.Pattern[str]) -> None:
        """Follow a link of the page, be it drawn as a link or as a button."""
        self.main.get_by_role("link", name=link).or_(self.main.get_by_role("button", name=link)).first.click()

    def presses(self, button: str) -> None:
        """Press a button of the page."""
        self.main.get_by_role("button", name=button, exact=True).click()

    def is_told_of_a_fault(self, text: str) -> None:
        """Meet the summary of errors: it has the focus, the title says so, and its link leads to the field."""
        summary = self.page.locator(".nhsuk-error-summary")
        expect(summary).to_contain_text(text)
        expect(summary).to_be_focused()
        assert self.page.title().startswith("Error: "), self.page.title()
        summary.get_by_role("link", name=text).first.click()
        field = self.page.locator(":focus")
        expect(field).to_have_count(1)
        assert field.evaluate("field => field.tagName") in ("INPUT", "TEXTAREA", "SELECT", "BUTTON")

    def is_told(self, text: str) -> None:
        """Meet a message that something was done, with the focus on it."""
        banner = self.page.locator(".nhsuk-notification-banner--success")
        expect(banner).to_contain_text(text, timeout=PATIENCE)
        expect(banner).to_be_focused()

    def saves(self, link: str | re.Pattern[str]) -> Path:
        """Download what a link gives, and return the file."""
        with self.page.expect_download() as download:
            self.follows(link)
        file = self.folder / download.value.suggested_filename
        download.value.save_as(file)
        return file

    def signs_in(self, email: str) -> None:
        """Sign in with the demonstration's password and, where the person has a second factor, its code."""
        self.opens("/account/sign-in/")
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(settings.DEMONSTRATION_PASSWORD)
        self.presses("Sign in")
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).not_to_have_text("Sign in", timeout=PATIENCE)
        if heading.inner_text() == "Enter your code":
            self.page.get_by_label("Code", exact=True).fill(settings.DEMONSTRATION_CODE)
            self.presses("Sign in")
            expect(heading).not_to_have_text("Enter your code", timeout=PATIENCE)


@dataclass
class Preparer(Visitor):
    """Who prepares a trust's return."""

    def uploads(self, file: Path, *, reason: str = "") -> None:
        """Send a file from the page of the return."""
        self.page.locator("input[type=file]").set_input_files(file)
        if reason:
            self.page.get_by_label("Why are you correcting it?").fill(reason)
        self.presses("Upload and check")
        self.is_on(file.name)

    def waits_for_the_check(self, outcome: str) -> None:
        """Leave the page open: it says by itself when the check has ended."""
        expect(self.main.locator(".nhsuk-tag").first).to_have_text(outcome, timeout=PATIENCE)

    def explains_everything(self, text: str, *, action: str) -> None:
        """Explain group after group, each at once, until none is left."""
        self.is_on("Explain what is unusual")
        while (waiting := self.main.locator(".nhsuk-task-list__item", has_text="To explain")).count():
            waiting.first.get_by_role("link").click()
            self.looking.is_loaded()
            every = self.page.get_by_label(re.compile(r"^all \d+ of this group"))
            if every.count():
                every.check()
            self.page.get_by_label("What is behind it?").fill(text)
            self.page.get_by_label("What are you doing about it?").fill(action)
            self.page.get_by_label("Show this to the public beside the ward").check()
            self.presses("Keep this explanation")
            self.is_told("Explained")
            self.looking.is_loaded()
        self.reads("Everything is explained")

    def says_what_units_are(self, *, no_ward: str, same: str, ward: str) -> None:
        """Say of one unit that it is no ward, and of another which ward it is."""
        self.is_on("Units that are not on record")
        self.page.get_by_role("group", name=no_ward).get_by_label("No ward: leave it aside").check()
        unit = self.page.get_by_role("group", name=same, exact=True)
        unit.get_by_label("A ward that we have under another name").check()
        select = unit.get_by_role("combobox")
        select.select_option(label=next(text for text in select.locator("option").all_inner_texts() if ward in text))
        self.presses("Keep and check again")


@dataclass
class Signatory(Visitor):
    """Who signs a trust's return."""

    def gives(self, password: str, code: str) -> None:
        """Give what shows that it is they, and sign."""
        self.page.get_by_label("Your password", exact=True).fill(password)
        self.page.get_by_label("Code from your authenticator app").fill(code)
        self.presses("Sign and accept")

    def signs(self) -> None:
        """Sign as the demonstration lets them."""
        self.gives(settings.DEMONSTRATION_PASSWORD, settings.DEMONSTRATION_CODE)


def rows_of(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file that was downloaded."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
