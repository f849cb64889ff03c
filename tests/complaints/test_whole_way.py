"""A return the whole way: received, checked, signed, accepted, its facts and all that is observed of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import timedelta

import pytest

from complaints.items import ASKED, ITEMS
from complaints.models import ComplaintCounts, HandlingNumber, Lesson
from complaints.periods import ComplaintsPeriod
from complaints.said import said_by_trusts
from oversight.measures.defining import definition, measures_of
from oversight.measures.models import Observation
from oversight.records.models import OutboxEvent
from oversight.returns.explaining import explain
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.receipts import receipt_of
from oversight.returns.refusals import Refused
from oversight.returns.signing import send_for_signature, sign_and_accept
from oversight.returns.states import State
from tests.complaints.making import (
    Q4,
    accept_quarter,
    accept_year_of_quarters,
    make_rdy,
    make_trust,
    observed,
    quarter_file,
    sample,
)
from tests.returns.making import NOW, Place, accepted, checked, explained, received, sent

pytestmark = pytest.mark.django_db
YEAR = ComplaintsPeriod.parse("2024-25")
LATER = NOW + timedelta(days=1)


@pytest.fixture
def place() -> Place:
    """A trust with two sites and its people."""
    return make_trust()


def handled(number: str, **more: str) -> dict[str, str]:
    return {"number": number, **more}


def test_an_accepted_return_leaves_its_facts_with_their_place_in_the_file(place: Place) -> None:
    version = accept_quarter(place)
    whole = ComplaintCounts.objects.get(site_code="")
    assert (whole.brought_forward, whole.new, whole.resolved, whole.carried_forward) == (5, 14, 11, 8)
    assert (whole.upheld, whole.partially_upheld, whole.not_upheld) == (4, 4, 3)
    assert (whole.detail["subject_area_communications"], whole.detail["age_total"], whole.row) == (3, 14, 2)
    # A blank subject is a blank, not a zero.
    assert whole.detail["subject_area_restraint"] == 0
    site = ComplaintCounts.objects.get(site_code="RX102")
    assert (site.site_name, site.new, site.detail["subject_area_communications"], site.version) == (
        "Infirmary", 4, None, version,
    )  # fmt: skip
    assert (site.period, site.grain) == (Q4.first_day, "quarter")
    assert HandlingNumber.objects.count() == len(ASKED)
    lesson = Lesson.objects.get()
    assert (lesson.theme, lesson.worked, lesson.owner) == ("subject_area_communications", "yes", "Matron for medicine")


def test_its_receipt_and_news_are_of_its_own_kind_and_name_the_quarter(place: Place) -> None:
    receipt = receipt_of(accept_quarter(place))
    assert receipt.number.startswith("CO-RX1-2024-Q4-V1-")
    assert (receipt.title, receipt.period_label) == (
        "Complaints return", "January to March 2025 (quarter 4 of 2024-25)",
    )  # fmt: skip
    assert "an offence under section 92 of the Care Act 2014" in receipt.statement
    event = OutboxEvent.objects.get(name="return.accepted")
    assert (event.payload["kind"], event.payload["period"]) == ("complaints", "2024-Q4")


def test_what_is_signed_are_the_totals_that_were_shown(place: Place) -> None:
    submission = sent(place, quarter_file(), kind="complaints", period="2024-Q4")
    assert submission.totals == {
        "new": 14,
        "resolved": 11,
        "upheld": 4,
        "partially_upheld": 4,
        "not_upheld": 3,
        "carried_forward": 8,
        "per_1000_interventions": 14 / 48,
    }
    version = sign_and_accept(submission=submission, by=place.signatory, now=NOW, confirmed_with="password")
    assert version.content_sha256 == submission.content_sha256


def test_every_measure_is_observed_by_its_definition(place: Place) -> None:
    accept_quarter(place)
    assert observed() == {
        "complaints_new": (14, 48_000),
        "complaints_upheld": (4, 11),
        "complaints_partly_upheld": (4, 11),
        "complaints_carried_forward": (8, 14),
        "complaints_acknowledged": (13, 14),
        "complaints_answered_as_agreed": (10, 12),
        "complaints_beyond_six_months": (0, 2),
        "complaints_reopened": (1, 11),
        "complaints_on_communication": (3, 14),
        "complaints_on_staff_attitude": (2, 14),
        "complaints_on_treatment": (6, 14),
        "complaints_on_patient_care": (0, 14),
        "complaints_on_discharge": (1, 14),
        "complaints_on_privacy": (0, 14),
        "complaints_on_waiting": (0, 14),
        "complaints_on_staff_numbers": (0, 14),
        "complaints_about_nursing": (5, 14),
        "ombudsman_referred": (2, 11),
        "ombudsman_investigated": (1, 14),
    }


def test_a_site_is_observed_by_what_the_return_says_of_it(place: Place) -> None:
    accept_quarter(place)
    found = observed(subject="RX102")
    assert found["complaints_upheld"] == (1, 3)
    assert found["complaints_carried_forward"] == (2, 4)
    # Blank there, since there was none; how complaints were handled is told of the whole trust alone.
    assert found["complaints_on_communication"] == (None, 4)
    assert not {"complaints_new", "complaints_acknowledged", "ombudsman_referred"} & set(found)


def test_blank_zero_and_not_applicable_are_three_observations(place: Place) -> None:
    changes = {
        "acknowledged_in_time": handled(""),
        "ombudsman_referred": handled("0"),
        "beyond_six_months": handled("n/a"),
        "six_months_ended": handled("n/a"),
    }
    accept_quarter(place, changes=changes)
    found = observed()
    assert found["complaints_acknowledged"] == (None, 14)
    assert found["ombudsman_referred"] == (0, 11)
    assert found["complaints_beyond_six_months"] == (0, 0)


def test_without_the_sheet_of_handling_its_measures_are_not_observed(place: Place) -> None:
    accept_quarter(place, without=(*(asked.code for asked in ASKED), "lesson"))
    found = observed()
    assert found["complaints_upheld"] == (4, 11)
    assert "complaints_new" not in found
    assert "complaints_acknowledged" not in found
    submission = ReturnVersion.objects.get().submission
    assert submission.totals["per_1000_interventions"] is None


def test_sites_alone_are_added_up(place: Place) -> None:
    accept_quarter(place, without=("whole",))
    assert not ComplaintCounts.objects.filter(site_code="").exists()
    assert observed()["complaints_upheld"] == (4, 11)
    # A number that one of the sites leaves blank has no sum.
    assert observed()["complaints_on_communication"] == (None, 14)
    assert ReturnVersion.objects.get().submission.totals["new"] == 14


def test_a_year_of_the_ombudsman_is_that_of_its_four_quarters(place: Place) -> None:
    decided = {"ombudsman_upheld": handled("1"), "ombudsman_partly_upheld": handled("2"),
               "ombudsman_not_upheld": handled("3")}  # fmt: skip
    versions = accept_year_of_quarters(place, {1: decided, 3: {"ombudsman_upheld": handled("1")}})
    # The quarters that are as the rules have them say 0, 1 and 0.
    assert observed(YEAR) == {"ombudsman_upheld": (1 + 2 + 1 + 2 + 1, 6 + 1 + 2 + 1)}
    row = Observation.objects.get(measure="ombudsman_upheld", known_to__isnull=True)
    assert (row.grain, row.version_id) == ("year", versions[-1].pk)
    assert "ombudsman_upheld" not in observed(ComplaintsPeriod.parse("2024-Q1"))


def test_a_part_of_a_year_is_no_year(place: Place) -> None:
    for text in ("2024-Q1", "2024-Q2", "2024-Q4"):
        accept_quarter(place, ComplaintsPeriod.parse(text))
    assert observed(YEAR) == {}
    accept_quarter(place, ComplaintsPeriod.parse("2024-Q3"), now=LATER)
    assert observed(YEAR) == {"ombudsman_upheld": (4, 4)}


def test_the_correction_of_a_quarter_changes_its_year_and_nothing_else(place: Place) -> None:
    accept_year_of_quarters(place)
    second = ComplaintsPeriod.parse("2024-Q2")
    before = observed(ComplaintsPeriod.parse("2024-Q3"))
    accept_quarter(place, second, {"ombudsman_not_upheld": handled("4")}, now=LATER, reason="Four had been left out.")
    assert observed(YEAR) == {"ombudsman_upheld": (4, 8)}
    assert observed(ComplaintsPeriod.parse("2024-Q3")) == before
    ended = Observation.objects.get(measure="ombudsman_upheld", known_to__isnull=False)
    assert (ended.numerator, ended.denominator, ended.known_to) == (4, 4, LATER)
    event = OutboxEvent.objects.filter(name="return.accepted").order_by("pk").last()
    assert event is not None
    assert event.payload["period"] == "2024-Q2"


def test_the_correction_that_leaves_the_year_as_it_was_writes_nothing_of_it(place: Place) -> None:
    accept_year_of_quarters(place)
    accept_quarter(
        place, ComplaintsPeriod.parse("2024-Q2"), {"reopened": handled("2")}, now=LATER, reason="One was found."
    )
    row = Observation.objects.get(measure="ombudsman_upheld")
    assert (row.known_from, row.known_to) == (NOW, None)


def test_all_that_the_return_feeds_is_observed_in_a_full_year(place: Place) -> None:
    accept_year_of_quarters(place)
    assert set(observed()) | set(observed(YEAR)) == measures_of("complaints")
    assert {definition(code).return_kind for code in observed()} == {"complaints"}


def test_a_correction_that_takes_the_lesson_out_keeps_the_old_version_readable(place: Place) -> None:
    accept_quarter(place)
    accept_quarter(place, now=LATER, reason="The lesson was another trust's.", without=("lesson",))
    assert Lesson.objects.count() == 1
    (said,) = said_by_trusts([place.trust.pk], [Q4]).values()
    assert (said.version_number, said.lessons) == (2, ())


def test_a_lesson_points_at_its_ward_where_its_name_means_one(place: Place) -> None:
    accept_quarter(place, changes={"lesson": {"place": "Rowan ward"}})
    lesson = Lesson.objects.get()
    assert lesson.ward is not None
    assert (lesson.ward.name, lesson.place) == ("Rowan", "Rowan ward")


@pytest.mark.parametrize(("form", "shown"), [("org", "organisation"), ("site", "sites")])
def test_the_real_ko41a_passes_and_comes_to_its_own_totals(form: str, shown: str) -> None:
    place = make_rdy()
    submission = checked(place, sample(form), kind="complaints", period="2024-25", filename=f"{form}.csv")
    found = list(submission.findings.values_list("rule", "severity", "message"))
    assert submission.must_fix == 0, found
    assert submission.totals == {
        "new": 403,
        "resolved": 354,
        "upheld": 98,
        "partially_upheld": 61,
        "not_upheld": 195,
        "carried_forward": 49,
        "per_1000_interventions": None,
    }
    version = accepted(place, sample(form) + b"\n", kind="complaints", period="2024-25", filename=f"{form}.csv")
    (said,) = said_by_trusts([place.trust.pk], [YEAR]).values()
    assert said.whole is not None
    assert (said.whole.new, said.whole.carried_forward) == (403, 49)
    (published,) = csv.DictReader(io.StringIO(sample("org").decode("utf-8-sig")))
    assert {item.code: said.whole.detail.get(item.code) for item in ITEMS[7:]} == {
        item.code: int(published[item.heading]) for item in ITEMS[7:]
    }
    assert observed(YEAR, "RDY")["complaints_upheld"] == (98, 354)
    assert version.period == "2024-25"
    sites = observed(YEAR, "RDY10")
    assert sites.get("complaints_upheld") == ((5, 23) if shown == "sites" else None)


def test_a_year_and_the_quarter_that_begins_with_it_stand_beside_each_other(place: Place) -> None:
    accept_quarter(place, ComplaintsPeriod.parse("2024-Q1"))
    accept_quarter(place, YEAR, {"ombudsman_upheld": handled("3")})
    assert ReturnVersion.objects.filter(stands=True).count() == 2
    assert observed(ComplaintsPeriod.parse("2024-Q1"))["complaints_upheld"] == (4, 11)
    assert observed(YEAR)["complaints_upheld"] == (4, 11)
    # What the year says of its own investigations is not undone by a quarter.
    assert observed(YEAR)["ombudsman_upheld"] == (4, 4)
    for text in ("2024-Q2", "2024-Q3", "2024-Q4"):
        accept_quarter(place, ComplaintsPeriod.parse(text), now=LATER)
    assert observed(YEAR)["ombudsman_upheld"] == (4, 4)


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2030-Q1", "April to June 2030 (quarter 1 of 2030-31) has not begun yet."),
        ("2014-Q4", "KO41a was first collected by quarters for April to June 2015 (quarter 1 of 2015-16)."),
        ("2020-21", "KO41a was first collected by years for April 2022 to March 2023."),
        ("2025-01", "'2025-01' is not a period: write YYYY-Qn of the financial year, or YYYY-YY for a whole one."),
    ],
)
def test_a_period_that_cannot_be_is_refused(place: Place, period: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        received(place, quarter_file(), kind="complaints", period=period)
    assert (refused.value.code, refused.value.message) == ("period", said)


def test_an_explanation_of_a_quarter_answers_the_next_quarter_and_no_year(place: Place) -> None:
    unlike = {"answered_in_agreed_time": handled("")}
    first = checked(place, quarter_file(Q4, unlike), kind="complaints", period="2024-Q4")
    asked = first.findings.get(rule__startswith="complaints.", place_key="handling:answered_in_agreed_time")
    explain(
        submission=first,
        finding_ids=[asked.pk],
        text="Not counted yet.",
        stands_for_months=3,
        by=place.preparer,
        now=NOW,
    )
    assert asked.rule in _answered(place, first, "2025-Q1", unlike)
    assert asked.rule not in _answered(place, first, "2025-Q2", unlike)
    assert asked.rule not in _answered(place, first, "2025-26", unlike)


def _answered(place: Place, first: Submission, period: str, changes: Mapping[str, Mapping[str, str]]) -> set[str]:
    """Return the rules whose findings are answered by what was said of the first, once that is accepted."""
    first.refresh_from_db()
    if first.state != State.ACCEPTED:
        explained(place, first)
        first.refresh_from_db()
        send_for_signature(submission=first, by=place.preparer, now=NOW)
        sign_and_accept(submission=first, by=place.signatory, now=NOW, confirmed_with="password")
    content = quarter_file(ComplaintsPeriod.parse(period), changes)
    found = checked(place, content, kind="complaints", period=period).findings
    return set(found.filter(explanation__carried_from__submission=first).values_list("rule", flat=True))
