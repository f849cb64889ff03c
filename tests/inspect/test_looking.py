"""An inspector's pages in a browser: wide and at a phone's width, by the rules of axe, and by keyboard and link."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings as project

from oversight.accounts.models import Role
from tests.inspect.conftest import Country, client_of, person_with
from tests.pages.looking import Looking

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(looking: Looking, role: Role) -> None:
    cookie = client_of(person_with(role)).cookies[project.SESSION_COOKIE_NAME].value
    looking.page.context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": looking.address}])


def test_an_inspector_goes_from_the_list_to_the_ward_and_its_rule(looking: Looking, country: Country):
    sign_in(looking, Role.INSPECTOR)
    looking.open("/inspect/")
    looking.is_sound("inspect-changes")
    looking.page.get_by_role("link", name="Ward 1").first.click()
    assert looking.page.get_by_role("heading", level=1).inner_text() == "Ward 1"
    looking.is_sound("inspect-ward")
    looking.page.get_by_role("link", name="Trust RX1 NHS Trust").first.click()
    looking.is_sound("inspect-trust")
    looking.open("/inspect/rules/")
    looking.is_sound("inspect-rules")
    looking.open("/inspect/returns/")
    looking.is_sound("inspect-returns")


def test_marking_as_seen_and_narrowing_work_without_a_mouse(looking: Looking, country: Country):
    sign_in(looking, Role.INSPECTOR)
    looking.open("/inspect/")
    looking.page.get_by_role("button", name="Mark all as seen").press("Enter")
    assert "Nothing is new" in looking.page.inner_text("main")
    looking.page.locator("summary", has_text="Choose what is shown").press("Enter")
    looking.page.get_by_label("Kind of signal").select_option("Often short")
    looking.page.get_by_role("button", name="Show", exact=True).press("Enter")
    assert "kind=often_short" in looking.page.url
    assert looking.page.locator(".app-entry").count() == 2
    looking.is_sound("inspect-narrowed")


def test_an_administrator_sees_the_work_behind(looking: Looking, on_a_day):
    sign_in(looking, Role.ADMINISTRATOR)
    looking.open("/oversee/operations/")
    looking.is_sound("oversee-operations")


def test_a_ward_as_it_was_known(looking: Looking, country: Country):
    sign_in(looking, Role.INSPECTOR)
    looking.open(f"/inspect/wards/{country.ward.public_id}/")
    looking.page.locator("summary", has_text="Show this page as it was known on a day").click()
    looking.page.get_by_label("Day", exact=True).fill(datetime(2026, 11, 19, tzinfo=UTC).date().isoformat())
    looking.page.get_by_role("button", name="Show", exact=True).click()
    assert "as it was known at the end of 19 November 2026" in looking.page.inner_text("main")
    looking.is_sound("inspect-ward-known")
