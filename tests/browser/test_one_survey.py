"""A complainant answers the survey on a phone, and the trust sees it only with seven others."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from complaints.survey.closing import close_quarters
from complaints.survey.models import QuarterAnswers
from complaints.survey.questions import Point
from oversight.demonstration.loading import latest_month
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import enter_places
from oversight.organisations.models import Trust
from oversight.organisations.reference import write_reference_rows
from tests.browser.people import Visitor
from tests.pages.looking import NARROW
from tests.survey.making import CONTENT, answered
from workspaces.demonstration.country import Size, country

pytestmark = pytest.mark.django_db(transaction=True)

IN_AUTUMN = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
IN_WINTER = datetime(2027, 1, 11, 9, 30, tzinfo=UTC)
IN_SPRING = datetime(2027, 4, 6, 9, 30, tzinfo=UTC)


@pytest.fixture
def trust(transactional_db, settings, monkeypatch) -> Trust:
    """A trust of the demonstration with its people, on a day in autumn."""
    settings.DEMONSTRATION = True
    monkeypatch.setenv("OVERSIGHT_NOW", IN_AUTUMN.isoformat())
    cache.clear()
    write_reference_rows()
    trusts = country(Size.SMALL)[:1]
    rows = enter_places(trusts=trusts, latest=latest_month(IN_AUTUMN), now=IN_AUTUMN)
    enter_people(trusts=trusts, rows=rows, now=IN_AUTUMN)
    return rows[trusts[0].code]


class Walk:
    """Who is in the walk, and the codes that the trust sent out."""

    def __init__(self, trust: Trust, somebody: Callable[[], Visitor], move: Callable[[datetime], None]) -> None:
        self.trust, self.move = trust, move
        self.preparer, self.daughter = somebody(), somebody()
        self.codes: list[str] = []

    @property
    def survey(self) -> str:
        return f"/workspace/survey/{self.trust.code}/"

    def given_the_trust_makes_codes_for_its_letters(self) -> None:
        preparer = self.preparer
        preparer.signs_in("preparer@wrenfield.example")
        preparer.opens(self.survey)
        preparer.is_on("Survey of complainants")
        preparer.follows("Make codes to hand out")
        preparer.is_on("Make codes for the survey")
        preparer.looks_at_it("survey-make")
        preparer.page.get_by_label("How many codes").fill("2")
        preparer.presses("Make the codes")
        preparer.is_on("2 codes made")
        preparer.looks_at_it("survey-codes")
        self.codes = preparer.main.locator("code").all_inner_texts()
        assert len(self.codes) == 2
        with preparer.page.expect_download() as sheet:
            preparer.page.get_by_role("button", name="Sheet to print (PDF)").click()
        assert sheet.value.suggested_filename == f"survey-codes-{self.trust.code}.pdf"

    def when_six_others_and_a_daughter_answer_on_a_phone(self) -> None:
        answered(self.trust, [CONTENT] * 6, now=IN_AUTUMN)
        daughter = self.daughter
        daughter.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        daughter.opens("/survey/")
        daughter.is_on("Tell us how your complaint was handled")
        daughter.looks_at_it("survey-start")
        daughter.page.get_by_label("The code in your letter").fill("7K3M 9QTX 02RB")
        daughter.presses("Continue")
        daughter.reads("We do not know this code")
        daughter.page.get_by_label("The code in your letter").fill(self.codes[0].lower().replace("-", " "))
        daughter.presses("Continue")
        self._answers(daughter)

    def _answers(self, daughter: Visitor) -> None:
        daughter.is_on("How was your complaint handled?")
        daughter.looks_at_it("survey-questions")
        daughter.presses("Check your answers")
        daughter.reads("Answer at least one question")
        daughter.looks_at_it("survey-questions-fault")
        for number in range(1, 6):
            group = daughter.page.get_by_role("group", name=re.compile(f"^{number}\\."))
            group.get_by_label("Disagree", exact=True).check()
        daughter.presses("Check your answers")
        daughter.is_on("Check your answers")
        daughter.looks_at_it("survey-check")
        daughter.presses("Change your answers")
        daughter.is_on("How was your complaint handled?")
        second = daughter.page.get_by_role("group", name=re.compile("^2\\."))
        expect(second.get_by_label("Disagree", exact=True)).to_be_checked()
        second.get_by_label("Does not apply to me").check()
        daughter.presses("Check your answers")
        daughter.reads("Does not apply to me")
        daughter.presses("Send your answers")
        daughter.is_on("Thank you: your answers were counted")
        daughter.looks_at_it("survey-thanks")
        assert daughter.page.context.cookies() == []

    def then_her_code_is_used_up(self) -> None:
        self.daughter.opens(f"/survey/{self.codes[0]}/")
        self.daughter.is_on("This code was used already")
        self.daughter.looks_at_it("survey-used")

    def then_the_trust_sees_nothing_of_seven_answers_also_once_the_quarter_is_over(self) -> None:
        self.preparer.opens(self.survey)
        self.preparer.reads("no quarter is closed yet")
        self.move(IN_WINTER)
        close_quarters(now=IN_WINTER)
        self.preparer.opens(self.survey)
        self.preparer.reads("Fewer than 8 answers: not shown", "too few answers to show in October to December 2026")
        self.preparer.looks_at_it("survey-of-seven")

    def when_she_answers_again_with_seven_others(self) -> None:
        answered(self.trust, [CONTENT] * 7, now=IN_WINTER)
        self.daughter.opens(f"/survey/{self.codes[1]}/")
        self._answers(self.daughter)
        counted = QuarterAnswers.objects.get(quarter="2027-01-01")
        assert counted.counts["making"][str(Point.DOES_NOT_APPLY)] == 1

    def then_the_trust_sees_eight_answers_once_that_quarter_is_over_and_what_seven_answered_stays_hidden(self) -> None:
        self.preparer.opens(self.survey)
        self.preparer.does_not_read("January to March 2027")
        self.move(IN_SPRING)
        close_quarters(now=IN_SPRING)
        self.preparer.opens(self.survey)
        self.preparer.reads("January to March 2027", "8 people answered", "7 of 8 (87.5%)", "7 of 8 people agreed")
        row = self.preparer.main.get_by_role("row", name=re.compile("Making my complaint was simple"))
        expect(row).to_contain_text("Not shown")
        self.preparer.looks_at_it("survey-of-eight")


def test_a_complainant_answers_and_the_trust_sees_it_only_with_seven_others(
    trust: Trust, somebody: Callable[[], Visitor], monkeypatch
) -> None:
    walk = Walk(trust, somebody, lambda to: monkeypatch.setenv("OVERSIGHT_NOW", to.isoformat()))
    walk.given_the_trust_makes_codes_for_its_letters()
    walk.when_six_others_and_a_daughter_answer_on_a_phone()
    walk.then_her_code_is_used_up()
    walk.then_the_trust_sees_nothing_of_seven_answers_also_once_the_quarter_is_over()
    walk.when_she_answers_again_with_seven_others()
    walk.then_the_trust_sees_eight_answers_once_that_quarter_is_over_and_what_seven_answered_stays_hidden()
