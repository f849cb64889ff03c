"""A focused inspection of a trust's well-led alone, from its plan to the ratings that it publishes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from inspections.core_services import services_on
from inspections.evidence import Found, save_evidence
from inspections.judging.computing import InspectedPlace, KeptLocation, Place, TrustInputs, compute_ratings
from inspections.judging.recording import JudgedPlace, record_judgement
from inspections.models import DisplayDuty, EvidenceVersion, Inspection, PublishedRating
from inspections.pages.tasks import Progress, tasks_of
from inspections.programme import Days, Scope, announce, plan_inspection, start_drafting
from inspections.programme_settings import settings_on
from inspections.replanning import change_scope
from inspections.reporting.outline import WELL_LED
from inspections.reporting.publishing import publish_report
from inspections.reporting.quality import hold_whole, not_judged
from inspections.reporting.writing import lay_out_report
from inspections.risk import TrustStanding, risk_of
from inspections.teams import add_to_team
from inspections.visiting import begin_visit, end_visit, plan_visit
from inspections.whereabouts import looks_at_well_led_alone, sites_to_go_to
from oversight.organisations.models import Site
from ratings.rules.aggregation_files import rule_set
from ratings.rules.ratings_words import KeyQuestion
from tests.inspections.core.refusing import refused
from tests.inspections.judging_making import RI, TODAY, G, I, O, Q, S, grid, published
from tests.inspections.making import NOW, Scene, a_scene, another_site, new_id
from tests.inspections.reporting.steps import resolved, write

HOUR = timedelta(hours=1)
WHOLE = Place(key_question=Q.WELL_LED)


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


def planned(scene: Scene, kind: Inspection.Kind = Inspection.Kind.FOCUSED, scope: tuple[Scope, ...] = ()) -> Inspection:
    return plan_inspection(
        trust=scene.trust,
        kind=kind,
        is_announced=True,
        scope=scope,
        risk=risk_of(TrustStanding(code="RX1"), on=TODAY, settings=settings_on(TODAY)),
        days=Days(TODAY, TODAY),
        by=scene.lead,
        now=NOW,
    )


def on_site(scene: Scene) -> Inspection:
    """Bring one to the site by its own way: announced, a team, a visit to a site of the trust."""
    inspection = planned(scene)
    for person, role in ((scene.lead, "lead"), (scene.second, "inspector")):
        add_to_team(inspection=inspection, person=person, role=role, by=scene.lead, now=NOW)  # type: ignore[arg-type]
    announce(inspection=inspection, by=scene.lead, now=NOW)
    visit = plan_visit(
        visit_id=new_id(),
        inspection=inspection,
        site=scene.site,
        starts_at=NOW,
        ends_at=NOW + 4 * HOUR,
        is_announced=True,
        by=scene.lead,
        now=NOW,
        people=[scene.lead],
    )
    end_visit(visit=begin_visit(visit=visit, by=scene.lead, now=NOW), by=scene.lead, now=NOW)
    inspection.refresh_from_db()
    return inspection


def judge(scene: Scene, inspection: Inspection, verdict=RI) -> None:
    piece = save_evidence(
        piece_id=new_id(),
        save_id=new_id(),
        inspection=inspection,
        found=Found("The board saw no figures.", EvidenceVersion.Kind.INTERVIEW, NOW, site=scene.site),
        by=scene.lead,
        now=NOW,
    ).piece
    record_judgement(
        save_id=new_id(),
        inspection=inspection,
        place=JudgedPlace(Q.WELL_LED, None, ""),
        verdict=verdict,
        evidence=[piece],
        by=scene.lead,
        now=NOW,
    )


def a_published_hospital(scene: Scene, site: Site) -> None:
    """Publish a hospital with one service, all good, in an earlier year."""
    for question in KeyQuestion:
        published(scene, "good", site=site, service="surgery", question=str(question))
        published(scene, "good", site=site, question=str(question))
    published(scene, "good", site=site, service="surgery")
    published(scene, "good", site=site)


def test_it_is_planned_without_a_service_and_no_comprehensive_one_is(scene: Scene) -> None:
    inspection = planned(scene)
    assert looks_at_well_led_alone(inspection)
    assert not inspection.sites.exists()
    assert inspection.team_size >= 1
    with refused("scope"):
        planned(scene, Inspection.Kind.COMPREHENSIVE)
    change_scope(inspection=inspection, scope=[Scope(scene.site, ("surgery",))], by=scene.lead, now=NOW)
    assert not looks_at_well_led_alone(inspection)
    change_scope(inspection=inspection, scope=[], by=scene.lead, now=NOW)
    assert looks_at_well_led_alone(inspection)


def test_the_team_goes_to_any_site_of_the_trust_and_else_to_those_inspected(scene: Scene) -> None:
    other = another_site(scene)
    elsewhere = a_scene("RX9").site
    assert set(sites_to_go_to(planned(scene), TODAY)) == {scene.site, other}
    narrow = planned(scene, scope=(Scope(scene.site, ("surgery",)),))
    assert set(sites_to_go_to(narrow, TODAY)) == {scene.site}
    with refused("site"):
        inspection = on_site(scene)
        plan_visit(
            visit_id=new_id(),
            inspection=inspection,
            site=elsewhere,
            starts_at=NOW,
            ends_at=NOW + HOUR,
            is_announced=True,
            by=scene.lead,
            now=NOW,
        )


def test_well_led_is_what_there_is_to_judge(scene: Scene) -> None:
    inspection = on_site(scene)
    assert grid(inspection).missing == (WHOLE,)
    assert not_judged(grid(inspection)) == [WHOLE]
    judging = next(group for group in tasks_of(inspection, today=TODAY, judges=True) if group.name == "Ratings")
    assert (judging.tasks[0].hint, judging.tasks[0].progress) == ("Well-led of the trust as a whole", Progress.TO_DO)
    judge(scene, inspection)
    assert grid(inspection).missing == ()
    judging = next(group for group in tasks_of(inspection, today=TODAY, judges=True) if group.name == "Ratings")
    assert judging.tasks[0].progress == Progress.DONE


def test_at_a_trust_with_several_hospitals_their_ratings_stand(scene: Scene) -> None:
    for site in (scene.site, another_site(scene)):
        a_published_hospital(scene, site)
    published(scene, "outstanding", site=None, question="caring")
    inspection = on_site(scene)
    judge(scene, inspection)
    made = grid(inspection)
    assert made.sites == ()
    caring, safe, overall = (made.at("", "", question) for question in (Q.CARING, Q.SAFE, None))
    assert caring is not None
    assert safe is not None
    assert overall is not None
    assert (caring.awarded, caring.computed) == (O, G)
    assert caring.carried is not None
    assert (safe.awarded, safe.carried) == (G, None)
    assert overall.awarded is G
    assert overall.inputs == {"safe": "good", "effective": "good", "caring": "outstanding", "responsive": "good",
                              "well_led": "requires_improvement"}  # fmt: skip


def test_at_a_trust_with_one_hospital_that_hospitals_well_led_follows(scene: Scene) -> None:
    a_published_hospital(scene, scene.site)
    inspection = on_site(scene)
    judge(scene, inspection, I)
    made = grid(inspection)
    assert made.sites == (scene.site,)
    well_led, safe, overall = (made.at("RX101", "", question) for question in (Q.WELL_LED, Q.SAFE, None))
    assert well_led is not None
    assert safe is not None
    assert overall is not None
    assert (well_led.awarded, well_led.rule) == (I, "assessed")
    assert safe.carried is not None
    assert (overall.awarded, overall.rule) == (RI, "C")
    service = made.at("RX101", "surgery", Q.WELL_LED)
    assert service is not None
    assert service.awarded is G


def test_it_is_written_and_published_and_what_was_not_looked_at_keeps_its_day(scene: Scene) -> None:
    a_published_hospital(scene, scene.site)
    inspection = on_site(scene)
    with refused("no_text"):
        hold_whole(inspection, now=NOW)
    start_drafting(inspection=inspection, by=scene.lead, now=NOW)
    lay_out_report(inspection=inspection, by=scene.lead, now=NOW)
    assert WELL_LED in set(inspection.sections.values_list("code", flat=True))
    assert not inspection.sections.exclude(service="").exists()
    write(scene, inspection)
    with refused("not_judged"):
        hold_whole(inspection, now=NOW)
    judge(scene, inspection)
    report = publish_report(inspection=resolved(scene, inspection), by=scene.lead, now=NOW + timedelta(days=20))
    frozen = PublishedRating.objects.filter(report=report)
    places = {(each.level, each.location_code, each.key_question): each.rating for each in frozen}
    assert places[("trust_key_question", "", "well_led")] == "requires_improvement"
    assert places[("location_key_question", "RX101", "well_led")] == "requires_improvement"
    assert ("location", "RX101", "") in places
    assert ("trust", "", "") in places
    assert not frozen.filter(location_code="RX101", key_question="safe").exists()
    assert not frozen.exclude(service="").exists()
    assert report.about["services"] == []
    assert set(DisplayDuty.objects.filter(report=report).values_list("site__code", flat=True)) == {"RX101", None}


def test_kept_key_questions_stand_beside_what_the_rules_give() -> None:
    """Computed apart: a published word of the trust stands, and counts in its overall rating."""
    kept = tuple(KeptLocation(code, dict.fromkeys(KeyQuestion, G)) for code in ("RX101", "RX102"))
    given = TrustInputs(
        sites=(),
        kept=kept,
        well_led=InspectedPlace(judged=I),
        kept_questions={Q.SAFE: I, Q.WELL_LED: O, Q.CARING: None},
    )
    made = compute_ratings(given, on=date(2026, 11, 5), rules=rule_set())
    assert (made.key_questions[Q.SAFE].awarded, made.key_questions[Q.SAFE].computed) == (I, G)
    assert made.key_questions[Q.SAFE].carried
    assert made.key_questions[Q.WELL_LED].awarded is I
    assert not made.key_questions[Q.CARING].carried
    assert made.overall.awarded is I


def test_the_list_of_services_is_open_to_others(scene: Scene) -> None:
    """A focused inspection of services stays what it was: nothing of the trust's well-led is asked of it."""
    code = services_on(TODAY)[0].code
    inspection = planned(scene, scope=(Scope(scene.site, (code,)),))
    assert {(place.site, place.service) for place in grid(inspection).missing} == {("RX101", code)}
    assert inspection.state == S.PLANNED
