"""One return, all the way, by four people in four browsers: from a ward's hours to the public's page, and corrected."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from oversight.launch.children import Child
from oversight.organisations.models import Trust
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from tests.browser.people import Preparer, Signatory, Visitor, rows_of
from workspaces.demonstration.country import Size, country

pytestmark = pytest.mark.django_db(transaction=True)

SAID = "Two patients needed one-to-one care on most nights."
DONE = "A list of bank staff for enhanced care since the first of the month."
REASON = "The rota export lacked the last two days of the month."


@pytest.fixture
def walk(trust: Trust, month: Month, worker: Child, somebody: Callable[[], Visitor]) -> Walk:
    return Walk(trust, month, somebody)


class Walk:
    """The people of the walk, and what they hand to one another."""

    def __init__(self, trust: Trust, month: Month, somebody: Callable[[], Visitor]) -> None:
        self.trust, self.month = trust, month
        self.address = f"/workspace/returns/staffing/{trust.code}/{month}/"
        preparer, signatory = somebody(), somebody()
        self.preparer = Preparer(preparer.looking, preparer.folder)
        self.signatory = Signatory(signatory.looking, signatory.folder)
        self.inspector, self.reader = somebody(), somebody()
        self.hospital = country(Size.SMALL)[0].sites[0]
        self.receipts: list[str] = []
        self.submission = ""
        self.released: list[dict[str, str]] = []

    def given_a_return_that_is_due(self) -> None:
        preparer = self.preparer
        preparer.signs_in("preparer@wrenfield.example")
        preparer.is_on("Your returns")
        preparer.reads(f"Ward staffing return, {self.month.label}: prepare this return")
        preparer.looks_at_it("desk")

    def given_nothing_of_it_is_public(self) -> None:
        reader = self.reader
        reader.opens(f"/hospitals/{self.hospital.code}/")
        reader.is_on(self.hospital.name)
        reader.reads("Not submitted")
        reader.does_not_read(SAID)

    def when_the_preparer_opens_the_return_and_takes_its_files(self) -> tuple[Path, ...]:
        preparer = self.preparer
        preparer.follows(f"Ward staffing return, {self.month.label}: prepare this return")
        preparer.is_on(f"Ward staffing return, {self.month.label}")
        preparer.looks_at_it("return")
        template = preparer.saves("Download a template workbook with your sites and wards in it")
        assert template.read_bytes().startswith(b"PK")
        preparer.page.locator("summary", has_text="Files to practise with").click()
        stem = f"{self.trust.code}-{self.month}"
        return tuple(
            preparer.saves(f"{stem}-{name}.csv") for name in ("full-of-faults", "rota-export", "as-it-should-be")
        )

    def when_no_file_is_chosen_the_page_says_so(self) -> None:
        self.preparer.presses("Upload and check")
        self.preparer.is_told_of_a_fault("Choose a file")
        self.preparer.looks_at_it("no-file")

    def when_a_file_full_of_faults_is_sent(self, file: Path) -> None:
        preparer = self.preparer
        preparer.opens(self.address)
        preparer.uploads(file)
        preparer.waits_for_the_check("Has something to fix")

    def then_every_fault_is_listed_and_the_file_comes_back_marked(self) -> None:
        preparer = self.preparer
        preparer.reads("to be fixed in your file", "one more upload is enough")
        preparer.reads("about 1,400", "#DIV/0!", "ZZZ99", "What to do")
        preparer.looks_at_it("faults")
        preparer.follows("Row by row")
        preparer.reads("about 1,400")
        preparer.looks_at_it("faults-row-by-row")
        findings = rows_of(preparer.saves("Download all as CSV"))
        assert {"must fix", "explain"} == {row["Severity"] for row in findings}
        assert preparer.saves("Download your file with the cells marked").read_bytes().startswith(b"PK")

    def when_the_rota_export_is_sent_and_the_page_left(self, file: Path) -> None:
        preparer = self.preparer
        preparer.opens(self.address)
        preparer.uploads(file)
        self.submission = preparer.page.url.split("/returns/")[1].strip("/")
        preparer.opens("/workspace/")
        preparer.is_on("Your returns")
        preparer.opens(f"/workspace/returns/{self.submission}/")
        preparer.waits_for_the_check("Has something to explain")

    def then_other_months_were_left_aside_and_units_are_asked_about(self) -> None:
        preparer = self.preparer
        preparer.reads("of other months left aside", "without any hours", "Ward Clerks")
        preparer.looks_at_it("rota")
        preparer.follows("Match it to a ward, or set it aside")
        preparer.looks_at_it("units")
        renamed = self.hospital.wards[2].name
        preparer.says_what_units_are(no_ward="Ward Clerks", same=renamed.removesuffix(" Ward"), ward=renamed)
        preparer.reads("set aside as no wards")
        preparer.does_not_read("Ward Clerks is not among your wards")

    def when_what_is_unusual_is_explained(self) -> None:
        preparer = self.preparer
        preparer.opens(f"/workspace/returns/{self.submission}/explain/")
        preparer.looks_at_it("explain")
        if preparer.main.locator(".nhsuk-task-list__item", has_text="To explain").count():
            preparer.main.locator(".nhsuk-task-list__item", has_text="To explain").first.get_by_role("link").click()
            preparer.presses("Keep this explanation")
            preparer.is_told_of_a_fault("Write what is behind it")
            preparer.looks_at_it("explain-fault")
            preparer.opens(f"/workspace/returns/{self.submission}/explain/")
        preparer.explains_everything(SAID, action=DONE)
        sliding = self.hospital.wards[1].name
        preparer.reads("Wards that are often short", "Nothing said yet")
        preparer.follows(re.compile(f"^{sliding}"))
        preparer.looks_at_it("remark")
        preparer.page.get_by_label("What is behind it?").fill(SAID)
        preparer.page.get_by_label("What are you doing about it?").fill(DONE)
        preparer.page.get_by_label("Show this to the public beside the ward").check()
        preparer.presses("Keep this remark")
        preparer.is_told(f"Your remark on {sliding}")

    def when_the_answers_are_checked_and_sent(self) -> None:
        preparer = self.preparer
        preparer.opens(f"/workspace/returns/{self.submission}/send/")
        preparer.is_on("Check your answers")
        preparer.reads("The whole return", SAID, "It can be signed by Samuel Holt")
        preparer.looks_at_it("check-answers")
        preparer.presses("Send for signature")
        preparer.is_told("The return waits for signature")
        preparer.looks_at_it("sent")

    def then_the_preparer_cannot_sign_it(self) -> None:
        self.preparer.opens(f"/workspace/returns/{self.submission}/sign/")
        self.preparer.reads("You cannot sign this return")
        assert self.preparer.page.get_by_role("button", name="Sign and accept").count() == 0

    def when_the_signatory_reads_and_signs(self, *, first: bool) -> None:
        signatory = self.signatory
        if first:
            signatory.signs_in("signatory@wrenfield.example")
        else:
            signatory.opens("/workspace/")
        signatory.is_on("Your returns")
        signatory.follows(f"Ward staffing return, {self.month.label}: read and sign")
        signatory.is_on("Read and sign")
        signatory.reads("The declaration", "Prepared by", "The whole return")
        if first:
            signatory.looks_at_it("sign")
            signatory.gives("not my password", "000000")
            signatory.is_told_of_a_fault("Password is not right")
            signatory.looks_at_it("sign-fault")
        signatory.signs()
        signatory.is_told("Signed and accepted")

    def then_there_is_a_receipt(self, number: int) -> None:
        version = ReturnVersion.objects.get(trust=self.trust, period=str(self.month), stands=True)
        assert version.number == number
        self.receipts.append(version.receipt)
        signatory = self.signatory
        signatory.is_on(f"Receipt {version.receipt}")
        signatory.reads(f"Version {number} stands", version.file_sha256, version.content_sha256)
        signatory.looks_at_it(f"receipt-{number}")
        signatory.follows("The rows as they were accepted")
        signatory.looks_at_it(f"accepted-rows-{number}")
        rows = rows_of(signatory.saves("Download as CSV"))
        assert {row["Receipt"] for row in rows} == {version.receipt}
        assert len(rows) == sum(len(site.wards) for site in country(Size.SMALL)[0].sites)

    def then_an_inspector_sees_what_changed_and_the_trusts_own_word(self) -> None:
        inspector = self.inspector
        inspector.signs_in("inspector@inspection.example")
        sliding = self.hospital.wards[1].name
        end = time.monotonic() + 60
        while not inspector.main.get_by_role("link", name=sliding).count() and time.monotonic() < end:
            inspector.opens("/inspect/")
        inspector.looks_at_it("inspect")
        inspector.reads(SAID)
        inspector.follows(sliding)
        inspector.is_on(sliding)
        inspector.reads(SAID)
        inspector.looks_at_it("inspect-ward")
        inspector.opens("/inspect/returns/")
        inspector.reads(self.trust.shown_name, "Accepted")
        inspector.opens(f"/workspace/receipts/{self.receipts[-1]}/")
        inspector.is_on(f"Receipt {self.receipts[-1]}")

    def when_the_month_is_released(self) -> None:
        call_command("publish", "--period", str(self.month), "--at", "now")

    def then_anyone_can_look_it_up(self) -> None:
        reader = self.reader
        reader.opens("/")
        reader.page.get_by_label("Hospital, town or postcode").fill(self.hospital.name.split()[0])
        reader.presses("Search")
        reader.follows(self.hospital.name)
        reader.is_on(self.hospital.name)
        # As the file named them: one without the word.
        wards = (ward.name.removesuffix(" Ward") for ward in self.hospital.wards)
        reader.reads(f"Ward staffing in {self.month.label}", SAID, DONE, *wards)
        reader.looks_at_it("hospital")
        self.released = rows_of(reader.saves("Download these figures (CSV)"))
        assert len(self.released) == len(self.hospital.wards)

    def when_a_correction_is_sent(self, file: Path) -> None:
        preparer = self.preparer
        preparer.opens(self.address)
        preparer.uploads(file, reason=REASON)
        # What was explained of the same value stays explained.
        preparer.waits_for_the_check("Ready to send for signature")
        preparer.reads("Explained:")
        self.submission = preparer.page.url.split("/returns/")[1].strip("/")
        preparer.follows("See what changes")
        preparer.is_on("What changes")
        preparer.reads(self.receipts[0])
        preparer.looks_at_it("compare")
        preparer.opens(f"/workspace/returns/{self.submission}/send/")
        preparer.presses("Send for signature")
        preparer.is_told("The return waits for signature")

    def then_the_public_page_stays_as_it_was_released(self) -> None:
        reader = self.reader
        reader.opens(f"/hospitals/{self.hospital.code}/")
        assert rows_of(reader.saves("Download these figures (CSV)")) == self.released

    def then_both_versions_are_shown_as_what_they_are(self) -> None:
        signatory = self.signatory
        signatory.opens(f"/workspace/receipts/{self.receipts[0]}/")
        signatory.reads("Replaced by version 2", "no longer stands", self.receipts[1])
        signatory.looks_at_it("receipt-replaced")
        signatory.opens(self.address)
        signatory.reads("Version 2 stands", "Replaced", "Withdrawn")

    def then_the_same_file_again_is_recognised(self, file: Path) -> None:
        preparer = self.preparer
        preparer.opens(self.address)
        preparer.page.locator("input[type=file]").set_input_files(file)
        preparer.page.get_by_label("Why are you correcting it?").fill("Once more.")
        preparer.presses("Upload and check")
        preparer.reads("This is the same file", self.receipts[-1])
        preparer.looks_at_it("same-file")


def test_one_return_all_the_way(walk: Walk) -> None:
    walk.given_a_return_that_is_due()
    walk.given_nothing_of_it_is_public()
    faulty, rota, right = walk.when_the_preparer_opens_the_return_and_takes_its_files()
    walk.when_no_file_is_chosen_the_page_says_so()

    walk.when_a_file_full_of_faults_is_sent(faulty)
    walk.then_every_fault_is_listed_and_the_file_comes_back_marked()

    walk.when_the_rota_export_is_sent_and_the_page_left(rota)
    walk.then_other_months_were_left_aside_and_units_are_asked_about()
    walk.when_what_is_unusual_is_explained()
    walk.when_the_answers_are_checked_and_sent()
    walk.then_the_preparer_cannot_sign_it()

    walk.when_the_signatory_reads_and_signs(first=True)
    walk.then_there_is_a_receipt(1)
    walk.given_nothing_of_it_is_public()
    walk.then_an_inspector_sees_what_changed_and_the_trusts_own_word()
    walk.when_the_month_is_released()
    walk.then_anyone_can_look_it_up()

    walk.when_a_correction_is_sent(right)
    walk.when_the_signatory_reads_and_signs(first=False)
    walk.then_there_is_a_receipt(2)
    walk.then_both_versions_are_shown_as_what_they_are()
    walk.then_the_public_page_stays_as_it_was_released()
    walk.then_the_same_file_again_is_recognised(right)
