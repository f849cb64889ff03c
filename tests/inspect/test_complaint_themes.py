"""The thematic report: what samples, returns and judgements say over a span of inspections."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date, timedelta

import pytest

from inspections.complaint_samples.asking import read_as_evidence
from inspections.complaint_samples.checklist import Check, Tally
from inspections.judging.recording import JudgedPlace, record_judgement
from inspections.models import Breach, Inspection
from inspections.states.inspection import InspectionState
from ratings.rules.ratings_words import KeyQuestion, Rating
from tests.inspect.test_concern_pages import client_of, get
from tests.inspections.complaint_samples.steps import answered, asked
from tests.inspections.making import NOW, Scene, a_scene, an_inspection
from tests.inspections.pages.test_looking import sign_in
from tests.pages.looking import Looking, looking
from workspaces.inspector.complaints_report import _subjects, quarters_of, report_on, usual_span

__all__ = ["looking"]

FIRST, LAST, TODAY = date(2026, 10, 1), date(2026, 12, 31), NOW.date()
PAGE = "/inspect/complaints/themes/?trusts=real"


def make(scene: Scene) -> Inspection:
    """Make an inspection of 5 October with an answered sample, two judgements on responsive, and a breach."""
    inspection = an_inspection(scene, InspectionState.ON_SITE)
    piece = read_as_evidence(sample=answered(scene, inspection, size=5), by=scene.lead, now=NOW)
    asked(scene, inspection)
    for seen, rating in enumerate((Rating.INADEQUATE, Rating.REQUIRES_IMPROVEMENT)):
        record_judgement(
            save_id=uuid.uuid4(),
            inspection=inspection,
            place=JudgedPlace(KeyQuestion.RESPONSIVE, scene.site, "surgery"),
            verdict=rating,
            by=scene.lead,
            now=NOW,
            seen=seen,
            rationale="Answers came late.",
            evidence=[piece],
        )
    for regulation in ("16", "12"):
        Breach.objects.create(
            trust=scene.trust,
            inspection=inspection,
            regulation=regulation,
            extent=Breach.Extent.SYSTEMIC,
            response=Breach.Response.SLOW,
            what_was_found="Letters were signed by nobody.",
            found_on=date(2026, 10, 7),
            recorded_by=scene.lead,
            recorded_at=NOW,
        )
    return inspection


@pytest.fixture
def scene(db, monkeypatch, settings) -> Scene:
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())
    return a_scene()


def test_it_joins_samples_judgements_and_breaches_of_the_span(scene: Scene) -> None:
    inspection = make(scene)
    report = report_on(first=FIRST, last=LAST, demonstration=False, today=TODAY)
    assert [row.inspection for row in report.rows] == [inspection]
    assert (report.samples, report.cases) == (1, 5)
    assert report.tally[Check.OMBUDSMAN_STATED] == Tally(not_met=4, not_applicable=1)
    assert report.tally[Check.SIGNED] == Tally(met=4, not_applicable=1)
    # The judgement that stands is the later one.
    assert {rating for rating, number in report.responsive.items() if number} == {Rating.REQUIRES_IMPROVEMENT}
    assert [breach.regulation for breach in report.breaches] == ["16"]
    (subject,) = report.subjects
    assert (subject.label, subject.listed, subject.resolved, subject.upheld) == ("Communications", 5, 4, 3)
    # No return stands: that is no zero.
    assert subject.returned is None
    assert report.rows[0].new is None
    assert report.returns == (0, 1)


@pytest.mark.parametrize(
    ("first", "last", "demonstration", "found"),
    [
        pytest.param(date(2026, 10, 5), date(2026, 10, 5), False, 1, id="the-day-itself"),
        pytest.param(date(2026, 10, 6), LAST, False, 0, id="the-day-after"),
        pytest.param(FIRST, date(2026, 10, 4), False, 0, id="the-day-before"),
        pytest.param(FIRST, LAST, True, 0, id="another-world"),
    ],
)
def test_only_inspections_that_began_in_the_span_count(
    scene: Scene, first: date, last: date, demonstration: bool, found: int
) -> None:
    make(scene)
    report = report_on(first=first, last=last, demonstration=demonstration, today=TODAY)
    assert (len(report.rows), report.samples, len(report.breaches)) == (found, found, found)


def test_the_usual_span_is_four_quarters() -> None:
    assert usual_span(date(2026, 11, 5)) == (date(2026, 1, 1), date(2026, 12, 31))
    assert [str(each) for each in quarters_of(date(2026, 3, 31), date(2026, 7, 1))] == ["2025-Q4", "2026-Q1", "2026-Q2"]


def test_the_page_and_its_file_say_the_same(scene: Scene) -> None:
    inspection = make(scene)
    page = get(scene.lead, PAGE)
    assert "5 files in 1 sample" in page
    assert "0 of 4" in page
    assert "Requires improvement" in page
    assert inspection.reference in page
    answer = client_of(scene.lead).get("/inspect/complaints/themes.csv?trusts=real&first=2026-10-01&last=2026-12-31")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert ",,,check of files,ombudsman_stated,0,4" in lines
    assert f"{inspection.reference},RX1,2026-10-05,breaches of regulation 16,,1," in lines
    assert ',,,"listed complaints by subject, upheld in whole or part",subject_area_communications,3,4' in lines


def test_days_the_wrong_way_round_are_not_asked(scene: Scene) -> None:
    make(scene)
    assert "from 1 January 2026 to 31 December 2026" in get(scene.lead, f"{PAGE}&first=2026-12-01&last=2026-01-01")


def test_a_trusts_people_do_not_see_it(scene: Scene) -> None:
    assert client_of(scene.signatory).get(PAGE).status_code == 403


def test_the_page_is_sound(transactional_db, monkeypatch, settings, looking: Looking) -> None:
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", (NOW + timedelta(days=1)).isoformat())
    scene = a_scene()
    make(scene)
    sign_in(looking, scene.lead)
    looking.open(PAGE)
    looking.is_sound("complaint-themes")


def test_subjects_of_returns_are_added_up_and_blanks_are_no_zeros() -> None:
    details = [
        {"subject_area_transport": 2, "clinical_treatment_anaesthetics": 3, "subject_area_restraint": None},
        {"subject_area_transport": 0, "clinical_treatment_surgical_group": 4},
    ]
    rows = {row.code: row.returned for row in _subjects(details, Counter({("subject_area_restraint", "upheld"): 1}))}
    assert rows == {"clinical_treatment": 7, "subject_area_transport": 2, "subject_area_restraint": None}
