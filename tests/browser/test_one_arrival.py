"""One arrival: a trust sends its return, and an inspector sees band, flag and rating change, each with the reason."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F

from inspections.models import PublishedRating
from oversight import clock
from oversight.demonstration.past import send, sendings
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import enter_places
from oversight.launch.children import Child
from oversight.measures.defining import definition
from oversight.measures.importing import import_observations
from oversight.organisations.models import Trust
from oversight.records.audit import System
from oversight.records.outbox import history
from oversight.returns.calendar import ensure_windows, window
from oversight.returns.periods import Month
from ratings.models import BandChange, IndicatorChange, QuestionChange, RecomputeRequest, TrustBand
from ratings.rebuilding import rebuild, verify
from ratings.settling import unsettled
from tests.browser.people import Preparer, Signatory, Visitor
from workspaces.demonstration.country import Size, country
from workspaces.demonstration.files import national_file

pytestmark = pytest.mark.django_db(transaction=True)

SAID = "A third of the posts of registered nurses are vacant."
DONE = "Four beds of each ward are closed until the spring."
# Indicators by which nothing is to be asked of the trust: as many as a band needs.
AS_THEY_SHOULD_BE = {
    "rtt_over_52_weeks": (0, ""),
    "ae_trolley_over_twelve_hours": (0, ""),
    "operations_urgent_cancelled_again": (0, ""),
    "incidents_consistent_reporting": (6, ""),
    "cancer_62_days": (99, 100),
    "cancer_two_weeks": (99, 100),
    "diagnostics_over_six_weeks": (0, 1_000),
    "rtt_waiting_within_18_weeks": (99, 100),
    "beds_occupied_general": (4_000, 5_000),
    "vte_risk_assessed": (99, 100),
}
STAFFING = "Fill rate, registered nurses and midwives, day and night"


@pytest.fixture
def trust(month: Month, settings) -> Trust:
    """A trust that was rated good, in a country where all others have sent their returns for the month."""
    settings.DEMONSTRATION = True
    now = clock.now()
    invented = country(Size.SMALL)
    with history():
        rows = enter_places(trusts=invented, latest=month, now=now)
        people = enter_people(trusts=invented, rows=rows, now=now)
    ensure_windows(kind="staffing", periods=[str(month)])
    closed = window("staffing", str(month)).closes_at + timedelta(days=40)
    with history():
        for own in sendings(invented, month, rows=rows, people=people, latest=month, now=closed):
            # On whatever day this is run, theirs were there before.
            for sending in own:
                send(replace(sending, at=now - timedelta(days=1)))
    rebuild(now=now)
    trust = rows[invented[0].code]
    for level, key_question in (("trust", ""), ("trust_key_question", "safe")):
        PublishedRating.objects.create(
            source=PublishedRating.Source.CQC_API,
            level=level,
            provider_code=trust.code,
            trust=trust,
            key_question=key_question,
            rating="good",
            published_on=now.date() - timedelta(days=700),
            known_from=now,
        )
    return trust


class Arrival:
    """The people of the walk, and what they see before and after."""

    def __init__(self, trust: Trust, month: Month, somebody: Callable[[], Visitor], folder: Path) -> None:
        self.trust, self.month, self.folder = trust, month, folder
        preparer, signatory = somebody(), somebody()
        self.preparer = Preparer(preparer.looking, preparer.folder)
        self.signatory = Signatory(signatory.looking, signatory.folder)
        self.inspector = somebody()
        self.indicators = f"/inspect/trusts/{trust.code}/indicators/"

    def given_figures_that_ask_for_nothing(self) -> None:
        period = self.month.plus(-1)
        for measure, (numerator, denominator) in AS_THEY_SHOULD_BE.items():
            line = f"{self.trust.code},{period},{numerator},{denominator}"
            import_observations(
                content=f"organisation,period,numerator,denominator\n{line}\n".encode(),
                file_name=f"{measure}.csv",
                made=definition(measure),
                by=System("import_observations"),
                now=clock.now(),
            )
        self.wait_for(lambda: TrustBand.objects.filter(trust_code=self.trust.code, applicable=10).exists())
        self.wait_until_nothing_waits()

    def then_the_inspector_sees_the_last_band(self) -> None:
        inspector = self.inspector
        inspector.signs_in("inspector@inspection.example")
        inspector.opens("/inspect/monitoring/")
        inspector.reads(self.trust.shown_name, "Band 6", "not judgements")
        inspector.looks_at_it("board-before")
        inspector.opens(self.indicators)
        inspector.reads("a score of 0 out of a possible 20")
        inspector.opens("/inspect/ratings/")
        inspector.does_not_read("staffing alarm")

    def when_the_trust_sends_a_return_with_too_few_nurses(self) -> None:
        preparer = self.preparer
        preparer.signs_in("preparer@wrenfield.example")
        preparer.opens(f"/workspace/returns/staffing/{self.trust.code}/{self.month}/")
        preparer.uploads(self.short_of_nurses())
        preparer.waits_for_the_check("Has something to explain")
        preparer.follows("Explain")
        preparer.explains_everything(SAID, action=DONE)
        submission = preparer.page.url.split("/returns/")[1].split("/")[0]
        preparer.opens(f"/workspace/returns/{submission}/send/")
        preparer.presses("Send for signature")
        preparer.is_told("The return waits for signature")
        signatory = self.signatory
        signatory.signs_in("signatory@wrenfield.example")
        signatory.follows(f"Ward staffing return, {self.month.label}: read and sign")
        signatory.signs()
        signatory.is_told("Signed and accepted")

    def short_of_nurses(self) -> Path:
        """The trust's own file with two fifths of the registered hours that it would have worked."""
        content = national_file(country(Size.SMALL)[0], self.month, latest=self.month)
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        columns = [place for place, heading in enumerate(rows[0]) if "Registered" in heading and "actual" in heading]
        for row in rows[1:]:
            for place in columns:
                row[place] = f"{float(row[place]) * 0.4:.2f}" if row[place] else ""
        written = io.StringIO()
        csv.writer(written).writerows(rows)
        path = self.folder / f"{self.trust.code}-short.csv"
        path.write_text(written.getvalue(), encoding="utf-8")
        return path

    def then_the_band_changed_and_says_why(self) -> None:
        self.wait_for(lambda: TrustBand.objects.filter(trust_code=self.trust.code, elevated=1).exists())
        self.wait_until_nothing_waits()
        inspector = self.inspector
        inspector.opens("/inspect/monitoring/")
        inspector.reads("Band 1", STAFFING)
        inspector.looks_at_it("board-after")
        inspector.opens(self.indicators)
        inspector.reads(STAFFING, "Elevated risk", "a score of 2 out of a possible 22")
        inspector.looks_at_it("indicators-after")
        change = BandChange.objects.filter(trust_code=self.trust.code).latest("pk")
        assert (change.old_band, change.new_band) == (6, 1)
        assert [measure for measure, *_ in change.gained] == ["fill_registered"]

    def then_the_indicator_says_against_whom(self) -> None:
        inspector = self.inspector
        inspector.opens(f"/inspect/indicators/fill_registered/{self.trust.code}/")
        inspector.reads(STAFFING, "Elevated risk")
        inspector.looks_at_it("indicator-after")
        change = IndicatorChange.objects.get(trust_code=self.trust.code, measure="fill_registered")
        assert (change.old, change.new) == ("", "elevated risk")

    def then_the_rating_is_questioned_and_stays_as_published(self) -> None:
        inspector = self.inspector
        inspector.opens("/inspect/ratings/")
        inspector.reads(self.trust.shown_name, f"The staffing alarm of {self.month.label} tells of an elevated risk")
        inspector.looks_at_it("ratings-after")
        inspector.opens(f"/inspect/trusts/{self.trust.code}/")
        inspector.reads("Good", "staffing alarm")
        inspector.looks_at_it("trust-after")
        assert QuestionChange.objects.filter(trust_code=self.trust.code).exists()
        assert set(PublishedRating.objects.values_list("rating", flat=True)) == {"good"}

    def then_it_is_what_is_worked_out_from_nothing(self) -> None:
        found = verify()
        assert (found.different, found.first) == (0, [])

    def wait_for(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not condition():
            waiting = RecomputeRequest.objects.filter(wanted__gt=F("done"))
            assert time.monotonic() < end, (unsettled(), list(waiting.values_list("scope", "failure")))
            time.sleep(0.2)

    def wait_until_nothing_waits(self) -> None:
        self.wait_for(lambda: not unsettled())


def test_one_arrival_changes_band_flag_and_rating(
    trust: Trust, month: Month, worker: Child, somebody: Callable[[], Visitor], tmp_path: Path
) -> None:
    walk = Arrival(trust, month, somebody, tmp_path)
    walk.given_figures_that_ask_for_nothing()
    walk.then_the_inspector_sees_the_last_band()
    walk.when_the_trust_sends_a_return_with_too_few_nurses()
    walk.then_the_band_changed_and_says_why()
    walk.then_the_indicator_says_against_whom()
    walk.then_the_rating_is_questioned_and_stays_as_published()
    walk.then_it_is_what_is_worked_out_from_nothing()
