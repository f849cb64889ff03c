"""A patient's daughter tells us, an inspector answers, and she reads it: on a phone, without an account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache

from complaints.concerns.models import Concern
from oversight import clock
from oversight.demonstration.loading import latest_month
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import enter_places
from oversight.organisations.models import Trust
from oversight.organisations.reference import write_reference_rows
from tests.browser.people import Visitor
from tests.concerns.making import a_photo
from tests.pages.looking import NARROW
from workspaces.demonstration.country import DemonstrationTrust, Size, country

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = "My mother waited nine hours for water.\nNobody came when she rang."
ANSWERED = "We went to the ward last night and looked at who answers its bells."
WRITTEN_BACK = "Thank you. She is home now."


@pytest.fixture
def invented(transactional_db, settings) -> tuple[DemonstrationTrust, Trust]:
    """A trust of the demonstration with its people and those of the regulator."""
    settings.DEMONSTRATION = True
    cache.clear()
    write_reference_rows()
    now = clock.now()
    trusts = country(Size.SMALL)[:1]
    rows = enter_places(trusts=trusts, latest=latest_month(now), now=now)
    enter_people(trusts=trusts, rows=rows, now=now)
    return trusts[0], rows[trusts[0].code]


class Walk:
    """The daughter, the inspector, and what they hand to each other: her reference is hers alone."""

    def __init__(self, invented: DemonstrationTrust, somebody: Callable[[], Visitor]) -> None:
        self.hospital = invented.sites[0]
        self.daughter, self.inspector = somebody(), somebody()
        self.daughter.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        self.reference = ""

    def when_she_reads_what_to_know_first(self) -> None:
        daughter = self.daughter
        daughter.opens("/tell-us/")
        daughter.is_on("Tell us about care at a hospital")
        daughter.reads("Call 999", "Nobody reads this form at night", "You need no account")
        daughter.follows("Start now")
        daughter.is_on("Where did it happen?")

    def when_she_says_where_what_and_who(self) -> None:
        daughter, page = self.daughter, self.daughter.page
        page.get_by_label("Which hospital?").fill(self.hospital.name.lower())
        daughter.presses("Continue")
        page.get_by_role("radio").first.check()
        daughter.presses("Continue")
        daughter.is_on("What happened?")
        daughter.presses("Continue")
        daughter.is_told_of_a_fault("Tell us what happened")
        page.get_by_label("What happened").fill(TOLD)
        page.get_by_label("When was it, roughly?").fill("On Tuesday night")
        page.get_by_label("What is it mostly about?").select_option(label="Food, drink, washing or going to the toilet")
        page.locator("input[type=file]").set_input_files(
            {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": a_photo(size=(800, 600))}
        )
        daughter.presses("Continue")
        daughter.is_on("Who are you?")
        page.get_by_label("A relative, friend or carer of a patient").check()
        page.get_by_label("No, I stay anonymous").check()
        daughter.presses("Continue")

    def when_she_checks_it_and_sends_it(self) -> None:
        daughter = self.daughter
        daughter.is_on("Check what you wrote before you send it")
        daughter.reads("My mother waited nine hours", "On Tuesday night", "You stay anonymous")
        daughter.presses("Send")
        daughter.is_on("We have what you told us")
        daughter.looks_at_it("tell-us-sent")
        daughter.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        self.reference = daughter.page.locator("#reference").inner_text()
        assert daughter.page.context.cookies() == []
        assert self.reference not in daughter.page.url

    def then_it_is_not_answered_yet(self) -> None:
        self._she_comes_back()
        self.daughter.reads("An inspector has not read it yet", "My mother waited nine hours", "With 1 photo")

    def _she_comes_back(self) -> None:
        daughter = self.daughter
        daughter.opens("/tell-us/follow/")
        daughter.page.get_by_label("Your reference").fill(self.reference.lower())
        daughter.presses("Continue")
        daughter.is_on("What came of what you told us")

    def when_an_inspector_reads_sorts_and_answers_it(self) -> None:
        inspector, page = self.inspector, self.inspector.page
        inspector.signs_in("inspector@inspection.example")
        inspector.opens("/inspect/concerns/")
        inspector.reads(self.hospital.name)
        inspector.opens(f"/inspect/concerns/{Concern.objects.get().public_id}/")
        inspector.reads("My mother waited nine hours", "They stayed anonymous", "Photo 1")
        inspector.does_not_read(self.reference)
        page.get_by_label("Soon: within five working days").check()
        page.get_by_role("group", name="Must somebody be safeguarded?").get_by_label("No").check()
        inspector.presses("Keep it")
        inspector.reads("Being looked into")
        self._she_comes_back()
        self.daughter.reads("An inspector has read what you told us")
        page.locator("#id_answer_text").fill(ANSWERED)
        inspector.presses("Send the answer")
        inspector.reads("We wrote", ANSWERED)

    def then_she_reads_the_answer_and_writes_back(self) -> None:
        self._she_comes_back()
        daughter = self.daughter
        daughter.reads("An inspector has answered", ANSWERED)
        daughter.does_not_read("Iris Calder")
        daughter.page.get_by_label("What else should we know?").fill(WRITTEN_BACK)
        daughter.presses("Send")
        daughter.is_told("We have what you added")
        daughter.reads(WRITTEN_BACK, "is looking into it")

    def then_the_inspector_finds_what_she_added(self) -> None:
        self.inspector.opens(f"/inspect/concerns/{Concern.objects.get().public_id}/")
        self.inspector.reads("Being looked into", "They added", WRITTEN_BACK)


def test_a_patients_daughter_tells_us_and_reads_what_came_of_it(
    invented: tuple[DemonstrationTrust, Trust], somebody: Callable[[], Visitor]
) -> None:
    walk = Walk(invented[0], somebody)
    walk.when_she_reads_what_to_know_first()
    walk.when_she_says_where_what_and_who()
    walk.when_she_checks_it_and_sends_it()
    walk.then_it_is_not_answered_yet()
    walk.when_an_inspector_reads_sorts_and_answers_it()
    walk.then_she_reads_the_answer_and_writes_back()
    walk.then_the_inspector_finds_what_she_added()
