"""A trust in special measures with a plan, months of updates and figures, and its pages in words on a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from oversight.accounts.models import Person
from oversight.organisations.models import Trust
from publication import page_cache
from ratings.cases.models import Case
from ratings.plans.models import PlanReport
from tests.publication.test_hospital_page import read as words_of
from tests.ratings.plan_measures.making import brought
from tests.ratings.plans.planning import DELIVERED, FEBRUARY, LATE, ON_TRACK, SHOWN, Planned, at, make_planned

PAGE = "/trusts/RX1/special-measures/"
SIGNED_AT = at(date(2015, 3, 5))
# Signed on Thursday 5 March 2015, it comes out on Friday 6 March at half past nine.
OUT = at(date(2015, 3, 6), 9, 30)
NEXT_DAY = at(date(2015, 3, 7))
# Falls with harm of a thousand patients: 2% to 3% is usual up to January 2015, and from February on 1.1% or so.
USUAL = [25, 30, 25, 20, 25, 20, 25, 30, 25, 20, 30, 25, 25, 30, 20, 25, 25, 20, 30, 25]
FEWER = [*USUAL, 12, 11, 12, 11, 11, 12, 11, 11]
AS_BEFORE = [*USUAL, 25, 20, 25, 30, 25, 25, 20, 25]


@dataclass
class Told:
    """The trust with its plan; its measure expects 2% by April and 1.5% by October 2015."""

    planned: Planned

    @property
    def trust(self) -> Trust:
        return self.planned.trust

    @property
    def case(self) -> Case:
        return self.planned.case

    @property
    def decides(self) -> Person:
        return self.planned.others["decides"]

    def february(self, *, now: datetime = SIGNED_AT, evidence: Any = SHOWN) -> PlanReport:
        """Sign February's report: the rounds are delivered, the beds on track."""
        report = self.planned.begin(FEBRUARY, now)
        said = {"words": "Every ward does them now.", "delivered_on": date(2015, 2, 20), "evidence": [evidence]}
        self.planned.say(report, self.planned.rounds, DELIVERED, now, **said)
        self.planned.say(report, self.planned.falls, ON_TRACK, now)
        return self.planned.sign(self.planned.ready(report, now), now)

    def nothing_delivered(self, now: datetime = SIGNED_AT, words: str = "The maker is behind.") -> PlanReport:
        """Make February's report ready, in which both are late."""
        report = self.planned.begin(FEBRUARY, now)
        for action in (self.planned.rounds, self.planned.falls):
            self.planned.say(report, action, LATE, now, words=words, new_due_on=date(2015, 12, 1))
        return self.planned.ready(report, now)

    def later(self, month: date, now: datetime, new_due_on: date) -> PlanReport:
        """Sign a month's report in which the beds are late."""
        report = self.planned.begin(month, now)
        self.planned.say(report, self.planned.falls, LATE, now, words="The maker is behind.", new_due_on=new_due_on)
        if not report.progress.filter(action=self.planned.rounds).exists():
            said = {"words": "Every ward does them now.", "delivered_on": date(2015, 2, 20), "evidence": [SHOWN]}
            self.planned.say(report, self.planned.rounds, DELIVERED, now, **said)
        return self.planned.sign(self.planned.ready(report, now), now)


def make_told(code: str = "RX1", *, figures: list[int] | None = None) -> Told:
    """Take a trust into special measures on 14 January 2015 and write its plan, with figures up to September 2015."""
    planned = make_planned(code)
    brought(planned.trust, FEWER if figures is None else figures, last="2015-09")
    return Told(planned)


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let it be another moment for the pages."""
    monkeypatch.setattr("oversight.clock.now", lambda: moment)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what sets the clock, with the cache of pages empty."""
    cache.clear()
    page_cache._away_until = 0.0
    return lambda moment: set_clock(monkeypatch, moment)


def read(client: Client, address: str = PAGE) -> str:
    """Return a page's words; a tag between a word and its comma leaves no space."""
    return re.sub(r" ([,.;:])", r"\1", words_of(client, address))
