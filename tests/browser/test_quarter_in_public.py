"""A quarter that a trust has sent comes out: an approver lets it, anybody reads it, and a lesson is taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command

from complaints.models import Lesson
from complaints.periods import ComplaintsPeriod
from oversight import clock
from oversight.accounts.models import Role
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import enter_places
from oversight.organisations.models import Trust
from oversight.records.outbox import history
from oversight.returns.calendar import window
from oversight.returns.kinds import kind_of
from oversight.returns.periods import Month
from publication.complaints.series import months_of
from tests.browser.people import Visitor, rows_of
from tests.returns.making import Place, accepted
from workspaces.demonstration.complaints_figures import quarter_figures
from workspaces.demonstration.complaints_files import complaints_file
from workspaces.demonstration.country import Size, country

pytestmark = pytest.mark.django_db(transaction=True)
TRUST = country(Size.SMALL)[0]
REASON = "It told of one person."


@pytest.fixture
def quarter() -> ComplaintsPeriod:
    """The newest quarter whose collection has opened."""
    return ComplaintsPeriod.parse(kind_of("complaints").periods_opened(now=clock.now(), months=1)[0])


@pytest.fixture
def walk(quarter: ComplaintsPeriod, month: Month, somebody: Callable[[], Visitor], settings) -> Walk:
    """A trust whose newest quarter was accepted, and which the public has not seen."""
    settings.DEMONSTRATION = True
    cache.clear()
    now = clock.now()
    rows = enter_places(trusts=[TRUST], latest=month, now=now)
    people = enter_people(trusts=[TRUST], rows=rows, now=now)
    row = rows[TRUST.code]
    place = Place(row, row.sites.all()[0].site, people[TRUST.code, Role.PREPARER], people[TRUST.code, Role.SIGNATORY])
    with history():
        accepted(
            place,
            complaints_file(TRUST, quarter, latest=month),
            kind="complaints",
            period=str(quarter),
            now=window("complaints", str(quarter)).opens_at + timedelta(days=3),
        )
    return Walk(row, quarter, month, somebody)


class Walk:
    """The people of the walk, and what they hand to one another."""

    def __init__(self, trust: Trust, quarter: ComplaintsPeriod, month: Month, somebody: Callable[[], Visitor]) -> None:
        self.trust, self.quarter = trust, quarter
        counts = quarter_figures(TRUST, quarter, latest=month).counts[""]
        self.new = str(counts["complaints_total_new"])
        self.upheld = str(counts["complaints_number_upheld"])
        self.lesson = Lesson.objects.order_by("number").first()
        self.heading = f"Complaints about {trust.shown_name}"
        self.reader, self.approver = somebody(), somebody()

    def given_nothing_of_it_is_public(self) -> None:
        reader = self.reader
        reader.opens(f"/trusts/{self.trust.code}/")
        reader.follows("Complaints about this trust, quarter by quarter")
        reader.is_on(self.heading)
        reader.reads("Not submitted")

    def when_the_approver_sees_that_it_waits_and_it_is_released(self) -> None:
        approver = self.approver
        approver.signs_in("approver@statistics.example")
        approver.opens("/releases/approve/")
        approver.reads(f"Complaints, {self.quarter.label}")
        approver.looks_at_it("complaints-approve")
        call_command("publish", "--period", str(self.quarter), "--at", "now")

    def then_anybody_reads_it(self) -> None:
        reader = self.reader
        reader.opens(f"/trusts/{self.trust.code}/complaints/")
        reader.is_on(self.heading)
        reader.reads(
            f"{self.new} complaints were made in {months_of(self.quarter)}",
            "for every 1,000 patient interventions",
            "Next update",
            "What it does not mean",
            "The Ombudsman",
        )
        if self.lesson is not None:
            reader.reads(self.lesson.lesson, self.lesson.action)
        reader.looks_at_it("complaints-public")

    def then_the_file_says_the_same(self) -> None:
        [row] = rows_of(self.reader.saves("Download every period of this trust (CSV)"))
        assert (row["period"], row["complaints_new"]) == (str(self.quarter), self.new)
        assert row["complaints_upheld"] == self.upheld

    def then_the_year_can_be_read_in_plain_english(self) -> None:
        reader = self.reader
        reader.follows(re.compile(f"^{self.quarter.financial_year}$"))
        reader.reads("This is not the whole year.", f"People made {self.new} complaints in writing about the trust.")
        reader.looks_at_it("complaints-year")

    def when_the_approver_takes_a_lesson_back(self) -> str:
        reader, approver = self.reader, self.approver
        reader.opens(f"/trusts/{self.trust.code}/complaints/")
        told = reader.main.get_by_text("Reference of this lesson:").first.inner_text()
        key = told.partition(":")[2].strip()
        approver.opens(f"/releases/approve/demonstration-complaints-{self.quarter}-1/")
        approver.page.get_by_role("radio", name="A lesson from complaints").check()
        approver.page.get_by_label("Its code").last.fill(key.lower())
        approver.page.get_by_label("Why is it withdrawn?").fill(REASON)
        approver.presses("Withdraw")
        approver.is_told("It is withdrawn")
        return key

    def then_the_mark_stands_in_its_place(self, key: str) -> None:
        reader = self.reader
        reader.opens(f"/trusts/{self.trust.code}/complaints/")
        reader.reads(f"Reason: {REASON}")
        assert self.lesson is not None
        reader.does_not_read(self.lesson.lesson, key)


def test_a_quarter_that_a_trust_sent_is_read_by_the_public(walk: Walk) -> None:
    walk.given_nothing_of_it_is_public()
    walk.when_the_approver_sees_that_it_waits_and_it_is_released()
    walk.then_anybody_reads_it()
    walk.then_the_file_says_the_same()
    walk.then_the_year_can_be_read_in_plain_english()
    key = walk.when_the_approver_takes_a_lesson_back()
    walk.then_the_mark_stands_in_its_place(key)
