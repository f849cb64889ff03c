"""Every page of the plan, the report and helping, looked at as their readers do: wide, at a phone's width, with axe."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client

from oversight.accounts.models import Person, Role
from oversight.organisations.addresses import trust_reference
from oversight.organisations.models import Trust
from ratings.cases.board import ask_board, show_board
from ratings.cases.models import BoardDemonstration, PartnerPromise, Partnership
from ratings.cases.supporting import add_partner, appoint_director, promise
from ratings.plans.writing import add_concern
from tests.desk.plan_making import MARCH_5, MARCH_20, Desk, can_sign_in, let_it_be, make_desk
from tests.pages.looking import Looking, looking
from tests.ratings.plan_measures.making import brought
from tests.ratings.plans.planning import DELIVERED, KEPT, LATE, SHOWN
from tests.returns.making import make_person

__all__ = ["looking"]

USUAL = [25, 30, 25, 20, 25, 20, 25, 30, 25, 20, 30, 25, 25, 30, 20, 25, 25, 20, 30, 25]


@pytest.fixture
def desk(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    let_it_be(monkeypatch, MARCH_20)
    made = make_desk()
    brought(made.planned.trust, USUAL, last="2015-02")
    return made


def sign_in(looking: Looking, person: Person) -> None:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = client.cookies[project.SESSION_COOKIE_NAME].value
    looking.page.context.clear_cookies()
    looking.page.context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": looking.address}])


def look(looking: Looking, path: str, name: str) -> None:
    looking.open(path)
    looking.is_sound(f"plan-{name}")


def arranged(desk: Desk) -> tuple[Partnership, PartnerPromise, BoardDemonstration]:
    """Let a director and a partner help, and the Board be asked something; and add a concern without anything."""
    case = desk.planned.case
    body: dict[str, Any] = {"by": desk.planned.others["decides"], "now": MARCH_5}
    appoint_director(case=case, name="Dr Ada North", on=date(2015, 2, 1), **body)
    partner = Trust.objects.create(code="RX9", name="HAWTHORN NHS TRUST")
    words = "Hawthorn helps with rotas and with rounds at night."
    helps = add_partner(case=case, partner=partner, words=words, on=date(2015, 2, 2), **body)
    what = "Two matrons work on the wards for a month."
    promised = promise(partnership=helps, what=what, due_on=date(2015, 3, 10), **body)
    wanted = "Show that the Board hears of every fall within a day."
    asked = ask_board(case=case, asked=wanted, on=date(2015, 3, 2), due_on=date(2015, 3, 16), **body)
    add_concern(
        plan=desk.planned.plan,
        title="Complaints",
        what="Answers take too long.",
        source=trust_reference(desk.planned.trust),
        source_said="Responsive, trust: Inadequate, published on 2 January 2015",
        by=desk.planned.preparer,
        now=MARCH_5,
    )
    return helps, promised, asked


def test_the_plan(desk: Desk, looking: Looking) -> None:
    helps, promised, asked = arranged(desk)
    sign_in(looking, desk.both)
    look(looking, desk.home, "home")
    look(looking, desk.concern, "concern")
    looking.page.get_by_label("The concern in a few words").fill("")
    looking.page.get_by_role("button", name="Save the change").click()
    looking.is_sound("plan-concern-refused")
    look(looking, f"{desk.home}concerns/new/", "new-concern")
    looking.page.get_by_role("button", name="Add the concern").click()
    looking.is_sound("plan-new-concern-refused")
    look(looking, f"{desk.concern}actions/new/", "new-action")
    look(looking, f"{desk.concern}measures/new/", "choose-measure")
    look(looking, f"{desk.concern}measures/new/?measure=", "choose-measure-refused")
    other = desk.planned.plan.concerns.get(number=2)
    chosen = f"{desk.home}concerns/{other.public_id}/measures/new/?measure=thermometer_falls_with_harm"
    look(looking, chosen, "new-measure")
    looking.page.get_by_role("button", name="Add the measure").click()
    looking.is_sound("plan-new-measure-refused")
    sign_in(looking, desk.planned.signatory)
    look(looking, f"{desk.home}board/{asked.public_id}/", "board")
    shown = "Each fall is told to the Board by the next morning."
    show_board(demonstration=asked, shown=shown, on=date(2015, 3, 6), by=desk.planned.signatory, now=MARCH_20)
    look(looking, f"{desk.home}board/{asked.public_id}/", "board-shown")
    helper = make_person("matron@rx9.example", Role.PREPARER, trust=helps.partner)
    can_sign_in(helper)
    sign_in(looking, helper)
    look(looking, "/workspace/helping/", "helping")
    look(looking, f"/workspace/helping/{helps.public_id}/", "partnership")
    look(looking, f"/workspace/helping/{helps.public_id}/promises/{promised.public_id}/", "promise")
    look(looking, "/workspace/plan/", "plans")


def test_its_report(desk: Desk, looking: Looking) -> None:
    planned = desk.planned
    sign_in(looking, desk.both)
    look(looking, desk.month(), "month-not-begun")
    looking.page.get_by_role("button", name="Begin the report").click()
    looking.is_sound("plan-month")
    look(looking, desk.progress(), "progress")
    looking.page.get_by_label("Delivered", exact=True).check()
    looking.page.get_by_role("button", name="Save", exact=True).click()
    looking.is_sound("plan-progress-refused")
    report = desk.report()
    told = {"words": "Every ward does them now.", "delivered_on": date(2015, 2, 20)}
    planned.say(report, planned.rounds, DELIVERED, MARCH_5, evidence=[SHOWN, KEPT], **told)
    look(looking, desk.progress(), "progress-again")
    look(looking, f"{desk.month()}preview/", "preview-lacking")
    planned.say(report, planned.falls, LATE, MARCH_5, words="The maker is behind.", new_due_on=date(2015, 12, 31))
    look(looking, f"{desk.month()}preview/", "preview")
    planned.ready(report, MARCH_5)
    look(looking, desk.month(), "month-ready")
    sign_in(looking, planned.signatory)
    look(looking, f"{desk.month()}sign/", "sign")
    looking.page.get_by_role("button", name="Sign the report").click()
    looking.is_sound("plan-sign-refused")
    planned.sign(report, MARCH_5)
    look(looking, f"{desk.month()}1/", "signed")
    sign_in(looking, planned.preparer)
    look(looking, desk.month(), "month-signed")
    look(looking, f"{desk.month()}correct/", "correct")
    look(looking, desk.home, "home-signed")
    look(looking, desk.concern, "concern-promised")
