"""The pages of a group in a browser: wide and at a phone's width, with the rules of axe, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings as project
from django.test import Client
from playwright.sync_api import Browser

from oversight.accounts.models import Person
from oversight.measures.periods import Period
from ratings.rules.judging import Word
from ratings.surveillance.models import GroupAction, Intelligence, Memorandum, Worry
from ratings.surveillance.sharing import open_intelligence, withdraw_intelligence
from tests.commissioning.conftest import signal
from tests.inspect.monitoring.making import band
from tests.pages.looking import Looking, looking
from tests.ratings.special_measures.making import enter
from tests.returns.making import NOW
from tests.surveillance.conftest import Scene
from tests.surveillance.test_acting import worry
from tests.surveillance.test_sharing import memorandum

__all__ = ["looking"]

GROUP = "/oversee/groups/QSG-N/"


@pytest.fixture
def told(scene: Scene) -> Scene:
    """A group with something under each question."""
    trust = scene.trust.trust
    band("RX1", [("ae_over_four_hours", Period.parse("2026-Q2"), Word.ELEVATED_RISK)], demonstration=True)
    signal(trust, "staffing_alarm", "elevated_risk", reason="Fewer hours were worked than planned in September 2026.")
    signal(trust, "often_short", "often_short", ward=trust.wards.get(name="Rowan"))
    enter(scene.second.trust, date(2025, 6, 1), now=NOW)
    under = memorandum(scene)
    made = scene.add(memorandum=under)
    open_intelligence(intelligence=made, by=scene.ben, now=NOW)
    gone = scene.add(heading="A patient's story", trust=scene.second.trust)
    withdraw_intelligence(intelligence=gone, reason="It named her.", held_personal_data=True, by=scene.ben, now=NOW)
    worry(scene, level=Worry.Level.MOST)
    worry(scene, trust=scene.second.trust)
    scene.act()
    return scene


def test_the_pages_are_sound(told: Scene, looking: Looking, signed_in: Callable[[Person], Client]) -> None:
    cookie = signed_in(told.ann).cookies[project.SESSION_COOKIE_NAME].value
    looking.page.context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": looking.address}])
    kept = Intelligence.objects.get(emptied_at__isnull=True)
    gone = Intelligence.objects.get(emptied_at__isnull=False)
    action, under = GroupAction.objects.get(), Memorandum.objects.get()
    for name, path in {
        "group": "",
        "trust": "trusts/RX1/",
        "intelligence": f"intelligence/{kept.public_id}/",
        "withdrawn": f"intelligence/{gone.public_id}/",
        "add": "intelligence/add/",
        "share": f"intelligence/{kept.public_id}/share/",
        "withdraw": f"intelligence/{kept.public_id}/withdraw/",
        "action-add": "actions/add/",
        "action": f"actions/{action.public_id}/",
        "members": "members/",
        "agreements": "agreements/",
        "end": f"agreements/{under.public_id}/end/",
        "log": "log/",
    }.items():
        looking.open(GROUP + path)
        looking.is_sound(f"group-{name}")
    looking.open(f"{GROUP}intelligence/add/")
    looking.page.get_by_role("button", name="Add and share").click()
    looking.is_sound("group-add-refused")


def test_without_javascript_a_member_adds_what_they_know(
    told: Scene, browser: Browser, live_server, signed_in: Callable[[Person], Client]
) -> None:
    cookie = signed_in(told.ben).cookies[project.SESSION_COOKIE_NAME].value
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}{GROUP}")
    page.get_by_role("link", name="Add what you know of a trust").click()
    page.get_by_label("Trust").select_option("RX1")
    page.get_by_label("What it is about, in a few words").fill("Calls at night")
    page.get_by_label("What you know, and how you know it").fill("Several callers waited.")
    page.get_by_label("Only the members that I choose").check()
    page.get_by_label("Ann, Commissioner of the North").check()
    page.get_by_role("button", name="Add and share").click()
    assert page.locator("h1").inner_text() == "Calls at night"
    assert "Ann, Commissioner of the North, under no agreement on record" in page.locator("main").inner_text()
    context.close()
