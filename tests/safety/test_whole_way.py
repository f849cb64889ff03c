"""A return the whole way: received, checked, signed, accepted, its facts and all that is observed of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from oversight.measures.defining import definition, measures_of
from oversight.measures.importing import import_observations
from oversight.measures.models import Observation
from oversight.records.audit import System
from oversight.records.models import OutboxEvent
from oversight.returns.models import ReturnVersion
from oversight.returns.receipts import receipt_of
from oversight.returns.signing import sign_and_accept
from safety.models import Alert, Incident, NeverEvent, SafetyNumber
from safety.rules.examples import csv_of
from safety.rules.rule import Example
from tests.returns.making import NOW, Place, accepted, checked, make_place, sent
from tests.safety.making import OCTOBER, accept_month, accept_year, observed

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    """A trust with its people."""
    return make_place()


def test_an_accepted_return_leaves_its_facts_with_their_place_in_the_file(place: Place) -> None:
    version = accepted(place, csv_of(Example()), kind="safety")
    event, alert, incident = NeverEvent.objects.get(), Alert.objects.get(), Incident.objects.get()
    assert (event.item, event.list_version, event.happened_on, event.number) == (
        "wrong_site_surgery",
        "2018",
        date(2026, 10, 5),
        1,
    )
    assert (alert.kind, alert.status, alert.deadline, alert.closed_on) == (
        "directive",
        "action_required_ongoing",
        date(2026, 11, 30),
        None,
    )
    assert (incident.harm, incident.told_on, incident.apologised) == ("moderate", date(2026, 10, 12), True)
    bed_days = SafetyNumber.objects.get(item="bed_days")
    assert (bed_days.number, bed_days.row, bed_days.version) == (21000, 2, version)
    assert SafetyNumber.objects.count() == 18


def test_its_receipt_and_news_are_of_its_own_kind(place: Place) -> None:
    version = accepted(place, csv_of(Example()), kind="safety")
    receipt = receipt_of(version)
    assert receipt.number.startswith("SM-RX1-2026-10-V1-")
    assert receipt.title == "Safety measures return"
    assert "names no patient" in receipt.statement
    event = OutboxEvent.objects.get(name="return.accepted")
    assert (event.payload["kind"], event.payload["period"]) == ("safety", "2026-10")


def test_what_a_month_says_by_itself_is_observed_at_once(place: Place) -> None:
    accepted(place, csv_of(Example()), kind="safety")
    found = observed()
    assert found["mrsa_bacteraemia"] == (0, 21000)
    assert found["cdifficile"] == (3, 21000)
    assert found["thermometer_harm_free"] == (575, 612)
    assert found["thermometer_surveyed"] == (612, 640)
    assert found["thermometer_vte_assessed"] == (580, 600)
    assert found["alerts_overdue"] == (0, None)
    assert found["alerts_longest_overdue"] == (0, None)
    # A part of a year is not a year.
    assert found["never_events"] == (None, None)
    assert found["never_event_wrong_site_surgery"] == (None, None)
    assert found["candour_told_in_time"] == (None, None)


def test_twelve_months_make_a_year_of_never_events(place: Place) -> None:
    early = OCTOBER.plus(-11)
    event = {"never events": {"number": "1"}, "never event": {"date": "30/11/2025", "item": "Scalding of patients"}}
    accept_year(place, changes={early: event})
    assert observed()["never_events"] == (1, 12 * 21000)
    assert observed()["never_event_surroundings"] == (1, None)
    assert observed()["never_event_wrong_site_surgery"] == (0, None)
    assert observed(OCTOBER.plus(-1))["never_events"] == (None, None)
    # A month later the event is out of the year.
    accept_month(place, OCTOBER.plus(1), now=NOW + timedelta(days=30))
    assert observed(OCTOBER.plus(1))["never_events"] == (0, 12 * 21000)


def test_a_correction_changes_the_months_that_look_back_on_it(place: Place) -> None:
    accept_year(place)
    accept_month(place, OCTOBER.plus(1), now=NOW + timedelta(days=30))
    before = observed()["never_events"], observed(OCTOBER.plus(1))["never_events"]
    assert before == ((0, 252000), (0, 252000))
    later = NOW + timedelta(days=31)
    corrected = OCTOBER.plus(-11)
    event = {"never events": {"number": "2"}, "never event": {"date": "", "reference": "", "number": "2"}}
    accept_month(place, corrected, event, now=later, reason="Two were found in the audit.")
    assert observed()["never_events"] == (2, 252000)
    assert observed()["never_event_wrong_site_surgery"] == (2, None)
    # November's year begins after the corrected month.
    assert observed(OCTOBER.plus(1))["never_events"] == (0, 252000)
    ended = Observation.objects.get(measure="never_events", period=OCTOBER.first_day, known_to__isnull=False)
    assert (ended.numerator, ended.known_to) == (0, later)
    # What the correction did not change keeps the time at which it became known.
    unchanged = Observation.objects.get(measure="never_event_insulin", period=OCTOBER.first_day, known_to__isnull=True)
    assert unchanged.known_from == NOW
    present = Observation.objects.get(measure="never_events", period=OCTOBER.first_day, known_to__isnull=True)
    assert present.version_id == ReturnVersion.objects.get(period=str(OCTOBER)).pk


def test_a_month_that_comes_late_makes_the_year_whole(place: Place) -> None:
    missing = OCTOBER.plus(-4)
    for month in OCTOBER.plus(-11).through(OCTOBER):
        if month != missing:
            accept_month(place, month)
    assert observed()["never_events"] == (None, None)
    accept_month(place, missing, now=NOW + timedelta(days=1))
    assert observed()["never_events"] == (0, 252000)


def test_a_correction_that_takes_a_line_out_ends_its_observation(place: Place) -> None:
    accept_month(place)
    assert observed()["mssa_bacteraemia"] == (2, 21000)
    accept_month(place, without=("mssa",), now=NOW + timedelta(days=1), reason="MSSA was not counted.")
    assert "mssa_bacteraemia" not in observed()
    assert SafetyNumber.objects.filter(item="mssa_bacteraemia").count() == 1


def test_all_that_the_return_feeds_is_observed_in_a_full_year(place: Place) -> None:
    for month in OCTOBER.plus(-11).through(OCTOBER.plus(-1)):
        accept_month(place, month)
    more = {
        name: {"section": "Infections", "item": item, "number": "1"}
        for name, item in (
            ("ecoli", "E. coli bacteraemia"),
            ("klebsiella", "Klebsiella bacteraemia"),
            ("pseudomonas", "Pseudomonas aeruginosa bacteraemia"),
        )
    }
    accepted(place, csv_of(Example(more)), kind="safety")
    assert set(observed()) == measures_of("safety")


def test_blank_zero_and_not_applicable_are_three_observations(place: Place) -> None:
    changes = {"mrsa": {"number": ""}, "cdifficile": {"number": "0"}, "mssa": {"number": "n/a"}}
    accept_month(place, changes=changes)
    found = observed()
    assert found["mrsa_bacteraemia"] == (None, 21000)
    assert found["cdifficile"] == (0, 21000)
    assert found["mssa_bacteraemia"] == (0, 0)
    blank, zero, not_applicable = (
        SafetyNumber.objects.get(item=item) for item in ("mrsa_bacteraemia", "cdifficile", "mssa_bacteraemia")
    )
    assert (blank.number, blank.not_applicable) == (None, False)
    assert (zero.number, zero.not_applicable) == (0, False)
    assert (not_applicable.number, not_applicable.not_applicable) == (None, True)


def test_a_section_without_a_number_is_not_a_section_of_none(place: Place) -> None:
    accept_year(place, changes={OCTOBER.plus(-2): {"never events": {"number": ""}}})
    assert observed()["never_events"] == (None, None)
    assert observed()["alerts_answered_in_time"] == (0, 0)


def test_the_same_values_as_a_correction_change_no_observation_of_later_months(place: Place) -> None:
    accept_year(place)
    ended = Observation.objects.filter(known_to__isnull=False, period=OCTOBER.first_day)
    again = checked(place, csv_of(Example()), kind="safety", period="2026-09", reason="Sent again.")
    assert again.findings.exists()
    accept_month(place, OCTOBER.plus(-1), {"mssa": {"number": "1"}}, reason="One case fewer.")
    assert not ended.exists()


def test_a_signature_is_for_what_was_shown(place: Place) -> None:
    submission = sent(place, csv_of(Example()), kind="safety")
    assert submission.totals == {
        "never_events": 1,
        "alerts": 1,
        "alerts_open": 1,
        "alerts_overdue": 0,
        "incidents": 1,
        "not_told": 0,
        "told_overdue": 0,
    }
    version = sign_and_accept(submission=submission, by=place.signatory, now=NOW, confirmed_with="password")
    assert version.content_sha256 == submission.content_sha256


def test_a_return_takes_the_place_of_what_a_file_said_even_if_the_file_came_later(place: Place) -> None:
    later = NOW + timedelta(days=10)
    imported = import_observations(
        content=b"organisation,period,numerator,denominator\nRX1,2026-10,5,20000\n",
        file_name="mrsa.csv",
        made=definition("mrsa_bacteraemia"),
        by=System("test"),
        now=later,
    )
    assert imported.new == 1
    accept_month(place)
    assert observed()["mrsa_bacteraemia"] == (0, 21000)
    said = Observation.objects.get(measure="mrsa_bacteraemia", imported__isnull=False)
    # It was never known: on no day does it stand beside the return.
    assert said.known_to == said.known_from == later
