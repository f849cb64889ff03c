"""The pages of good practice looked at as their readers do: wide, at a phone's width, with axe."""

from __future__ import annotations

import pytest
from django.conf import settings as project
from django.test import Client

from oversight.accounts.models import Person
from ratings.practice.offering import withdraw_practice
from tests.pages.looking import Looking, looking
from tests.practice.conftest import BETTER, LATER, NOW, USUAL, Offering, make_offering
from tests.ratings.plan_measures.making import brought
from tests.ratings.plans.planning import DELIVERED, FEBRUARY, ON_TRACK, SHOWN, at, make_planned

__all__ = ["looking"]


def sign_in(looking: Looking, person: Person) -> None:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = client.cookies[project.SESSION_COOKIE_NAME].value
    looking.page.context.clear_cookies()
    looking.page.context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": looking.address}])


def look(looking: Looking, path: str, name: str) -> None:
    looking.open(path)
    looking.is_sound(f"practice-{name}")


def test_finding_offering_and_withdrawing(
    transactional_db: None, looking: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    offering, other = make_offering(), make_offering("RX2")
    made = offering.offer()
    gone = other.offer(title="A bell beside every bed")
    withdraw_practice(offer=gone, because="The bells were too loud at night.", by=other.preparer, now=NOW)
    came_back = make_offering("RX3")
    back = came_back.offer(title="Beds that can be lowered, with a mat beside each of them at night")
    monkeypatch.setenv("OVERSIGHT_NOW", LATER.isoformat())
    brought(came_back.trust, [26, 24, 25], last="2016-05", now=LATER)
    sign_in(looking, offering.preparer)
    look(looking, "/workspace/practice/", "list")
    look(looking, f"/workspace/practice/offers/{made.public_id}/", "offer")
    look(looking, f"/workspace/practice/offers/{back.public_id}/", "no-longer")
    look(looking, f"/workspace/practice/offers/{gone.public_id}/", "withdrawn")
    look(looking, f"/workspace/practice/offers/{made.public_id}/withdraw/", "withdraw")
    look(looking, "/workspace/practice/new/RX1/", "new")
    looking.page.get_by_role("button", name="Offer it").click()
    looking.is_sound("practice-new-errors")


def test_an_improvement_of_a_plan(transactional_db: None, looking: Looking) -> None:
    plan = make_planned()
    brought(plan.trust, [*USUAL, 25, *BETTER], last="2016-02")  # type: ignore[arg-type]
    written = at(FEBRUARY.replace(month=3, day=5))
    report = plan.begin(FEBRUARY, written)
    plan.say(report, plan.rounds, DELIVERED, written, delivered_on=FEBRUARY.replace(day=16), evidence=[SHOWN])
    plan.say(report, plan.falls, ON_TRACK, written)
    plan.sign(plan.ready(report, written), written)
    sign_in(looking, plan.preparer)
    look(looking, "/workspace/practice/new/", "choose")
    looking.page.get_by_role("link", name="Offer this").click()
    looking.is_sound("practice-new-of-plan")
    offering = Offering(plan.trust, plan.preparer, plan.signatory)
    made = offering.offer(plan_measure=str(plan.measure.public_id))
    look(looking, f"/workspace/practice/offers/{made.public_id}/", "offer-of-plan")
