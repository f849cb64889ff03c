"""One case of special measures, all the way, by people in their own browsers; and one that is refused.

Days lie between the steps: each is taken at its own time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.cache import cache
from playwright.sync_api import expect

from oversight.demonstration.crew import Crew
from oversight.demonstration.inspections import TrustStories, tell_inspections, tell_of_a_trust
from oversight.demonstration.loading import latest_month
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import DEMONSTRATION, enter_places
from oversight.demonstration.special_measures import tell_criteria
from oversight.measures.defining import definition
from oversight.measures.importing import import_observations
from oversight.organisations.models import Trust
from oversight.organisations.reference import write_reference_rows
from oversight.records.outbox import history
from oversight.returns.periods import Month
from ratings.cases.models import Case, Recommendation
from ratings.cases.states import CaseState
from ratings.plans.models import PlanReport
from ratings.rules.ratings_words import KeyQuestion, Rating
from tests.browser.people import Visitor
from workspaces.demonstration.country import Size, country
from workspaces.demonstration.inspections import THREE_SERVICES, InspectionStory, Kind
from workspaces.demonstration.observations import ObservedCountry, periods

pytestmark = pytest.mark.django_db(transaction=True)

FLAGGED, DECIDED = datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 9, 11, tzinfo=UTC)
PLANNED, PUBLISHED = datetime(2026, 3, 23, 10, tzinfo=UTC), datetime(2026, 3, 24, 9, 31, tzinfo=UTC)
AGAIN = datetime(2026, 11, 16, 10, tzinfo=UTC)
MEASURE = "sickness_nurses"
_FAILING = {
    **{(service, KeyQuestion.SAFE): Rating.INADEQUATE for service in THREE_SERVICES},
    ("", KeyQuestion.WELL_LED): Rating.INADEQUATE,
}
_GOOD = {
    **{(service, question): Rating.GOOD for service in THREE_SERVICES for question in KeyQuestion},
    ("", KeyQuestion.WELL_LED): Rating.GOOD,
}
# Numbers that no inspection of the demonstration has.
FAILED = InspectionStory(901, trust=2, visited=95, kind=Kind.COMPREHENSIVE, pinned=_FAILING)
SEEN_AGAIN = InspectionStory(902, trust=2, visited=70, kind=Kind.RE_INSPECTION, services=THREE_SERVICES, pinned=_GOOD)

WHY = "The Board did not know of the shortages that every ward had reported, and cannot put this right without help."
AGREED = "An improvement director starts this week, and Otterfield helps under contract."
CONTRACT = "Otterfield shows how it staffs its wards."
PROMISED = "Two senior nurses work beside ours for three months."
KEPT = "Both came on 16 March and sit with the ward managers every morning."
ASKED = "Show that what a ward reports reaches the Board within a week."
SHOWN = "Eight weeks of reports with what the Board decided on each."
ACCEPTED = "The way from ward to Board is short and is used."
CONCERN = "Nurses who are off sick"
ACTION = "A talk with everybody who comes back, on the day."
SUSTAINED = "The same people have led for half a year, and staff say what changed."
LEAVES = "The trust is Good, and what was promised was done."
LEFT = "The trust leaves with its partner at hand for half a year."
DOUBT = "Three letters of mine were answered without a day."
REFUSED = "The trust has named days since, and keeps them."


class Time:
    """The time of the walk, which passes between its steps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def is_now(self, moment: datetime) -> None:
        """Let it be the moment; what was kept for minutes is forgotten by then."""
        self._monkeypatch.setenv("OVERSIGHT_NOW", moment.isoformat())
        cache.clear()


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch, settings) -> Time:
    settings.DEMONSTRATION = True
    made = Time(monkeypatch)
    made.is_now(FLAGGED)
    return made


@pytest.fixture
def rows(transactional_db, time: Time) -> dict[str, Trust]:
    """Two trusts of the demonstration, one of which was just found Inadequate and one that is well, and all people."""
    write_reference_rows()
    trusts = [country(Size.SMALL)[number - 1] for number in (2, 9)]
    with history(), Crew(1) as crew:
        rows = enter_places(trusts=trusts, latest=latest_month(FLAGGED), now=FLAGGED)
        enter_people(trusts=trusts, rows=rows, now=FLAGGED)
        # The pool and the waves; none of its inspections is told.
        tell_inspections([], crew=crew, now=FLAGGED)
    return rows


