"""Ratings as a publication freezes them: at every level, with what was computed, beside those that stand already."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from inspections.judging.departures import approve_departure, propose_departure
from inspections.judging.grid import Place
from inspections.models import (
    Inspection,
    PublishedRating,
    PublishedReport,
    RatingLevel,
)
from inspections.reporting.publishing import publish_report
from inspections.reporting.writing import lay_out_report
from inspections.states.inspection import InspectionState
from oversight.returns.refusals import Refused
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from tests.inspections.making import NOW, a_scene, an_inspection, bring_to, new_id
from tests.inspections.reporting.steps import (
    focused,
    judge,
    published,
    reviewed,
    sent,
    write,
    written,
)

pytestmark = pytest.mark.django_db
OUT = NOW + timedelta(days=20)
OUT_ON = date(2026, 11, 25)
SAFE, EFFECTIVE, CARING = KeyQuestion.SAFE, KeyQuestion.EFFECTIVE, KeyQuestion.CARING


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def words(report: PublishedReport, level: RatingLevel) -> dict[tuple[str, str], tuple[str, str, str]]:
    return {
        (row.service, row.key_question): (row.rating or row.non_rating, row.computed, row.rule)
        for row in report.ratings.filter(level=level)
    }


def test_every_level_is_frozen_with_what_was_computed_by_which_rule_from_what() -> None:
    scene = a_scene()
    report = published(
        scene,
        written(scene, but={("surgery", SAFE): Rating.INADEQUATE, ("surgery", CARING): Rating.OUTSTANDING}),
    )
    assert words(report, RatingLevel.SERVICE_KEY_QUESTION)[("surgery", "safe")] == (
        "inadequate",
        "inadequate",
        "judged",
    )
    assert words(report, RatingLevel.SERVICE) == {
        ("surgery", ""): ("requires_improvement", "requires_improvement", "C"),
        ("critical_care", ""): ("good", "good", "E"),
    }
    questions = words(report, RatingLevel.LOCATION_KEY_QUESTION)
    assert questions[("", "safe")] == ("inadequate", "inadequate", "D")
    assert questions[("", "caring")] == ("outstanding", "outstanding", "A")
    assert words(report, RatingLevel.LOCATION) == {("", ""): ("requires_improvement", "requires_improvement", "C")}
    assert words(report, RatingLevel.TRUST_KEY_QUESTION)[("", "well_led")] == ("good", "good", "assessed")
    assert words(report, RatingLevel.TRUST) == {("", ""): ("requires_improvement", "requires_improvement", "C")}
    assert report.ratings.count() == 10 + 2 + 5 + 1 + 5 + 1
    overall = report.ratings.get(level=RatingLevel.LOCATION)
    assert overall.inputs["safe"] == "inadequate"
    assert overall.rule_set == "acute-handbook-2014"
    assert (overall.published_on, overall.published_at, overall.inspected_on) == (OUT_ON, OUT, date(2026, 10, 5))
    assert (overall.site, overall.trust, overall.location_code) == (scene.site, scene.trust, "RX101")


def test_a_departure_is_published_with_what_was_computed_and_its_reason() -> None:
    scene = a_scene()
    inspection = written(scene, but={("surgery", SAFE): Rating.INADEQUATE})
    departure = propose_departure(
        departure_id=new_id(),
        inspection=inspection,
        place=Place("RX101", "surgery"),
        awarded=Rating.INADEQUATE,
        criteria=["extent_and_impact"],
        reason="People were harmed.",
        by=scene.lead,
        now=NOW,
    )
    with pytest.raises(Refused) as refused:
        sent(scene, inspection)
    assert code(refused) == "departures"
    approve_departure(departure=departure, by=scene.manager, now=NOW)
    report = published(scene, inspection)
    row = report.ratings.get(level=RatingLevel.SERVICE, service="surgery")
    assert (row.rating, row.computed, row.departure_reason) == (
        "inadequate",
        "requires_improvement",
        "People were harmed.",
    )
    assert report.ratings.filter(departure_reason="").count() == report.ratings.count() - 1


def test_a_non_rating_is_published_with_its_reason_and_does_not_stand_in_the_way_of_an_overall() -> None:
    scene = a_scene()
    report = published(scene, written(scene, but={("surgery", EFFECTIVE): NonRating.NOT_RATED}))
    row = report.ratings.get(level=RatingLevel.SERVICE_KEY_QUESTION, service="surgery", key_question="effective")
    assert (row.rating, row.non_rating, row.non_rating_reason) == ("", "not_rated", "not_enough_evidence")
    assert words(report, RatingLevel.LOCATION) == {("", ""): ("good", "good", "E")}


def test_without_the_trusts_well_led_the_trust_has_no_overall() -> None:
    scene = a_scene()
    report = published(scene, written(scene, well_led=None))
    assert words(report, RatingLevel.TRUST) == {}
    assert ("", "well_led") not in words(report, RatingLevel.TRUST_KEY_QUESTION)
    assert words(report, RatingLevel.LOCATION)


def test_what_is_not_inspected_keeps_its_old_rating_and_date_and_counts() -> None:
    scene = a_scene()
    first = published(scene, written(scene, but={("surgery", SAFE): Rating.INADEQUATE}))
    later = published(
        scene, focused(scene, NOW + timedelta(days=30)), now=OUT + timedelta(days=60), reviewed_again=True
    )
    assert later.ratings.filter(service="surgery").count() == 0
    # Two services inadequate for safe at the location now, and both services' ratings counted.
    safe = later.ratings.get(level=RatingLevel.LOCATION_KEY_QUESTION, key_question="safe")
    assert (safe.rating, safe.rule, safe.inputs) == (
        "inadequate",
        "D",
        {"surgery": "inadequate", "critical_care": "inadequate"},
    )
    standing = {
        (row.service, row.key_question): row.published_on
        for row in PublishedRating.objects.standing(date(2027, 12, 1)).filter(level=RatingLevel.SERVICE_KEY_QUESTION)
    }
    assert standing[("surgery", "safe")] == OUT_ON
    assert standing[("critical_care", "safe")] == OUT_ON + timedelta(days=60)
    # The earlier ones are there as they were.
    assert first.ratings.filter(known_to__isnull=True).count() == 24
    assert later.ratings.get(level=RatingLevel.TRUST).rating


def test_a_focused_inspection_judges_some_key_questions_and_keeps_the_others() -> None:
    scene = a_scene()
    published(scene, written(scene))
    inspection = an_inspection(scene, InspectionState.PLANNED, services=("critical_care", "surgery"))
    Inspection.objects.filter(pk=inspection.pk).update(kind=Inspection.Kind.FOCUSED)
    inspection.refresh_from_db()
    bring_to(inspection, InspectionState.DRAFTING)
    lay_out_report(inspection=inspection, by=scene.lead, now=NOW)
    write(scene, inspection)
    judge(scene, inspection, "critical_care", SAFE, Rating.REQUIRES_IMPROVEMENT)
    # Of surgery nothing was judged yet.
    with pytest.raises(Refused) as refused:
        reviewed(scene, inspection)
    assert code(refused) == "not_judged"
    judge(scene, inspection, "surgery", CARING, Rating.OUTSTANDING)
    later = published(scene, inspection, now=OUT + timedelta(days=30), reviewed_again=True)
    assert words(later, RatingLevel.SERVICE_KEY_QUESTION) == {
        ("critical_care", "safe"): ("requires_improvement", "requires_improvement", "judged"),
        ("surgery", "caring"): ("outstanding", "outstanding", "judged"),
    }
    overall = later.ratings.get(level=RatingLevel.SERVICE, service="critical_care")
    assert (overall.rating, overall.rule, len(overall.inputs)) == ("good", "E", 5)


def test_a_hospital_that_was_never_rated_whole_gets_no_overall() -> None:
    scene = a_scene()
    inspection = an_inspection(scene, InspectionState.PLANNED, services=("surgery",))
    Inspection.objects.filter(pk=inspection.pk).update(kind=Inspection.Kind.FOCUSED)
    inspection.refresh_from_db()
    bring_to(inspection, InspectionState.DRAFTING)
    lay_out_report(inspection=inspection, by=scene.lead, now=NOW)
    write(scene, inspection)
    judge(scene, inspection, "surgery", SAFE, Rating.GOOD)
    report = published(scene, inspection)
    assert words(report, RatingLevel.SERVICE) == {}
    assert words(report, RatingLevel.LOCATION) == {}
    assert words(report, RatingLevel.TRUST) == {}
    assert words(report, RatingLevel.LOCATION_KEY_QUESTION) == {("", "safe"): ("good", "good", "E")}


def test_two_reports_of_a_trust_on_one_day_stand_one_after_the_other() -> None:
    scene = a_scene()
    published(scene, written(scene))
    other = focused(scene, NOW)
    # The first one's ratings count in the second's, which was reviewed without them.
    with pytest.raises(Refused) as refused:
        published(scene, other)
    assert code(refused) == "not_reviewed"
    reviewed(scene, other, now=OUT)
    later = publish_report(inspection=other, by=scene.lead, now=OUT)
    rows = PublishedRating.objects.filter(level=RatingLevel.LOCATION_KEY_QUESTION, key_question="safe")
    assert sorted(rows.values_list("number", flat=True)) == [1, 2]
    standing = PublishedRating.objects.standing(OUT_ON).get(level=RatingLevel.LOCATION)
    assert standing.report == later
