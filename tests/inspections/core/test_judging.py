"""Judgements on record, the grid that follows from them, and departures that a second person approves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from inspections.evidence import Found, save_evidence
from inspections.interests import declare_interest
from inspections.judging.computing import Place
from inspections.judging.criteria import departure_criteria
from inspections.judging.departures import (
    approve_departure,
    propose_departure,
    refuse_departure,
    stale_departures,
    withdraw_departure,
)
from inspections.judging.grid import RatingGrid, grid_of
from inspections.judging.recording import (
    JudgedPlace,
    Sign,
    Standard,
    Unrated,
    record_judgement,
    standing_judgements,
    verdict_of,
)
from inspections.models import (
    Breach,
    BreachArea,
    EvidencePiece,
    EvidenceVersion,
    Inspection,
    Interest,
    Judgement,
    NiceStandard,
    PublishedRating,
    RatingDeparture,
)
from inspections.states.inspection import InspectionState
from oversight.clock import london_date
from oversight.organisations.models import Site, SiteTrust
from oversight.records.models import AuditEntry, OutboxEvent
from ratings.rules.ratings_words import KeyQuestion, NonRating, NonRatingReason, Rating
from tests.inspections.core.refusing import refused
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, another_site, bring_to, new_id
from tests.returns.test_at_once import at_once

S = InspectionState
Q = KeyQuestion
TODAY = london_date(NOW)
G, RI, I, O = Rating.GOOD, Rating.REQUIRES_IMPROVEMENT, Rating.INADEQUATE, Rating.OUTSTANDING  # noqa: E741
NOT_RATED = Unrated(NonRating.NOT_RATED, NonRatingReason.NOT_ENOUGH_EVIDENCE)


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


@pytest.fixture
def inspection(scene: Scene) -> Inspection:
    return an_inspection(scene, S.DRAFTING)


def some_evidence(scene: Scene, inspection: Inspection) -> EvidencePiece:
    return save_evidence(
        piece_id=new_id(),
        save_id=new_id(),
        inspection=inspection,
        found=Found("The door was open.", EvidenceVersion.Kind.OBSERVATION, NOW),
        by=scene.lead,
        now=NOW,
    ).piece


def judge(
    scene: Scene,
    inspection: Inspection,
    verdict: Rating | Unrated,
    question: KeyQuestion = Q.SAFE,
    *,
    service: str = "surgery",
    site: Site | None = None,
    evidence: Sequence[EvidencePiece] | None = None,
    **given: object,
) -> Judgement:
    wanted: dict[str, object] = {"save_id": new_id(), "by": scene.lead, "now": NOW}
    return record_judgement(
        inspection=inspection,
        place=JudgedPlace(question, site or scene.site if service else None, service),
        verdict=verdict,
        evidence=[some_evidence(scene, inspection)] if evidence is None else evidence,
        **{**wanted, **given},  # type: ignore[arg-type]
    )


def judge_all(scene: Scene, inspection: Inspection, **services: Sequence[Rating | Unrated]) -> None:
    piece = some_evidence(scene, inspection)
    for service, words in services.items():
        for question, word in zip(KeyQuestion, words, strict=True):
            judge(scene, inspection, word, question, service=service, evidence=[piece])


def grid(inspection: Inspection) -> RatingGrid:
    return grid_of(inspection, on=TODAY)


class TestRecording:
    def test_a_judgement_keeps_all_that_supports_it(self, scene: Scene, inspection: Inspection) -> None:
        piece = some_evidence(scene, inspection)
        made = judge(
            scene,
            inspection,
            O,
            evidence=[piece, piece],
            rationale=" Staff learn from every incident. ",
            signs=[Sign(O, "Learning is shared."), Sign(G, " ")],
            standards=[Standard(NiceStandard.Kind.DEVELOPMENTAL, "QS15", "Patient experience")],
        )
        assert (made.number, made.rating, made.rationale) == (1, "outstanding", "Staff learn from every incident.")
        assert [piece] == list(made.evidence.all())
        assert [each.statement for each in made.characteristics.all()] == ["Learning is shared."]
        assert [each.code for each in made.nice_standards.all()] == ["QS15"]
        entry = AuditEntry.objects.get(action="judgement.recorded")
        assert entry.subject_id == f"{inspection.reference}/RX101/surgery/safe"
        assert not any("outstanding" in text or "Staff" in text for text in [*entry.fields, *entry.hashes])

    def test_a_later_judgement_takes_the_place_and_both_are_kept(self, scene: Scene, inspection: Inspection) -> None:
        judge(scene, inspection, G)
        judge(scene, inspection, RI, seen=1)
        assert [each.rating for each in Judgement.objects.order_by("number")] == ["good", "requires_improvement"]
        standing = standing_judgements(inspection)
        assert verdict_of(standing[("RX101", "surgery", Q.SAFE)]) is RI

    def test_a_judgement_that_was_not_seen_is_not_replaced(self, scene: Scene, inspection: Inspection) -> None:
        judge(scene, inspection, G)
        with refused("newer"):
            judge(scene, inspection, RI)
        with refused("newer"):
            judge(scene, inspection, RI, seen=2)

    def test_a_judgement_sent_twice_is_one(self, scene: Scene, inspection: Inspection) -> None:
        sent = new_id()
        first = judge(scene, inspection, G, save_id=sent)
        assert judge(scene, inspection, G, save_id=sent) == first
        assert Judgement.objects.count() == 1
        with refused("known"):
            judge(scene, inspection, G, save_id=sent, by=scene.second)

    def test_why_there_is_no_rating_is_said(self, scene: Scene, inspection: Inspection) -> None:
        made = judge(scene, inspection, NOT_RATED, evidence=[])
        assert (made.rating, made.non_rating, made.non_rating_reason) == ("", "not_rated", "not_enough_evidence")
        assert verdict_of(made) is NonRating.NOT_RATED

    def test_a_rating_rests_on_evidence_of_its_own_inspection(self, scene: Scene, inspection: Inspection) -> None:
        with refused("supports"):
            judge(scene, inspection, G, evidence=[])
        with refused("evidence"):
            judge(scene, inspection, G, evidence=[some_evidence(scene, an_inspection(scene))])

    @pytest.mark.parametrize(
        ("verdict", "kind", "supported"),
        [
            (G, NiceStandard.Kind.QUALITY_STANDARD, True),
            (O, NiceStandard.Kind.QUALITY_STANDARD, True),
            (O, NiceStandard.Kind.DEVELOPMENTAL, True),
            (G, NiceStandard.Kind.DEVELOPMENTAL, False),
            (RI, NiceStandard.Kind.QUALITY_STANDARD, False),
            (NOT_RATED, NiceStandard.Kind.QUALITY_STANDARD, False),
        ],
    )
    def test_a_nice_standard_supports_good_or_outstanding(
        self, scene: Scene, inspection: Inspection, verdict: Rating | Unrated, kind: NiceStandard.Kind, supported: bool
    ) -> None:
        if supported:
            assert judge(scene, inspection, verdict, standards=[Standard(kind, "QS15")]).nice_standards.count() == 1
        else:
            with refused("supports"):
                judge(scene, inspection, verdict, standards=[Standard(kind, "QS15")])

    def test_what_is_not_inspected_is_not_judged(self, scene: Scene, inspection: Inspection) -> None:
        with refused("place"):
            judge(scene, inspection, G, service="maternity")
        with refused("place"):
            judge(scene, inspection, G, site=another_site(scene))
        with refused("place"):
            judge(scene, inspection, G, Q.SAFE, service="")
        assert judge(scene, inspection, G, Q.WELL_LED, service="").site is None

    def test_people_of_the_team_judge_while_the_ratings_are_open(self, scene: Scene, inspection: Inspection) -> None:
        with refused("not_in_team"):
            judge(scene, inspection, G, by=scene.manager)
        with refused("not_allowed"):
            judge(scene, inspection, G, by=scene.signatory)
        piece = some_evidence(scene, inspection)
        for state in (S.QUALITY_REVIEWED, S.FACTUAL_ACCURACY_OPEN):
            bring_to(inspection, state)
            with refused("moved_on"):
                judge(scene, inspection, G, evidence=[piece])
        bring_to(inspection, S.FACTUAL_ACCURACY_RESOLVED)
        assert judge(scene, inspection, G, evidence=[piece])
        bring_to(inspection, S.PUBLISHED)
        with refused("moved_on"):
            judge(scene, inspection, RI, seen=1, evidence=[piece])

    def test_the_database_keeps_judgements_and_refuses_late_ones(self, scene: Scene, inspection: Inspection) -> None:
        made = judge(scene, inspection, G)
        bring_to(inspection, S.PUBLISHED)
        for spoil in (
            lambda: Judgement.objects.update(rating="inadequate"),
            lambda: made.delete(),
            lambda: Judgement.objects.create(
                inspection=inspection,
                site=scene.site,
                service="surgery",
                key_question="safe",
                number=2,
                rating="inadequate",
                save_id=new_id(),
                judged_by=scene.lead,
                judged_at=NOW,
            ),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                spoil()

    @pytest.mark.django_db(transaction=True)
    def test_two_judgements_at_once_leave_one_and_tell_the_other(self) -> None:
        scene = a_scene()
        inspection = an_inspection(scene)
        piece = some_evidence(scene, inspection)
        outcomes = at_once(
            lambda: judge(scene, inspection, G, evidence=[piece]),
            lambda: judge(scene, inspection, I, evidence=[piece], by=scene.second),
        )
        assert [getattr(outcome, "code", "") for outcome in outcomes if isinstance(outcome, Exception)] == ["newer"]
        assert Judgement.objects.count() == 1


def published(
    scene: Scene,
    rating: str,
    *,
    site: Site | None,
    service: str = "",
    question: str = "",
    inspection: Inspection | None = None,
    on: date = date(2024, 1, 15),
) -> PublishedRating:
    level = {
        (True, True): "service_key_question",
        (True, False): "service",
        (False, True): "location_key_question" if site else "trust_key_question",
        (False, False): "location" if site else "trust",
    }[(bool(service), bool(question))]
    return PublishedRating.objects.create(
        source="cqc_api",
        level=level,
        provider_code=scene.trust.code,
        location_code=site.code if site else "",
        service=service,
        service_code=service,
        key_question=question,
        rating=rating,
        published_on=on,
        known_from=NOW,
        inspection=inspection,
    )


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


def a_notice(scene: Scene, inspection: Inspection) -> None:
    from inspections.models import Notice, NoticeArea
    from oversight.organisations.models import Body

    notice = Notice.objects.create(
        draft_id=new_id(),
        kind=Notice.Kind.REQUIREMENT,
        trust=scene.trust,
        inspection=inspection,
        legal_basis="regulation_17_3",
        issuer=Body.objects.get(code="CQC"),
        title="Doors",
        reasons="They stood open.",
        state_at=NOW,
        drafted_by=scene.lead,
        drafted_at=NOW,
    )
    NoticeArea.objects.create(notice=notice, site=scene.site, service="surgery", key_question="safe")
    Notice.objects.filter(pk=notice.pk).update(state="issued", issued_by=scene.lead, issued_at=NOW)


SAFE = Place("RX101", "", Q.SAFE)


class TestDepartures:
    @pytest.fixture
    def judged(self, scene: Scene, inspection: Inspection) -> Inspection:
        judge_all(scene, inspection, surgery=[RI, G, G, G, G], critical_care=[G] * 5)
        return inspection

    def propose(
        self, scene: Scene, inspection: Inspection, place: Place = SAFE, awarded: Rating = G, **given: object
    ) -> RatingDeparture:
        wanted: dict[str, object] = {
            "departure_id": new_id(),
            "criteria": ["extent_and_impact"],
            "reason": "Critical care is small.",
            "by": scene.lead,
            "now": NOW,
        }
        return propose_departure(inspection=inspection, place=place, awarded=awarded, **{**wanted, **given})  # type: ignore[arg-type]

    def test_a_departure_counts_once_a_second_person_approved_it(self, scene: Scene, judged: Inspection) -> None:
        departure = self.propose(scene, judged)
        assert (departure.computed, departure.awarded, departure.rule) == ("requires_improvement", "good", "B")
        row = grid(judged).at("RX101", "", Q.SAFE)
        assert row is not None
        assert (row.awarded, row.departure) == (RI, departure)
        with refused("own_work"):
            approve_departure(departure=departure, by=scene.lead, now=NOW)
        approve_departure(departure=departure, by=scene.second, now=NOW)
        assert (departure.state, departure.decided_by) == ("approved", scene.second)
        row = grid(judged).at("RX101", "", Q.SAFE)
        assert row is not None
        assert (row.computed, row.awarded, row.departs) == (RI, G, True)
        assert OutboxEvent.objects.filter(name="inspection.departure_approved").count() == 1
        entry = AuditEntry.objects.get(action="inspection.departure_proposed")
        assert not any("small" in text for text in [*entry.fields, *entry.hashes])
        with refused("moved_on"):
            refuse_departure(departure=departure, reason="No.", by=scene.second, now=NOW)

    def test_what_cannot_be_departed_from_is_refused(self, scene: Scene, judged: Inspection) -> None:
        with refused("same"):
            self.propose(scene, judged, awarded=RI)
        with refused("judged"):
            self.propose(scene, judged, Place("RX101", "surgery", Q.SAFE))
        judge(scene, judged, G, Q.WELL_LED, service="")
        with refused("judged"):
            self.propose(scene, judged, Place("", "", Q.WELL_LED), RI)
        with refused("place"):
            self.propose(scene, judged, Place("RX101", "maternity"))
        with refused("no_reason"):
            self.propose(scene, judged, reason=" ")
        with refused("criterion"):
            self.propose(scene, judged, criteria=[])
        with refused("criterion"):
            self.propose(scene, judged, criteria=["friendship"])
        with refused("not_in_team"):
            self.propose(scene, judged, by=scene.manager)
        self.propose(scene, judged)
        with refused("stands"):
            self.propose(scene, judged)

    def test_a_limited_rating_can_be_departed_from(self, scene: Scene, judged: Inspection) -> None:
        a_notice(scene, judged)
        judge(scene, judged, G, seen=1)
        departure = self.propose(scene, judged, Place("RX101", "surgery", Q.SAFE), G)
        assert (departure.level, departure.rule) == ("service_key_question", "requirement_notice")
        approve_departure(departure=departure, by=scene.manager, now=NOW)
        row = grid(judged).at("RX101", "surgery", Q.SAFE)
        assert row is not None
        assert (row.judged, row.computed, row.awarded) == (G, RI, G)

    @pytest.mark.parametrize(
        "place",
        [
            Place("RX101", "surgery"),
            Place("RX101", "", Q.CARING),
            Place("RX101"),
            Place("", "", Q.SAFE),
            Place(),
        ],
    )
    @pytest.mark.parametrize("awarded", list(Rating))
    def test_every_published_departure_can_be_recorded(
        self, scene: Scene, judged: Inspection, place: Place, awarded: Rating
    ) -> None:
        """Whatever the regulator published in place of what the rules give, at whatever level that is aggregated."""
        row = grid(judged).at(place.site, place.service, place.key_question)
        assert row is not None
        if row.computed is awarded:
            return
        departure = self.propose(scene, judged, place, awarded)
        approve_departure(departure=departure, by=scene.second, now=NOW)
        row = grid(judged).at(place.site, place.service, place.key_question)
        assert row is not None
        assert row.awarded is awarded

    def test_a_departure_from_what_has_changed_is_stale(self, scene: Scene, judged: Inspection) -> None:
        departure = self.propose(scene, judged)
        assert stale_departures(judged, now=NOW) == []
        judge(scene, judged, I, seen=1)
        assert stale_departures(judged, now=NOW) == [departure]
        with refused("stale"):
            approve_departure(departure=departure, by=scene.second, now=NOW)
        withdraw_departure(departure=departure, reason="", by=scene.lead, now=NOW)
        assert self.propose(scene, judged).computed == "inadequate"

    def test_a_refused_departure_says_why_and_another_can_follow(self, scene: Scene, judged: Inspection) -> None:
        departure = self.propose(scene, judged)
        with refused("no_reason"):
            refuse_departure(departure=departure, reason="", by=scene.second, now=NOW)
        with refused("own_work"):
            refuse_departure(departure=departure, reason="No.", by=scene.lead, now=NOW)
        refuse_departure(departure=departure, reason="Not small.", by=scene.second, now=NOW)
        assert departure.decision_reason == "Not small."
        assert self.propose(scene, judged).pk != departure.pk

    def test_an_approved_departure_can_be_withdrawn(self, scene: Scene, judged: Inspection) -> None:
        departure = self.propose(scene, judged)
        approve_departure(departure=departure, by=scene.second, now=NOW)
        withdraw_departure(departure=departure, reason="A mistake.", by=scene.lead, now=NOW)
        row = grid(judged).at("RX101", "", Q.SAFE)
        assert row is not None
        assert (row.awarded, row.departure) == (RI, None)

    def test_who_has_a_conflict_of_interest_does_not_approve(self, scene: Scene, judged: Inspection) -> None:
        departure = self.propose(scene, judged)
        declare_interest(person=scene.manager, trust=scene.trust, kind=Interest.Kind.FAMILY, by=scene.manager, now=NOW)
        with refused("conflict"):
            approve_departure(departure=departure, by=scene.manager, now=NOW)
        with refused("not_allowed"):
            approve_departure(departure=departure, by=scene.signatory, now=NOW)

    def test_a_departure_sent_twice_is_one(self, scene: Scene, judged: Inspection) -> None:
        sent: UUID = new_id()
        first = self.propose(scene, judged, departure_id=sent)
        assert self.propose(scene, judged, departure_id=sent) == first

    def test_the_published_report_holds_its_departures_still(self, scene: Scene, judged: Inspection) -> None:
        departure = self.propose(scene, judged)
        bring_to(judged, S.PUBLISHED)
        for decide in (
            lambda: approve_departure(departure=departure, by=scene.second, now=NOW),
            lambda: withdraw_departure(departure=departure, reason="", by=scene.lead, now=NOW),
            lambda: self.propose(scene, judged, Place("RX101")),
        ):
            with refused("moved_on"):
                decide()

    def test_every_criterion_has_its_words(self) -> None:
        assert {"extent_and_impact", "confidence_in_response", "range_of_ratings"} <= set(departure_criteria())
        assert all(departure_criteria().values())
