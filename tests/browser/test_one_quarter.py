"""A quarter of complaints, by two people in two browsers: from a file full of faults to receipt and indicator."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.cache import cache
from openpyxl import load_workbook

from complaints.periods import ComplaintsPeriod
from oversight import clock
from oversight.accounts.models import Role
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import enter_places
from oversight.launch.children import Child
from oversight.organisations.models import Trust
from oversight.records.outbox import history
from oversight.returns.calendar import window
from oversight.returns.kinds import kind_of
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from ratings.models import IndicatorComparison
from tests.browser.people import Preparer, Signatory, Visitor, rows_of
from tests.returns.making import Place, accepted
from workspaces.demonstration.complaints_figures import quarter_figures
from workspaces.demonstration.complaints_files import complaints_file
from workspaces.demonstration.country import Size, country

pytestmark = pytest.mark.django_db(transaction=True)
TRUST = country(Size.SMALL)[0]


@pytest.fixture
def quarter() -> ComplaintsPeriod:
    """The newest quarter whose collection has opened."""
    return ComplaintsPeriod.parse(kind_of("complaints").periods_opened(now=clock.now(), months=1)[0])


@pytest.fixture
def walk(quarter: ComplaintsPeriod, month: Month, worker: Child, somebody: Callable[[], Visitor], settings) -> Walk:
    """A trust whose quarter before was accepted, and its people."""
    settings.DEMONSTRATION = True
    cache.clear()
    now = clock.now()
    rows = enter_places(trusts=[TRUST], latest=month, now=now)
    people = enter_people(trusts=[TRUST], rows=rows, now=now)
    row = rows[TRUST.code]
    before = quarter.plus(-1)
    place = Place(row, row.sites.all()[0].site, people[TRUST.code, Role.PREPARER], people[TRUST.code, Role.SIGNATORY])
    with history():
        accepted(
            place,
            complaints_file(TRUST, before, latest=month),
            kind="complaints",
            period=str(before),
            now=window("complaints", str(before)).opens_at + timedelta(days=3),
        )
    return Walk(row, quarter, month, somebody)


class Walk:
    """The people of the walk, and what they hand to one another."""

    def __init__(self, trust: Trust, quarter: ComplaintsPeriod, month: Month, somebody: Callable[[], Visitor]) -> None:
        self.trust, self.quarter = trust, quarter
        self.title = f"Complaints return, {quarter.label}"
        self.address = f"/workspace/returns/complaints/{trust.code}/{quarter}/"
        self.figures = quarter_figures(TRUST, quarter, latest=month)
        preparer, signatory = somebody(), somebody()
        self.preparer = Preparer(preparer.looking, preparer.folder)
        self.signatory = Signatory(signatory.looking, signatory.folder)
        self.submission = ""

    def given_a_quarter_that_is_due(self) -> None:
        preparer = self.preparer
        preparer.signs_in("preparer@wrenfield.example")
        preparer.is_on("Your returns")
        preparer.reads(f"{self.title}: prepare this return")
        preparer.looks_at_it("quarter-desk")

    def when_the_preparer_takes_the_template_and_files(self) -> tuple[Path, ...]:
        preparer = self.preparer
        preparer.follows(f"{self.title}: prepare this return")
        preparer.is_on(self.title)
        preparer.looks_at_it("quarter-return")
        template = load_workbook(BytesIO(preparer.saves("Download a template workbook").read_bytes()))
        heading, whole, *_ = template["KO41a"].iter_rows(values_only=True)
        brought = heading.index("Complaints_Total_Brought_Forward")
        assert whole[brought] == self.figures.counts[""]["complaints_total_brought_forward"]
        preparer.page.locator("summary", has_text="Files to practise with").click()
        stem = f"{self.trust.code}-{self.quarter}-complaints"
        return tuple(preparer.saves(f"{stem}-{name}.csv") for name in ("full-of-faults", "as-it-should-be"))

    def when_a_file_full_of_faults_is_sent(self, file: Path) -> None:
        preparer = self.preparer
        preparer.opens(self.address)
        preparer.uploads(file)
        preparer.waits_for_the_check("Has something to fix")

    def then_every_fault_is_listed_and_the_file_comes_back_marked(self) -> None:
        preparer = self.preparer
        preparer.reads("to be fixed in your file", "about 20", "What to do")
        preparer.looks_at_it("quarter-faults")
        assert preparer.saves("Download your file with the cells marked").read_bytes().startswith(b"PK")

    def when_the_mended_file_is_sent(self, file: Path) -> None:
        preparer = self.preparer
        preparer.opens(self.address)
        preparer.uploads(file)
        self.submission = preparer.page.url.split("/returns/")[1].strip("/")
        preparer.waits_for_the_check("Ready to send for signature")

    def when_the_answers_are_checked_and_sent(self) -> None:
        preparer = self.preparer
        preparer.opens(f"/workspace/returns/{self.submission}/send/")
        preparer.is_on("Check your answers")
        preparer.reads("Whole trust", "for each 1,000 patient interventions", "What was learned", "Director of nursing")
        preparer.looks_at_it("quarter-check-answers")
        preparer.follows("Every row as it was read")
        preparer.reads("Age of the patient", "Staff numbers", "Answered within the agreed time")
        preparer.looks_at_it("quarter-rows")
        preparer.opens(f"/workspace/returns/{self.submission}/send/")
        preparer.presses("Send for signature")
        preparer.is_told("The return waits for signature")

    def when_the_signatory_reads_and_signs(self) -> None:
        signatory = self.signatory
        signatory.signs_in("signatory@wrenfield.example")
        signatory.follows(f"{self.title}: read and sign")
        signatory.is_on("Read and sign")
        signatory.reads("an offence under section 92 of the Care Act 2014", "What was learned")
        signatory.looks_at_it("quarter-sign")
        signatory.signs()
        signatory.is_told("Signed and accepted")

    def then_there_is_a_receipt_with_its_own_totals(self) -> None:
        version = ReturnVersion.objects.get(trust=self.trust, period=str(self.quarter), stands=True)
        signatory = self.signatory
        signatory.is_on(f"Receipt {version.receipt}")
        signatory.reads(version.content_sha256, str(self.figures.counts[""]["complaints_total_new"]))
        signatory.looks_at_it("quarter-receipt")
        signatory.follows("The rows as they were accepted")
        rows = rows_of(signatory.saves("Download as CSV"))
        whole = next(row for row in rows if row["Complaints_Total_New"] and not row["Site_Code"])
        assert int(whole["Complaints_Total_New"]) == self.figures.counts[""]["complaints_total_new"]

    def then_the_indicator_is_worked_out_again(self) -> None:
        end = time.monotonic() + 60
        while not self.compared() and time.monotonic() < end:
            self.preparer.opens("/workspace/")
        assert self.compared()

    def compared(self) -> bool:
        return IndicatorComparison.objects.filter(
            measure="complaints_on_staff_attitude", period=self.quarter.first_day, grain="quarter"
        ).exists()


def test_a_quarter_is_prepared_mended_signed_and_accepted(walk: Walk) -> None:
    walk.given_a_quarter_that_is_due()
    faulty, mended = walk.when_the_preparer_takes_the_template_and_files()
    walk.when_a_file_full_of_faults_is_sent(faulty)
    walk.then_every_fault_is_listed_and_the_file_comes_back_marked()
    walk.when_the_mended_file_is_sent(mended)
    walk.when_the_answers_are_checked_and_sent()
    walk.when_the_signatory_reads_and_signs()
    walk.then_there_is_a_receipt_with_its_own_totals()
    walk.then_the_indicator_is_worked_out_again()