def inspected(story: InspectionStory, now: datetime) -> None:
    """Tell an inspection with its report up to a moment, and work the criteria out."""
    with history():
        tell_of_a_trust(TrustStories(country(Size.SMALL)[story.trust - 1], (story,), now))
        tell_criteria(now=now)


def observed(trust: Trust, latest: Month, now: datetime) -> None:
    """Let the trust have figures of two years of the measure that is to move."""
    made = definition(MEASURE)
    seen = ObservedCountry(country(Size.SMALL), latest=latest)
    lines = ["organisation,period,numerator,denominator"]
    for period in periods(made, latest=latest, months=24):
        for figure in seen.figures(made, period):
            if figure.code == trust.code:
                lines.append(f"{figure.code},{period},{figure.numerator:f},{figure.denominator:f}")
    with history():
        imported = import_observations(
            content="\n".join(lines).encode(), file_name="sickness.csv", made=made, by=DEMONSTRATION, now=now
        )
    assert not imported.rejected
    assert imported.new == 24


@pytest.fixture
def walk(rows: dict[str, Trust], time: Time, somebody: Callable[[], Visitor]) -> Walk:
    return Walk(rows, time, somebody)


class Walk:
    """The people of the walk, and what they hand to one another."""

    def __init__(self, rows: dict[str, Trust], time: Time, somebody: Callable[[], Visitor]) -> None:
        self.trust, self.partner = rows["DEMO002"], rows["DEMO009"]
        self.time, self.somebody = time, somebody
        self.reference = ""

    def as_who(self, email: str) -> Visitor:
        """Let somebody sit down at a browser of their own and sign in."""
        visitor = self.somebody()
        visitor.signs_in(email)
        return visitor

    @property
    def public(self) -> str:
        return f"/trusts/{self.trust.code}/special-measures/"

    @property
    def overseen(self) -> str:
        return f"/oversee/special-measures/{self.reference}/"

    @property
    def inspected(self) -> str:
        return f"/inspect/cases/{self.reference}/"

    def given_the_trust_was_found_inadequate(self) -> None:
        inspected(FAILED, FLAGGED)
        observed(self.trust, Month(2026, 2), FLAGGED)

    def when_the_chief_inspector_finds_the_flag_and_recommends(self) -> None:
        chief = self.as_who("chief@inspection.example")
        chief.opens("/inspect/special-measures/?trusts=demonstration")
        chief.reads(self.trust.shown_name)
        chief.follows(re.compile(f"^Recommend that it enters.*{self.trust.town}"))
        chief.reads("The criteria today")
        chief.presses("Recommend it")
        chief.is_told_of_a_fault("Give the reason")
        chief.page.get_by_label("Reason").fill(WHY)
        chief.page.get_by_label(re.compile("Report of the comprehensive inspection")).fill("What it found.")
        chief.presses("Recommend it")
        chief.is_told("The recommendation is made")
        self.reference = Case.objects.get(trust=self.trust).reference
        chief.reads(self.reference, WHY, "Waiting for a decision")

    def then_nobody_else_knows_of_it(self) -> None:
        reader = self.somebody()
        reader.opens(self.public)
        reader.does_not_read(WHY)
        preparer = self.as_who("preparer@aspenmere.example")
        preparer.opens("/workspace/plan/")
        preparer.reads("Your trust is not in special measures")
        # It is decided by the body that oversees trusts of its kind alone.
        other = self.as_who("monitor@oversight.example")
        other.opens("/oversee/special-measures/?trusts=demonstration")
        other.does_not_read(self.trust.shown_name)

    def when_the_oversight_body_decides(self) -> None:
        self.time.is_now(DECIDED)
        body = self.as_who("oversight@oversight.example")
        body.opens("/oversee/special-measures/?trusts=demonstration")
        body.reads("Waiting for your decision", "7 days")
        body.follows(re.compile(self.trust.town))
        body.reads(WHY, "What it found.")
        body.page.get_by_label("Agree", exact=True).check()
        body.page.get_by_label("Reason").fill(AGREED)
        body.looks_at_it("case-decide")
        body.presses("Record the decision")
        body.is_told("The decision is recorded")
        assert Case.objects.get().state == CaseState.IN_MEASURES
        self.body = body

    def when_it_arranges_who_helps(self) -> None:
        body = self.body
        body.follows("Appoint an improvement director, or end the appointment")
        body.page.get_by_label("Name").fill("Lionel Marsh")
        body.presses("Appoint")
        body.is_told("The improvement director is appointed")
        body.opens(self.overseen)
        body.follows("Add a partner trust")
        body.page.get_by_label("Trust that helps").select_option(value=self.partner.code)
        body.page.get_by_label("What the contract is about").fill(CONTRACT)
        body.presses("Add it")
        body.is_told("The partner is added")
        body.opens(self.overseen)
        body.follows(re.compile("^Its contract"))
        body.page.get_by_label("What the partner does").fill(PROMISED)
        body.page.get_by_label("By", exact=True).fill("2026-05-31")
        body.presses("Write it down")
        body.is_told("It is written down")
        body.opens(self.overseen)
        body.follows("Ask for a review")
        body.page.get_by_label("Who reviews").fill("Two former chief executives")
        body.page.get_by_label("What is reviewed").fill("Whether the Board can lead this.")
        body.presses("Ask for it")
        body.is_told("The review is asked for")
        body.opens(self.overseen)
        body.follows("Ask the Board to demonstrate something")
        body.page.get_by_label("What the Board is to demonstrate").fill(ASKED)
        body.presses("Ask it")
        body.is_told("The Board is asked")
        body.opens(self.overseen)
        body.looks_at_it("case-arranged")

    def when_the_trust_writes_its_plan(self) -> None:
        self.time.is_now(PLANNED)
        preparer = self.as_who("preparer@aspenmere.example")
        preparer.opens("/workspace/plan/")
        preparer.is_on("Improvement plan")
        preparer.reads("Begin the improvement plan", "Lionel Marsh", ASKED)
        preparer.presses("Begin the plan")
        preparer.is_told("The plan is begun")
        preparer.page.get_by_label(re.compile("Well-led, .*Inadequate")).first.check()
        preparer.page.get_by_label("The concern in a few words").fill(CONCERN)
        preparer.page.get_by_label("What has to become better?").fill("Wards are short because staff are worn out.")
        preparer.presses("Add the concern")
        preparer.is_told("The concern is in the plan")
        preparer.follows("Add an action")
        preparer.page.get_by_label("What will you do?").fill(ACTION)
        preparer.page.get_by_label("Who answers for it?").fill("Chief nurse")
        preparer.page.get_by_label("By when?").fill("31 5 2026")
        preparer.presses("Add the action")
        preparer.is_told("The action is in the plan")
        preparer.follows("Add a measure")
        preparer.page.get_by_label("Measure", exact=True).select_option(value=MEASURE)
        preparer.presses("See its chart")
        preparer.page.get_by_label("Why does this measure show").fill("What staff feel shows here first.")
        for number, (period, expected) in enumerate((("2026-06", "4.2"), ("2026-10", "3.8")), start=1):
            preparer.page.locator(f"[name=period_{number}]").select_option(value=period)
            preparer.page.locator(f"[name=expected_{number}]").fill(expected)
        preparer.presses("Add the measure")
        preparer.is_told("The measure is in the plan")
        preparer.reads("the target")
        self.preparer = preparer

    def when_the_month_is_reported(self) -> None:
        preparer = self.preparer
        preparer.opens(f"/workspace/plan/{self.reference}/reports/2026-03/")
        preparer.presses("Begin the report")
        preparer.follows(re.compile(re.escape(ACTION)))
        preparer.page.get_by_label("On track", exact=True).check()
        preparer.presses("Save")
        preparer.is_told("is kept")
        preparer.follows("See it as the public will, and make it ready")
        preparer.reads(CONCERN, ACTION)
        preparer.looks_at_it("plan-preview")
        preparer.presses("Make it ready to be signed")
        preparer.is_told("The report waits for a signature")

    def when_the_signatory_signs_and_the_board_shows_what_was_asked(self) -> None:
        signatory = self.as_who("signatory@aspenmere.example")
        signatory.opens(f"/workspace/plan/{self.reference}/reports/2026-03/sign/")
        signatory.reads(CONCERN, ACTION)
        signatory.page.get_by_label("Your password", exact=True).fill(project.DEMONSTRATION_PASSWORD)
        signatory.page.get_by_label("Code from your authenticator app").fill(project.DEMONSTRATION_CODE)
        signatory.presses("Sign the report")
        signatory.is_told("Signed.")
        signatory.reads(PlanReport.objects.get().sha256)
        signatory.opens(f"/workspace/plan/{self.reference}/")
        signatory.follows(re.compile("^Show the oversight body"))
        signatory.page.get_by_label("What does the Board show?").fill(SHOWN)
        signatory.presses("Send it")
        signatory.is_told("It is sent")
        signatory.reads(SHOWN)

    def when_the_partner_keeps_its_promise(self) -> None:
        partner = self.as_who("preparer@otterfield.example")
        partner.opens("/workspace/helping/")
        partner.reads(self.trust.shown_name)
        partner.follows(re.compile(self.trust.town))
        partner.reads(CONTRACT, WHY)
        partner.follows(re.compile("^Say what you did"))
        partner.page.get_by_label("Since when is it done?").fill("16 3 2026")
        partner.page.get_by_label("What did you do?").fill(KEPT)
        partner.presses("Record it")
        partner.is_told("It is recorded")
        partner.reads(KEPT)
        # It sees the one case, and nothing else of the trust.
        answer = partner.page.goto(partner.looking.address + f"/workspace/plan/{self.reference}/")
        assert answer is not None
        assert answer.status == 404
        partner.looking.complaints.clear()

    def then_the_public_does_not_read_the_report_before_its_time(self) -> None:
        reader = self.somebody()
        reader.opens(self.public)
        reader.reads("in special measures", AGREED, "Lionel Marsh", PROMISED, KEPT, ASKED)
        reader.does_not_read(ACTION, CONCERN)

    def then_it_is_published_at_half_past_nine(self) -> None:
        self.time.is_now(PUBLISHED)
        reader = self.somebody()
        reader.opens(self.public)
        reader.reads(CONCERN, ACTION, "Chief nurse", "The Board answered on 23 March 2026")
        # What it showed is for the oversight body; that it did, and whether that was enough, is for all.
        reader.does_not_read(SHOWN)
        expect(reader.main.locator("figure, svg").first).to_be_visible()
        reader.looks_at_it("case-in-public")
        reader.opens("/special-measures/")
        reader.reads(self.trust.shown_name)
        reader.opens(f"/trusts/{self.trust.code}/")
        reader.reads("special measures")

    def when_the_body_accepts_what_the_board_showed(self) -> None:
        body = self.as_who("oversight@oversight.example")
        body.opens(self.overseen)
        body.reads(SHOWN)
        body.follows(re.compile("^Accept it or not"))
        body.page.get_by_label("Accepted", exact=True).check()
        body.page.get_by_label("Reason").fill(ACCEPTED)
        body.presses("Record the decision")
        body.is_told("The decision is recorded")

    def when_it_was_inspected_again(self) -> None:
        inspected(SEEN_AGAIN, AGAIN)
        self.time.is_now(AGAIN)

    def then_an_update_that_did_not_come_is_seen_to_be_overdue(self) -> None:
        reader = self.somebody()
        reader.opens(self.public)
        expect(reader.main).to_contain_text(re.compile("overdue", re.IGNORECASE))

    def when_inspectors_judge_and_recommend_that_it_leaves(self) -> None:
        inspector = self.as_who("inspector@inspection.example")
        inspector.opens(self.inspected)
        inspector.reads("Criteria for leaving", "Well-led is not Inadequate for the trust.")
        inspector.follows(re.compile("^Judge this"))
        inspector.page.get_by_label("Met", exact=True).check()
        inspector.page.get_by_label("What this rests on").fill(SUSTAINED)
        inspector.presses("Keep the judgement")
        inspector.is_told("The judgement is kept")
        inspector.reads("All that comes before the oversight body's decision is met.")
        inspector.follows("That the trust leaves special measures")
        inspector.page.get_by_label("Reason").fill(LEAVES)
        inspector.presses("Recommend it")
        inspector.is_told("The recommendation is made")

    def when_the_body_lets_it_leave(self) -> None:
        body = self.as_who("oversight@oversight.example")
        body.opens("/oversee/special-measures/?trusts=demonstration")
        body.follows(re.compile(f"^{self.trust.shown_name}.*leaving", re.IGNORECASE))
        body.reads(LEAVES)
        body.page.get_by_label("Agree", exact=True).check()
        body.page.get_by_label("Reason").fill(LEFT)
        body.presses("Record the decision")
        body.is_told("The decision is recorded")

    def then_the_whole_story_stays_for_all_to_read(self) -> None:
        assert Case.objects.get().state == CaseState.LEFT
        cache.clear()
        reader = self.somebody()
        reader.opens(self.public)
        reader.reads(WHY, AGREED, CONCERN, ACTION, KEPT, ACCEPTED, LEAVES, LEFT, "16 November 2026")
        reader.looks_at_it("case-left")
        preparer = self.as_who("preparer@aspenmere.example")
        preparer.opens(f"/workspace/plan/{self.reference}/")
        preparer.reads("Left special measures", CONCERN)

    def when_the_chief_inspector_recommends_without_the_criteria(self, letter: Path) -> None:
        chief = self.as_who("chief@inspection.example")
        chief.opens(f"/inspect/cases/new/{self.trust.code}/")
        chief.reads("The criteria are not met by what rules can judge.")
        chief.page.get_by_label("Reason").fill(DOUBT)
        chief.presses("Recommend it")
        chief.is_told_of_a_fault(
            "The criteria for entry are not met by published ratings: attach what the reason rests on."
        )
        chief.page.locator("input[type=file]").first.set_input_files(letter)
        chief.page.get_by_label("What file 1 shows").fill("The last of three answers.")
        chief.presses("Recommend it")
        chief.is_told("The recommendation is made")
        self.reference = Case.objects.get().reference
        self.chief = chief

    def when_the_body_declines(self) -> None:
        body = self.as_who("oversight@oversight.example")
        made = Recommendation.objects.get()
        body.opens(f"{self.overseen}decide/{made.public_id}/")
        body.reads(DOUBT, "The last of three answers.")
        assert body.saves("letter.txt").read_text() == "We will think about it."
        body.page.get_by_label("Decline", exact=True).check()
        body.presses("Record the decision")
        body.is_told_of_a_fault("Give the reason")
        body.page.get_by_label("Reason").fill(REFUSED)
        body.presses("Record the decision")
        body.is_told("The decision is recorded")

    def then_it_stays_on_record_that_it_was_declined(self) -> None:
        assert Case.objects.get().state == CaseState.NOT_ENTERED
        self.chief.opens(self.inspected)
        self.chief.reads("Did not enter special measures", DOUBT, REFUSED)
        self.chief.looks_at_it("case-declined")
        preparer = self.as_who("preparer@aspenmere.example")
        preparer.opens("/workspace/plan/")
        preparer.reads("Your trust is not in special measures")
        cache.clear()
        reader = self.somebody()
        reader.opens("/special-measures/")
        reader.reads("No trust is in special measures by what is on record here.")


