"""The grid that follows from judgements on record, and what it keeps of what was published."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.models import (
    Breach,
    BreachArea,
    Inspection,
)
from oversight.organisations.models import Site, SiteTrust
from ratings.rules.ratings_words import KeyQuestion
from tests.inspections.judging_making import (
    RI,
    TODAY,
    G,
    I,
    O,
    Q,
    S,
    a_notice,
    grid,
    judge,
    judge_all,
    published,
)
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, another_site


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


@pytest.fixture
def inspection(scene: Scene) -> Inspection:
    return an_inspection(scene, S.DRAFTING)


class TestGrid:
    def test_an_empty_grid_names_all_that_is_to_be_judged(self, scene: Scene, inspection: Inspection) -> None:
        made = grid(inspection)
        assert len(made.missing) == 10
        assert made.services_at("RX101") == ("surgery", "critical_care")
        assert made.complete == {"RX101": False, "": False}
        assert {row.awarded for row in made.rows} == {None}
        # Two services, the site and the trust: five key questions and an overall of each.
        assert len(made.rows) == 4 * 6

    def test_judgements_are_computed_at_every_level(self, scene: Scene, inspection: Inspection) -> None:
        judge_all(scene, inspection, surgery=[RI, G, G, G, G], critical_care=[RI, G, O, G, O])
        judge(scene, inspection, G, Q.WELL_LED, service="")
        made = grid(inspection)
        assert made.missing == ()
        assert made.complete == {"RX101": True, "": True}
        safe = made.at("RX101", "", Q.SAFE)
        assert safe is not None
        assert (safe.level, safe.awarded, safe.rule) == ("location_key_question", RI, "B")
        assert safe.inputs == {"surgery": "requires_improvement", "critical_care": "requires_improvement"}
        cell = made.at("RX101", "surgery", Q.SAFE)
        assert cell is not None
        assert cell.judgement is not None
        assert (cell.judged, cell.rule, cell.site) == (RI, "judged", scene.site)
        overall = made.at()
        assert overall is not None
        assert (overall.level, overall.awarded) == ("trust", G)
        # A trust with one hospital: its well-led is the trust's.
        well_led = made.at("RX101", "", Q.WELL_LED)
        assert well_led is not None
        assert (well_led.awarded, well_led.rule) == (G, "assessed")
        assert made.at("RX199") is None

    def test_a_breach_limits_nothing_by_itself_and_a_notice_does(self, scene: Scene, inspection: Inspection) -> None:
        judge_all(scene, inspection, surgery=[G] * 5, critical_care=[G] * 5)
        breach = Breach.objects.create(
            trust=scene.trust,
            inspection=inspection,
            regulation="12",
            extent="isolated",
            response="prompt",
            what_was_found="Doors.",
            found_on=TODAY,
            recorded_by=scene.lead,
            recorded_at=NOW,
        )
        BreachArea.objects.create(breach=breach, site=scene.site, service="surgery", key_question="safe")
        cell = grid(inspection).at("RX101", "surgery", Q.SAFE)
        assert cell is not None
        assert cell.awarded is G
        a_notice(scene, inspection)
        cell = grid(inspection).at("RX101", "surgery", Q.SAFE)
        assert cell is not None
        assert (cell.judged, cell.awarded, cell.limited) == (G, RI, "requirement_notice")

    def test_a_focused_inspection_keeps_what_it_did_not_judge(self, scene: Scene) -> None:
        inspection = an_inspection(scene, S.DRAFTING, services=("surgery",))
        elsewhere = another_site(scene)
        for question in KeyQuestion:
            for service in ("surgery", "maternity"):
                published(scene, "requires_improvement", site=scene.site, service=service, question=question)
            published(scene, "good", site=elsewhere, question=question)
        kept = published(scene, "inadequate", site=scene.site, service="maternity")
        published(scene, "good", site=None, question="well_led")
        judge(scene, inspection, G, Q.SAFE)
        comprehensive = grid(inspection)
        assert len(comprehensive.missing) == 4
        unjudged = comprehensive.at("RX101", "surgery", Q.CARING)
        assert unjudged is not None
        assert unjudged.awarded is None
        Inspection.objects.filter(pk=inspection.pk).update(kind=Inspection.Kind.FOCUSED)
        inspection.refresh_from_db()
        made = grid(inspection)
        caring = made.at("RX101", "surgery", Q.CARING)
        assert caring is not None
        assert (caring.awarded, caring.rule) == (RI, "carried")
        assert caring.carried is not None
        assert caring.carried.published_on == date(2024, 1, 15)
        maternity = made.at("RX101", "maternity")
        assert maternity is not None
        assert (maternity.computed, maternity.awarded, maternity.carried) == (RI, I, kept)
        safe = made.at("RX101", "", Q.SAFE)
        assert safe is not None
        assert safe.inputs == {"surgery": "good", "maternity": "requires_improvement"}
        trust_safe = made.at("", "", Q.SAFE)
        assert trust_safe is not None
        assert set(trust_safe.inputs) == {"RX101", "RX102"}
        assert made.complete == {"RX101": True, "": True}

    def test_its_own_published_ratings_are_not_what_it_keeps(self, scene: Scene) -> None:
        inspection = an_inspection(scene, S.DRAFTING, services=("surgery",))
        published(scene, "good", site=scene.site, service="maternity", question="safe")
        published(scene, "good", site=scene.site, service="gynaecology", question="safe", inspection=inspection)
        assert grid(inspection).services_at("RX101") == ("surgery", "maternity")

    def test_a_hospital_taken_over_lately_does_not_count(self, scene: Scene) -> None:
        inspection = an_inspection(scene, S.DRAFTING, services=("surgery",))
        other = a_scene("RX2")
        taken = Site.objects.create(code="RX201X", name="Taken")
        SiteTrust.objects.create(site=taken, trust=other.trust, to_on=date(2026, 3, 31))
        SiteTrust.objects.create(site=taken, trust=scene.trust, from_on=date(2026, 4, 1))
        published(scene, "inadequate", site=taken, question="safe")
        assert grid(inspection).left_out == {"RX201X": date(2028, 4, 1)}

    def test_services_that_others_followed_and_groups_of_patients_are_not_kept(self, scene: Scene) -> None:
        inspection = an_inspection(scene, S.DRAFTING, services=("maternity",))
        for service in ("maternity_and_gynaecology", "outpatients_and_diagnostic_imaging", "end_of_life_care"):
            published(scene, "good", site=scene.site, service=service, question="safe")
        published(scene, "good", site=scene.site, service="Older people", question="safe")
        assert grid(inspection).services_at("RX101") == (
            "maternity",
            "end_of_life_care",
            "outpatients_and_diagnostic_imaging",
        )
        published(scene, "good", site=scene.site, service="outpatients", question="safe", on=date(2025, 1, 1))
        assert grid(inspection).services_at("RX101") == ("maternity", "end_of_life_care", "outpatients")

    def test_a_site_brings_its_ratings_from_the_trust_that_it_belonged_to(self, scene: Scene) -> None:
        inspection = an_inspection(scene, S.DRAFTING, services=("surgery",))
        other = a_scene("RX2")
        brought = published(other, "inadequate", site=scene.site, service="maternity", question="safe")
        published(other, "good", site=other.site, question="safe")
        published(other, "good", site=None, question="well_led")
        made = grid(inspection)
        row = made.at("RX101", "maternity", Q.SAFE)
        assert row is not None
        assert row.carried == brought
        trust_safe, well_led = made.at("", "", Q.SAFE), made.at("", "", Q.WELL_LED)
        assert trust_safe is not None
        assert set(trust_safe.inputs) == {"RX101"}
        assert well_led is not None
        assert well_led.awarded is None
        later = published(scene, "good", site=scene.site, service="maternity", question="safe", on=date(2025, 1, 1))
        row = grid(inspection).at("RX101", "maternity", Q.SAFE)
        assert row is not None
        assert row.carried == later

    def test_it_is_worked_out_in_as_many_questions_for_many_services_as_for_few(self, scene: Scene) -> None:
        def asked(inspection: Inspection) -> int:
            with CaptureQueriesContext(connection) as queries:
                grid(Inspection.objects.select_related("trust").get(pk=inspection.pk))
            return len(queries)

        few = an_inspection(scene, S.DRAFTING, services=("surgery",))
        many = an_inspection(scene, S.DRAFTING, services=("surgery", "critical_care", "maternity", "outpatients"))
        judge_all(scene, few, surgery=[G] * 5)
        judge_all(scene, many, surgery=[G] * 5, critical_care=[G] * 5, maternity=[G] * 5, outpatients=[G] * 5)
        assert asked(many) == asked(few)
