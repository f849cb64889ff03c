"""One inspection, all the way, by five people in five browsers: planned, unannounced, judged, checked and published."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from inspections.models import DisplayDuty, Inspection, PublishedRating
from oversight import clock
from oversight.demonstration.loading import latest_month
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import enter_places
from oversight.organisations.models import Trust
from oversight.organisations.reference import write_reference_rows
from tests.browser.people import Visitor
from workspaces.demonstration.country import DemonstrationTrust, Size, country

pytestmark = pytest.mark.django_db(transaction=True)

FOUND = "On Kestrel Ward one nurse was responsible for fourteen patients at night."
SUMMARY = "Surgery is kind and effective. At night it has too few nurses."
SAFE = "At night one nurse was responsible for fourteen patients."
POINT = "There were twelve patients on the ward on that night, and not fourteen."
DECIDED = "The rota and the ward's own list of that night both say fourteen."
ASKED = "The rotas of the surgical wards for last month."
ANSWERED = "The rotas are these: two nurses on most nights."
DISPLAYED = "A poster in the main entrance, and one on each ward."


@pytest.fixture
def invented(transactional_db, settings) -> tuple[DemonstrationTrust, Trust]:
    """A trust of the demonstration with its people and those of the regulator, and nothing else."""
    settings.DEMONSTRATION = True
    cache.clear()
    write_reference_rows()
    now = clock.now()
    trusts = country(Size.SMALL)[:1]
    rows = enter_places(trusts=trusts, latest=latest_month(now), now=now)
    enter_people(trusts=trusts, rows=rows, now=now)
    return trusts[0], rows[trusts[0].code]


@pytest.fixture
def walk(invented: tuple[DemonstrationTrust, Trust], somebody: Callable[[], Visitor]) -> Walk:
    return Walk(*invented, somebody)


class Walk:
    """The people of the walk, and what they hand to one another."""

    def __init__(self, invented: DemonstrationTrust, trust: Trust, somebody: Callable[[], Visitor]) -> None:
        self.trust, self.hospital = trust, invented.sites[0]
        self.inspector, self.second, self.manager = somebody(), somebody(), somebody()
        self.preparer, self.signatory, self.reader = somebody(), somebody(), somebody()
        self.reference = ""

    @property
    def address(self) -> str:
        return f"/inspect/inspections/{self.reference}/"

    @property
    def theirs(self) -> str:
        return f"/workspace/inspections/{self.reference}/"

    def given_everybody_is_signed_in(self) -> None:
        self.inspector.signs_in("inspector@inspection.example")
        self.second.signs_in("second.inspector@inspection.example")
        self.manager.signs_in("manager@inspection.example")
        self.preparer.signs_in("preparer@wrenfield.example")
        self.signatory.signs_in("signatory@wrenfield.example")

    def when_an_unannounced_inspection_of_surgery_is_planned(self) -> None:
        inspector = self.inspector
        inspector.opens(f"/inspect/inspections/plan/{self.trust.code}/")
        page = inspector.page
        page.get_by_label("Focused").check()
        ticked = page.locator("input[name^=services_]:checked")
        while ticked.count():
            ticked.first.uncheck()
        page.locator(f"input[name=services_{self.hospital.code}][value=surgery]").check()
        today = clock.today().isoformat()
        page.get_by_label("First day on site").fill(today)
        page.get_by_label("Last day on site").fill(today)
        page.locator("input[name=announced][value=unannounced]").check()
        page.get_by_label("People in the team").fill("2")
        inspector.presses("Plan the inspection")
        self.reference = Inspection.objects.get(trust=self.trust).reference
        inspector.opens(self.address)
        inspector.reads("The trust does not know of this inspection")
        inspector.looks_at_it("inspection-planned")

    def when_two_inspectors_are_in_the_team(self) -> None:
        for name, part in (("Iris Calder", "Lead inspector"), ("Ines Ford", "Inspector")):
            self.inspector.opens(f"{self.address}team/")
            self.inspector.page.get_by_label("Person").select_option(label=name)
            self.inspector.page.get_by_label("Part in the team").select_option(label=part)
            self.inspector.presses("Add to the team")
            self.inspector.reads(name)

    def then_the_trust_finds_nothing_of_it(self) -> None:
        preparer = self.preparer
        preparer.opens("/workspace/inspections/")
        preparer.reads("No inspection is going on")
        preparer.does_not_read(self.reference)
        found = preparer.page.goto(preparer.looking.address + self.theirs)
        assert found is not None
        assert found.status == 404
        # What the browser says of an answer that is not there is what this step is about.
        preparer.looking.complaints.clear()

    def when_the_team_comes(self) -> None:
        inspector = self.inspector
        inspector.opens(f"{self.address}visits/new/")
        inspector.page.get_by_label("Day", exact=True).fill(clock.today().isoformat())
        inspector.presses("Plan the visit")
        inspector.main.get_by_role("button", name=re.compile("^We are there")).click()
        inspector.is_told("The visit to")

    def then_the_trust_sees_it(self) -> None:
        self.preparer.opens("/workspace/inspections/")
        self.preparer.reads("Focused inspection", "On site")
        self.preparer.looks_at_it("trust-inspections")

    def when_evidence_is_taken_down(self) -> None:
        second = self.second
        for question in ("Safe", "Effective", "Caring", "Responsive", "Well-led"):
            second.opens(f"{self.address}evidence/new/")
            second.page.get_by_label("What did you find?").fill(FOUND if question == "Safe" else f"{question}: well.")
            second.page.get_by_label("Key question").select_option(label=question)
            second.page.get_by_label("Service").select_option(label="Surgery")
            second.presses("Keep it")
            second.is_told("It is kept")

    def when_the_trust_is_asked_and_answers(self) -> None:
        inspector = self.inspector
        inspector.opens(f"{self.address}requests/")
        inspector.page.get_by_label("What do you want to know or have?").fill(ASKED)
        inspector.page.get_by_label("By when?").fill(clock.today().isoformat())
        inspector.presses("Ask the trust")
        inspector.is_told("It is asked")
        preparer = self.preparer
        preparer.opens("/workspace/inspections/")
        preparer.follows(f"Answer: {ASKED}")
        preparer.page.get_by_label("Your answer").fill(ANSWERED)
        preparer.presses("Send the answer")
        preparer.is_told("The answer is sent")
        inspector.opens(f"{self.address}requests/")
        inspector.reads(ANSWERED)
        inspector.looks_at_it("asked")

    def when_each_key_question_is_judged(self) -> None:
        for question, verdict in (
            ("safe", "Requires improvement"),
            ("effective", "Good"),
            ("caring", "Good"),
            ("responsive", "Good"),
            ("well_led", "Good"),
        ):
            judge = self.inspector if question in ("safe", "effective") else self.second
            judge.opens(f"{self.address}ratings/{self.hospital.code}/surgery/{question}/")
            judge.page.get_by_label(verdict, exact=True).first.check()
            judge.presses("Keep it")
            judge.opens(f"{self.address}ratings/{self.hospital.code}/surgery/{question}/")
            judge.reads("Judged by")
        self.inspector.looks_at_it("judged")

    def when_the_team_leaves_and_writes(self) -> None:
        inspector = self.inspector
        inspector.opens(f"{self.address}visits/")
        inspector.main.get_by_role("button", name=re.compile("^We have left")).click()
        inspector.opens(self.address)
        inspector.presses("The team has left: write the report")
        inspector.follows("Write the report")
        inspector.is_on("Report")
        inspector.presses("Set up the sections")
        inspector.follows("Summary")
        inspector.page.get_by_label("What the report says").fill(SUMMARY)
        inspector.presses("Save and go on to the next")
        inspector.is_told("Summary is saved")
        second = self.second
        second.opens(f"{self.address}report/")
        second.follows("Surgery: Is it safe?")
        second.reads(FOUND)
        second.page.get_by_label("What the report says").fill(SAFE)
        second.presses("Save")
        second.is_told("Surgery: Is it safe? is saved")
        second.looks_at_it("section")
        inspector.opens(f"{self.address}report/")
        inspector.looks_at_it("report")

    def when_a_manager_who_was_not_there_passes_it(self) -> None:
        self.second.opens(f"{self.address}report/quality/")
        self.second.reads("An inspection manager who had no part in the inspection reviews it")
        manager = self.manager
        manager.opens(f"{self.address}report/quality/")
        manager.reads(SUMMARY, SAFE, "Requires improvement")
        for box in manager.main.get_by_role("checkbox").all():
            box.check()
        manager.page.get_by_label("It passes").check()
        manager.looks_at_it("quality")
        manager.presses("Record the review")
        manager.is_told("the report passes")

    def then_the_draft_is_still_nowhere_at_the_trust(self) -> None:
        self.signatory.opens(self.theirs)
        self.signatory.does_not_read("Check the draft report", SUMMARY)

    def when_the_draft_is_sent(self) -> None:
        self.inspector.opens(f"{self.address}report/")
        self.inspector.presses("Send the draft to the trust")
        self.inspector.is_told("The draft is with the trust")
        self.inspector.reads("10 working days left")

    def when_the_trust_makes_a_point_and_sends_it(self) -> None:
        preparer = self.preparer
        preparer.opens("/workspace/inspections/")
        preparer.follows("Check the draft report for factual accuracy")
        preparer.is_on("Draft report")
        preparer.reads("10 working days left")
        preparer.looks_at_it("draft")
        preparer.follows("Surgery: Is it safe?")
        preparer.reads(SAFE)
        preparer.presses("Save the point")
        preparer.is_told_of_a_fault("Write what you say about the draft")
        preparer.page.get_by_label("Accuracy of the evidence").check()
        preparer.page.get_by_label("Which words of the draft?").fill("fourteen patients")
        preparer.page.get_by_label("What do you say?").fill(POINT)
        preparer.presses("Save the point")
        preparer.is_told("The point is saved")
        preparer.looks_at_it("draft-section")
        self.manager.opens(f"{self.address}report/factual-accuracy/")
        self.manager.does_not_read(POINT)
        signatory = self.signatory
        signatory.opens(f"{self.theirs}draft/send/")
        signatory.is_on("Check your answer")
        signatory.reads(POINT)
        signatory.looks_at_it("draft-send")
        signatory.presses("Send the answer")
        signatory.is_told("The answer is sent")

    def when_the_manager_decides_on_the_point(self) -> None:
        manager = self.manager
        manager.opens(f"{self.address}report/factual-accuracy/")
        manager.looks_at_it("points")
        manager.follows(re.compile("^Decide on it"))
        manager.reads(POINT, SAFE)
        manager.page.get_by_label("Not accepted").check()
        manager.page.get_by_label("The reason, for the trust").fill(DECIDED)
        manager.looks_at_it("decide")
        manager.presses("Record the decision")
        manager.is_told("The decision is recorded")
        self.preparer.opens(f"{self.theirs}draft/")
        self.preparer.follows("Surgery: Is it safe?")
        self.preparer.reads("Not accepted", DECIDED)

    def then_nothing_of_it_is_public(self) -> None:
        self.reader.opens(f"/hospitals/{self.hospital.code}/")
        self.reader.does_not_read("Requires improvement", SUMMARY)

    def when_the_report_is_published(self) -> None:
        inspector = self.inspector
        inspector.opens(f"{self.address}report/publish/")
        inspector.reads(SUMMARY, "Requires improvement")
        inspector.looks_at_it("publish")
        inspector.presses("Publish now")
        inspector.is_told("The report and its ratings are published")
        assert PublishedRating.objects.get(service="surgery", key_question="safe").rating == "requires_improvement"

    def then_anyone_reads_the_ratings_at_the_hospital(self) -> None:
        cache.clear()
        reader = self.reader
        reader.opens(f"/hospitals/{self.hospital.code}/")
        reader.reads("Requires improvement", "Surgery")
        reader.looks_at_it("rated-hospital")

    def then_the_trust_records_that_it_displays_them(self) -> None:
        preparer = self.preparer
        preparer.opens("/workspace/inspections/")
        expect(preparer.main.get_by_role("link", name=re.compile("^Display the ratings"))).to_have_count(
            DisplayDuty.objects.count()
        )
        preparer.main.get_by_role("link", name=re.compile("^Display the ratings")).first.click()
        preparer.page.get_by_label("Where and how can people see it?").fill(DISPLAYED)
        preparer.presses("Record that it is displayed")
        preparer.is_told("It is recorded")
        preparer.looks_at_it("displayed")


def test_one_inspection_all_the_way(walk: Walk) -> None:
    walk.given_everybody_is_signed_in()
    walk.when_an_unannounced_inspection_of_surgery_is_planned()
    walk.when_two_inspectors_are_in_the_team()
    walk.then_the_trust_finds_nothing_of_it()

    walk.when_the_team_comes()
    walk.then_the_trust_sees_it()
    walk.when_evidence_is_taken_down()
    walk.when_the_trust_is_asked_and_answers()
    walk.when_each_key_question_is_judged()

    walk.when_the_team_leaves_and_writes()
    walk.when_a_manager_who_was_not_there_passes_it()
    walk.then_the_draft_is_still_nowhere_at_the_trust()
    walk.when_the_draft_is_sent()
    walk.when_the_trust_makes_a_point_and_sends_it()
    walk.when_the_manager_decides_on_the_point()

    walk.then_nothing_of_it_is_public()
    walk.when_the_report_is_published()
    walk.then_anyone_reads_the_ratings_at_the_hospital()
    walk.then_the_trust_records_that_it_displays_them()
