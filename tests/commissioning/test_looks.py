"""The pages of commissioners and of trusts who answer them, in a browser: wide, at a phone's width, with axe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.conf import settings as project
from django.test import Client

from oversight.accounts.models import Person
from ratings.commissioning.asking import answer_question
from ratings.commissioning.models import PlanWardAction
from ratings.commissioning.planning import add_ward_action, end_plan, move_ward_action
from tests.commissioning.conftest import DUE, Scene, signal
from tests.pages.looking import Looking, looking
from tests.ratings.making import accept, registered_day
from tests.returns.making import NOW

__all__ = ["looking"]

ASKING, ANSWERING = "/oversee/commissioning/", "/workspace/commissioners/"


def test_the_pages_are_sound(scene: Scene, looking: Looking, signed_in: Callable[[Person], Client]) -> None:
    def sign_in(person: Person) -> None:
        cookie = signed_in(person).cookies[project.SESSION_COOKIE_NAME].value
        looking.page.context.add_cookies(
            [{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": looking.address}]
        )

    for month, percent in (("2026-07", 91), ("2026-08", 70), ("2026-09", 72.5)):
        accept(scene.trust.trust, month, {"Rowan": registered_day(percent)})
    signal(scene.trust.trust, "staffing_alarm", "elevated_risk")
    asked = scene.ask()
    answer_question(question=asked, words="Four vacancies.", step_id=uuid4(), by=scene.trust.preparer, now=NOW)
    before = scene.ask_for_plan()
    end_plan(plan=before, words="By mistake.", step_id=uuid4(), by=scene.person, now=NOW)
    sign_in(scene.person)
    looking.open(f"{ASKING}trusts/RX1/plan/")
    looking.is_sound("commissioning-ask-for-plan")
    plan = scene.agreed()
    (action,) = PlanWardAction.objects.all()
    move_ward_action(
        action=action, due_on=DUE + timedelta(days=30), words="Two came, two to come.", step_id=uuid4(),
        by=scene.trust.preparer, now=NOW,
    )  # fmt: skip
    for name, path in {
        "area": "",
        "trust": "trusts/RX1/",
        "ask": f"trusts/RX1/ask/?signal={scene.short_key}",
        "question": f"questions/{asked.public_id}/",
        "plan": f"plans/{plan.public_id}/",
    }.items():
        looking.open(ASKING + path)
        looking.is_sound(f"commissioning-{name}")
    sign_in(scene.trust.preparer)
    theirs = f"plans/{plan.public_id}/"
    for name, path in {
        "home": "",
        "question": f"questions/{asked.public_id}/",
        "plan": theirs,
        "action": f"{theirs}actions/{action.public_id}/",
        "write": f"{theirs}wards/{scene.rowan.public_id}/",
    }.items():
        looking.open(ANSWERING + path)
        looking.is_sound(f"commissioners-{name}")
    end_plan(plan=plan, words="Another ward is short.", step_id=uuid4(), by=scene.person, now=NOW)
    new = scene.ask_for_plan()
    add_ward_action(
        plan_ward=new.wards.get(), what="Ask the bank.", owner="Matron", due_on=DUE, save_id=uuid4(),
        by=scene.trust.preparer, now=NOW,
    )  # fmt: skip
    looking.open(f"{ANSWERING}plans/{new.public_id}/")
    looking.is_sound("commissioners-plan-to-propose")
    looking.page.get_by_role("button", name="Propose the plan").click()
    looking.is_sound("commissioners-plan-refused")
    looking.open("/workspace/")
    looking.is_sound("commissioners-desk")
