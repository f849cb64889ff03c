"""The pages of monitoring in a browser: wide and at a phone's width, by the rules of axe, and by keyboard and link."""

from __future__ import annotations

import pytest
from django.conf import settings as project

from oversight.accounts.models import Role
from tests.inspect.conftest import client_of, person_with
from tests.inspect.monitoring.making import Change, band_change
from tests.pages.looking import Looking

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(looking: Looking, role: Role) -> None:
    cookie = client_of(person_with(role)).cookies[project.SESSION_COOKIE_NAME].value
    looking.page.context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": looking.address}])


def test_an_inspector_goes_from_the_board_to_what_a_flag_rests_on(looking: Looking, nation):
    band_change("RB0", 4, 1, gained=[["shmi", "2026-04-01", "quarter", "risk", "elevated risk"]])
    Change("shmi", "RB0", "risk", "elevated risk").store()
    sign_in(looking, Role.INSPECTION_MANAGER)
    looking.open("/inspect/monitoring/")
    looking.page.locator("summary", has_text="How many flags chance alone").press("Enter")
    looking.is_sound("monitoring-board")
    looking.page.locator("#board").get_by_role("link", name="Trust RB0 NHS Trust").click()
    looking.is_sound("monitoring-trust")
    looking.page.locator("#theme-mortality").get_by_role("link", name="Summary hospital-level").click()
    looking.is_sound("monitoring-indicator-of-trust")
    looking.page.get_by_role("link", name="All trusts side by side").click()
    assert "trust=RB0" in looking.page.url
    looking.is_sound("monitoring-indicator")
    for measure in ("cdifficile", "alerts_overdue", "incidents_reported", "sickness_all", "inpatients_overall"):
        looking.open(f"/inspect/indicators/{measure}/?trust=RB1")
        looking.is_sound(f"monitoring-indicator-{measure}")


def test_lists_comparison_and_release_are_sound(looking: Looking, nation):
    sign_in(looking, Role.INSPECTION_MANAGER)
    looking.open("/inspect/indicators/")
    looking.is_sound("monitoring-indicators")
    looking.open("/inspect/compare/?trusts=RB0,RB1,RB2")
    looking.is_sound("monitoring-compare")
    looking.open("/inspect/monitoring/releases/")
    looking.page.get_by_label("Note").fill("Figures of September came late.")
    looking.is_sound("monitoring-releases")
    looking.page.get_by_role("button", name="Release this quarter's bands").press("Enter")
    assert "are released. They stay as they are." in looking.page.inner_text("main")
    looking.is_sound("monitoring-release")


def test_empty_pages_are_sound(looking: Looking, on_a_day):
    sign_in(looking, Role.INSPECTOR)
    for name, path in {
        "board": "/inspect/monitoring/",
        "indicator": "/inspect/indicators/shmi/",
        "compare": "/inspect/compare/",
        "releases": "/inspect/monitoring/releases/",
    }.items():
        looking.open(path)
        looking.is_sound(f"monitoring-empty-{name}")