def test_a_case_from_the_flag_to_the_day_on_which_the_trust_leaves(walk: Walk) -> None:
    walk.given_the_trust_was_found_inadequate()
    walk.when_the_chief_inspector_finds_the_flag_and_recommends()
    walk.then_nobody_else_knows_of_it()
    walk.when_the_oversight_body_decides()
    walk.when_it_arranges_who_helps()
    walk.when_the_trust_writes_its_plan()
    walk.when_the_month_is_reported()
    walk.when_the_signatory_signs_and_the_board_shows_what_was_asked()
    walk.when_the_partner_keeps_its_promise()
    walk.then_the_public_does_not_read_the_report_before_its_time()
    walk.then_it_is_published_at_half_past_nine()
    walk.when_the_body_accepts_what_the_board_showed()
    walk.when_it_was_inspected_again()
    walk.then_an_update_that_did_not_come_is_seen_to_be_overdue()
    walk.when_inspectors_judge_and_recommend_that_it_leaves()
    walk.when_the_body_lets_it_leave()
    walk.then_the_whole_story_stays_for_all_to_read()


def test_a_case_that_the_oversight_body_refuses(walk: Walk, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("We will think about it.")
    walk.when_the_chief_inspector_recommends_without_the_criteria(letter)
    walk.then_nobody_else_knows_of_it()
    walk.when_the_body_declines()
    walk.then_it_stays_on_record_that_it_was_declined()
