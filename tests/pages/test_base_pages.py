"""The frame of every page, its components, and the pages that belong to no part."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings as project
from django.test import Client
from pytest_django import Settings

from tests.pages.looking import Looking


@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    @pytest.mark.urls("tests.pages.sheet")
    def test_every_component(self, looking: Looking) -> None:
        looking.open("/sheet/")
        looking.is_sound("sheet")

    @pytest.mark.urls("tests.pages.sheet")
    def test_errors_are_listed_and_lead_to_their_fields(self, looking: Looking) -> None:
        looking.open("/sheet/")
        page = looking.page
        page.get_by_role("button", name="Send").click()
        assert page.title() == "Error: Every component – Hospital oversight"
        summary = page.locator(".nhsuk-error-summary")
        assert summary.evaluate("element => element === document.activeElement"), "the summary has the focus"
        for text in summary.get_by_role("link").all_inner_texts():
            summary.get_by_role("link", name=text, exact=True).first.click()
            # A file's field is a button where scripts run.
            reached = page.evaluate("document.activeElement.tagName")
            assert reached in {"INPUT", "TEXTAREA", "SELECT", "BUTTON"}, f"{text!r} leads to no field but to {reached}"
        looking.is_sound("sheet-errors")

    @pytest.mark.urls("tests.pages.sheet")
    def test_a_wide_table_is_reached_by_keyboard(self, looking: Looking) -> None:
        looking.open("/sheet/")
        looking.page.set_viewport_size({"width": 320, "height": 640})
        region = looking.page.get_by_role("region", name="Wards with every hour")
        region.focus()
        looking.page.keyboard.press("ArrowRight")
        # Asked of the page itself: what waits for a function is a text to evaluate, which the content policy forbids.
        looking.page.evaluate(
            "new Promise(done => {"
            "  const look = () => document.querySelector('.app-scroll').scrollLeft > 0 ? done() : setTimeout(look, 20);"
            "  look();"
            "})"
        )

    @pytest.mark.urls("tests.pages.sheet")
    def test_a_table_becomes_a_list_on_a_phone_and_stays_a_table_for_a_screen_reader(self, looking: Looking) -> None:
        looking.page.set_viewport_size({"width": 320, "height": 640})
        looking.open("/sheet/")
        table = looking.page.get_by_role("table", name="Wards", exact=True)
        assert table.get_by_role("columnheader").all_inner_texts()[:1] == ["Ward"]
        assert table.get_by_role("rowheader").count() == 2
        assert table.locator(".nhsuk-table__heading").first.is_visible()

    @pytest.mark.parametrize("path", ["/about/", "/about/accessibility/", "/about/cookies/", "/nothing-here/"])
    def test_pages_of_no_part(self, looking: Looking, path: str) -> None:
        looking.open(path)
        looking.is_sound(path.strip("/").replace("/", "-"))

    def test_the_demonstration_says_on_every_page_that_it_is_one(self, looking: Looking, settings: Settings) -> None:
        settings.DEMONSTRATION = True
        for path in ("/about/", "/account/sign-in/", "/nothing-here/"):
            looking.open(path)
            aside = looking.page.get_by_role("complementary", name="Demonstration")
            assert aside.inner_text() == "Demonstration: every trust, hospital, ward and figure here is invented"
        looking.is_sound("demonstration")

    def test_the_keyboard_skips_to_the_content(self, looking: Looking) -> None:
        looking.open("/about/")
        looking.page.keyboard.press("Tab")
        looking.page.keyboard.press("Enter")
        assert looking.page.evaluate("document.activeElement.id") == "maincontent"

    def test_every_page_works_without_scripts(self, looking: Looking, browser) -> None:  # type: ignore[no-untyped-def]
        plain = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}).new_page()
        plain.goto(looking.address + "/about/")
        assert plain.get_by_role("heading", level=1).inner_text() == "About this site"
        assert plain.get_by_role("link", name="Data", exact=True).first.is_visible()


@pytest.mark.django_db
class TestAnswers:
    def test_the_content_policy_lets_nothing_in_from_outside_or_inline(self, client: Client) -> None:
        policy = client.get("/about/")["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "*" not in policy

    @pytest.mark.parametrize("path", ["/about/", "/account/sign-in/"])
    def test_no_page_carries_inline_style_or_script(self, client: Client, path: str) -> None:
        page = client.get(path).content.decode()
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", page)

    def test_reading_stores_nothing(self, client: Client) -> None:
        assert not client.get("/about/").cookies
        assert not client.get("/nothing-here/").cookies

    def test_a_failure_here_answers_with_a_page(self, settings: Settings) -> None:
        settings.ROOT_URLCONF = "tests.pages.sheet"
        client = Client(raise_request_exception=False)
        answer = client.get("/fails/")
        page = answer.content.decode()
        assert answer.status_code == 500
        assert "Something went wrong here" in page
        assert "on purpose" not in page

    def test_a_form_from_elsewhere_is_refused_with_a_page_that_says_what_to_do(self) -> None:
        answer = Client(enforce_csrf_checks=True).post("/account/sign-in/", {"login": "a", "password": "b"})
        assert answer.status_code == 403
        assert "Send the form again" in answer.content.decode()


class TestVendored:
    """The design system's files hold nothing that makes a page ask another site."""

    @pytest.mark.parametrize("name", ["nhsuk-frontend.min.css", "nhsuk-frontend.min.js"])
    def test_asks_nobody(self, name: str) -> None:
        text = (Path(project.BASE_DIR) / "static" / "nhsuk" / name).read_text()
        assert "sourceMappingURL" not in text
        assert "@font-face" not in text
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", text)
        assert not re.search(r"(?:fetch|import)\(", text)

    def test_its_pictures_are_there(self) -> None:
        folder = Path(project.BASE_DIR) / "static" / "nhsuk"
        named = set(re.findall(r"url\((images/[^)]+)\)", (folder / "nhsuk-frontend.min.css").read_text()))
        assert named
        assert all((folder / name).is_file() for name in named)

    def test_its_licence_is_there(self) -> None:
        assert "Permission is hereby granted" in (Path(project.BASE_DIR) / "static" / "nhsuk" / "LICENCE").read_text()
