"""A trust's plan on its desk: people who can sign in, a day, and a partner that helps."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from oversight.accounts.models import Person, Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from ratings.plans.models import PlanReport
from tests.desk.conftest import PASSWORD, hashed
from tests.ratings.plans.planning import Planned, at, make_planned
from tests.returns.making import make_person

SignIn = Callable[[Person], Client]
# In the middle of March 2015: February's report was due by the tenth.
MARCH_5, MARCH_20 = at(date(2015, 3, 5)), at(date(2015, 3, 20))
SIGNATURE = {"password": PASSWORD, "code": "000000"}


def let_it_be(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Set the clock of the pages."""
    monkeypatch.setenv("OVERSIGHT_NOW", moment.isoformat())


def can_sign_in(*people: Person) -> None:
    """Give people a password and a second factor."""
    for person in people:
        person.password = hashed()
        person.save(update_fields=["password"])
        give_demonstration_authenticator(person)


@dataclass
class Desk:
    """The plan with its trust's people, one of whom may both write and sign, and the addresses of its pages."""

    planned: Planned
    both: Person

    @property
    def home(self) -> str:
        return f"/workspace/plan/{self.planned.case.reference}/"

    @property
    def concern(self) -> str:
        return f"{self.home}concerns/{self.planned.concern.public_id}/"

    def month(self, month: str = "2015-02") -> str:
        return f"{self.home}reports/{month}/"

    def progress(self, action: str = "rounds", month: str = "2015-02") -> str:
        return f"{self.month(month)}actions/{getattr(self.planned, action).public_id}/"

    def report(self, month: date = date(2015, 2, 1)) -> PlanReport:
        return PlanReport.objects.filter(plan=self.planned.plan, month=month).latest("number")


def make_desk(**how: Any) -> Desk:
    """Make a plan of a trust of the demonstration whose people can sign in."""
    planned = make_planned(**how)
    both = make_person("both@rx1.example", Role.PREPARER, trust=planned.trust)
    both.memberships.create(role=Role.SIGNATORY, trust=planned.trust, from_on=date(2015, 1, 1))
    can_sign_in(planned.preparer, planned.signatory, both)
    return Desk(planned, both)


def value_in(answer: HttpResponse, name: str) -> str:
    """Return what a page's form holds in a field: typed, hidden, or chosen of several."""
    html = answer.content.decode()
    if area := re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', html, re.S):
        return unescape(area[1]).strip()
    inputs = re.findall(rf'<input[^>]*name="{name}"[^>]*>', html)
    chosen = [one for one in inputs if 'type="radio"' not in one or re.search(r"\bchecked\b", one)]
    value = re.search(r'value="([^"]*)"', chosen[0]) if chosen else None
    return unescape(value[1]) if value else ""
